//! The names of the stub's contract, as the WIT of the stub has them.

use std::collections::BTreeMap;

use wit_parser::Span;

use super::shared::Shared;
use crate::error::Error;
use crate::model::{Export, Function, Model, Owner, PackageName, Type, TypeId, TypeKind};
use crate::rust::names::unknown_to_wit_bindgen;
use crate::source::Source;

/// What the stub exports.
pub(crate) struct Contract<'m> {
    pub(crate) model: &'m Model,
    pub(crate) shared: Shared<'m>,
    pub(crate) package: PackageName,
    pub(crate) interface: String,
    pub(crate) world: String,
    pub(crate) resources: Vec<StubResource<'m>>,
    /// Declared types that the stub's interface takes from where they are declared.
    pub(crate) used: Vec<TypeId>,
    /// Types that only the world can name: the stub declares them again.
    pub(crate) redeclared: Vec<TypeId>,
}

/// One per exported interface.
pub(crate) struct StubResource<'m> {
    pub(crate) name: &'m str,
    pub(crate) export: &'m Export,
    pub(crate) functions: Vec<StubFunction<'m>>,
}

pub(crate) struct StubFunction<'m> {
    pub(crate) function: &'m Function,
    pub(crate) blocking: String,
    /// The resource that stands for the result under way; none when there is no result.
    pub(crate) future: Option<String>,
}

impl<'m> Contract<'m> {
    /// Names everything; refuses names that meet.
    pub(crate) fn new(model: &'m Model, source: &'m Source) -> Result<Contract<'m>, Error> {
        let (used, redeclared) = types(model);
        let contract = Contract {
            model,
            shared: Shared::new(model, &source.resolve),
            package: PackageName {
                namespace: model.package.namespace.clone(),
                name: format!("{}-stub", model.package.name),
                version: model.package.version.clone(),
            },
            interface: format!("stub-{}", model.world),
            world: format!("wasm-rpc-stub-{}", model.world),
            resources: model.exports.iter().map(|export| resource(model, export)).collect(),
            used,
            redeclared,
        };
        contract.refuse_collisions(source)?;
        Ok(contract)
    }

    /// Every function that answers, with the name of its future.
    pub(crate) fn futures(&self) -> impl Iterator<Item = (&str, &Function)> {
        let functions = self.resources.iter().flat_map(|resource| &resource.functions);
        functions.filter_map(|f| Some((f.future.as_deref()?, f.function)))
    }

    fn refuse_collisions(&self, source: &Source) -> Result<(), Error> {
        let mut names = Names::new(source);
        names.reserve("uri", "the stub's own `uri`");
        names.reserve("pollable", "the stub's own `pollable`");
        for resource in &self.resources {
            let what = format!("the client of `{}`", resource.name);
            names.add(resource.name, resource.export.span, what)?;
        }
        for resource in &self.resources {
            for f in &resource.functions {
                if let Some(future) = &f.future {
                    let what = format!("the future of function `{}`", f.function.name);
                    names.add(future, f.function.span, what)?;
                }
            }
        }
        for id in self.used.iter().chain(&self.redeclared) {
            let def = self.model.ty(*id);
            names.add(&def.name, def.span, format!("type `{}`", def.name))?;
        }
        self.resources.iter().try_for_each(|resource| methods(resource, source))
    }
}

fn resource<'m>(model: &'m Model, export: &'m Export) -> StubResource<'m> {
    let functions = export.functions.iter().map(|function| StubFunction {
        function,
        blocking: format!("blocking-{}", function.name),
        future: function.result.as_ref().map(|_| future(model, export, function)),
    });
    StubResource { name: &export.name, export, functions: functions.collect() }
}

/// `future-f-result`; when two interfaces have an `f` that answers, `future-{interface}-f-result`.
fn future(model: &Model, export: &Export, function: &Function) -> String {
    let answering = model.exports.iter().flat_map(|export| &export.functions);
    let same = answering.filter(|other| other.name == function.name && other.result.is_some());
    match same.count() {
        1 => format!("future-{}-result", function.name),
        _ => format!("future-{}-{}-result", export.name, function.name),
    }
}

/// Methods of one resource of the stub.
fn methods(resource: &StubResource<'_>, source: &Source) -> Result<(), Error> {
    let mut names = Names::new(source);
    for f in &resource.functions {
        let name = &f.function.name;
        if name == "new" || unknown_to_wit_bindgen(name) {
            return Err(source.refuse(
                f.function.span,
                format!(
                    "function `{name}` of `{}` has a name that the stub's Rust bindings cannot have",
                    resource.name
                ),
                "name not possible in a stub",
                "rename the function, or generate a client without a stub: `--client-crate-root` with `--mode direct`",
            ));
        }
        names.add(name, f.function.span, format!("function `{name}`"))?;
        names.add(&f.blocking, f.function.span, format!("the blocking variant of function `{name}`"))?;
    }
    Ok(())
}

/// Names that have been given within one scope.
struct Names<'a> {
    source: &'a Source,
    given: BTreeMap<String, (String, Option<Span>)>,
}

impl<'a> Names<'a> {
    fn new(source: &'a Source) -> Self {
        Names { source, given: BTreeMap::new() }
    }

    fn reserve(&mut self, name: &str, what: &str) {
        self.given.insert(name.to_owned(), (what.to_owned(), None));
    }

    fn add(&mut self, name: &str, span: Span, what: String) -> Result<(), Error> {
        let Some((other, at)) = self.given.get(name) else {
            self.given.insert(name.to_owned(), (what, Some(span)));
            return Ok(());
        };
        // A client without a stub keeps types apart in modules, and has no types of its own.
        let stub_only = what.starts_with("type") && (other.starts_with("type") || at.is_none());
        let cure = if stub_only { RENAME_OR_DIRECT } else { "rename one of them" };
        let at = at.map(|span| format!(" ({})", self.source.location(span))).unwrap_or_default();
        Err(self.source.refuse(
            span,
            format!("in the stub, {what} and {other}{at} would both be called `{name}`: that is not supported yet"),
            "this name is taken",
            cure,
        ))
    }
}

const RENAME_OR_DIRECT: &str =
    "rename one of them, or generate a client without a stub: `--client-crate-root` with `--mode direct`";

/// The declared types that signatures name, and those to declare again.
fn types(model: &Model) -> (Vec<TypeId>, Vec<TypeId>) {
    let mut named = Named { model, used: Vec::new() };
    for function in model.exports.iter().flat_map(|export| &export.functions) {
        function.params.iter().for_each(|param| named.visit(&param.ty));
        function.result.iter().for_each(|ty| named.visit(ty));
    }
    let redeclared: Vec<_> = model
        .type_ids()
        .filter(|id| !nameable(model, *id) && !matches!(model.ty(*id).kind, TypeKind::Use(_)))
        .collect();
    for id in &redeclared {
        named.visit_parts(*id);
    }
    let mut used: Vec<_> = named.used.into_iter().filter(|id| nameable(model, *id)).collect();
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
            TypeKind::Enum(_) | TypeKind::Flags(_) | TypeKind::Use(_) => {}
        }
    }
}

/// Whether other packages can `use` it.
fn nameable(model: &Model, id: TypeId) -> bool {
    matches!(model.owner(model.ty(id).owner), Owner::Interface { .. })
}
