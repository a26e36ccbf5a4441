//! The remote interface: what a world exports, in the words that the outputs need.
//!
//! Only what can be reached from an exported function is in it, so whatever an output prints is used.

mod build;
mod choice;
mod index;

pub(crate) use build::package_name;
pub(crate) use choice::Choice;

use std::collections::BTreeSet;

use wit_parser::{InterfaceId, Span};

use crate::left_out::LeftOut;
use index::Index;

/// The standard library implements `Debug` and `PartialEq` for tuples up to this length.
pub(crate) const MOST_SHOWN_ITEMS: usize = 12;

/// The interface that the SDK speaks.
pub(crate) const SDK_RPC: &str = "golem:rpc/types@0.1.0";

/// One world's exports.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) package: PackageName,
    pub(crate) world: String,
    pub(crate) docs: Option<String>,
    /// In the order of the world.
    pub(crate) exports: Vec<Export>,
    /// Exports that cannot be called remotely.
    pub(crate) left_out: Vec<LeftOut>,
    /// Where types are declared, in the order in which they are met.
    owners: Vec<Owner>,
    /// A type stands after those that it uses.
    types: Vec<TypeDef>,
    /// Made when the rest is complete.
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
    /// Those of no resource.
    pub(crate) functions: Vec<Function>,
    pub(crate) resources: Vec<Resource>,
}

/// A resource that an exported interface declares.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) id: TypeId,
    /// Name in `golem:rpc` of what drops it: `demo:shop/orders.{cart.drop}`.
    pub(crate) drop: String,
    pub(crate) constructor: Option<Function>,
    /// Methods and statics.
    pub(crate) functions: Vec<Function>,
}

/// How a function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A function of the interface or of the world.
    Free,
    /// Creates a resource.
    Constructor,
    /// A function of a resource; its parameters are those after the resource itself.
    Method,
    /// A function that belongs to a resource's type.
    Static,
}

#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) kind: Kind,
    /// Without the resource's: `get`; `new` for a constructor.
    pub(crate) name: String,
    /// Its name in `golem:rpc`: `demo:component1/api.{get}`.
    pub(crate) wire_name: String,
    pub(crate) params: Vec<Param>,
    pub(crate) result: Option<Type>,
    pub(crate) docs: Option<String>,
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
    /// A resource that changes hands.
    Own(TypeId),
    /// A resource that is lent.
    Borrow(TypeId),
}

/// Index into [`Model::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(usize);

/// Index into [`Model::owners`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OwnerId(usize);

/// Where types are declared.
#[derive(Debug)]
pub(crate) enum Owner {
    /// An interface with a name that others can `use`.
    Interface { package: PackageName, name: String, docs: Option<String>, id: InterfaceId },
    /// `export name: interface { … }` in the world: nobody else can name its types.
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
    /// Its place among the [owners](Model::owner_ids).
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

    /// Whether others can `use` the type.
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

    /// Whether it is the `uri` of the `golem:rpc` that the SDK speaks. There is one Rust type for
    /// it, the SDK's.
    pub(crate) fn is_sdk_uri(&self, id: TypeId) -> bool {
        let def = self.ty(id);
        def.name == "uri"
            && matches!(self.owner(def.owner), Owner::Interface { package, name, .. } if package.is_sdk_rpc(name))
    }

    /// Whether it is an alias of that, or it is that.
    pub(crate) fn is_sdk_uri_by_any_name(&self, id: TypeId) -> bool {
        match (&self.ty(id).kind, self.structure(&Type::Named(id))) {
            (TypeKind::Alias(_), Type::Named(other)) => self.is_sdk_uri(self.declaration(*other)),
            (TypeKind::Alias(_), _) => false,
            _ => self.is_sdk_uri(id),
        }
    }

    /// Every function, those of resources included.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &Function> {
        self.exports.iter().flat_map(Export::all_functions)
    }

    /// The resource that a type declares, and the export that it belongs to.
    pub(crate) fn resource(&self, id: TypeId) -> Option<&Resource> {
        let (export, resource) = *self.index.resources.get(&id)?;
        Some(&self.exports[export].resources[resource])
    }

    /// Follows `use` to the declaration.
    pub(crate) fn declaration(&self, id: TypeId) -> TypeId {
        self.index.declaration(id)
    }

    /// Follows `use` and aliases to what the type is made of.
    pub(crate) fn structure<'a>(&'a self, ty: &'a Type) -> &'a Type {
        self.index.structure(self, ty)
    }

    /// Whether a value of the type holds a list or a string: such a type is borrowed as a parameter and is not `Copy`.
    pub(crate) fn has_list(&self, ty: &Type) -> bool {
        self.index.holds(ty).list
    }

    /// Whether a value of the type holds a resource that changes hands with it.
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

    /// Whether a value of the type can be compared: a resource is one thing, and the standard
    /// library compares no long tuples.
    pub(crate) fn is_comparable(&self, ty: &Type) -> bool {
        !self.has_resource(ty) && !self.index.holds(ty).long_tuple
    }

    /// Whether a tuple that the standard library cannot show is part of the type. Records and
    /// variants that it names are not part of it.
    pub(crate) fn has_long_tuple(&self, ty: &Type) -> bool {
        self.index.shows_long_tuple(ty)
    }

    /// Whether a parameter is or holds such a value.
    pub(crate) fn is_param(&self, id: TypeId) -> bool {
        self.index.is_param(id)
    }

    /// Whether a parameter is or holds such a resource.
    pub(crate) fn is_taken(&self, resource: TypeId) -> bool {
        self.index.is_taken(resource)
    }

    /// Whether a result is or holds such a value.
    pub(crate) fn is_result(&self, id: TypeId) -> bool {
        self.index.is_result(id)
    }

    /// Whether a function answers with it as the error of a `result`.
    pub(crate) fn is_error(&self, id: TypeId) -> bool {
        self.index.is_error(id)
    }

    /// Looks at the type and at everything in it, at a declared type once.
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
    /// Those of its resources included.
    pub(crate) fn all_functions(&self) -> impl Iterator<Item = &Function> {
        let of_resources = self.resources.iter().flat_map(|r| r.constructor.iter().chain(&r.functions));
        self.functions.iter().chain(of_resources)
    }
}

impl Resource {
    /// Whether it has no functions at all: others make and take it.
    pub(crate) fn is_bare(&self) -> bool {
        self.constructor.is_none() && self.functions.is_empty()
    }

    pub(crate) fn has_methods(&self) -> bool {
        self.functions.iter().any(|function| function.kind == Kind::Method)
    }
}

impl Function {
    /// Whether resources are among its parameters, besides the one that it is a method of.
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
