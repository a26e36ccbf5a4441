//! [`WorkerUri`]: which worker to call.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

const SCHEME: &str = "urn:worker:";

/// The address of a worker: `urn:worker:{component-id}/{worker-name}` for a durable one,
/// `urn:worker:{component-id}` for an ephemeral one.
///
/// Golem stops a worker that uses a URI of another form. So the form is checked here, where a wrong
/// one is an ordinary error.
///
/// Two `WorkerUri`s are equal when they name the same worker. The component's UUID may be given in
/// capitals, without hyphens, in braces or as `urn:uuid:…`, and characters of the name may be
/// percent-encoded; here both are brought into one form.
///
/// ```
/// use golem_rpc_sdk::WorkerUri;
///
/// let uri = WorkerUri::durable("7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55", "counter 1")?;
/// assert_eq!(uri.to_string(), "urn:worker:7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55/counter%201");
/// assert_eq!(uri.worker_name().as_deref(), Some("counter 1"));
/// assert_eq!(uri, uri.as_str().parse()?);
/// assert_eq!(uri, "urn:worker:7B3F7A5E-3BD0-4C1B-9E0A-2F4DBB8F3C55/counter%201".try_into()?);
/// # Ok::<_, golem_rpc_sdk::UriError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerUri(String);

impl WorkerUri {
    /// The durable worker `worker_name`. The name may contain any characters: those that a URN
    /// can't contain are percent-encoded.
    ///
    /// # Errors
    ///
    /// When `component_id` is not a UUID, or the name is empty.
    pub fn durable(component_id: &str, worker_name: &str) -> Result<Self, UriError> {
        let mut uri = with_component(component_id, 1 + worker_name.len())?;
        if worker_name.is_empty() {
            return Err(UriError::EmptyWorkerName);
        }
        uri.push(b'/');
        percent_encode(worker_name, &mut uri);
        Ok(Self::of_ascii(uri))
    }

    /// An ephemeral worker: Golem makes up a fresh one for each client that is constructed with
    /// this URI.
    ///
    /// # Errors
    ///
    /// When `component_id` is not a UUID.
    pub fn ephemeral(component_id: &str) -> Result<Self, UriError> {
        Ok(Self::of_ascii(with_component(component_id, 0)?))
    }

    fn of_ascii(uri: Vec<u8>) -> Self {
        debug_assert!(uri.is_ascii());
        // SAFETY: the callers have put nothing but ASCII into it. The check of `from_utf8` would be
        // half a kilobyte.
        Self(unsafe { String::from_utf8_unchecked(uri) })
    }

    /// The URI as the host takes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The UUID of the component that the worker is an instance of.
    pub fn component_id(&self) -> &str {
        self.parts().0
    }

    /// The worker's name in plain text; `None` for an ephemeral worker.
    pub fn worker_name(&self) -> Option<String> {
        self.parts().1.and_then(percent_decode)
    }

    /// The bits of the component's UUID.
    pub(crate) fn uuid(&self) -> u128 {
        let digits = self.component_id().bytes().filter_map(hex_digit);
        digits.fold(0, |bits, digit| bits << 4 | u128::from(digit))
    }

    /// The worker `worker_name` of the component with the UUID of these bits.
    pub(crate) fn of_uuid(bits: u128, worker_name: &str) -> Result<Self, UriError> {
        Self::durable(&format!("{bits:032x}"), worker_name)
    }

    /// One of the text of another.
    pub(crate) fn of_checked(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether it has no worker name.
    pub(crate) fn is_ephemeral(&self) -> bool {
        self.0.len() == Self::EPHEMERAL_LEN
    }

    /// The length of a URI without a worker name, and of no other: because it is asked for each
    /// client, whether there is a name is known by the length.
    pub(crate) const EPHEMERAL_LEN: usize = SCHEME.len() + HYPHENATED;

    fn parts(&self) -> (&str, Option<&str>) {
        let rest = self.0.strip_prefix(SCHEME).unwrap_or_default();
        match rest.split_once('/') {
            Some((component, name)) => (component, Some(name)),
            None => (rest, None),
        }
    }
}

impl FromStr for WorkerUri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        let rest = text.strip_prefix(SCHEME).ok_or_else(|| UriError::Scheme(text.to_owned()))?;
        let Some((component_id, name)) = rest.split_once('/') else { return Self::ephemeral(rest) };
        if name.contains('/') {
            return Err(UriError::Function(text.to_owned()));
        }
        let name = percent_decode(name).ok_or_else(|| UriError::Encoding(name.to_owned()))?;
        Self::durable(component_id, &name)
    }
}

impl TryFrom<&str> for WorkerUri {
    type Error = UriError;

    fn try_from(text: &str) -> Result<Self, UriError> {
        text.parse()
    }
}

impl TryFrom<String> for WorkerUri {
    type Error = UriError;

    fn try_from(text: String) -> Result<Self, UriError> {
        text.parse()
    }
}

impl fmt::Display for WorkerUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text names no worker.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UriError {
    /// It does not begin with `urn:worker:`.
    Scheme(String),
    /// The component id is not a UUID.
    ComponentId(String),
    /// Nothing follows the slash after the component id.
    EmptyWorkerName,
    /// A function follows the worker's name. But a client is constructed for a worker, not for a
    /// function.
    Function(String),
    /// The worker's name contains a `%` that does not begin an encoded character.
    Encoding(String),
}

impl fmt::Display for UriError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme(text) => write!(f, "`{text}` is no worker URI: it must begin with `{SCHEME}`"),
            Self::ComponentId(id) => {
                write!(f, "`{id}` is no component id: expected a UUID like 7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55")
            }
            Self::EmptyWorkerName => {
                f.write_str("the worker name is empty: leave out the slash to call an ephemeral worker")
            }
            Self::Function(text) => {
                write!(
                    f,
                    "`{text}` names a function: a worker URI ends with the worker's name, a slash in which is %2F"
                )
            }
            Self::Encoding(name) => {
                write!(f, "`{name}` is no percent-encoded UTF-8: a percent sign in a worker name is %25")
            }
        }
    }
}

/// Like [`Display`](fmt::Display), for that is what `unwrap` and `expect` print. A derived `Debug`
/// would also add two kilobytes to every component.
impl fmt::Debug for UriError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for UriError {}

/// The length of a UUID of 8-4-4-4-12 hexadecimal digits.
const HYPHENATED: usize = 36;

/// Whether a hyphen is at this position of a UUID.
fn is_hyphen(position: usize) -> bool {
    matches!(position, 8 | 13 | 18 | 23)
}

/// The digits of a UUID, if it is written as Golem reads it: hyphenated, also in braces or after
/// `urn:uuid:`, or without any hyphens.
fn uuid_digits(text: &str) -> Option<impl Iterator<Item = u8>> {
    let inner = text.strip_prefix("urn:uuid:").or_else(|| text.strip_prefix('{')?.strip_suffix('}'));
    let uuid = inner.unwrap_or(text);
    let hyphenated = uuid.len() == HYPHENATED;
    let well_formed = (hyphenated || inner.is_none() && uuid.len() == 32)
        && uuid.bytes().enumerate().all(|(position, byte)| match hyphenated && is_hyphen(position) {
            true => byte == b'-',
            false => byte.is_ascii_hexdigit(),
        });
    well_formed.then(|| uuid.bytes().filter(|byte| *byte != b'-'))
}

/// The URI of a component, as bytes, which are ASCII, with room for so many more.
fn with_component(id: &str, room: usize) -> Result<Vec<u8>, UriError> {
    let Some(digits) = uuid_digits(id) else { return Err(UriError::ComponentId(id.to_owned())) };
    let mut uri = Vec::with_capacity(SCHEME.len() + HYPHENATED + room);
    uri.extend_from_slice(SCHEME.as_bytes());
    for digit in digits {
        if is_hyphen(uri.len() - SCHEME.len()) {
            uri.push(b'-');
        }
        uri.push(digit.to_ascii_lowercase());
    }
    Ok(uri)
}

/// Adds nothing but ASCII.
fn percent_encode(text: &str, to: &mut Vec<u8>) {
    let hex_digit = |number: u8| if number < 10 { b'0' + number } else { b'A' - 10 + number };
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => to.push(byte),
            _ => to.extend_from_slice(&[b'%', hex_digit(byte >> 4), hex_digit(byte & 15)]),
        }
    }
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { hex_digit(rest.next()?)? * 16 + hex_digit(rest.next()?)? } else { byte });
    }
    String::from_utf8(bytes).ok()
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::{UriError, WorkerUri};

    const ID: &str = "7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55";

    #[test]
    fn names_survive_the_urn() {
        for name in ["a", "counter-1", "with space", "a/b", "100%", "ünï", "a:b?c#d", "%2F", "."] {
            let uri = WorkerUri::durable(ID, name).unwrap();
            assert_eq!(uri.worker_name().as_deref(), Some(name));
            assert!(!uri.is_ephemeral());
            assert_eq!(uri.component_id(), ID);
            assert_eq!(uri.as_str().parse(), Ok(uri.clone()));
            assert!(uri.as_str().is_ascii());
        }
    }

    #[test]
    fn one_worker_is_one_uri_however_it_is_written() {
        let uri = WorkerUri::durable(ID, "a/b").unwrap();
        let simple = ID.replace('-', "");
        for id in [
            ID,
            &ID.to_uppercase(),
            &simple,
            &simple.to_uppercase(),
            &format!("{{{ID}}}"),
            &format!("{{{}}}", ID.to_uppercase()),
            &format!("urn:uuid:{ID}"),
        ] {
            assert_eq!(WorkerUri::durable(id, "a/b"), Ok(uri.clone()));
            assert_eq!(WorkerUri::ephemeral(id), WorkerUri::ephemeral(ID));
            for name in ["a%2Fb", "a%2fb", "%61%2Fb"] {
                assert_eq!(format!("urn:worker:{id}/{name}").try_into(), Ok(uri.clone()));
            }
        }
        assert_eq!(uri.component_id(), ID);
        assert_eq!(WorkerUri::try_from(uri.as_str()), Ok(uri));
        assert!(WorkerUri::try_from("component1").is_err());
    }

    #[test]
    fn an_ephemeral_worker_has_no_name() {
        let uri: WorkerUri = format!("urn:worker:{ID}").parse().unwrap();
        assert_eq!(uri, WorkerUri::ephemeral(ID).unwrap());
        assert_eq!(uri.worker_name(), None);
        assert!(uri.is_ephemeral());
        assert_eq!(uri.component_id(), ID);
    }

    #[test]
    fn what_the_host_would_trap_on_is_an_error() {
        let parse = |text: &str| text.parse::<WorkerUri>().unwrap_err();
        assert!(matches!(parse(""), UriError::Scheme(_)));
        assert!(matches!(parse("worker:x"), UriError::Scheme(_)));
        assert!(matches!(parse("urn:worker:"), UriError::ComponentId(_)));
        assert!(matches!(parse("urn:worker:component1/w"), UriError::ComponentId(_)));
        for wrong in [
            &ID[1..],
            &format!("{ID}0"),
            &ID.replace('7', "g"),
            &ID.replace('-', "_"),
            &format!("{}-", &ID.replace('-', "")[1..]),
            &format!("{{{ID}"),
            &format!("{{{}}}", ID.replace('-', "")),
            &format!("urn:uuid:{}", ID.replace('-', "")),
            "{}",
        ] {
            assert!(matches!(parse(&format!("urn:worker:{wrong}/w")), UriError::ComponentId(_)), "{wrong}");
        }
        assert!(matches!(parse(&format!("urn:worker:{ID}/")), UriError::EmptyWorkerName));
        assert!(matches!(parse(&format!("urn:worker:{ID}/w/f")), UriError::Function(_)));
        assert!(matches!(parse(&format!("urn:worker:{ID}/%f")), UriError::Encoding(_)));
        assert!(matches!(parse(&format!("urn:worker:{ID}/%+1")), UriError::Encoding(_)));
        assert!(matches!(parse(&format!("urn:worker:{ID}/%FF")), UriError::Encoding(_)));
        assert!(matches!(WorkerUri::durable(ID, ""), Err(UriError::EmptyWorkerName)));
    }
}
