//! Finds the interfaces whose types a stub's interface can't take by `use`, because they stand on a
//! `golem:rpc` that can't be in one component with the one that the stub speaks.
//!
//! What makes a component takes versions that are compatible by their numbers for one, and has the
//! older replaced by the newer, which it refuses where they differ. 0.2.0 and 0.2.2 do in their
//! constructors, and a target's own copy of a version may differ in anything.

use std::collections::{BTreeMap, BTreeSet};

use wit_parser::{InterfaceId, Resolve};

use super::sdk_types::FIRST;
use crate::golem_version::Rpc;
use crate::model::{Model, Owner, OwnerId};

/// The interfaces that stand on such a version, and that version itself.
pub(super) fn apart(model: &Model, resolve: &Resolve, rpc: &Rpc) -> BTreeSet<OwnerId> {
    // Whoever speaks the first version has always had the others beside it.
    if rpc.interface() == FIRST {
        return BTreeSet::new();
    }
    let mut search = Search { resolve, rpc, known: BTreeMap::new() };
    let is_apart = |owner: &OwnerId| match model.owner(*owner) {
        Owner::Interface { id, .. } => search.stands_on_another(*id),
        Owner::Inline { .. } | Owner::World => false,
    };
    model.owner_ids().filter(is_apart).collect()
}

struct Search<'a> {
    resolve: &'a Resolve,
    rpc: &'a Rpc,
    known: BTreeMap<InterfaceId, bool>,
}

impl Search<'_> {
    /// Whether it is a version that would be taken for the spoken one. The first may be: its `uri`
    /// is a type of the SDK, and all that it has is in those after it.
    fn is_apart(&self, interface: &str) -> bool {
        let (track, _) = self.rpc.version.rsplit_once('.').unwrap_or_default();
        let is_compatible = interface.starts_with(&format!("golem:rpc/types@{track}."));
        is_compatible && interface != self.rpc.interface() && interface != FIRST
    }

    fn stands_on_another(&mut self, id: InterfaceId) -> bool {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let name = self.resolve.id_of(id).unwrap_or_default();
        let is_another = self.is_apart(&name);
        let mut others = self.resolve.interface_direct_deps(id).filter(|other| *other != id);
        let stands = is_another || others.any(|other| self.stands_on_another(other));
        self.known.insert(id, stands);
        stands
    }
}
