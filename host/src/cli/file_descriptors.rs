//! How many files the process may have open: as many as the system lets it.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Programs start with few, often 1,024, for old ones can't deal with more. A few workers would take all of them.
pub(crate) fn raise_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Some systems have another limit besides. What there was is enough for a start.
    let _ = setrlimit(Resource::Nofile, limit);
}
