//! The stub's WIT.

use super::contract::{Contract, StubResource};
use crate::model::{Model, Owner, TypeId};
use crate::wit_text::{self, WitText, ident};

/// Text of `wit/_stub.wit`, after `head`.
pub(crate) fn stub_wit(contract: &Contract<'_>, head: &str) -> String {
    let mut wit = WitText::new(head);
    wit.line(&format!("package {};", contract.package));
    wit.line("");
    wit.block(&format!("interface {}", ident(&contract.interface)), |wit| interface(wit, contract));
    wit.line("");
    wit.block(&format!("world {}", ident(&contract.world)), |wit| {
        wit.line(&format!("export {};", ident(&contract.interface)));
    });
    wit.finish()
}

fn interface(wit: &mut WitText, contract: &Contract<'_>) {
    let model = contract.model;
    wit.line("use golem:rpc/types@0.1.0.{uri};");
    wit.line("use wasi:io/poll@0.2.0.{pollable};");
    for owner in model.owner_ids() {
        let types: Vec<_> = contract
            .used
            .iter()
            .filter(|id| model.ty(**id).owner == owner)
            .map(|id| ident(&model.ty(*id).name))
            .collect();
        if let (Owner::Interface { package, name, .. }, false) = (model.owner(owner), types.is_empty()) {
            wit.line(&format!("use {}.{{{}}};", package.interface(&ident(name)), types.join(", ")));
        }
    }
    let named = |id: TypeId| declared_name(model, id);
    for id in &contract.redeclared {
        wit.line("");
        wit.declaration(model, *id, &named);
    }
    for (future, function) in contract.futures() {
        let result = function.result.as_ref().map(|ty| wit_text::ty(ty, &named)).unwrap_or_default();
        wit.line("");
        wit.block(&format!("resource {future}"), |wit| {
            wit.line("subscribe: func() -> pollable;");
            wit.line(&format!("get: func() -> option<{result}>;"));
        });
    }
    for resource in &contract.resources {
        wit.line("");
        self::resource(wit, resource, &named);
    }
}

fn resource(wit: &mut WitText, resource: &StubResource<'_>, named: &dyn Fn(TypeId) -> String) {
    wit.docs(resource.export.docs.as_deref());
    wit.block(&format!("resource {}", ident(resource.name)), |wit| {
        wit.line("constructor(location: uri);");
        for f in &resource.functions {
            let function = f.function;
            let docs = function.docs.as_deref();
            let result = function.result.as_ref().map(|ty| wit_text::ty(ty, named));
            wit.docs(docs);
            wit.line(&wit_text::function(&f.blocking, &function.params, result.as_deref(), named));
            wit.docs(docs);
            wit.line(&wit_text::function(&function.name, &function.params, f.future.as_deref(), named));
        }
    });
}

fn declared_name(model: &Model, id: TypeId) -> String {
    model.ty(model.declaration(id)).name.clone()
}
