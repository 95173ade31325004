//! One connection through a line: how its bytes flow, and how it is cut.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::watch,
    time::sleep,
};

/// How many bytes are passed on at once.
const CHUNK_SIZE: usize = 16 * 1024;
/// A slow connection passes this many bytes at a time …
const TRICKLE_BYTES: usize = 256;
/// … and then waits this long.
const TRICKLE_DELAY: Duration = Duration::from_millis(50);
/// How long the surviving end of a half-open connection stays open.
const HALF_OPEN_DURATION: Duration = Duration::from_secs(60);

/// How bytes flow in one direction of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Flow {
    /// Bytes pass.
    #[default]
    Open,
    /// Bytes wait.
    Stalled,
    /// Bytes pass a few at a time.
    Trickling,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From client to server.
    Up,
    /// From server to client.
    Down,
}

/// How a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Reset on both sides.
    Reset,
    /// Closed in good order on both sides.
    Fin,
    /// The client's end is reset; the server's stays open and silent.
    ClientOnly,
    /// The server's end is reset; the client's stays open and silent.
    ServerOnly,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    pub(super) up: Flow,
    pub(super) down: Flow,
    pub(super) cut: Option<Cut>,
}

/// Passes bytes both ways until one side ends or the connection is cut.
pub(super) async fn carry(mut client: TcpStream, mut server: TcpStream, state: watch::Receiver<State>) {
    client.set_nodelay(true).ok();
    server.set_nodelay(true).ok();
    let mut cut_when = state.clone();
    let cut = {
        let ((mut from_client, mut to_client), (mut from_server, mut to_server)) = (client.split(), server.split());
        let up = pass(&mut from_client, &mut to_server, state.clone(), |state| state.up);
        let down = pass(&mut from_server, &mut to_client, state, |state| state.down);
        tokio::select! {
            state = cut_when.wait_for(|state| state.cut.is_some()) => state.ok().and_then(|state| state.cut),
            _ = async { tokio::try_join!(up, down) } => None,
        }
    };
    match cut {
        None | Some(Cut::Fin) => {}
        Some(Cut::Reset) => {
            client.set_zero_linger().ok();
            server.set_zero_linger().ok();
        }
        Some(Cut::ClientOnly) => {
            client.set_zero_linger().ok();
            drop(client);
            sleep(HALF_OPEN_DURATION).await;
        }
        Some(Cut::ServerOnly) => {
            server.set_zero_linger().ok();
            drop(server);
            sleep(HALF_OPEN_DURATION).await;
        }
    }
}

/// Passes bytes one way, and then their end.
async fn pass<R, W>(
    from: &mut R,
    to: &mut W,
    mut state: watch::Receiver<State>,
    flow: impl Fn(&State) -> Flow,
) -> io::Result<()>
where
    R: tokio::io::AsyncRead + Unpin,
    W: tokio::io::AsyncWrite + Unpin,
{
    let mut buffer = vec![0; CHUNK_SIZE];
    loop {
        let now = flow(&state.borrow_and_update());
        let size = match now {
            Flow::Open => CHUNK_SIZE,
            Flow::Trickling => TRICKLE_BYTES,
            Flow::Stalled => {
                if state.changed().await.is_err() {
                    return Ok(());
                }
                continue;
            }
        };
        let read = tokio::select! {
            read = from.read(&mut buffer[..size]) => read?,
            changed = state.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return Ok(()),
            },
        };
        if read == 0 {
            return to.shutdown().await;
        }
        to.write_all(&buffer[..read]).await?;
        if now == Flow::Trickling {
            sleep(TRICKLE_DELAY).await;
        }
    }
}
