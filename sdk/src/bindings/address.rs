//! [`Address`]: a worker, in the form in which one version of `golem:rpc` takes it.

use super::interface::{Interface, Scheduling};
use crate::naming::WorkerUri;
use std::fmt;

/// Which worker to open a client of, and through which version of the interface.
#[derive(Clone)]
pub struct Address {
    interface: &'static Interface,
    /// The URI. For versions that take a record, what [`of_record`](Self::of_record) says follows,
    /// so that it need not be made of the URI for each call.
    bytes: Box<[u8]>,
    uri_len: usize,
}

impl Address {
    /// For versions that take the URI itself.
    pub(crate) fn of_uri(interface: &'static Interface, uri: &WorkerUri) -> Self {
        let uri = uri.as_str();
        Self { interface, bytes: uri.as_bytes().into(), uri_len: uri.len() }
    }

    /// For versions that take a record. After the URI come the bits of the component's UUID, the
    /// length of the worker's name, both with the lowest byte first, and the name in plain text.
    /// The name of an ephemeral worker is empty.
    pub(crate) fn of_record(interface: &'static Interface, uri: &WorkerUri) -> Self {
        let (text, name) = (uri.as_str(), uri.worker_name().unwrap_or_default());
        let mut bytes = text.as_bytes().to_vec();
        bytes.extend_from_slice(&uri.uuid().to_le_bytes());
        bytes.extend_from_slice(&name.len().to_le_bytes());
        bytes.extend_from_slice(name.as_bytes());
        Self { interface, bytes: bytes.into(), uri_len: text.len() }
    }

    pub(super) fn interface(&self) -> &'static Interface {
        self.interface
    }

    /// Whether a client of it can be passed to these functions.
    pub(crate) fn is_for(&self, scheduling: &Scheduling) -> bool {
        self.interface.version == scheduling.version
    }

    pub(crate) fn is_ephemeral(&self) -> bool {
        self.uri_len == WorkerUri::EPHEMERAL_LEN
    }

    pub(crate) fn uri(&self) -> &str {
        // SAFETY: so many bytes are there, and they are those of a URI.
        unsafe { str::from_utf8_unchecked(self.bytes.get_unchecked(..self.uri_len)) }
    }

    /// The URI, by a pointer that may also be used for what follows it.
    #[cfg(target_family = "wasm")]
    pub(super) fn raw_uri(&self) -> (*const u8, usize) {
        (self.bytes.as_ptr(), self.uri_len)
    }

    pub(crate) fn worker_uri(&self) -> WorkerUri {
        WorkerUri::of_checked(self.uri())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Address").field(&self.uri()).finish()
    }
}
