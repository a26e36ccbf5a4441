//! The types that functions take and give, and what declares them.

use wit_parser::{InterfaceId, Span};

use super::package_name::PackageName;

/// The most items that a tuple may have for the standard library to implement `Debug` and
/// `PartialEq` for it. Longer ones need code of their own.
pub(crate) const MOST_SHOWN_ITEMS: usize = 12;

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

/// The number of a type in its model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(pub(super) usize);

/// The number of an [`Owner`] in its model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OwnerId(pub(super) usize);

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
    /// Its position among the owners of the model.
    pub(crate) fn index(self) -> usize {
        self.0
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
