//! Connections, from being accepted to being let go of, and the files of the web client.

pub(crate) mod connections;
pub(crate) mod listener;
pub(crate) mod web_client;
