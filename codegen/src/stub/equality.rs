//! Finds out which types of the bindings can be compared.

use std::collections::{BTreeSet, HashMap};

use heck::ToKebabCase;
use wit_parser::TypeDefKind;

use super::contract::Contract;
use super::sdk_types;
use super::shared::holds_resource;
use crate::model::{Type, TypeKind};
use crate::rust::names::type_name;

/// The options that make wit-bindgen derive `PartialEq` for exactly the types that can be compared.
/// wit-bindgen derives it for all types except those whose names it is given. The names of types
/// that hold resources have to be given, since resources can't be compared.
pub(crate) struct Equality {
    /// The names of types that can't be compared, in the form in which wit-bindgen looks for them.
    pub(crate) ignored: BTreeSet<String>,
    /// Types that can be compared, but have the name of one that can't. For these the derive is
    /// added by the full name.
    pub(crate) again: BTreeSet<String>,
}

/// A type that wit-bindgen derives traits for. Enums aren't among them, since they are comparable
/// in any case.
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

/// The form of a name in which wit-bindgen compares it.
fn known_as(name: &str) -> String {
    type_name(name).to_kebab_case()
}

fn shared(contract: &Contract<'_>) -> impl Iterator<Item = Declared> {
    let (resolve, rpc, mut known) = (contract.shared.resolve, contract.shared.rpc, HashMap::new());
    contract.shared.bound().flat_map(move |(path, interface)| {
        let types = interface.types.iter().filter(|(name, _)| sdk_types::find(rpc, &path, name).is_none());
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
