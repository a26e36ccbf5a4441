//! Refuses the one keyword of Rust that wit-bindgen does not escape.

use wit_parser::{InterfaceId, Span, TypeDefKind};

use super::contract::Contract;
use crate::error::Error;
use crate::model::TypeKind;
use crate::rust::names::unknown_to_wit_bindgen;
use crate::source::Source;

/// Refuses WIT that wit-bindgen makes no valid Rust of. Names that only the stub has are chosen so that it can.
pub(crate) fn refuse(contract: &Contract<'_>, source: &Source) -> Result<(), Error> {
    let shared = contract.shared.interfaces.values().find_map(|id| in_interface(source, *id));
    match shared.or_else(|| in_redeclared(contract)) {
        None => Ok(()),
        Some((what, name, span)) => Err(source.refuse(
            span,
            format!("{what} `{name}`: wit-bindgen does not know that this is a keyword of Rust, and a client that calls through a stub needs wit-bindgen"),
            "a keyword of Rust",
            "rename it, or generate a client that needs no stub: `--mode direct`",
        )),
    }
}

type Found<'a> = (&'static str, &'a str, Span);

fn in_interface(source: &Source, id: InterfaceId) -> Option<Found<'_>> {
    let interface = &source.resolve.interfaces[id];
    let package = interface.package.map(|id| &source.resolve.packages[id].name);
    let package = package.map(|package| ("package", package.name.as_str(), interface.span));
    let own = interface.name.as_ref().map(|name| ("interface", name.as_str(), interface.span));
    let functions = interface.functions.values().flat_map(|function| {
        let name = ("function", function.item_name(), function.span);
        let params = function.params.iter().map(|param| ("parameter", param.name.as_str(), param.span));
        std::iter::once(name).chain(params)
    });
    let fields = interface.types.values().flat_map(|id| match &source.resolve.types[*id].kind {
        TypeDefKind::Record(record) => record.fields.as_slice(),
        _ => &[],
    });
    let fields = fields.map(|field| ("field", field.name.as_str(), field.span));
    package.into_iter().chain(own).chain(functions).chain(fields).find(|(_, name, _)| unknown_to_wit_bindgen(name))
}

/// In types that the stub declares again.
fn in_redeclared<'m>(contract: &Contract<'m>) -> Option<Found<'m>> {
    let model = contract.model;
    contract.redeclared.iter().map(|id| model.ty(*id)).find_map(|def| {
        let TypeKind::Record(fields) = &def.kind else { return None };
        let mut names = fields.iter().map(|field| ("field", field.name.as_str(), def.span));
        names.find(|(_, name, _)| unknown_to_wit_bindgen(name))
    })
}
