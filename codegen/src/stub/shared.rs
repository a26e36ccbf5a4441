//! The interfaces that caller, stub and target share for their types.

use std::collections::{BTreeMap, BTreeSet};

use wit_parser::{Handle, InterfaceId, Resolve, Type, TypeDefKind, TypeId};

use crate::model::{Model, Owner, PackageName, package_name};

/// Interfaces whose types the stub's interface uses, with those that they use.
pub(crate) struct Shared<'s> {
    pub(crate) resolve: &'s Resolve,
    /// By package and name.
    pub(crate) interfaces: BTreeMap<(PackageName, String), InterfaceId>,
}

impl<'s> Shared<'s> {
    /// Those that declare the types in `used`, and what they stand on.
    pub(crate) fn new(model: &Model, resolve: &'s Resolve, used: &[crate::model::TypeId]) -> Shared<'s> {
        let mut shared = Shared { resolve, interfaces: BTreeMap::new() };
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
        let package = package_name(&self.resolve.packages[package].name);
        if self.interfaces.insert((package, name.clone()), id).is_none() {
            for other in self.resolve.interface_direct_deps(id) {
                if other != id {
                    self.add(other);
                }
            }
        }
    }

    pub(crate) fn packages(&self) -> BTreeSet<&PackageName> {
        self.interfaces.keys().map(|(package, _)| package).collect()
    }

    /// Whether another version of the package is shared too.
    pub(crate) fn has_versions(&self, package: &PackageName) -> bool {
        let same_name = |other: &&&PackageName| (&other.namespace, &other.name) == (&package.namespace, &package.name);
        self.packages().iter().filter(same_name).count() > 1
    }

    /// Types that hold a resource: they cannot be compared.
    pub(crate) fn incomparable(&self) -> BTreeSet<&str> {
        let types = self.interfaces.values().flat_map(|id| &self.resolve.interfaces[*id].types);
        let held = types.filter(|(_, id)| holds_resource(self.resolve, **id));
        held.map(|(name, _)| name.as_str()).collect()
    }
}

fn holds_resource(resolve: &Resolve, id: TypeId) -> bool {
    let holds = |ty: &Type| matches!(ty, Type::Id(id) if holds_resource(resolve, *id));
    let any = |ty: &Option<Type>| ty.as_ref().is_some_and(holds);
    match &resolve.types[id].kind {
        TypeDefKind::Handle(Handle::Own(_) | Handle::Borrow(_)) => true,
        TypeDefKind::Future(_) | TypeDefKind::Stream(_) => true,
        TypeDefKind::Record(record) => record.fields.iter().any(|field| holds(&field.ty)),
        TypeDefKind::Variant(variant) => variant.cases.iter().any(|case| any(&case.ty)),
        TypeDefKind::Tuple(tuple) => tuple.types.iter().any(holds),
        TypeDefKind::Result(result) => any(&result.ok) || any(&result.err),
        TypeDefKind::Option(ty)
        | TypeDefKind::List(ty)
        | TypeDefKind::FixedLengthList(ty, _)
        | TypeDefKind::Type(ty) => holds(ty),
        TypeDefKind::Map(key, value) => holds(key) || holds(value),
        TypeDefKind::Resource | TypeDefKind::Flags(_) | TypeDefKind::Enum(_) | TypeDefKind::Unknown => false,
    }
}
