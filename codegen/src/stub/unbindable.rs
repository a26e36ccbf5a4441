//! Refuses WIT for which wit-bindgen would make code that doesn't compile.
//!
//! Only a client that calls through a stub needs wit-bindgen. It has bindings of the stub's
//! interface, whose names are chosen so that this doesn't happen, and of those of the target's
//! interfaces whose types the stub's interface uses. The names in those can't be changed.

use std::collections::BTreeSet;

use wit_parser::{Function, FunctionKind, Interface, Param, Resolve, Span, Type, TypeDef, TypeDefKind, TypeId};

use super::contract::Contract;
use super::leaves::{Leaves, MOST};
use super::params::is_variable;
use crate::error::Error;
use crate::model::{self, MOST_SHOWN_ITEMS, TypeKind};
use crate::rust::names::{is_keyword, type_name, unknown_to_wit_bindgen, value_name};
use crate::source::Source;

/// Something that wit-bindgen can't handle, and where it is.
struct Unbindable {
    what: String,
    reason: &'static str,
    span: Span,
}

const KEYWORD: &str = "wit-bindgen does not know that this is a keyword of Rust";
const PACKAGE: &str = "wit-bindgen makes a module of this name, which is a keyword of Rust";
const SELF: &str = "wit-bindgen calls it `Self`, which Rust keeps for itself";
const HANDLE: &str = "wit-bindgen has no names for handles";
const TUPLE: &str = "wit-bindgen has Rust show every type, and Rust shows no tuple of more than 12 items";
const GUEST: &str = "wit-bindgen calls flags of this name now `Guest`, now `Guest_`";
const VARIABLE: &str = "wit-bindgen has a variable of this name in the same function";
const TOO_LARGE: &str = "wit-bindgen writes code for each part of its values, too much for rustc";
const PRELUDE: &str = "wit-bindgen means Rust's own type or trait by this name, in a function beside it";

/// Gives an error for the first such thing.
pub(crate) fn refuse(contract: &Contract<'_>, source: &Source) -> Result<(), Error> {
    let skipped = contract.skipped();
    let mut shared = contract.shared.bound();
    let shared =
        shared.find_map(|(_, interface)| InInterface { resolve: &source.resolve, interface, skipped: &skipped }.find());
    // The stub's own package has the namespace of the target's package.
    let world = source.resolve.worlds[source.world].span;
    let namespace = || keyword("namespace", &contract.package.namespace, world);
    match shared.or_else(|| in_redeclared(contract)).or_else(namespace).or_else(|| too_large(contract)) {
        None => Ok(()),
        Some(Unbindable { what, reason, span }) => Err(source.refuse(
            span,
            format!("{what}: {reason}; a client that calls through a stub needs wit-bindgen"),
            "not possible with wit-bindgen",
            "rename or change it, or generate a client that needs no stub: `--mode direct`",
        )),
    }
}

/// An interface of the target's whose types the stub's interface uses.
struct InInterface<'a> {
    resolve: &'a Resolve,
    interface: &'a Interface,
    skipped: &'a BTreeSet<&'a str>,
}

impl InInterface<'_> {
    fn find(&self) -> Option<Unbindable> {
        let types = self.interface.types.iter().map(|(name, id)| (name, &self.resolve.types[*id]));
        let mut functions = self.interface.functions.values().filter(|f| !self.skipped.contains(f.name.as_str()));
        self.names()
            .or_else(|| types.clone().find_map(|(name, def)| self.in_type(name, def)))
            .or_else(|| functions.find_map(|function| self.in_function(function)))
            .or_else(|| types.clone().find_map(|(name, def)| self.hides(name, def)))
    }

    fn names(&self) -> Option<Unbindable> {
        let span = self.interface.span;
        let package = &self.resolve.packages[self.interface.package?].name;
        if is_keyword(&package.name) {
            return Some(Unbindable { what: format!("package `{}`", package.name), reason: PACKAGE, span });
        }
        keyword("namespace", &package.namespace, span)
            .or_else(|| keyword("interface", self.interface.name.as_deref()?, span))
    }

    fn in_type(&self, name: &str, def: &TypeDef) -> Option<Unbindable> {
        let found = |reason| Some(Unbindable { what: format!("type `{name}`"), reason, span: def.span });
        let case = |name: &str, span| {
            (name == "self").then(|| Unbindable { what: format!("case `{name}`"), reason: SELF, span })
        };
        match &def.kind {
            _ if name == "self" => found(SELF),
            TypeDefKind::Handle(_) => found(HANDLE),
            TypeDefKind::Flags(_) if name == "guest" => found(GUEST),
            TypeDefKind::Record(record) => {
                let long = record.fields.iter().any(|field| self.has_long_tuple(&field.ty));
                let mut fields = record.fields.iter();
                fields
                    .find_map(|field| keyword("field", &field.name, field.span))
                    .or_else(|| long.then(|| found(TUPLE)).flatten())
            }
            TypeDefKind::Variant(variant) => {
                let long = variant.cases.iter().filter_map(|case| case.ty).any(|ty| self.has_long_tuple(&ty));
                let mut cases = variant.cases.iter();
                cases.find_map(|it| case(&it.name, it.span)).or_else(|| long.then(|| found(TUPLE)).flatten())
            }
            TypeDefKind::Enum(cases) => cases.cases.iter().find_map(|it| case(&it.name, it.span)),
            _ => None,
        }
    }

    /// Whether there is a tuple in the type for which the standard library doesn't implement
    /// `Debug`. Other named types in it don't count, except aliases.
    fn has_long_tuple(&self, ty: &Type) -> bool {
        self.has_new_long_tuple(ty, &mut BTreeSet::new())
    }

    /// Like [`has_long_tuple`](Self::has_long_tuple), but passes over the types in `seen`.
    fn has_new_long_tuple(&self, ty: &Type, seen: &mut BTreeSet<TypeId>) -> bool {
        let Type::Id(id) = ty else { return false };
        if !seen.insert(*id) {
            return false;
        }
        let mut inner = |ty: &Type| self.has_new_long_tuple(ty, seen);
        match &self.resolve.types[*id].kind {
            TypeDefKind::Tuple(tuple) => tuple.types.len() > MOST_SHOWN_ITEMS || tuple.types.iter().any(inner),
            TypeDefKind::Option(ty) | TypeDefKind::List(ty) | TypeDefKind::Type(ty) => inner(ty),
            TypeDefKind::Result(result) => [result.ok, result.err].into_iter().flatten().any(|ty| inner(&ty)),
            _ => false,
        }
    }

    fn in_function(&self, function: &Function) -> Option<Unbindable> {
        let (mut fields, mut seen) = (BTreeSet::new(), BTreeSet::new());
        function.params.iter().for_each(|param| self.add_fields(&param.ty, &mut fields, &mut seen));
        let variable = |Param { name, span, .. }: &Param| {
            let what = || Unbindable { what: format!("parameter `{name}`"), reason: VARIABLE, span: *span };
            keyword("parameter", name, *span).or_else(|| is_variable(&value_name(name), &fields).then(what))
        };
        keyword("function", function.item_name(), function.span).or_else(|| function.params.iter().find_map(variable))
    }

    /// Adds the Rust names of the fields of records, which are passed as several numbers.
    fn add_fields(&self, ty: &Type, fields: &mut BTreeSet<String>, seen: &mut BTreeSet<TypeId>) {
        let Type::Id(id) = ty else { return };
        // Without this, a type that is used in many places would be gone through for each of them.
        if !seen.insert(*id) {
            return;
        }
        match &self.resolve.types[*id].kind {
            TypeDefKind::Record(record) => {
                for field in &record.fields {
                    fields.insert(value_name(&field.name));
                    self.add_fields(&field.ty, fields, seen);
                }
            }
            TypeDefKind::Tuple(tuple) => tuple.types.iter().for_each(|ty| self.add_fields(ty, fields, seen)),
            TypeDefKind::Type(ty) => self.add_fields(ty, fields, seen),
            _ => {}
        }
    }

    /// Whether a type has a name that wit-bindgen's code for functions needs for something else.
    /// That matters only if there are functions that can't be skipped, and for some names only if
    /// one of them is a constructor that may fail.
    fn hides(&self, name: &str, def: &TypeDef) -> Option<Unbindable> {
        let mut functions =
            self.interface.functions.values().filter(|function| !self.skipped.contains(function.name.as_str()));
        let hidden = match type_name(name).as_str() {
            "From" | "RetArea" => functions.next().is_some(),
            "Result" | "Sized" => functions.any(|function| self.is_fallible_constructor(function)),
            _ => false,
        };
        hidden.then(|| Unbindable { what: format!("type `{name}`"), reason: PRELUDE, span: def.span })
    }

    fn is_fallible_constructor(&self, function: &Function) -> bool {
        let result = |id: &TypeId| matches!(self.resolve.types[*id].kind, TypeDefKind::Result(_));
        matches!(function.kind, FunctionKind::Constructor(_))
            && matches!(&function.result, Some(Type::Id(id)) if result(id))
    }
}

fn keyword(what: &str, name: &str, span: Span) -> Option<Unbindable> {
    unknown_to_wit_bindgen(name).then(|| Unbindable { what: format!("{what} `{name}`"), reason: KEYWORD, span })
}

/// Functions whose code no compiler is done with in time.
fn too_large(contract: &Contract<'_>) -> Option<Unbindable> {
    let leaves = Leaves::new(contract.model);
    let mut functions = contract.model.functions();
    let function = functions.find(|function| leaves.of_function(function) > MOST)?;
    let what = format!("function `{}` with more than {MOST} parts in its parameters and result", function.name);
    Some(Unbindable { what, reason: TOO_LARGE, span: function.span })
}

/// Looks at the types that the stub's interface declares itself.
fn in_redeclared(contract: &Contract<'_>) -> Option<Unbindable> {
    let model = contract.model;
    contract.redeclared.iter().map(|id| model.ty(*id)).find_map(|def| {
        let found = |what: String, reason| Some(Unbindable { what, reason, span: def.span });
        let is_long = |ty: &model::Type| model.has_long_tuple(ty);
        let of_type = || format!("type `{}`", def.name);
        let said = |mut names: Vec<&str>| {
            names.retain(|name| *name == "self");
            names.first().and_then(|name| found(format!("case `{name}`"), SELF))
        };
        match &def.kind {
            TypeKind::Alias(model::Type::Own(_) | model::Type::Borrow(_)) => found(of_type(), HANDLE),
            TypeKind::Flags(_) if def.name == "guest" => found(of_type(), GUEST),
            TypeKind::Record(fields) => {
                let gen_field = fields.iter().find_map(|field| keyword("field", &field.name, def.span));
                let long = fields.iter().any(|field| is_long(&field.ty));
                gen_field.or_else(|| long.then(|| found(of_type(), TUPLE)).flatten())
            }
            TypeKind::Variant(cases) => {
                let long = cases.iter().filter_map(|case| case.ty.as_ref()).any(is_long);
                let names = cases.iter().map(|case| case.name.as_str()).collect();
                said(names).or_else(|| long.then(|| found(of_type(), TUPLE)).flatten())
            }
            TypeKind::Enum(cases) => said(cases.iter().map(|case| case.name.as_str()).collect()),
            _ => None,
        }
    })
}
