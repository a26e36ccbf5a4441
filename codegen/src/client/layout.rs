//! The modules of a client crate.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::error::Error;
use crate::model::{Export, Model, Owner, OwnerId, TypeId};
use crate::rust::names::{free, ident, type_name, value_name};
use crate::source::Source;

/// The modules of a client crate. Each interface has one. What the world exports itself is in the
/// crate's root, and so is the interface if it is the only one.
pub(crate) struct Layout<'m> {
    pub(crate) model: &'m Model,
    /// The name of its module for each owner, by number. `None` is the root.
    modules: Vec<Option<String>>,
}

/// Names that the root already uses, for other modules and for crates.
const OWN_MODULES: &[&str] = &["bindings", "bitflags", "codec", "fake", "futures", "golem_rpc_sdk", "stub"];

impl<'m> Layout<'m> {
    /// Gives each owner a module. It is an error if two types of a module would have the same name
    /// in Rust.
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

    /// The modules other than the root, with their owners.
    pub(crate) fn modules(&self) -> impl Iterator<Item = (&str, OwnerId)> {
        let owners = self.model.owner_ids();
        owners.filter_map(|owner| Some((self.module(owner)?, owner)))
    }

    /// The owners whose content is in the root.
    pub(crate) fn root(&self) -> impl Iterator<Item = OwnerId> {
        self.model.owner_ids().filter(|owner| self.module(*owner).is_none())
    }

    pub(crate) fn module(&self, owner: OwnerId) -> Option<&str> {
        self.modules[owner.index()].as_deref()
    }

    /// The path of a type from the crate's root.
    pub(crate) fn path(&self, id: TypeId) -> TokenStream {
        let def = self.model.ty(id);
        let (module, name) = (self.module_path(def.owner), ident(&type_name(&def.name)));
        quote!(#module::#name)
    }

    /// The path of an owner's module.
    pub(crate) fn module_path(&self, owner: OwnerId) -> TokenStream {
        match self.module(owner).map(ident) {
            Some(module) => quote!(crate::#module),
            None => quote!(crate),
        }
    }

    /// The path by which the module of `owner` refers to a type.
    pub(crate) fn path_in(&self, owner: OwnerId, id: TypeId) -> TokenStream {
        let def = self.model.ty(id);
        if self.module(def.owner) == self.module(owner) {
            let name = ident(&type_name(&def.name));
            return quote!(#name);
        }
        self.path(id)
    }

    /// The names of all types and clients that the module of these owners declares.
    pub(crate) fn declared(&self, owners: &[OwnerId]) -> Vec<String> {
        let clients = owners.iter().filter_map(|owner| self.client(self.model.export_of(*owner)?));
        self.type_names(owners).into_iter().chain(clients).collect()
    }

    /// The name of the client of an interface. It is that of the interface, or `…Client` if a type
    /// beside it has that name. It is `None` if only the resources of the interface have functions,
    /// so that there is no client.
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

    /// The Rust names of the types that these owners declare.
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

/// Whether the owner's content is in the root: that of the world is, and that of the only
/// interface, unless a type of it has the same name as one of the world's.
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

/// The name of an interface's module. It is the name of the interface, with that of its package
/// before it if another module has the name already.
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
