//! The files of which a new component consists.

use std::collections::BTreeMap;

use super::identity::Identity;
use super::manifest;

/// A component's files, by path below its folder, with `/`.
pub(crate) type Files = BTreeMap<String, String>;

/// The files of a component with this WIT and this code.
pub(crate) fn component(identity: &Identity<'_>, wit: String, source: String) -> Files {
    BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest::text(identity)),
        (format!("wit/{}.wit", identity.name), wit),
        ("src/lib.rs".to_owned(), source),
    ])
}
