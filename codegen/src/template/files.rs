//! The files of which a new component consists.

use std::collections::BTreeMap;

use super::identity::Identity;
use super::manifest;

/// The texts of a component's files, by their paths below its folder. The paths have `/` between
/// their parts on every system.
pub(crate) type Files = BTreeMap<String, String>;

/// The files of a component with this WIT and this code.
pub(crate) fn component(identity: &Identity<'_>, wit: String, source: String) -> Files {
    BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest::text(identity)),
        (format!("wit/{}.wit", identity.name), wit),
        ("src/lib.rs".to_owned(), source),
    ])
}
