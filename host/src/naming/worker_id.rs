//! [`WorkerId`]: which worker of which component.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::component_id::ComponentId;

/// What is percent-encoded in the URI of a worker: all but letters, digits and these four.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Which worker of which component. No two workers of a host have the same id at a time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WorkerId {
    /// Its component.
    pub component: ComponentId,
    /// Its name within the component, decoded.
    pub name: String,
}

/// Shows the worker's URI: `urn:worker:{component-id}/{name}`.
impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "urn:worker:{}/{}", self.component, utf8_percent_encode(&self.name, ENCODED))
    }
}
