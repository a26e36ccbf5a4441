//! [`Uri`], the wire's form of a worker's address, from a [`WorkerUri`] and back.

use super::rpc::Uri;
use crate::naming::{UriError, WorkerUri};

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

/// Fails when the text is no valid address: a [`Uri`] may have any text.
impl TryFrom<Uri> for WorkerUri {
    type Error = UriError;

    fn try_from(uri: Uri) -> Result<Self, UriError> {
        uri.value.parse()
    }
}

/// Like that of an owned [`Uri`].
impl TryFrom<&Uri> for WorkerUri {
    type Error = UriError;

    fn try_from(uri: &Uri) -> Result<Self, UriError> {
        uri.value.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::Uri;
    use crate::naming::{UriError, WorkerUri};

    #[test]
    fn an_address_becomes_a_record_and_back() {
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
