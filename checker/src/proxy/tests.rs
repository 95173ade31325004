//! Each kind of broken connection, on real sockets.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;

/// An echo server, and a line to it.
async fn line() -> (Proxy, Arc<Line>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                tokio::io::copy(&mut from, &mut to).await.ok();
            });
        }
    });
    let proxy = Proxy::open(1, &[address]).await.unwrap();
    let line = proxy.lines[0].clone();
    (proxy, line)
}

async fn echo(stream: &mut TcpStream, text: &str) -> io::Result<String> {
    stream.write_all(text.as_bytes()).await?;
    let mut heard = vec![0; text.len()];
    stream.read_exact(&mut heard).await?;
    Ok(String::from_utf8(heard).unwrap())
}

#[tokio::test]
async fn bytes_pass_and_a_cut_is_felt() {
    let (_proxy, line) = line().await;
    for (how, expected) in [(Cut::Reset, io::ErrorKind::ConnectionReset), (Cut::Fin, io::ErrorKind::UnexpectedEof)] {
        let mut stream = TcpStream::connect(line.address).await.unwrap();
        assert_eq!(echo(&mut stream, "hello").await.unwrap(), "hello");
        line.cut(how, 1.0, 1);
        let mut byte = [0];
        assert_eq!(stream.read_exact(&mut byte).await.unwrap_err().kind(), expected, "{how:?}");
    }
}

#[tokio::test]
async fn what_is_stalled_waits_and_comes_when_it_is_mended() {
    let (proxy, line) = line().await;
    let mut stream = TcpStream::connect(line.address).await.unwrap();
    assert_eq!(echo(&mut stream, "one").await.unwrap(), "one");
    for direction in [Direction::Up, Direction::Down] {
        line.set_flow(direction, Flow::Stalled);
        stream.write_all(b"two").await.unwrap();
        let mut heard = [0; 3];
        let waits = timeout(Duration::from_millis(50), stream.read_exact(&mut heard)).await;
        assert!(waits.is_err(), "{direction:?}");
        proxy.mend();
        // The abandoned read has taken nothing, because nothing had passed.
        stream.read_exact(&mut heard).await.unwrap();
        assert_eq!(&heard, b"two");
    }
}

#[tokio::test]
async fn half_open_one_end_is_gone_and_the_other_silent() {
    let (_proxy, line) = line().await;
    let mut stream = TcpStream::connect(line.address).await.unwrap();
    assert_eq!(echo(&mut stream, "one").await.unwrap(), "one");
    line.cut(Cut::ServerOnly, 1.0, 1);
    stream.write_all(b"two").await.unwrap();
    let mut heard = [0; 3];
    assert!(timeout(Duration::from_millis(50), stream.read_exact(&mut heard)).await.is_err(), "silence");
    let mut fresh = TcpStream::connect(line.address).await.unwrap();
    assert_eq!(echo(&mut fresh, "new").await.unwrap(), "new", "others are not concerned");
}

#[tokio::test]
async fn the_same_seed_cuts_the_same_connections() {
    let (_proxy, line) = line().await;
    let mut survivors = Vec::new();
    for _ in 0..2 {
        let mut streams = Vec::new();
        for _ in 0..8 {
            let mut stream = TcpStream::connect(line.address).await.unwrap();
            echo(&mut stream, "x").await.unwrap();
            streams.push(stream);
        }
        line.cut(Cut::Reset, 0.5, 7);
        let mut alive = Vec::new();
        for stream in &mut streams {
            alive.push(echo(stream, "y").await.is_ok());
        }
        survivors.push(alive);
        line.cut(Cut::Reset, 1.0, 7);
        for stream in &mut streams {
            assert!(echo(stream, "z").await.is_err());
        }
        let forgotten = async {
            while !line.connections.lock().is_empty() {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(60), forgotten).await.expect("the line forgets its ended connections");
    }
    assert_eq!(survivors[0], survivors[1]);
    assert!(survivors[0].contains(&true) && survivors[0].contains(&false), "{survivors:?}");
}
