//! The names of the stub's contract, as the WIT of the stub has them.

use std::collections::{BTreeMap, BTreeSet};

use wit_parser::Resolve;

use super::shared::Shared;
use crate::model::{Export, Function, Kind, Model, Owner, PackageName, Resource, Type, TypeId, TypeKind};
use crate::rust::names::{free, type_name, unknown_to_wit_bindgen, value_name};

/// What the stub exports.
pub(crate) struct Contract<'m> {
    pub(crate) model: &'m Model,
    pub(crate) shared: Shared<'m>,
    pub(crate) package: PackageName,
    pub(crate) interface: String,
    pub(crate) world: String,
    /// What `uri` of `golem:rpc` is called here: a type of the user's may have that name.
    pub(crate) uri: String,
    /// What `pollable` of `wasi:io` is called here.
    pub(crate) pollable: String,
    pub(crate) resources: Vec<StubResource<'m>>,
    /// Declared types that the stub's interface takes from where they are declared.
    pub(crate) used: Vec<TypeId>,
    /// Types that the stub declares again: those that only the world can name, and those that hold resources, for a resource of the stub is
    /// not that of the target.
    pub(crate) redeclared: Vec<TypeId>,
    types: BTreeMap<TypeId, String>,
    /// What functions of two interfaces are called that answer: their futures are named after the interfaces, too.
    ambiguous: BTreeSet<&'m str>,
}

/// One per exported interface, and one per exported resource.
pub(crate) struct StubResource<'m> {
    pub(crate) name: String,
    pub(crate) of: Of<'m>,
    pub(crate) functions: Vec<StubFunction<'m>>,
}

/// What a resource of the stub stands for.
#[derive(Clone, Copy)]
pub(crate) enum Of<'m> {
    /// The functions of an interface, or of the world.
    Interface(&'m Export),
    /// A resource.
    Resource(&'m Resource),
}

pub(crate) struct StubFunction<'m> {
    pub(crate) function: &'m Function,
    /// The function's own name, unless Rust bindings cannot have it.
    pub(crate) name: String,
    pub(crate) blocking: String,
    /// The resource that stands for the result under way; none when there is no result.
    pub(crate) future: Option<String>,
}

impl<'m> Contract<'m> {
    /// Names everything. The user's names come first; where two of them meet, the second gets its interface's name before its own.
    pub(crate) fn new(model: &'m Model, resolve: &'m Resolve) -> Contract<'m> {
        let (used, redeclared) = types(model);
        let mut names = Names::new();
        let resources = model.type_ids().filter(|id| matches!(model.ty(*id).kind, TypeKind::Resource));
        let named: BTreeSet<_> = used.iter().chain(&redeclared).copied().chain(resources).collect();
        let types = named.into_iter().map(|id| (id, names.of_type(model, id))).collect();
        let shared = Shared::new(model, resolve, &used);
        let package = shared.package_beside(&model.package, "stub");
        let mut contract = Contract {
            model,
            shared,
            package,
            interface: format!("stub-{}", model.world),
            world: format!("wasm-rpc-stub-{}", model.world),
            uri: String::new(),
            pollable: String::new(),
            resources: Vec::new(),
            used,
            redeclared,
            types,
            ambiguous: ambiguous(model),
        };
        let clients: Vec<_> = model.exports.iter().map(|export| contract.client_name(export, &mut names)).collect();
        contract.uri = match contract.sdk_uri() {
            Some(id) => contract.type_name(id).to_owned(),
            None => names.give(&["uri", "golem-uri"]),
        };
        contract.pollable = names.give(&["pollable", "wasi-pollable"]);
        for (export, client) in model.exports.iter().zip(clients) {
            let resources = contract.resources_of(export, client, &mut names);
            contract.resources.extend(resources);
        }
        contract
    }

    /// After the interface, unless one of its functions is called so: WIT has no method `x` of a resource `x`.
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

    /// The type of a worker's location, if the target's functions use it too.
    pub(crate) fn sdk_uri(&self) -> Option<TypeId> {
        self.used.iter().copied().find(|id| self.model.is_sdk_uri(*id))
    }

    /// What a type is called in the stub's interface.
    pub(crate) fn type_name(&self, id: TypeId) -> &str {
        let id = self.model.declaration(id);
        self.types.get(&id).unwrap_or(&self.model.ty(id).name)
    }

    /// Whether the stub's interface declares the type itself.
    pub(crate) fn declares(&self, id: TypeId) -> bool {
        declared_by_stub(self.model, self.model.declaration(id))
    }

    /// Every function that answers, with the name of its future.
    pub(crate) fn futures(&self) -> impl Iterator<Item = (&str, &Function)> {
        let functions = self.resources.iter().flat_map(|resource| &resource.functions);
        functions.filter_map(|f| Some((f.future.as_deref()?, f.function)))
    }

    /// Functions of the shared interfaces that bindings can do without: they are the target's, and
    /// called through the stub. wit-bindgen knows them by their name alone.
    pub(crate) fn skipped(&self) -> BTreeSet<&'m str> {
        let own = self.function_names();
        let names = self.shared.bound().flat_map(|(_, interface)| interface.functions.keys());
        names.map(String::as_str).filter(|name| !own.contains(*name)).collect()
    }

    /// Names of all functions of the stub's interface, as the component model has them.
    fn function_names(&self) -> BTreeSet<String> {
        let of_resource = |resource: &StubResource<'_>| {
            let name = resource.name.clone();
            let constructor = resource.is_constructed().then(|| format!("[constructor]{name}"));
            let functions = resource.functions.iter().flat_map(move |f| {
                let kind = if is_located(f.function) { "static" } else { "method" };
                [&f.name, &f.blocking].map(|function| format!("[{kind}]{name}.{function}"))
            });
            constructor.into_iter().chain(functions).collect::<Vec<_>>()
        };
        let futures =
            self.futures().flat_map(|(future, _)| ["get", "subscribe"].map(|f| format!("[method]{future}.{f}")));
        self.resources.iter().flat_map(of_resource).chain(futures).collect()
    }
}

impl<'m> StubResource<'m> {
    /// The function that constructs what the resource stands for.
    pub(crate) fn constructor(&self) -> Option<&'m Function> {
        match self.of {
            Of::Interface(_) => None,
            Of::Resource(resource) => resource.constructor.as_ref(),
        }
    }

    /// Whether a caller can construct it: a resource without a constructor is only handed out.
    pub(crate) fn is_constructed(&self) -> bool {
        matches!(self.of, Of::Interface(_)) || self.constructor().is_some()
    }
}

/// The parameter before a function's own that says which worker is called.
pub(crate) fn location(function: Option<&Function>) -> String {
    let taken = |name: &str| function.is_some_and(|f| f.params.iter().any(|param| param.name == name));
    free("location", taken)
}

/// Names that have been given in the stub's interface, as the Rust bindings have them.
struct Names(BTreeSet<String>);

/// What wit-bindgen takes from Rust's prelude by its short name, and what it calls types within
/// functions.
const RESERVED: [&str; 8] = ["From", "Option", "Result", "RetArea", "Sized", "String", "T", "Vec"];

impl Names {
    fn new() -> Names {
        Names(RESERVED.map(str::to_owned).into())
    }

    /// The first of `wanted` that is free, or else the last with a number.
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

/// Names of the functions of one resource.
struct Methods {
    /// The user's, and those that wit-bindgen gives every resource.
    users: BTreeSet<String>,
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

/// The declared types that signatures name, and those to declare again.
fn types(model: &Model) -> (Vec<TypeId>, Vec<TypeId>) {
    let mut named = Named { model, used: Vec::new() };
    for function in model.functions() {
        function.params.iter().for_each(|param| named.visit(&param.ty));
        function.result.iter().for_each(|ty| named.visit(ty));
    }
    let is_type = |id: &TypeId| !matches!(model.ty(*id).kind, TypeKind::Use(_) | TypeKind::Resource);
    let redeclared: Vec<_> = model.type_ids().filter(is_type).filter(|id| declared_by_stub(model, *id)).collect();
    for id in &redeclared {
        named.visit_parts(*id);
    }
    let mut used: Vec<_> = named.used.into_iter().filter(|id| !declared_by_stub(model, *id)).collect();
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

/// Whether a type cannot be taken from where it is declared: others cannot `use` it, or a resource is in it.
fn declared_by_stub(model: &Model, id: TypeId) -> bool {
    let def = model.ty(id);
    !model.is_nameable(id) || matches!(def.kind, TypeKind::Resource) || model.has_resource(&Type::Named(id))
}

/// Whether a function is called without a resource at hand, by the worker's location.
pub(crate) fn is_located(function: &Function) -> bool {
    matches!(function.kind, Kind::Static | Kind::Constructor)
}
