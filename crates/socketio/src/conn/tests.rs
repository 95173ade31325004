//! The invariants of a connection, one by one, on a real socket.

use std::{sync::atomic::Ordering::Relaxed, time::Duration};

use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
    runtime::Handle,
};

use super::*;
use crate::{Heartbeat, Limits, connect_packet::ConnectPacket, counters::Counters, frame::text_frame};

struct Setting {
    conn: Arc<Conn>,
    connect_packet: ConnectPacket,
    peer: TcpStream,
}

async fn setting(begins_session: bool) -> Setting {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let peer = TcpStream::connect(address).await.expect("a connection");
    let (_, wire) = listener.accept().await.expect("a connection").0.into_split();
    let common = Arc::new(Common {
        limits: Limits { waiting_bytes: 10_000, stall: Duration::from_millis(200), ..Limits::default() },
        heartbeat: Heartbeat::default(),
        counters: Counters::default(),
        closing: AtomicBool::new(false),
        runtime: Handle::current(),
    });
    let connect_packet = ConnectPacket::new();
    connect_packet.await_with(Some("secret"));
    Setting { conn: Conn::new(Wire::Tcp(Arc::new(wire)), begins_session, common), connect_packet, peer }
}

impl Setting {
    fn library(&self, frames: &[&[u8]]) -> io::Result<usize> {
        self.conn.write_library(&frames.concat(), &self.connect_packet)
    }

    fn direct(&self, payload: &str) -> bool {
        self.conn.send(&text_frame(payload.as_bytes()), || true)
    }

    /// What the peer was sent until the connection ended.
    async fn received(&mut self) -> Vec<String> {
        self.conn.finish();
        let mut bytes = Vec::new();
        self.peer.read_to_end(&mut bytes).await.expect("an end");
        let mut payloads = Vec::new();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let frame = crate::frame::Frame::at_start_of(rest).expect("whole frames");
            payloads.push(String::from_utf8(frame.payload.to_vec()).expect("text"));
            rest = &rest[frame.length..];
        }
        payloads
    }
}

const CONNECT: &[u8] = b"\x81\x0d40{\"sid\":\"a\"}";
const PING: &[u8] = b"\x81\x012";

fn marker() -> Bytes {
    text_frame(format!("42[\"{MARKER}\",0]").as_bytes())
}

#[tokio::test]
async fn direct_frames_wait_for_connect_which_gets_its_pid() {
    let mut setting = setting(true).await;
    assert!(setting.direct("42[1]"));
    assert!(setting.library(&[PING, CONNECT, PING]).is_ok());
    assert!(setting.direct("42[2]"));
    let connect = r#"40{"sid":"a","pid":"secret"}"#;
    // The first ping is the library's own, which is not sent.
    assert_eq!(setting.received().await, [connect, "42[1]", "2", "42[2]"]);
}

#[tokio::test]
async fn direct_frames_wait_for_the_marker_which_is_swallowed() {
    let mut setting = setting(false).await;
    assert!(setting.library(&[CONNECT]).is_ok());
    setting.conn.await_marker();
    assert!(setting.direct("42[2]"));
    assert!(setting.library(&[&text_frame(b"42[1]")]).is_ok());
    assert!(setting.library(&[PING, &marker(), PING]).is_ok());
    assert!(setting.direct("42[3]"));
    let connect = r#"40{"sid":"a","pid":"secret"}"#;
    assert_eq!(setting.received().await, [connect, "42[1]", "2", "42[2]", "2", "42[3]"]);
}

#[tokio::test]
async fn a_marker_that_could_not_be_sent_is_not_waited_for() {
    let mut setting = setting(false).await;
    setting.conn.await_marker();
    assert!(setting.direct("42[1]"));
    setting.conn.marker_failed();
    assert!(setting.direct("42[2]"));
    assert_eq!(setting.received().await, ["42[1]", "42[2]"]);
}

#[tokio::test]
async fn a_library_write_that_is_no_whole_frame_ends_the_connection_and_is_counted() {
    for part in [&CONNECT[..5], b"\x01\x012", b"\x81"] {
        let setting = setting(true).await;
        assert!(setting.library(&[PING, part]).is_err());
        assert!(!setting.conn.is_open());
        assert!(!setting.direct("42[1]"));
        assert_eq!(setting.conn.common.counters.broken_writes.load(Relaxed), 1);
    }
}

#[tokio::test]
async fn what_waits_behind_a_fence_is_bounded_in_bytes() {
    let setting = setting(true).await;
    assert!(setting.direct(&"x".repeat(9_000)));
    assert!(!setting.direct(&"x".repeat(2_000)));
    assert!(!setting.conn.is_open());
    assert_eq!(setting.conn.common.counters.kills.load(Relaxed), 1);
}

#[tokio::test]
async fn what_waits_behind_a_fence_is_bounded_in_time() {
    let mut setting = setting(true).await;
    assert!(setting.direct("42[1]"));
    let mut nothing = Vec::new();
    let end = setting.peer.read_to_end(&mut nothing).await;
    assert!(end.is_err() || nothing.is_empty());
    assert!(!setting.conn.is_open());
}

#[tokio::test]
async fn frames_no_longer_wanted_when_it_is_their_turn_are_not_sent() {
    let mut setting = setting(false).await;
    assert!(!setting.conn.send(&text_frame(b"42[1]"), || false));
    assert!(setting.direct("42[2]"));
    assert_eq!(setting.received().await, ["42[2]"]);
}
