//! [`Address`]: a worker, in the form in which one version of `golem:rpc` takes it.

use super::interface::{Interface, Scheduling};
use crate::naming::WorkerUri;
use std::fmt;

/// How many bytes a UUID has.
#[cfg(target_family = "wasm")]
const UUID: usize = 16;

/// Which worker to open a client of, and through which version of the interface.
#[derive(Clone)]
pub struct Address {
    interface: &'static Interface,
    /// The URI. For versions that take a record, the bytes of the component's UUID and the worker's
    /// name in plain text follow, so that they need not be made of the URI for each call. The name
    /// of an ephemeral worker is empty.
    bytes: Box<[u8]>,
    uri_len: usize,
}

impl Address {
    /// For versions that take the URI itself.
    pub(crate) fn of_uri(interface: &'static Interface, uri: &WorkerUri) -> Self {
        let uri = uri.as_str();
        Self { interface, bytes: uri.as_bytes().into(), uri_len: uri.len() }
    }

    /// For versions that take a record of UUID and name.
    pub(crate) fn of_record(interface: &'static Interface, uri: &WorkerUri) -> Self {
        let text = uri.as_str();
        let mut bytes = text.as_bytes().to_vec();
        bytes.extend_from_slice(&uri.uuid().to_be_bytes());
        bytes.extend_from_slice(uri.worker_name().unwrap_or_default().as_bytes());
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
        let bytes = self.bytes.get(..self.uri_len).unwrap_or_default();
        // SAFETY: these are the bytes of a URI.
        unsafe { str::from_utf8_unchecked(bytes) }
    }

    pub(crate) fn worker_uri(&self) -> WorkerUri {
        WorkerUri::of_checked(self.uri())
    }

    /// The bits of the component's UUID, the higher ones first. Only of an address that was made by
    /// [`of_record`](Self::of_record).
    #[cfg(target_family = "wasm")]
    pub(super) fn uuid(&self) -> (u64, u64) {
        let rest = self.bytes.get(self.uri_len..).unwrap_or_default();
        let bits = rest.first_chunk::<UUID>().map_or(0, |bytes| u128::from_be_bytes(*bytes));
        ((bits >> 64) as u64, bits as u64)
    }

    /// The worker's name, in UTF-8. Like [`uuid`](Self::uuid).
    #[cfg(target_family = "wasm")]
    pub(super) fn name(&self) -> &[u8] {
        self.bytes.get(self.uri_len + UUID..).unwrap_or_default()
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Address").field(&self.uri()).finish()
    }
}
