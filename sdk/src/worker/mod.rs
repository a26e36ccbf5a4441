//! The worker that a client calls, with what has to stay open in the host for that.

mod connection;
mod ephemeral_clients;

pub(crate) use connection::Connection;
