//! HTTP/1.1 over the connections that the door lets in, until the server stops.

use std::{convert::Infallible, pin::pin, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use tower::Service as _;

use crate::http::serve::listener::Door;

/// How long the whole head of a request may be on its way, the wait for its first byte included; then the connection is
/// closed, or whoever sends half a line could keep it for ever. Longer than proxies and balancers keep a connection that
/// nobody uses (60 s most, Google's 600 s): were we the first to close, they might send a request into it.
const HEAD_WITHIN: Duration = Duration::from_secs(620);

/// Hands the requests of all connections to `router`, until `stop`; then returns when each connection has been answered
/// what it had asked.
pub(crate) async fn serve(mut door: Door, router: Router, stop: impl Future<Output = ()>) {
    let mut http = Builder::new(TokioExecutor::new()).http1_only();
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, from) = tokio::select! {
            accepted = door.accept() => accepted,
            () = &mut stop => break,
        };
        // Small frames, one by one: waiting to fill a segment would only delay them.
        stream.set_nodelay(true).ok();
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(from));
            let answer = router.clone().call(request);
            async { answer.await.map_err(|never: Infallible| never) }
        });
        let connection = http.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
        let connection = connections.watch(connection);
        #[expect(clippy::disallowed_methods, reason = "it is one connection's and ends with it")]
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended badly");
            }
        });
    }
    connections.shutdown().await;
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::{TcpListener, TcpStream},
    };
    use tokio_util::sync::CancellationToken;

    use super::*;

    async fn served() -> (TcpStream, CancellationToken) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        #[expect(clippy::disallowed_methods, reason = "a test's own router")]
        let router = Router::new()
            .route("/", get(async |ConnectInfo(from): ConnectInfo<std::net::SocketAddr>| from.to_string()));
        #[expect(clippy::disallowed_methods, reason = "a test's own server")]
        tokio::spawn(serve(Door::new(listener, stop.clone()), router, stop.clone().cancelled_owned()));
        (TcpStream::connect(address).await.unwrap(), stop)
    }

    /// The clock goes to the next moment for which somebody waits as soon as there is nothing else to do.
    #[tokio::test(start_paused = true)]
    async fn half_a_request_does_not_keep_its_connection() {
        let (mut stream, _stop) = served().await;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: a.exam").await.unwrap();
        let began = tokio::time::Instant::now();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert_eq!(answer, "");
        assert_eq!(began.elapsed().as_secs(), HEAD_WITHIN.as_secs());
    }

    #[tokio::test]
    async fn a_connection_is_served_until_the_server_stops() {
        let (mut stream, stop) = served().await;
        let from = stream.local_addr().unwrap().to_string();
        for _ in 0..2 {
            stream.write_all(b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n").await.unwrap();
            let mut answer = vec![0; 1024];
            let read = stream.read(&mut answer).await.unwrap();
            assert!(String::from_utf8_lossy(&answer[..read]).ends_with(&from));
        }
        stop.cancel();
        assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
    }
}
