//! The remote interface: what a world exports, in the form in which all outputs need it. The client
//! crate, the stub crate and the stub's WIT are all made from one [`Model`], so they can't disagree
//! about it.
//!
//! Only types that a function takes or gives, directly or inside of another type, are in it. So an
//! output can print all types of the model, and what it prints has no unused types in it.

mod build;
mod choice;
mod index;

pub(crate) use build::package_name;
pub(crate) use choice::Choice;

use std::collections::BTreeSet;

use wit_parser::{InterfaceId, Span};

use crate::left_out::LeftOut;
use index::Index;

/// The most items that a tuple may have for the standard library to implement `Debug` and
/// `PartialEq` for it. Longer ones need code of their own.
pub(crate) const MOST_SHOWN_ITEMS: usize = 12;

/// The interface that the SDK speaks.
pub(crate) const SDK_RPC: &str = "golem:rpc/types@0.1.0";

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

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PackageName {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) version: Option<String>,
}

/// An exported interface, or the world itself with the functions that it exports.
#[derive(Debug)]
pub(crate) struct Export {
    pub(crate) owner: OwnerId,
    /// The interface's name, or the world's: the client is named after it.
    pub(crate) name: String,
    pub(crate) docs: Option<String>,
    /// The functions that belong to no resource.
    pub(crate) functions: Vec<Function>,
    pub(crate) resources: Vec<Resource>,
}

/// A resource that an exported interface declares.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) id: TypeId,
    /// Name in `golem:rpc` of the function that drops a resource: `demo:shop/orders.{cart.drop}`.
    pub(crate) drop: String,
    pub(crate) constructor: Option<Function>,
    /// Methods and static functions.
    pub(crate) functions: Vec<Function>,
}

/// How a function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A function of the interface or of the world.
    Free,
    /// Creates a resource.
    Constructor,
    /// A function of a resource. Its first parameter, the resource itself, is not among its
    /// parameters.
    Method,
    /// A function that belongs to a resource, but is not called on one.
    Static,
}

#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) kind: Kind,
    /// Without the name of the resource: `get`, and `new` for a constructor.
    pub(crate) name: String,
    /// Its name in `golem:rpc`: `demo:component1/api.{get}`.
    pub(crate) wire_name: String,
    pub(crate) params: Vec<Param>,
    pub(crate) result: Option<Type>,
    pub(crate) docs: Option<String>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) name: String,
    pub(crate) ty: Type,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    Bool,
    U8,
    U16,
    U32,
    U64,
    S8,
    S16,
    S32,
    S64,
    F32,
    F64,
    Char,
    String,
    List(Box<Type>),
    Option(Box<Type>),
    Result(Option<Box<Type>>, Option<Box<Type>>),
    Tuple(Vec<Type>),
    Named(TypeId),
    /// A resource that is handed over: the sender can't use it any more.
    Own(TypeId),
    /// A resource that is lent for the time of the call.
    Borrow(TypeId),
}

/// Index into [`Model::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(usize);

/// Index into [`Model::owners`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OwnerId(usize);

/// What declares types.
#[derive(Debug)]
pub(crate) enum Owner {
    /// An interface with a name, so that other interfaces can `use` its types.
    Interface { package: PackageName, name: String, docs: Option<String>, id: InterfaceId },
    /// `export name: interface { … }` in the world. Nobody else can `use` its types, since such an
    /// interface has no name outside of the world.
    Inline { name: String, docs: Option<String> },
    /// The world itself.
    World,
}

#[derive(Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: String,
    pub(crate) owner: OwnerId,
    pub(crate) docs: Option<String>,
    pub(crate) kind: TypeKind,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum TypeKind {
    Record(Vec<Field>),
    Variant(Vec<Case>),
    Enum(Vec<Name>),
    Flags(Vec<Name>),
    /// `type name = …`
    Alias(Type),
    /// `use other.{name}`
    Use(TypeId),
    Resource,
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) docs: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) ty: Option<Type>,
    pub(crate) docs: Option<String>,
}

/// A case of an enum, or a flag.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) name: String,
    pub(crate) docs: Option<String>,
}

impl OwnerId {
    /// Its position among the [owners](Model::owner_ids).
    pub(crate) fn index(self) -> usize {
        self.0
    }
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

    /// Whether the type is that `uri`, or an alias of it.
    pub(crate) fn is_sdk_uri_by_any_name(&self, id: TypeId) -> bool {
        match (&self.ty(id).kind, self.structure(&Type::Named(id))) {
            (TypeKind::Alias(_), Type::Named(other)) => self.is_sdk_uri(self.declaration(*other)),
            (TypeKind::Alias(_), _) => false,
            _ => self.is_sdk_uri(id),
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
        self.index.structure(self, ty)
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

impl Export {
    /// Every function, those of its resources too.
    pub(crate) fn all_functions(&self) -> impl Iterator<Item = &Function> {
        let of_resources = self.resources.iter().flat_map(|r| r.constructor.iter().chain(&r.functions));
        self.functions.iter().chain(of_resources)
    }
}

impl Resource {
    /// Whether the resource has no functions at all. Values of it are only made and taken by
    /// functions of others.
    pub(crate) fn is_bare(&self) -> bool {
        self.constructor.is_none() && self.functions.is_empty()
    }

    pub(crate) fn has_methods(&self) -> bool {
        self.functions.iter().any(|function| function.kind == Kind::Method)
    }
}

impl Function {
    /// Whether a parameter is or holds a resource. The resource that a method belongs to doesn't
    /// count.
    pub(crate) fn takes_resources(&self, model: &Model) -> bool {
        self.params.iter().any(|param| model.has_resource(&param.ty))
    }
}

impl PackageName {
    /// Whether `interface` of this package is the one that the SDK speaks.
    pub(crate) fn is_sdk_rpc(&self, interface: &str) -> bool {
        self.interface(interface) == SDK_RPC
    }

    /// `ns:name/interface@version`
    pub(crate) fn interface(&self, interface: &str) -> String {
        format!("{}:{}/{interface}{}", self.namespace, self.name, self.at_version())
    }

    /// `@version`, or nothing.
    pub(crate) fn at_version(&self) -> String {
        self.version.as_ref().map(|version| format!("@{version}")).unwrap_or_default()
    }
}

impl std::fmt::Display for PackageName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}{}", self.namespace, self.name, self.at_version())
    }
}

impl Owner {
    pub(crate) fn docs(&self) -> Option<&str> {
        match self {
            Owner::Interface { docs, .. } | Owner::Inline { docs, .. } => docs.as_deref(),
            Owner::World => None,
        }
    }
}
