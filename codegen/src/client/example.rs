//! The crate's docs, with an example that compiles.

use quote::quote;

use super::Mode;
use super::layout::Layout;
use crate::model::{Export, Function, Model, TypeId};
use crate::rust::names::{free, ident, type_name, value_name};
use crate::rust::scope::Scope;
use crate::rust::types::Types;

/// Text of the crate's docs.
pub(crate) fn crate_docs(layout: &Layout<'_>, crate_name: &str, mode: Mode) -> String {
    let model = layout.model;
    let mut text =
        format!("Client of `{}`: calls its functions on a remote worker.\n\n", model.package.interface(&model.world));
    if let Some(docs) = &model.docs {
        text.push_str(&format!("{}\n\n", crate::rust::docs::not_tested(docs)));
    }
    if let Some((export, function)) = shown(model) {
        text.push_str(&Example { layout, crate_name, export, function }.text());
    }
    text.push_str(match mode {
        Mode::Direct => {
            "Each function `f` can be called in three ways: `f` gives a future of its result, `blocking_f` waits for the\n\
             result, `trigger_f` starts the call and forgets it."
        }
        Mode::Composed => {
            "A function `f` with a result can be called in two ways: `f` gives a future of it, `blocking_f` waits for it.\n\
             A function `f` without one has `blocking_f`, and `trigger_f`, which starts the call and forgets it. These are\n\
             the ways that the stub's interface has.\n\n\
             The component that uses this crate must be composed with the stub: `golem-rpc-codegen compose`. A call that\n\
             fails traps, for the stub's interface has no place for an error. `golem-rpc-codegen generate --mode direct`\n\
             makes the same client without a stub and with typed errors."
        }
    });
    text
}

/// The first function that answers, or else the first.
fn shown(model: &Model) -> Option<(&Export, &Function)> {
    let functions = || model.exports.iter().flat_map(|e| e.functions.iter().map(move |f| (e, f)));
    functions().find(|(_, f)| f.result.is_some()).or_else(|| functions().next())
}

struct Example<'a> {
    layout: &'a Layout<'a>,
    crate_name: &'a str,
    export: &'a Export,
    function: &'a Function,
}

impl Example<'_> {
    /// A code block; its parameters stand for values that a caller would have.
    fn text(&self) -> String {
        let client = type_name(&self.export.name);
        let params: Vec<_> = self.function.params.iter().map(|param| value_name(&param.name)).collect();
        let local = |wanted: &str| free(wanted, |name| params.iter().any(|param| param == name));
        let (uri, worker) = (local("uri"), local("worker"));
        let signature: String = params.iter().zip(self.types()).map(|(name, ty)| format!(", {name}: {ty}")).collect();
        let (returned, body) = self.body(&worker, &params.join(", "));
        let module = self.layout.module(self.export.owner).map(|module| format!("{module}::")).unwrap_or_default();
        format!(
            "```no_run\nuse {}::{module}{client};\n\n\
             fn example({uri}: &golem_rpc_sdk::WorkerUri{signature}) -> Result<{returned}, golem_rpc_sdk::RpcError> {{\n    \
             let {worker} = {client}::new({uri});\n{body}}}\n```\n\n",
            self.crate_name
        )
    }

    /// What the example returns, and how it comes to it.
    fn body(&self, worker: &str, args: &str) -> (String, String) {
        let name = &self.function.name;
        let result = self.write(|types| types.result(self.function.result.as_ref()));
        if self.function.result.is_none() {
            let method = value_name(&format!("blocking-{name}"));
            return (result, format!("    {worker}.{method}({args})\n"));
        }
        let method = value_name(name);
        let body = format!(
            "    // Both calls run from here on; waiting comes after.\n    \
             let calls = ({worker}.{method}({args}), {worker}.{method}({args}));\n    \
             golem_rpc_sdk::block_on(async {{ Ok((calls.0.await?, calls.1.await?)) }})\n"
        );
        (format!("({result}, {result})"), body)
    }

    fn types(&self) -> Vec<String> {
        let params = self.function.params.iter();
        params.map(|param| self.write(|types| types.borrowed(&param.ty))).collect()
    }

    /// A type as somebody who uses the crate writes it.
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
        let tokens = what(&Types { model: self.layout.model, scope: &scope, path: &path });
        readable(tokens)
    }
}

/// Formats a type.
fn readable(ty: proc_macro2::TokenStream) -> String {
    let text = match syn::parse2::<syn::File>(quote!(type T = #ty;)) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => return ty.to_string(),
    };
    let text = text.trim().trim_start_matches("type T = ").trim_end_matches(';');
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
