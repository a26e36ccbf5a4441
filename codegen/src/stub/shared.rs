//! The interfaces whose types caller, stub and target have in common.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wit_parser::{Handle, Interface, InterfaceId, Resolve, Type, TypeDefKind, TypeId};

use super::embedded::Embedded;
use super::sdk_types;
use crate::golem_version::Rpc;
use crate::model::{Model, Owner, PackageName};
use crate::rust::names::free;

/// The interfaces whose types the stub's interface uses, and those that they use themselves.
pub(crate) struct Shared<'s> {
    pub(crate) resolve: &'s Resolve,
    /// The version of `golem:rpc` that the stub speaks.
    pub(crate) rpc: &'static Rpc,
    /// By their packages and names.
    pub(crate) interfaces: BTreeMap<(PackageName, String), InterfaceId>,
}

impl<'s> Shared<'s> {
    /// Finds the interfaces that declare the types in `used`, and those that they need.
    pub(crate) fn new(
        model: &Model,
        resolve: &'s Resolve,
        rpc: &'static Rpc,
        used: &[crate::model::TypeId],
    ) -> Shared<'s> {
        let mut shared = Shared { resolve, rpc, interfaces: BTreeMap::new() };
        for used in used {
            if let Owner::Interface { id, .. } = model.owner(model.ty(*used).owner) {
                shared.add(*id);
            }
        }
        shared
    }

    fn add(&mut self, id: InterfaceId) {
        let interface = &self.resolve.interfaces[id];
        let (Some(name), Some(package)) = (&interface.name, interface.package) else { return };
        let package = PackageName::from(&self.resolve.packages[package].name);
        if self.interfaces.insert((package, name.clone()), id).is_none() {
            for other in self.resolve.interface_direct_deps(id) {
                if other != id {
                    self.add(other);
                }
            }
        }
    }

    /// The packages of these interfaces, and those that every stub needs.
    pub(crate) fn packages(&self) -> BTreeSet<PackageName> {
        let shared = self.interfaces.keys().map(|(package, _)| package.clone());
        shared.chain(Embedded::of(self.rpc).map(Embedded::package)).collect()
    }

    /// A package that is named after `package` and `kind`, differently from all packages here.
    pub(crate) fn package_beside(&self, package: &PackageName, kind: &str) -> PackageName {
        let packages = self.packages();
        let taken =
            |name: &str| packages.iter().any(|other| other.namespace == package.namespace && other.name == name);
        PackageName { name: free(&format!("{}-{kind}", package.name), taken), ..package.clone() }
    }

    /// Whether there is another version of the package, too.
    pub(crate) fn has_versions(&self, package: &PackageName) -> bool {
        let same_name = |other: &&PackageName| (&other.namespace, &other.name) == (&package.namespace, &package.name);
        self.packages().iter().filter(same_name).count() > 1
    }

    /// The interfaces with their full names, such as `demo:shop/types@1.0.0`.
    pub(crate) fn named(&self) -> impl Iterator<Item = (String, &'s Interface)> {
        let interfaces = self.interfaces.iter().map(|((package, name), id)| (package.interface(name), *id));
        interfaces.map(|(path, id)| (path, &self.resolve.interfaces[id]))
    }

    /// The interfaces for which wit-bindgen makes bindings. The SDK already has those of
    /// `wasi:io/poll`.
    pub(crate) fn bound(&self) -> impl Iterator<Item = (String, &'s Interface)> {
        self.named().filter(|(path, _)| sdk_types::whole(path).is_none())
    }
}

/// Whether a value of the type holds a resource. The answers are kept in `known`, because a type
/// can be reached in a great many ways, each record holding two of the next.
pub(super) fn holds_resource(resolve: &Resolve, id: TypeId, known: &mut HashMap<TypeId, bool>) -> bool {
    if let Some(known) = known.get(&id) {
        return *known;
    }
    let holds = finds_resource(resolve, id, known);
    known.insert(id, holds);
    holds
}

fn finds_resource(resolve: &Resolve, id: TypeId, known: &mut HashMap<TypeId, bool>) -> bool {
    let mut holds = |ty: &Type| matches!(ty, Type::Id(id) if holds_resource(resolve, *id, known));
    match &resolve.types[id].kind {
        TypeDefKind::Handle(Handle::Own(_) | Handle::Borrow(_)) => true,
        TypeDefKind::Future(_) | TypeDefKind::Stream(_) => true,
        TypeDefKind::Record(record) => record.fields.iter().any(|field| holds(&field.ty)),
        TypeDefKind::Variant(variant) => variant.cases.iter().filter_map(|case| case.ty.as_ref()).any(holds),
        TypeDefKind::Tuple(tuple) => tuple.types.iter().any(holds),
        TypeDefKind::Result(result) => result.ok.iter().chain(&result.err).any(holds),
        TypeDefKind::Option(ty)
        | TypeDefKind::List(ty)
        | TypeDefKind::FixedLengthList(ty, _)
        | TypeDefKind::Type(ty) => holds(ty),
        TypeDefKind::Map(key, value) => holds(key) || holds(value),
        TypeDefKind::Resource | TypeDefKind::Flags(_) | TypeDefKind::Enum(_) | TypeDefKind::Unknown => false,
    }
}
