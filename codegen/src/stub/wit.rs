//! Writes the stub's WIT.

use super::contract::{Contract, Of, Scheduling, StubFunction, StubResource, is_located, location, scheduled_for};
use super::params::param_name;
use crate::model::{Function, Owner, OwnerId, Param, TypeId};
use crate::wit_text::{self, WitText, ident};

/// The text of `wit/_stub.wit`. It begins with `head`.
pub(crate) fn stub_wit(contract: &Contract<'_>, head: &str) -> String {
    let mut wit = WitText::new(head);
    wit.line(&format!("package {};", wit_text::package(&contract.package)));
    wit.line("");
    wit.block(&format!("interface {}", ident(&contract.interface)), |wit| interface(wit, contract));
    wit.line("");
    wit.block(&format!("world {}", ident(&contract.world)), |wit| {
        wit.line(&format!("export {};", ident(&contract.interface)));
    });
    wit.finish()
}

fn interface(wit: &mut WitText, contract: &Contract<'_>) {
    let rpc = contract.shared.rpc;
    let worker = contract.used_worker().is_none().then(|| renamed(rpc.worker, &contract.worker));
    let token = contract.scheduling.as_ref().map(|scheduling| renamed("cancellation-token", &scheduling.token));
    let of_rpc: Vec<_> = worker.into_iter().chain(token).collect();
    if !of_rpc.is_empty() {
        wit.line(&format!("use {}.{{{}}};", rpc.interface(), of_rpc.join(", ")));
    }
    if let Some(scheduling) = &contract.scheduling {
        let datetime = renamed("datetime", &scheduling.datetime);
        wit.line(&format!("use wasi:clocks/wall-clock@{}.{{{datetime}}};", rpc.wasi));
    }
    wit.line(&format!("use wasi:io/poll@{}.{{{}}};", rpc.wasi, renamed("pollable", &contract.pollable)));
    contract.model.owner_ids().for_each(|owner| used(wit, contract, owner));
    let named = |id: TypeId| contract.type_name(id).to_owned();
    for id in &contract.redeclared {
        wit.line("");
        wit.declaration(contract.model, *id, &named);
    }
    for (future, function) in contract.futures() {
        let result = function.result.as_ref().map(|ty| wit_text::ty(ty, &named)).unwrap_or_default();
        wit.line("");
        wit.block(&format!("resource {future}"), |wit| {
            wit.line(&format!("subscribe: func() -> {};", contract.pollable));
            wit.line(&format!("get: func() -> option<{result}>;"));
        });
    }
    for resource in &contract.resources {
        wit.line("");
        ResourceWit { contract, named: &named, resource }.write(wit);
    }
}

/// Writes the `use` of the types that come from one interface.
fn used(wit: &mut WitText, contract: &Contract<'_>, owner: OwnerId) {
    let model = contract.model;
    let ids = contract.used.iter().filter(|id| model.ty(**id).owner == owner);
    let types: Vec<_> = ids.map(|id| renamed(&model.ty(*id).name, contract.type_name(*id))).collect();
    if let (Owner::Interface { package, name, .. }, false) = (model.owner(owner), types.is_empty()) {
        wit.line(&format!("use {}.{{{}}};", wit_text::interface(package, name), types.join(", ")));
    }
}

/// An item of a `use`, with `as` if its name is another one here.
fn renamed(name: &str, here: &str) -> String {
    if name == here { ident(name) } else { format!("{} as {}", ident(name), ident(here)) }
}

struct ResourceWit<'a> {
    contract: &'a Contract<'a>,
    named: &'a dyn Fn(TypeId) -> String,
    resource: &'a StubResource<'a>,
}

impl ResourceWit<'_> {
    fn write(&self, wit: &mut WitText) {
        let (docs, own_name) = match self.resource.of {
            Of::Interface(export) => (export.docs.as_deref(), &export.name),
            Of::Resource(resource) => {
                let def = self.contract.model.ty(resource.id);
                (def.docs.as_deref(), &def.name)
            }
        };
        note(wit, own_name, &self.resource.name);
        wit.docs(docs);
        wit.block(&format!("resource {}", ident(&self.resource.name)), |wit| {
            if self.resource.is_constructed() {
                self.constructor(wit);
            }
            self.resource.functions.iter().for_each(|f| self.function(wit, f));
        });
    }

    fn constructor(&self, wit: &mut WitText) {
        let Some(function) = self.resource.constructor() else {
            return wit.line(&format!("constructor(location: {});", self.contract.worker));
        };
        wit.docs(function.docs.as_deref());
        // A constructor that can't fail is written without a result.
        let result = function.result.as_ref().filter(|ty| matches!(ty, crate::model::Type::Result(..)));
        let result = result.map(|ty| format!(" -> {}", wit_text::ty(ty, self.named))).unwrap_or_default();
        wit.line(&format!("constructor({}){result};", self.params(function)));
    }

    fn function(&self, wit: &mut WitText, f: &StubFunction<'_>) {
        let function = f.function;
        let docs = function.docs.as_deref();
        let result = function.result.as_ref().map(|ty| wit_text::ty(ty, self.named));
        note(wit, &format!("blocking-{}", function.name), &f.blocking);
        wit.docs(docs);
        wit.line(&self.signature(function, &f.blocking, result.as_deref()));
        note(wit, &function.name, &f.name);
        wit.docs(docs);
        wit.line(&self.signature(function, &f.name, f.future.as_deref()));
        if let (Some(schedule), Some(scheduling)) = (&f.schedule, &self.contract.scheduling) {
            note(wit, &format!("schedule-{}", function.name), schedule);
            wit.docs(docs);
            wit.line(&self.schedule(function, schedule, scheduling));
        }
    }

    /// The function that has another one called at a later time. The time comes last, as in the
    /// stubs that Golem 1.2 makes itself.
    fn schedule(&self, function: &Function, name: &str, scheduling: &Scheduling) -> String {
        let params = self.params(function);
        let before = if params.is_empty() { params } else { format!("{params}, ") };
        let (time, kind) = (scheduled_for(function), kind(function));
        let Scheduling { datetime, token } = scheduling;
        format!("{}: {kind}({before}{time}: {}) -> {};", ident(name), ident(datetime), ident(token))
    }

    fn signature(&self, function: &Function, name: &str, result: Option<&str>) -> String {
        let result = result.map(|result| format!(" -> {result}"));
        format!("{}: {}({}){};", ident(name), kind(function), self.params(function), result.unwrap_or_default())
    }

    /// The parameters of a function. If it isn't called on a resource, the location of the worker
    /// comes first.
    fn params(&self, function: &Function) -> String {
        let param = |param: &Param| {
            let name = param_name(self.contract, function, param);
            format!("{name}: {}", wit_text::ty(&param.ty, self.named))
        };
        let own = function.params.iter().map(param).collect::<Vec<_>>().join(", ");
        if !is_located(function) {
            return own;
        }
        let location = format!("{}: {}", location(Some(function)), self.contract.worker);
        if own.is_empty() { location } else { format!("{location}, {own}") }
    }
}

/// How a function of a stub's resource is declared.
fn kind(function: &Function) -> &'static str {
    if is_located(function) { "static func" } else { "func" }
}

/// Adds a comment that says why a name is another one than expected.
fn note(wit: &mut WitText, wanted: &str, name: &str) {
    if wanted != name {
        wit.line(&format!(
            "// Called `{name}` because `{wanted}` is taken, by the interface's own names or by the bindings."
        ));
    }
}
