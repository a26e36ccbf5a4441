//! A worker's address as a value that calls carry, and as what clients are made with.

use super::rpc::Uri;
use crate::codec::{Decode, DecodeError, Decoder, Encode, Encoder, NodeIndex};
use crate::{UriError, WorkerUri};

impl From<WorkerUri> for Uri {
    fn from(uri: WorkerUri) -> Self {
        Uri { value: uri.to_string() }
    }
}

impl From<&WorkerUri> for Uri {
    fn from(uri: &WorkerUri) -> Self {
        Uri { value: uri.to_string() }
    }
}

/// Fails when the text names no worker: whoever made it may have written anything.
impl TryFrom<Uri> for WorkerUri {
    type Error = UriError;

    fn try_from(uri: Uri) -> Result<Self, UriError> {
        uri.value.parse()
    }
}

/// As for an owned one.
impl TryFrom<&Uri> for WorkerUri {
    type Error = UriError;

    fn try_from(uri: &Uri) -> Result<Self, UriError> {
        uri.value.parse()
    }
}

impl Encode for Uri {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.record(&[&self.value])
    }
}

impl Decode for Uri {
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        let [value] = decoder.record(node)?;
        Ok(Uri { value: decoder.field(value, "value")? })
    }
}

#[cfg(test)]
mod tests {
    use super::Uri;
    use crate::{UriError, WorkerUri};

    #[test]
    fn an_address_becomes_a_value_and_back() {
        let worker = WorkerUri::durable("7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55", "counter 1").unwrap();
        let uri = Uri::from(&worker);
        assert_eq!(uri.value, worker.as_str());
        assert_eq!(uri, Uri::from(worker.clone()));
        assert_eq!(WorkerUri::try_from(&uri), Ok(worker.clone()));
        assert_eq!(WorkerUri::try_from(uri), Ok(worker));
    }

    #[test]
    fn not_every_text_is_an_address() {
        let uri = Uri { value: "nobody".to_owned() };
        assert!(matches!(WorkerUri::try_from(&uri), Err(UriError::Scheme(_))));
    }
}
