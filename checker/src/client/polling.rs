//! Engine.IO over HTTP long-polling: one task polls for packets, another posts ours, each one request after the other.

use std::net::SocketAddr;

use anyhow::Context as _;
use reqwest::{Client, header::CONTENT_TYPE};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::AbortHandle,
};

use super::handshake::Handshake;

/// What separates the packets of one body.
const SEPARATOR: char = '\u{1e}';

type Received = anyhow::Result<String>;

pub(super) struct Polling {
    received: UnboundedReceiver<Received>,
    to_send: UnboundedSender<String>,
    tasks: [AbortHandle; 2],
}

impl Polling {
    pub(super) async fn open(address: SocketAddr, http: Client) -> anyhow::Result<(Self, Handshake)> {
        let url = format!("http://{address}/socket.io/?EIO=4&transport=polling");
        let body = get(&http, &url).await?;
        let mut packets = body.split(SEPARATOR);
        let handshake = Handshake::read(packets.next().unwrap_or_default())?;
        let url = format!("{url}&sid={}", handshake.sid);
        let (receiver, received) = unbounded_channel();
        for packet in packets {
            receiver.send(Ok(packet.to_owned())).ok();
        }
        let (to_send, sending) = unbounded_channel();
        let tasks = [
            tokio::spawn(post(http.clone(), url.clone(), sending, receiver.clone())).abort_handle(),
            tokio::spawn(poll(http, url, receiver)).abort_handle(),
        ];
        Ok((Self { received, to_send, tasks }, handshake))
    }

    pub(super) fn send(&self, packet: String) -> anyhow::Result<()> {
        self.to_send.send(packet).context("the connection has ended")
    }

    pub(super) async fn receive(&mut self) -> Received {
        self.received.recv().await.context("the connection has ended")?
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

async fn get(http: &Client, url: &str) -> anyhow::Result<String> {
    Ok(http.get(url).send().await?.error_for_status()?.text().await?)
}

/// Polls for packets, again and again.
async fn poll(http: Client, url: String, receiver: UnboundedSender<Received>) {
    loop {
        match get(&http, &url).await {
            Ok(body) => {
                for packet in body.split(SEPARATOR) {
                    if receiver.send(Ok(packet.to_owned())).is_err() {
                        return;
                    }
                }
            }
            Err(error) => {
                receiver.send(Err(error)).ok();
                return;
            }
        }
    }
}

/// Posts packets: all that are waiting, in one request.
async fn post(http: Client, url: String, mut sending: UnboundedReceiver<String>, receiver: UnboundedSender<Received>) {
    while let Some(mut body) = sending.recv().await {
        while let Ok(more) = sending.try_recv() {
            body.push(SEPARATOR);
            body.push_str(&more);
        }
        let request = http.post(&url).header(CONTENT_TYPE, "text/plain;charset=UTF-8").body(body);
        if let Err(error) = request.send().await.and_then(reqwest::Response::error_for_status) {
            receiver.send(Err(error.into())).ok();
            return;
        }
    }
}
