//! Raises the number of files that the process may have open to what the system allows.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Programs start with a low limit, often 1,024, since some old programs can't deal with more. A
/// few workers would use that up.
pub(crate) fn raise_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // This may fail on systems that have yet another limit. Then the program runs with the old one.
    let _ = setrlimit(Resource::Nofile, limit);
}
