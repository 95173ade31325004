//! How a person is recognised, for HTTP and sockets alike.
//!
//! [`crate::credentials`] says what a token, a cookie or a password proves; [`gate`] asks the database what its owner may do *now*.

pub mod cookie;
pub mod gate;
