//! The remote interface: what a world exports, in the form in which all outputs need it. The client
//! crate, the stub crate and the stub's WIT are all made from one [`Model`], so they can't disagree
//! about it.
//!
//! Only types that a function takes or gives, directly or inside of another type, are in it. So an
//! output can print all types of the model, and what it prints has no unused types in it.

mod build;
mod choice;
mod functions;
mod index;
mod package_name;
mod types;

pub(crate) use choice::Choice;
pub(crate) use functions::{Export, Function, Kind, Param, Resource};
pub(crate) use package_name::PackageName;
pub(crate) use types::{Case, Field, MOST_SHOWN_ITEMS, Name, Owner, OwnerId, Type, TypeDef, TypeId, TypeKind};

use std::collections::BTreeSet;

use crate::left_out::LeftOut;
use index::Index;

/// One world's exports.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) package: PackageName,
    pub(crate) world: String,
    pub(crate) docs: Option<String>,
    /// In the order in which the world exports them.
    pub(crate) exports: Vec<Export>,
    /// Exports that cannot be called remotely.
    pub(crate) left_out: Vec<LeftOut>,
    /// The interfaces (or the world) that declare types, in the order in which they were first
    /// needed.
    owners: Vec<Owner>,
    /// In an order in which each type stands after those that it uses.
    types: Vec<TypeDef>,
    /// Answers about the types. It is made last, when the rest of the model is complete.
    index: Index,
}

impl Model {
    pub(crate) fn ty(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    pub(crate) fn owner(&self, id: OwnerId) -> &Owner {
        &self.owners[id.0]
    }

    /// Whether other interfaces can `use` the type.
    pub(crate) fn is_nameable(&self, id: TypeId) -> bool {
        matches!(self.owner(self.ty(id).owner), Owner::Interface { .. })
    }

    pub(crate) fn owner_ids(&self) -> impl Iterator<Item = OwnerId> + use<> {
        (0..self.owners.len()).map(OwnerId)
    }

    pub(crate) fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len()).map(TypeId)
    }

    /// The types that `owner` declares or `use`s, in the order of its WIT.
    pub(crate) fn types_of(&self, owner: OwnerId) -> &[TypeId] {
        &self.index.types_of[owner.0]
    }

    pub(crate) fn export_of(&self, owner: OwnerId) -> Option<&Export> {
        self.index.exports.get(&owner).map(|at| &self.exports[*at])
    }

    /// Whether the type is the `uri` of the version of `golem:rpc` that the SDK uses. In Rust it is
    /// the SDK's own type then, and no type is generated for it.
    pub(crate) fn is_sdk_uri(&self, id: TypeId) -> bool {
        let def = self.ty(id);
        def.name == "uri"
            && matches!(self.owner(def.owner), Owner::Interface { package, name, .. } if package.is_sdk_rpc(name))
    }

    /// The full name of an owner that is an interface with a name, such as
    /// `demo:shop/types@1.0.0`.
    pub(crate) fn interface_of(&self, owner: OwnerId) -> Option<String> {
        match self.owner(owner) {
            Owner::Interface { package, name, .. } => Some(package.interface(name)),
            Owner::Inline { .. } | Owner::World => None,
        }
    }

    /// Every function, those of resources too.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &Function> {
        self.exports.iter().flat_map(Export::all_functions)
    }

    /// The resource that a type declares, if it is a resource of one of the exports.
    pub(crate) fn resource(&self, id: TypeId) -> Option<&Resource> {
        let (export, resource) = *self.index.resources.get(&id)?;
        Some(&self.exports[export].resources[resource])
    }

    /// The type that is declared, if `id` is a type that an interface takes from another one by
    /// `use`.
    pub(crate) fn declaration(&self, id: TypeId) -> TypeId {
        self.index.declaration(id)
    }

    /// The type that `ty` stands for, if it is an alias or taken from another interface by `use`.
    pub(crate) fn structure<'a>(&'a self, ty: &'a Type) -> &'a Type {
        self.index.structure(&self.types, ty)
    }

    /// Whether a value of the type holds a list or a string. Such a type isn't `Copy`, and
    /// parameters of it are passed by reference, so that the caller does not have to clone them.
    pub(crate) fn has_list(&self, ty: &Type) -> bool {
        self.index.holds(ty).list
    }

    /// Whether a value of the type holds a resource that is handed over with it.
    pub(crate) fn has_own(&self, ty: &Type) -> bool {
        self.index.holds(ty).own
    }

    /// Whether a value of the type holds a resource that is lent.
    pub(crate) fn has_borrow(&self, ty: &Type) -> bool {
        self.index.holds(ty).borrow
    }

    /// Whether a value of the type holds a resource.
    pub(crate) fn has_resource(&self, ty: &Type) -> bool {
        self.has_own(ty) || self.has_borrow(ty)
    }

    /// Whether values of the type can be compared. Those with a resource in them can't, since a
    /// handle says nothing about the state of the resource, and the standard library doesn't
    /// compare tuples of more than [`MOST_SHOWN_ITEMS`].
    pub(crate) fn is_comparable(&self, ty: &Type) -> bool {
        !self.has_resource(ty) && !self.index.holds(ty).long_tuple
    }

    /// Whether there is a tuple in the type for which the standard library doesn't implement
    /// `Debug`. Records and variants inside of the type don't count: each of them has an
    /// implementation of its own, which deals with the tuples in it.
    pub(crate) fn has_long_tuple(&self, ty: &Type) -> bool {
        self.index.shows_long_tuple(ty)
    }

    /// Whether a parameter of a function is of this type, or holds a value of it.
    pub(crate) fn is_param(&self, id: TypeId) -> bool {
        self.index.is_param(id)
    }

    /// Whether a parameter of a function is this resource, or holds it.
    pub(crate) fn is_taken(&self, resource: TypeId) -> bool {
        self.index.is_taken(resource)
    }

    /// Whether the result of a function is of this type, or holds a value of it.
    pub(crate) fn is_result(&self, id: TypeId) -> bool {
        self.index.is_result(id)
    }

    /// Whether the type is the error of a `result` that a function gives.
    pub(crate) fn is_error(&self, id: TypeId) -> bool {
        self.index.is_error(id)
    }

    /// Calls `look` with the type and with everything inside of it. A declared type is gone into
    /// only once, so this also ends soon for types that are used many times.
    pub(crate) fn visit<'m>(&'m self, ty: &'m Type, look: &mut dyn FnMut(&'m Type)) {
        let (mut seen, mut left) = (BTreeSet::new(), vec![ty]);
        while let Some(ty) = left.pop() {
            look(ty);
            left.extend(index::inner(ty));
            if let Type::Named(id) = ty
                && seen.insert(*id)
            {
                left.extend(index::parts(&self.ty(self.declaration(*id)).kind));
            }
        }
    }
}

impl Function {
    /// Whether a parameter is or holds a resource. The resource that a method belongs to doesn't
    /// count.
    pub(crate) fn takes_resources(&self, model: &Model) -> bool {
        self.params.iter().any(|param| model.has_resource(&param.ty))
    }
}
