//! Chooses the names of everything in the stub's interface.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use wit_parser::Resolve;

use super::apart::apart;
use super::sdk_types::{self, SdkType};
use super::shared::Shared;
use crate::golem_version::GolemVersion;
use crate::model::{Export, Function, Kind, Model, Owner, OwnerId, PackageName, Resource, Type, TypeId, TypeKind};
use crate::rust::names::{free, type_name, unknown_to_wit_bindgen, value_name};

/// What the stub exports.
pub(crate) struct Contract<'m> {
    pub(crate) model: &'m Model,
    pub(crate) shared: Shared<'m>,
    pub(crate) package: PackageName,
    pub(crate) interface: String,
    pub(crate) world: String,
    /// The name of `golem:rpc`'s record for a worker in the stub's interface. It is another one
    /// than in `golem:rpc` if the user has a type of that name.
    pub(crate) worker: String,
    /// The name of `wasi:io`'s `pollable` in the stub's interface.
    pub(crate) pollable: String,
    /// What scheduled calls need, if there are such.
    pub(crate) scheduling: Option<Scheduling>,
    pub(crate) resources: Vec<StubResource<'m>>,
    /// The types that the stub's interface takes by `use` from the interfaces that declare them.
    pub(crate) used: Vec<TypeId>,
    /// The types that the stub's interface declares itself, as it can't take them by `use`: types
    /// of the world, those that hold resources, since the stub's resources are not the target's,
    /// and those that can't be in one component with what the stub speaks.
    pub(crate) redeclared: Vec<TypeId>,
    /// Owners of types that can't be in one component with what the stub speaks.
    apart: BTreeSet<OwnerId>,
    types: BTreeMap<TypeId, String>,
    /// Names of functions with a result that are in several interfaces. The names of their futures
    /// contain that of the interface.
    ambiguous: BTreeSet<&'m str>,
}

/// The names that scheduled calls need in the stub's interface.
pub(crate) struct Scheduling {
    /// That of `wasi:clocks`' `datetime`.
    pub(crate) datetime: String,
    /// That of `golem:rpc`'s `cancellation-token`.
    pub(crate) token: String,
}

/// A resource of the stub. There is one for each exported interface, and one for each exported
/// resource.
pub(crate) struct StubResource<'m> {
    pub(crate) name: String,
    pub(crate) of: Of<'m>,
    pub(crate) functions: Vec<StubFunction<'m>>,
}

/// What a resource of the stub stands for.
#[derive(Clone, Copy)]
pub(crate) enum Of<'m> {
    /// An interface with its functions, or the world with its own.
    Interface(&'m Export),
    /// A resource of the target's.
    Resource(&'m Resource),
}

pub(crate) struct StubFunction<'m> {
    pub(crate) function: &'m Function,
    /// The name of the function. It is another than in the target's WIT only if Rust bindings can't
    /// have that name.
    pub(crate) name: String,
    pub(crate) blocking: String,
    /// The name of the function that has it called at a later time, if there are such.
    pub(crate) schedule: Option<String>,
    /// The resource by which the caller waits for the result. It is `None` if the function has no
    /// result.
    pub(crate) future: Option<String>,
}

impl<'m> Contract<'m> {
    /// Chooses all names. The types and functions of the user's keep their names, except that of
    /// two types with the same name, the second gets the name of its interface before its own.
    pub(crate) fn new(model: &'m Model, resolve: &'m Resolve, golem: GolemVersion) -> Contract<'m> {
        let apart = apart(model, resolve, golem.rpc());
        let (used, redeclared) = types(model, &apart);
        let mut names = Names::new();
        let resources = model.type_ids().filter(|id| matches!(model.ty(*id).kind, TypeKind::Resource));
        let named: BTreeSet<_> = used.iter().chain(&redeclared).copied().chain(resources).collect();
        let types = named.into_iter().map(|id| (id, names.of_type(model, id))).collect();
        let shared = Shared::new(model, resolve, golem.rpc(), &used);
        let package = shared.package_beside(&model.package, "stub");
        let mut contract = Contract {
            model,
            shared,
            package,
            interface: format!("stub-{}", model.world),
            world: format!("wasm-rpc-stub-{}", model.world),
            worker: String::new(),
            pollable: String::new(),
            scheduling: None,
            resources: Vec::new(),
            used,
            redeclared,
            apart,
            types,
            ambiguous: ambiguous(model),
        };
        let clients: Vec<_> = model.exports.iter().map(|export| contract.client_name(export, &mut names)).collect();
        let worker = contract.shared.rpc.worker;
        contract.worker = match contract.used_worker() {
            Some(id) => contract.type_name(id).to_owned(),
            None => names.give(&[worker, &format!("golem-{worker}")]),
        };
        contract.pollable = names.give(&["pollable", "wasi-pollable"]);
        contract.scheduling = contract.shared.rpc.schedules.then(|| Scheduling {
            datetime: names.give(&["datetime", "wasi-datetime"]),
            token: names.give(&["cancellation-token", "golem-cancellation-token"]),
        });
        for (export, client) in model.exports.iter().zip(clients) {
            let resources = contract.resources_of(export, client, &mut names);
            contract.resources.extend(resources);
        }
        contract
    }

    /// The name of the resource for an interface. It is that of the interface, unless a function of
    /// it has the same name: in WIT, a resource `x` can't have a method `x`.
    fn client_name(&self, export: &Export, names: &mut Names) -> Option<String> {
        let own = export
            .functions
            .iter()
            .any(|function| function.name == export.name || format!("blocking-{}", function.name) == export.name);
        let client = format!("{}-client", export.name);
        let wanted: &[&str] = if own { &[&client] } else { &[&export.name, &client] };
        (!export.functions.is_empty()).then(|| names.give(wanted))
    }

    fn resources_of(&self, export: &'m Export, client: Option<String>, names: &mut Names) -> Vec<StubResource<'m>> {
        let client = client.map(|name| (name, Of::Interface(export), &export.functions));
        let own = export.resources.iter().map(|r| (self.type_name(r.id).to_owned(), Of::Resource(r), &r.functions));
        let resources = client.into_iter().chain(own);
        let resource = |(name, of, functions): (String, Of<'m>, &'m Vec<Function>)| {
            let functions = self.functions(export, of, &name, functions, names);
            StubResource { name, of, functions }
        };
        resources.map(resource).collect()
    }

    fn functions(
        &self,
        export: &Export,
        of: Of<'m>,
        resource: &str,
        functions: &'m [Function],
        names: &mut Names,
    ) -> Vec<StubFunction<'m>> {
        let mut methods = Methods::new(functions, of);
        let named: Vec<_> = functions.iter().map(|function| (function, methods.give(&function.name))).collect();
        named
            .into_iter()
            .map(|(function, name)| StubFunction {
                function,
                blocking: methods.give(&format!("blocking-{}", function.name)),
                schedule: self.scheduling.as_ref().map(|_| methods.give(&format!("schedule-{}", function.name))),
                future: function.result.as_ref().map(|_| {
                    let f = &function.name;
                    let wanted = match of {
                        Of::Resource(_) => format!("future-{resource}-{f}-result"),
                        Of::Interface(_) if self.ambiguous.contains(f.as_str()) => {
                            format!("future-{}-{f}-result", export.name)
                        }
                        Of::Interface(_) => format!("future-{f}-result"),
                    };
                    names.give(&[&wanted])
                }),
                name,
            })
            .collect()
    }

    /// The record for a worker, if it is among the types that the target's functions use.
    pub(crate) fn used_worker(&self) -> Option<TypeId> {
        let rpc = self.shared.rpc;
        let is_worker = |id: TypeId| {
            let def = self.model.ty(id);
            def.name == rpc.worker && self.model.interface_of(def.owner).is_some_and(|path| path == rpc.interface())
        };
        self.used.iter().copied().find(|id| is_worker(*id))
    }

    /// The path of the SDK's type for that record.
    pub(crate) fn worker_record(&self) -> TokenStream {
        let rpc = self.shared.rpc;
        let of_sdk = sdk_types::find(rpc, &rpc.interface(), rpc.worker);
        of_sdk.map(SdkType::full_path).unwrap_or_default()
    }

    /// Where the SDK has this type, if the bindings take it from there.
    pub(crate) fn sdk_type(&self, id: TypeId) -> Option<SdkType> {
        let def = self.model.ty(id);
        sdk_types::find(self.shared.rpc, &self.model.interface_of(def.owner)?, &def.name)
    }

    /// Where the SDK has this type, or the one that it is an alias of.
    pub(crate) fn sdk_type_by_any_name(&self, id: TypeId) -> Option<SdkType> {
        match (&self.model.ty(id).kind, self.model.structure(&Type::Named(id))) {
            (TypeKind::Alias(_), Type::Named(other)) => self.sdk_type(self.model.declaration(*other)),
            (TypeKind::Alias(_), _) => None,
            _ => self.sdk_type(id),
        }
    }

    /// The name of a type in the stub's interface.
    pub(crate) fn type_name(&self, id: TypeId) -> &str {
        let id = self.model.declaration(id);
        self.types.get(&id).unwrap_or(&self.model.ty(id).name)
    }

    /// Whether the stub's interface declares the type itself.
    pub(crate) fn declares(&self, id: TypeId) -> bool {
        declared_by_stub(self.model, &self.apart, self.model.declaration(id))
    }

    /// All functions that have a result, with the names of their futures.
    pub(crate) fn futures(&self) -> impl Iterator<Item = (&str, &Function)> {
        let functions = self.resources.iter().flat_map(|resource| &resource.functions);
        functions.filter_map(|f| Some((f.future.as_deref()?, f.function)))
    }

    /// The functions of the target's interfaces for which no bindings are needed, as they are
    /// called through the stub. wit-bindgen is told only the names of functions to skip, so those
    /// that the stub's own functions have, too, are not among them.
    pub(crate) fn skipped(&self) -> BTreeSet<&'m str> {
        let own = self.function_names();
        let names = self.shared.bound().flat_map(|(_, interface)| interface.functions.keys());
        // Those of the wall clock, which is there for the time of scheduled calls.
        let clock = ["now", "resolution"].into_iter().filter(|_| self.scheduling.is_some());
        let names = names.map(String::as_str).chain(clock).chain(self.of_scheduled_calls());
        names.filter(|name| !own.contains(*name)).collect()
    }

    /// The functions of `golem:rpc` for scheduled calls, if bindings are made of that interface. A
    /// target that brings a copy of it need not have them there, but the stub does.
    fn of_scheduled_calls(&self) -> impl Iterator<Item = &'m str> {
        const FUNCTIONS: [&str; 3] = [
            "[method]cancellation-token.cancel",
            "[method]wasm-rpc.schedule-cancelable-invocation",
            "[method]wasm-rpc.schedule-invocation",
        ];
        let spoken = self.shared.rpc.interface();
        let is_bound = self.scheduling.is_some() && self.shared.bound().any(|(path, _)| path == spoken);
        FUNCTIONS.into_iter().filter(move |_| is_bound)
    }

    /// The names of all functions of the stub's interface, in the form of the component model, such
    /// as `[method]api.get`.
    fn function_names(&self) -> BTreeSet<String> {
        let of_resource = |resource: &StubResource<'_>| {
            let name = resource.name.clone();
            let constructor = resource.is_constructed().then(|| format!("[constructor]{name}"));
            let functions = resource.functions.iter().flat_map(move |f| {
                let kind = if is_located(f.function) { "static" } else { "method" };
                let functions = [&f.name, &f.blocking].into_iter().chain(&f.schedule);
                functions.map(|function| format!("[{kind}]{name}.{function}")).collect::<Vec<_>>()
            });
            constructor.into_iter().chain(functions).collect::<Vec<_>>()
        };
        let futures =
            self.futures().flat_map(|(future, _)| ["get", "subscribe"].map(|f| format!("[method]{future}.{f}")));
        self.resources.iter().flat_map(of_resource).chain(futures).collect()
    }
}

impl<'m> StubResource<'m> {
    /// The function that constructs the resource, if this stands for a resource with a constructor.
    pub(crate) fn constructor(&self) -> Option<&'m Function> {
        match self.of {
            Of::Interface(_) => None,
            Of::Resource(resource) => resource.constructor.as_ref(),
        }
    }

    /// Whether a caller can construct it. A resource without a constructor is only given by
    /// functions.
    pub(crate) fn is_constructed(&self) -> bool {
        matches!(self.of, Of::Interface(_)) || self.constructor().is_some()
    }
}

/// The name of the parameter that says which worker is called. It comes before the function's own
/// parameters.
pub(crate) fn location(function: Option<&Function>) -> String {
    let taken = |name: &str| function.is_some_and(|f| f.params.iter().any(|param| param.name == name));
    free("location", taken)
}

/// The name of the parameter that says when a scheduled call is made. It comes after the function's
/// own parameters.
pub(crate) fn scheduled_for(function: &Function) -> String {
    let taken = |name: &str| function.params.iter().any(|param| param.name == name) || name == location(Some(function));
    free("scheduled-for", taken)
}

/// The names that are in use in the stub's interface, in the form that they have in Rust.
struct Names(BTreeSet<String>);

/// Names that wit-bindgen's code uses for types and traits of the prelude, and for types within
/// functions.
const RESERVED: [&str; 8] = ["From", "Option", "Result", "RetArea", "Sized", "String", "T", "Vec"];

impl Names {
    fn new() -> Names {
        Names(RESERVED.map(str::to_owned).into())
    }

    /// The first of `wanted` that is not in use. If all are, the last of them gets a number.
    fn give(&mut self, wanted: &[&str]) -> String {
        let taken = |name: &str| self.0.contains(&type_name(name)) || name == "self";
        let name = match wanted.iter().find(|name| !taken(name)) {
            Some(name) => (*name).to_owned(),
            None => free(wanted.last().copied().unwrap_or_default(), taken),
        };
        self.0.insert(type_name(&name));
        name
    }

    fn of_type(&mut self, model: &Model, id: TypeId) -> String {
        let def = model.ty(id);
        let owner = match model.owner(def.owner) {
            Owner::Interface { name, .. } | Owner::Inline { name, .. } => name,
            Owner::World => &model.world,
        };
        self.give(&[&def.name, &format!("{owner}-{}", def.name)])
    }
}

/// The names of the functions of one resource.
struct Methods {
    /// The names of the user's functions.
    users: BTreeSet<String>,
    /// The names that are in use. Those of the functions that wit-bindgen makes for every resource
    /// are among them.
    given: BTreeSet<String>,
}

impl Methods {
    fn new(functions: &[Function], of: Of<'_>) -> Methods {
        let constructed = match of {
            Of::Interface(_) => true,
            Of::Resource(resource) => resource.constructor.is_some(),
        };
        let bindings = ["handle", "take_handle", "from_handle"].into_iter().chain(constructed.then_some("new"));
        let given = bindings.map(str::to_owned).collect();
        Methods { users: functions.iter().map(|f| value_name(&f.name)).collect(), given }
    }

    fn give(&mut self, wanted: &str) -> String {
        let is_users = self.users.contains(&value_name(wanted));
        let impossible = |name: &str| self.given.contains(&value_name(name)) || unknown_to_wit_bindgen(name);
        let name = match is_users && !impossible(wanted) {
            true => wanted.to_owned(),
            false => free(wanted, |name| impossible(name) || self.users.contains(&value_name(name))),
        };
        self.given.insert(value_name(&name));
        name
    }
}

fn ambiguous(model: &Model) -> BTreeSet<&str> {
    let mut seen = BTreeSet::new();
    let answering = model.exports.iter().flat_map(|export| &export.functions).filter(|f| f.result.is_some());
    answering.map(|function| function.name.as_str()).filter(|name| !seen.insert(*name)).collect()
}

/// The types that the stub's interface takes by `use`, and those that it declares.
fn types(model: &Model, apart: &BTreeSet<OwnerId>) -> (Vec<TypeId>, Vec<TypeId>) {
    let mut named = Named { model, used: Vec::new() };
    for function in model.functions() {
        function.params.iter().for_each(|param| named.visit(&param.ty));
        function.result.iter().for_each(|ty| named.visit(ty));
    }
    let is_type = |id: &TypeId| !matches!(model.ty(*id).kind, TypeKind::Use(_) | TypeKind::Resource);
    let redeclared: Vec<_> =
        model.type_ids().filter(is_type).filter(|id| declared_by_stub(model, apart, *id)).collect();
    for id in &redeclared {
        named.visit_parts(*id);
    }
    let mut used: Vec<_> = named.used.into_iter().filter(|id| !declared_by_stub(model, apart, *id)).collect();
    used.sort();
    used.dedup();
    (used, redeclared)
}

struct Named<'m> {
    model: &'m Model,
    used: Vec<TypeId>,
}

impl Named<'_> {
    fn visit(&mut self, ty: &Type) {
        match ty {
            Type::List(ty) | Type::Option(ty) => self.visit(ty),
            Type::Result(ok, err) => [ok, err].into_iter().flatten().for_each(|ty| self.visit(ty)),
            Type::Tuple(types) => types.iter().for_each(|ty| self.visit(ty)),
            Type::Named(id) => self.used.push(self.model.declaration(*id)),
            _ => {}
        }
    }

    fn visit_parts(&mut self, id: TypeId) {
        match &self.model.ty(id).kind {
            TypeKind::Record(fields) => fields.iter().for_each(|field| self.visit(&field.ty)),
            TypeKind::Variant(cases) => {
                cases.iter().filter_map(|case| case.ty.as_ref()).for_each(|ty| self.visit(ty));
            }
            TypeKind::Alias(ty) => self.visit(ty),
            TypeKind::Enum(_) | TypeKind::Flags(_) | TypeKind::Use(_) | TypeKind::Resource => {}
        }
    }
}

/// Whether the stub's interface has to declare a type itself. That is so if others can't `use` the
/// type, if its interface must not be needed, or if it holds a resource.
fn declared_by_stub(model: &Model, apart: &BTreeSet<OwnerId>, id: TypeId) -> bool {
    let def = model.ty(id);
    !model.is_nameable(id)
        || apart.contains(&def.owner)
        || matches!(def.kind, TypeKind::Resource)
        || model.has_resource(&Type::Named(id))
}

/// Whether a function is called by the location of the worker, as there is no resource that it
/// could be called on.
pub(crate) fn is_located(function: &Function) -> bool {
    matches!(function.kind, Kind::Static | Kind::Constructor)
}
