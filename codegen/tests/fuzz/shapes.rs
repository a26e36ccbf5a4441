//! Shapes of WIT that wit-smith hardly ever makes: resources without functions, and several
//! versions of a package.

use fastrand::Rng;
use wit_parser::{Resolve, TypeDefKind, TypeId};

/// Versions of one package that a component can use at the same time.
const VERSIONS: [&str; 4] = ["0.1.0", "0.2.0-rc-2024-10-28", "1.2.3", "2.0.0+build.5"];

/// Changes a package and those that it uses.
pub fn change(resolve: &mut Resolve, random: &mut Rng) {
    bare_resources(resolve, random);
    if random.u8(..3) == 0 {
        same_name(resolve, random);
    }
}

/// Removes all functions from every fourth resource.
fn bare_resources(resolve: &mut Resolve, random: &mut Rng) {
    let resources = resolve.types.iter().filter(|(_, ty)| matches!(ty.kind, TypeDefKind::Resource));
    let bare: Vec<TypeId> = resources.map(|(id, _)| id).filter(|_| random.u8(..4) == 0).collect();
    for (_, interface) in resolve.interfaces.iter_mut() {
        interface.functions.retain(|_, function| function.kind.resource().is_none_or(|id| !bare.contains(&id)));
    }
}

/// Makes all packages versions of one package.
fn same_name(resolve: &mut Resolve, random: &mut Rng) {
    let mut versions = VERSIONS;
    random.shuffle(&mut versions);
    let mut names = resolve.packages.iter().map(|(_, package)| package.name.clone());
    let Some(name) = names.next() else { return };
    for ((_, package), version) in resolve.packages.iter_mut().zip(versions) {
        package.name = name.clone();
        package.name.version = Some(version.parse().expect("it is a version"));
    }
    resolve.package_names = resolve.packages.iter().map(|(id, package)| (package.name.clone(), id)).collect();
}
