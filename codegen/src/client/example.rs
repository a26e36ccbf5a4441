//! The docs of the client crate, with an example that compiles.

use quote::quote;

use super::layout::Layout;
use super::method::MethodNames;
use super::{Mode, with_types};
use crate::model::{Export, Function, Model, TypeId};
use crate::rust::names::{free, ident, type_name, value_name};
use crate::rust::scope::Scope;
use crate::rust::types::{Lent, Types};
use crate::rust::{docs, format};

/// The text of the crate's docs.
pub(crate) fn crate_docs(layout: &Layout<'_>, crate_name: &str, mode: Mode) -> String {
    let model = layout.model;
    let world = model.package.interface(&model.world);
    let has_resources = model.exports.iter().any(|export| !export.resources.is_empty());
    docs::paragraphs([
        &*docs::wrapped(&format!("Client of `{world}`: calls its functions on a remote worker.")),
        model.docs.as_deref().unwrap_or_default(),
        &example(layout, crate_name).unwrap_or_default(),
        &docs::wrapped(if has_resources { resources(mode) } else { "" }),
        &left_out(model),
        &with_types::docs(layout, crate_name),
        &docs::wrapped(if mode == Mode::Composed { COMPOSED } else { "" }),
    ])
}

/// What a composed client requires.
const COMPOSED: &str = "\
The component that uses this crate must be composed with the stub: `golem-rpc-codegen compose`. A call that fails
traps, for the stub's interface has no place for an error. `golem-rpc-codegen generate --mode direct` makes the same
client without a stub and with typed errors.";

/// A list of the exports that have no client.
fn left_out(model: &Model) -> String {
    if model.left_out.is_empty() {
        return String::new();
    }
    let items: Vec<_> = model.left_out.iter().map(|export| docs::item(&export.to_string())).collect();
    let head = docs::wrapped("What the component exports and cannot be called remotely is not here:");
    docs::paragraphs([&*head, &items.join("\n")])
}

/// What is special about resources.
fn resources(mode: Mode) -> &'static str {
    match mode {
        Mode::Direct => {
            "A resource lives in the worker that made it. Its constructor and its statics are called with the worker's \
             location; dropping it has the worker drop it. With an ephemeral worker's location each of them reaches a \
             worker of its own: get the resources of one ephemeral worker from functions of one client. A resource \
             passed to another worker than its own is refused with `RpcError::ForeignResource`."
        }
        Mode::Composed => {
            "A resource lives in the worker that made it. Its constructor and its statics are called with the worker's \
             location; dropping it has the worker drop it. Constructors only block, for so does the stub's, and a \
             resource passed to another worker than its own traps, for the stub's interface has no place for an error."
        }
    }
}

/// What the example imports from the SDK. If the client has one of these names, there is no
/// example.
const IMPORTED: &[&str] = &["RpcError", "WorkerUri"];

/// An example as a code block, if the crate has a function that it can call.
fn example(layout: &Layout<'_>, crate_name: &str) -> Option<String> {
    let (export, function) = shown(layout.model)?;
    let client = layout.client(export).filter(|client| !IMPORTED.contains(&client.as_str()))?;
    Some(Example { layout, crate_name, export, client: &client, function }.text())
}

/// The function that the example calls: the first one that has a result, or else the first one.
fn shown(model: &Model) -> Option<(&Export, &Function)> {
    let plain = |f: &&Function| !f.takes_resources(model);
    let functions = || model.exports.iter().flat_map(|e| e.functions.iter().filter(plain).map(move |f| (e, f)));
    functions().find(|(_, f)| f.result.is_some()).or_else(|| functions().next())
}

/// The example for one function of a client.
struct Example<'a> {
    layout: &'a Layout<'a>,
    crate_name: &'a str,
    export: &'a Export,
    client: &'a str,
    function: &'a Function,
}

impl Example<'_> {
    /// The example as a code block. The parameters of its function are the values that a caller
    /// would have.
    fn text(&self) -> String {
        let client = self.client;
        let module = self.layout.module(self.export.owner).map(|module| format!("{module}::")).unwrap_or_default();
        let (imports, function) = match self.function.result {
            Some(_) => ("RpcError, WorkerUri, block_on, join_all", self.fan_out()),
            None => ("RpcError, WorkerUri", self.one_call()),
        };
        let imports = format!("use {}::{module}{client};\nuse golem_rpc_sdk::{{{imports}}};\n", self.crate_name);
        format!("```no_run\n{}```", formatted(&format!("{imports}\n{function}")))
    }

    /// A function that calls several workers at the same time.
    fn fan_out(&self) -> String {
        let (client, new) = (self.client, self.constructor());
        let (uris, workers, worker) = (self.local("uris"), self.local("workers"), self.local("worker"));
        let (signature, args) = (self.signature(), self.args());
        let result = self.write(|types| types.result(self.function.result.as_ref()));
        let method = value_name(&self.function.name);
        format!(
            "/// Asks several workers at once.\n\
             fn example({uris}: &[WorkerUri]{signature}) -> Vec<Result<{result}, RpcError>> {{\n\
             let {workers}: Vec<_> = {uris}.iter().map({client}::{new}).collect();\n\
             block_on(join_all({workers}.iter().map(|{worker}| {worker}.{method}({args}))))\n}}\n"
        )
    }

    fn one_call(&self) -> String {
        let (client, new) = (self.client, self.constructor());
        let (uri, worker) = (self.local("uri"), self.local("worker"));
        let (signature, args) = (self.signature(), self.args());
        let mut names = MethodNames::new(&self.export.functions);
        names.constructor();
        let method = names.of(self.function).blocking;
        format!(
            "fn example({uri}: &WorkerUri{signature}) -> Result<(), RpcError> {{\n\
             let {worker} = {client}::{new}({uri});\n{worker}.{method}({args})\n}}\n"
        )
    }

    fn constructor(&self) -> proc_macro2::Ident {
        MethodNames::new(&self.export.functions).constructor()
    }

    /// A name for a variable, different from those of all parameters.
    fn local(&self, wanted: &str) -> String {
        free(wanted, |name| self.params().any(|param| param == name))
    }

    fn params(&self) -> impl Iterator<Item = String> {
        self.function.params.iter().map(|param| value_name(&param.name))
    }

    fn signature(&self) -> String {
        self.params().zip(self.types()).map(|(name, ty)| format!(", {name}: {ty}")).collect()
    }

    fn args(&self) -> String {
        self.params().collect::<Vec<_>>().join(", ")
    }

    fn types(&self) -> Vec<String> {
        let params = self.function.params.iter();
        params.map(|param| self.write(|types| types.borrowed(&param.ty))).collect()
    }

    /// A type as a user of the crate writes it: with its path from the crate.
    fn write(&self, what: impl Fn(&Types<'_>) -> proc_macro2::TokenStream) -> String {
        let crate_name = ident(self.crate_name);
        let path = |id: TypeId| {
            let def = self.layout.model.ty(id);
            let name = ident(&type_name(&def.name));
            match self.layout.module(def.owner).map(ident) {
                Some(module) => quote!(#crate_name::#module::#name),
                None => quote!(#crate_name::#name),
            }
        };
        let scope = Scope::new([]);
        what(&Types { model: self.layout.model, scope: &scope, path: &path, lent: Lent::Reference }).to_string()
    }
}

fn formatted(code: &str) -> String {
    let parsed = syn::parse_str(code).ok().map(|tokens| format::file("example", tokens));
    parsed.and_then(Result::ok).map(|code| code.text).unwrap_or_else(|| code.to_owned())
}
