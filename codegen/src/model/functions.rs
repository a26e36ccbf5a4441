//! What is exported: interfaces, their resources, and the functions of both.

use wit_parser::Span;

use super::types::{OwnerId, Type, TypeId};

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
