//! The worker URIs that callers construct their clients with.

use percent_encoding::percent_decode_str;

use super::component_id::ComponentId;

/// A worker URI, parsed: `urn:worker:{component-id}/{worker-name}` for a worker with a name, or
/// `urn:worker:{component-id}` for a fresh one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WorkerUri {
    pub component: ComponentId,
    /// The worker's name, decoded. `None` for a fresh (ephemeral) worker.
    pub worker: Option<String>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "Invalid worker URI `{uri}`: {reason}; expected `urn:worker:{{component-id}}/{{worker-name}}` or \
     `urn:worker:{{component-id}}`"
)]
pub(crate) struct InvalidWorkerUri {
    uri: String,
    reason: String,
}

impl WorkerUri {
    pub fn parse(uri: &str) -> Result<Self, InvalidWorkerUri> {
        let invalid = |reason: String| InvalidWorkerUri { uri: uri.to_owned(), reason };
        let path =
            uri.strip_prefix("urn:worker:").ok_or_else(|| invalid("it does not start with `urn:worker:`".into()))?;
        let (component, worker) = match path.split_once('/') {
            Some((component, worker)) => (component, Some(worker)),
            None => (path, None),
        };
        let component = component.parse().map_err(|_| invalid(format!("`{component}` is not a UUID")))?;
        let worker = worker.map(decode_name).transpose().map_err(|reason| invalid(reason.into()))?;
        Ok(Self { component, worker })
    }
}

fn decode_name(name: &str) -> Result<String, &'static str> {
    if name.is_empty() {
        return Err("the worker's name is empty");
    }
    if name.contains('/') {
        return Err("it has a function part");
    }
    if name.contains('?') || name.contains('#') {
        return Err("it has a query or a fragment");
    }
    percent_decode_str(name)
        .decode_utf8()
        .map(Into::into)
        .map_err(|_| "the worker's name is not UTF-8 after percent-decoding")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::naming::worker_id::WorkerId;

    const ID: &str = "f3f2c0de-0000-4000-8000-00000000000a";

    fn reason(uri: &str) -> String {
        WorkerUri::parse(uri).unwrap_err().reason
    }

    #[test]
    fn durable() {
        let uri = WorkerUri::parse(&format!("urn:worker:{ID}/counter-1")).unwrap();
        assert_eq!(uri.component.to_string(), ID);
        assert_eq!(uri.worker.as_deref(), Some("counter-1"));
    }

    #[test]
    fn ephemeral() {
        let uri = WorkerUri::parse(&format!("urn:worker:{ID}")).unwrap();
        assert_eq!(uri.worker, None);
    }

    #[test]
    fn names_are_decoded_and_encoded() {
        let worker = WorkerId { component: ID.parse().unwrap(), name: "a b/ü%".into() };
        let uri = worker.to_string();
        assert_eq!(uri, format!("urn:worker:{ID}/a%20b%2F%C3%BC%25"));
        assert_eq!(WorkerUri::parse(&uri).unwrap().worker.as_deref(), Some("a b/ü%"));
    }

    #[test]
    fn malformed() {
        assert!(reason("").contains("urn:worker:"));
        assert!(reason("worker:x/y").contains("urn:worker:"));
        assert!(reason("urn:worker:").contains("not a UUID"));
        assert!(reason("urn:worker:nobody/a").contains("`nobody` is not a UUID"));
        assert!(reason(&format!("urn:worker:{{{ID}}}/a")).contains("not a UUID"));
        assert!(reason(&format!("urn:worker:{ID}/")).contains("empty"));
        assert!(reason(&format!("urn:worker:{ID}/a/f")).contains("function part"));
        assert!(reason(&format!("urn:worker:{ID}/a?x=1")).contains("query"));
        assert!(reason(&format!("urn:worker:{ID}/%ff")).contains("UTF-8"));
    }
}
