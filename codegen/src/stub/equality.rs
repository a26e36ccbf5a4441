//! Which types of the bindings can be compared.

use std::collections::{BTreeSet, HashMap};

use heck::ToKebabCase;
use wit_parser::TypeDefKind;

use super::contract::Contract;
use super::shared::holds_resource;
use crate::model::{SDK_RPC, Type, TypeKind};
use crate::rust::names::type_name;

/// Bindings derive `PartialEq` for all types but those of some names. A resource has no equals, and
/// what holds one has none either.
pub(crate) struct Equality {
    /// Names of types that cannot be compared, as wit-bindgen compares them.
    pub(crate) ignored: BTreeSet<String>,
    /// Other types of these names, with their interfaces.
    pub(crate) again: BTreeSet<String>,
}

/// A type with its own derives: an enum has its equality in any case.
struct Declared {
    interface: String,
    name: String,
    comparable: bool,
}

impl Equality {
    pub(crate) fn new(contract: &Contract<'_>) -> Equality {
        let declared: Vec<_> = shared(contract).chain(redeclared(contract)).collect();
        let ignored: BTreeSet<_> = declared.iter().filter(|ty| !ty.comparable).map(|ty| known_as(&ty.name)).collect();
        let again = declared.iter().filter(|ty| ty.comparable && ignored.contains(&known_as(&ty.name)));
        let again = again.map(|ty| format!("{}/{}", ty.interface, ty.name)).collect();
        Equality { ignored, again }
    }
}

/// wit-bindgen goes by the Rust name.
fn known_as(name: &str) -> String {
    type_name(name).to_kebab_case()
}

fn shared(contract: &Contract<'_>) -> impl Iterator<Item = Declared> {
    let (resolve, mut known) = (contract.shared.resolve, HashMap::new());
    contract.shared.bound().flat_map(move |(path, interface)| {
        let of_sdk = if path == SDK_RPC { "uri" } else { "" };
        let types = interface.types.iter().filter(move |(name, _)| *name != of_sdk);
        let structures = types
            .filter(|(_, id)| matches!(resolve.types[**id].kind, TypeDefKind::Record(_) | TypeDefKind::Variant(_)));
        let declared = structures.map(|(name, id)| Declared {
            interface: path.clone(),
            name: name.clone(),
            comparable: !holds_resource(resolve, *id, &mut known),
        });
        declared.collect::<Vec<_>>()
    })
}

fn redeclared(contract: &Contract<'_>) -> impl Iterator<Item = Declared> {
    let model = contract.model;
    let structures = contract.redeclared.iter().copied();
    let structures = structures.filter(|id| matches!(model.ty(*id).kind, TypeKind::Record(_) | TypeKind::Variant(_)));
    structures.map(|id| Declared {
        interface: contract.package.interface(&contract.interface),
        name: contract.type_name(id).to_owned(),
        comparable: !model.has_resource(&Type::Named(id)),
    })
}
