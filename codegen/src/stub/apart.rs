//! Finds the interfaces whose types a stub's interface can't take by `use`, because they stand on a
//! `golem:rpc` that can't be in one component with the one that the stub speaks.
//!
//! What makes a component takes versions that are compatible by their numbers for one, and has the
//! older replaced by the newer. 0.2.0 and 0.2.2 look compatible, and their constructors are not.

use std::collections::{BTreeMap, BTreeSet};

use wit_parser::{InterfaceId, Resolve};

use crate::golem_version::Rpc;
use crate::model::{Model, Owner, OwnerId};

/// Versions of which no two can be in one component.
const APART: [&str; 2] = ["golem:rpc/types@0.2.0", "golem:rpc/types@0.2.2"];

/// The interfaces that stand on such a version, and that version itself.
pub(super) fn apart(model: &Model, resolve: &Resolve, rpc: &Rpc) -> BTreeSet<OwnerId> {
    let spoken = rpc.interface();
    let mut search = Search { resolve, spoken: &spoken, known: BTreeMap::new() };
    if !APART.contains(&spoken.as_str()) {
        return BTreeSet::new();
    }
    let is_apart = |owner: &OwnerId| match model.owner(*owner) {
        Owner::Interface { id, .. } => search.stands_on_another(*id),
        Owner::Inline { .. } | Owner::World => false,
    };
    model.owner_ids().filter(is_apart).collect()
}

struct Search<'a> {
    resolve: &'a Resolve,
    spoken: &'a str,
    known: BTreeMap<InterfaceId, bool>,
}

impl Search<'_> {
    fn stands_on_another(&mut self, id: InterfaceId) -> bool {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let name = self.resolve.id_of(id).unwrap_or_default();
        let is_another = name != self.spoken && APART.contains(&name.as_str());
        let mut others = self.resolve.interface_direct_deps(id).filter(|other| *other != id);
        let stands = is_another || others.any(|other| self.stands_on_another(other));
        self.known.insert(id, stands);
        stands
    }
}
