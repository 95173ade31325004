//! Just enough HTTP/1.1: requests, the upgrade to a WebSocket, and a client that keeps its connection.

use std::io;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{loopback::connect, options::Target};

/// A connection that carries one request after the other.
pub(crate) struct Http {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Http {
    /// Connects. `index` chooses the source address.
    pub(crate) async fn open(target: &Target, index: usize) -> io::Result<Self> {
        Ok(Self { stream: connect(target.address, index).await?, buffer: Vec::with_capacity(4096) })
    }

    /// Sends one request, reads the whole answer and returns its status code.
    pub(crate) async fn call(&mut self, request: &[u8]) -> io::Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(status) = whole_answer(&self.buffer) {
                return Ok(status);
            }
        }
    }
}

/// The status code of an answer, if all of it is there.
fn whole_answer(bytes: &[u8]) -> Option<u16> {
    let head_length = memchr::memmem::find(bytes, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..head_length]).to_ascii_lowercase();
    let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim));
    let body = bytes.len() - head_length - 4;
    let whole = match (field("content-length"), field("transfer-encoding")) {
        (Some(length), _) => body >= length.parse().unwrap_or(0),
        (None, Some(_)) => bytes.ends_with(b"0\r\n\r\n"),
        (None, None) => true,
    };
    whole.then(|| head.get(9..12).and_then(|code| code.parse().ok()).unwrap_or(0))
}

/// What browsers send besides.
const BROWSER_HEADERS: &str = "pragma: no-cache\r\ncache-control: no-cache\r\n\
    user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n\
    origin: http://localhost:5173\r\naccept-encoding: gzip, deflate, br, zstd\r\n\
    accept-language: en-GB,en;q=0.9,hi;q=0.8\r\n\
    cookie: theme=light; cart=9f8e7d6c5b4a39281706f5e4d3c2b1a0; consent=1\r\n";

/// The request that opens a client's WebSocket.
pub(crate) fn upgrade_request(target: &Target) -> Vec<u8> {
    let more = if target.browser_headers { BROWSER_HEADERS } else { "" };
    format!(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: {}\r\nconnection: Upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n",
        target.address
    )
    .into_bytes()
}

/// A request with a JSON body, or with none.
pub(crate) fn request(target: &Target, method: &str, path: &str, body: Option<&str>) -> Vec<u8> {
    let (host, token) = (target.address, &target.token);
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n");
    if let Some(body) = body {
        text += &format!("content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    } else {
        text += "\r\n";
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_last_byte_is_there() {
        let counted = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        assert_eq!(whole_answer(counted), Some(200));
        assert_eq!(whole_answer(&counted[..counted.len() - 1]), None);
        let chunked = b"HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";
        assert_eq!(whole_answer(chunked), Some(404));
        assert_eq!(whole_answer(&chunked[..chunked.len() - 3]), None);
        assert_eq!(whole_answer(b"HTTP/1.1 200 OK\r\n"), None);
    }
}
