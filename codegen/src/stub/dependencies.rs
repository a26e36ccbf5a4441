//! The WIT packages that the stub's WIT needs beside it.
//!
//! A comment at the head of a file is documentation of what follows, and only one file may document the package: so the package is
//! declared in a file of its own. The text of a file depends on nothing but the interface that it declares: several stubs bring the same files
//! to a caller.

use std::collections::BTreeSet;

use super::contract::{Contract, nameable};
use crate::model::{Model, Owner, OwnerId, PackageName, TypeId, TypeKind};
use crate::output::marker;
use crate::wit_text::{WitText, ident};

const GOLEM_RPC: &str = include_str!("../../wit/golem-rpc.wit");
const WASI_IO: &str = include_str!("../../wit/wasi-io.wit");

/// Paths below `wit/deps`, and texts.
pub(crate) fn dependencies(contract: &Contract<'_>) -> Vec<(String, String)> {
    let model = contract.model;
    let mut files = vec![
        fixed("golem_rpc/types.wit", "golem:rpc@0.1.0", GOLEM_RPC),
        fixed("wasi_io/poll.wit", "wasi:io@0.2.0", WASI_IO),
    ];
    let packages: BTreeSet<_> = model.all_owner_ids().filter_map(|owner| package(model, owner)).collect();
    for package in &packages {
        let text = format!("{}package {package};\n", marker(".wit", &package.to_string()));
        files.push((format!("{}/package.wit", folder(package, &packages)), text));
    }
    for owner in model.all_owner_ids() {
        if let (Some(package), Owner::Interface { name, docs, .. }) = (package(model, owner), model.owner(owner)) {
            let text = types_only(model, package, owner, name, docs.as_deref());
            files.push((format!("{}/{name}.wit", folder(package, &packages)), text));
        }
    }
    files
}

fn fixed(file: &str, package: &str, text: &str) -> (String, String) {
    (file.to_owned(), marker(file, package) + text)
}

/// The package of an owner whose types others can use.
fn package(model: &Model, owner: OwnerId) -> Option<&PackageName> {
    let shared = model.all_types_of(owner).into_iter().any(|id| nameable(model, id));
    match model.owner(owner) {
        Owner::Interface { package, .. } if shared => Some(package),
        _ => None,
    }
}

/// `{namespace}_{name}`, with the version when there are several.
fn folder(package: &PackageName, packages: &BTreeSet<&PackageName>) -> String {
    let name = |package: &PackageName| format!("{}_{}", package.namespace, package.name);
    let versions = packages.iter().filter(|other| name(other) == name(package)).count();
    let version = if versions > 1 { package.at_version() } else { String::new() };
    name(package) + &version
}

/// The interface without its functions: they are called through the stub.
fn types_only(model: &Model, package: &PackageName, owner: OwnerId, name: &str, docs: Option<&str>) -> String {
    let mut wit = WitText::new(&marker(".wit", &package.interface(name)));
    wit.line("// Its types only: the functions are called through the stub.");
    wit.docs(docs);
    wit.block(&format!("interface {}", ident(name)), |wit| interface(wit, model, package, owner));
    wit.finish()
}

fn interface(wit: &mut WitText, model: &Model, package: &PackageName, owner: OwnerId) {
    let types = model.all_types_of(owner);
    for id in &types {
        if let TypeKind::Use(other) = model.ty(*id).kind {
            wit.line(&using(model, package, *id, other));
        }
    }
    let named = |id: TypeId| model.ty(id).name.clone();
    let declared = types.iter().filter(|id| !matches!(model.ty(**id).kind, TypeKind::Use(_)));
    for (index, id) in declared.enumerate() {
        if index > 0 {
            wit.line("");
        }
        wit.declaration(model, *id, &named);
    }
}

/// `use interface.{name as alias};`
fn using(model: &Model, package: &PackageName, id: TypeId, other: TypeId) -> String {
    let other = model.ty(other);
    let from = match model.owner(other.owner) {
        Owner::Interface { package: owner, name, .. } if owner == package => ident(name),
        Owner::Interface { package: owner, name, .. } => owner.interface(&ident(name)),
        Owner::Inline { name, .. } => ident(name),
        Owner::World => String::new(),
    };
    let (name, alias) = (&other.name, &model.ty(id).name);
    if name == alias {
        format!("use {from}.{{{}}};", ident(name))
    } else {
        format!("use {from}.{{{} as {}}};", ident(name), ident(alias))
    }
}
