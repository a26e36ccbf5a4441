//! Which module of the client crate holds what.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::error::Error;
use crate::model::{Export, Model, Owner, OwnerId, TypeId};
use crate::rust::names::{free, ident, type_name, value_name};
use crate::source::Source;

/// A module per interface; the root when there is only one exported interface, and for what the world exports itself.
pub(crate) struct Layout<'m> {
    pub(crate) model: &'m Model,
    /// By owner; `None` is the root.
    modules: Vec<Option<String>>,
}

/// What the crate's root names itself: modules, and crates that it uses.
const OWN_MODULES: &[&str] = &["bindings", "bitflags", "codec", "fake", "futures", "golem_rpc_sdk", "stub"];

impl<'m> Layout<'m> {
    /// Names the modules; refuses names that meet within one.
    pub(crate) fn new(model: &'m Model, source: &Source) -> Result<Layout<'m>, Error> {
        let mut taken: BTreeSet<String> = OWN_MODULES.iter().map(|name| (*name).to_owned()).collect();
        let modules = model
            .owner_ids()
            .map(|owner| {
                let name = (!is_root(model, owner)).then(|| module_name(model.owner(owner), &taken));
                taken.extend(name.clone());
                name
            })
            .collect();
        let layout = Layout { model, modules };
        layout.refuse_collisions(source)?;
        Ok(layout)
    }

    /// The modules with their owners, the root's owners excluded.
    pub(crate) fn modules(&self) -> impl Iterator<Item = (&str, OwnerId)> {
        let owners = self.model.owner_ids();
        owners.filter_map(|owner| Some((self.module(owner)?, owner)))
    }

    /// Owners whose content is in the crate's root.
    pub(crate) fn root(&self) -> impl Iterator<Item = OwnerId> {
        self.model.owner_ids().filter(|owner| self.module(*owner).is_none())
    }

    pub(crate) fn module(&self, owner: OwnerId) -> Option<&str> {
        self.modules[owner.index()].as_deref()
    }

    /// Path of a type from the crate's root.
    pub(crate) fn path(&self, id: TypeId) -> TokenStream {
        let def = self.model.ty(id);
        let (module, name) = (self.module_path(def.owner), ident(&type_name(&def.name)));
        quote!(#module::#name)
    }

    /// Path of an owner's module.
    pub(crate) fn module_path(&self, owner: OwnerId) -> TokenStream {
        match self.module(owner).map(ident) {
            Some(module) => quote!(crate::#module),
            None => quote!(crate),
        }
    }

    /// Path of a type as the module of `owner` writes it.
    pub(crate) fn path_in(&self, owner: OwnerId, id: TypeId) -> TokenStream {
        let def = self.model.ty(id);
        if self.module(def.owner) == self.module(owner) {
            let name = ident(&type_name(&def.name));
            return quote!(#name);
        }
        self.path(id)
    }

    /// Rust names that the module of these owners declares.
    pub(crate) fn declared(&self, owners: &[OwnerId]) -> Vec<String> {
        let clients = owners.iter().filter_map(|owner| self.client(self.model.export_of(*owner)?));
        self.type_names(owners).into_iter().chain(clients).collect()
    }

    /// What the client of an interface is called: after it, or `…Client` where a type has that name. None when only its resources have
    /// functions.
    pub(crate) fn client(&self, export: &Export) -> Option<String> {
        if export.functions.is_empty() {
            return None;
        }
        let root: Vec<_> = self.root().collect();
        let beside = if root.contains(&export.owner) { root } else { vec![export.owner] };
        let mut taken = self.type_names(&beside);
        let others = beside.iter().filter_map(|owner| self.model.export_of(*owner));
        taken.extend(others.take_while(|other| other.owner != export.owner).filter_map(|other| self.client(other)));
        let is_taken = |name: &str| taken.iter().any(|other| other == name);
        let name = type_name(&export.name);
        Some(if is_taken(&name) { free(&format!("{name}Client"), is_taken) } else { name })
    }

    /// Rust names of the types that these owners declare.
    fn type_names(&self, owners: &[OwnerId]) -> Vec<String> {
        let types = owners.iter().flat_map(|owner| self.model.types_of(*owner).iter().copied());
        types.map(|id| type_name(&self.model.ty(id).name)).collect()
    }

    fn refuse_collisions(&self, source: &Source) -> Result<(), Error> {
        let root: Vec<_> = self.root().collect();
        self.distinct(&root, source)?;
        self.modules().try_for_each(|(_, owner)| self.distinct(&[owner], source))
    }

    fn distinct(&self, owners: &[OwnerId], source: &Source) -> Result<(), Error> {
        let types = owners.iter().flat_map(|owner| self.model.types_of(*owner).iter().copied());
        let mut given = BTreeSet::new();
        for def in types.map(|id| self.model.ty(id)) {
            let rust = type_name(&def.name);
            if !given.insert(rust.clone()) {
                return Err(source.refuse(
                    def.span,
                    format!(
                        "type `{}` would be called `{rust}` in Rust, as is another type of its interface",
                        def.name
                    ),
                    "this name is taken",
                    "rename the type: no Rust component could implement the interface either",
                ));
            }
        }
        Ok(())
    }
}

/// The world's own content, and the only interface's unless types of both have one name.
fn is_root(model: &Model, owner: OwnerId) -> bool {
    match model.owner(owner) {
        Owner::World => true,
        _ => model.exports.len() == 1 && model.export_of(owner).is_some() && !meets_world(model, owner),
    }
}

fn meets_world(model: &Model, owner: OwnerId) -> bool {
    let world = model.owner_ids().filter(|id| matches!(model.owner(*id), Owner::World));
    let names = |owner: OwnerId| model.types_of(owner).iter().map(|id| type_name(&model.ty(*id).name));
    let worlds: BTreeSet<_> = world.flat_map(names).collect();
    names(owner).any(|name| worlds.contains(&name))
}

/// The interface's name, with its package's when that is taken.
fn module_name(owner: &Owner, taken: &BTreeSet<String>) -> String {
    let is_taken = |name: &str| taken.contains(name);
    let (candidates, last) = match owner {
        Owner::Interface { package, name, .. } => {
            let in_package = format!("{}-{name}", package.name);
            let full = format!("{}-{in_package}", package.namespace);
            (vec![value_name(name), value_name(&in_package)], value_name(&full))
        }
        Owner::Inline { name, .. } => (vec![value_name(name)], value_name(name)),
        Owner::World => (Vec::new(), "world".to_owned()),
    };
    let short = candidates.into_iter().find(|name| !is_taken(name));
    short.unwrap_or_else(|| free(&last, is_taken))
}
