//! A client that speaks `golem:rpc` itself.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::Layout;
use super::method::Method;
use super::module::{ModuleWriter, file_of};
use super::{Mode, SourceFile, example};
use crate::model::{Export, Function, OwnerId, TypeKind};
use crate::rust::names::{ident, type_name};
use crate::rust::types::Types;
use crate::rust::{codec, definitions, docs};

/// The crate's sources.
pub(crate) fn direct(layout: &Layout<'_>, crate_name: &str) -> Vec<SourceFile> {
    let writer = ModuleWriter {
        layout,
        imports: TokenStream::new(),
        client: &|types, owner| client(types, layout, owner),
        ty: &|types, id, _| definitions::definition(types, id),
    };
    let codec = codec::module(layout.model, &|id| layout.path(id));
    let own: &[&str] = if codec.is_some() { &["codec"] } else { &[] };
    let text = example::crate_docs(layout, crate_name, Mode::Direct);
    let mut files = vec![("src/lib.rs".to_owned(), writer.root(&text, own))];
    files.extend(codec.map(|codec| ("src/codec.rs".to_owned(), codec)));
    files.extend(layout.modules().map(|(name, owner)| (file_of(name), writer.module(owner))));
    files
}

/// Whether the crate needs the `bitflags` crate.
pub(crate) fn has_flags(layout: &Layout<'_>) -> bool {
    let model = layout.model;
    model.type_ids().any(|id| matches!(model.ty(id).kind, TypeKind::Flags(_)))
}

fn client(types: &Types<'_>, layout: &Layout<'_>, owner: OwnerId) -> TokenStream {
    let Some(export) = layout.model.export_of(owner) else { return TokenStream::new() };
    let name = ident(&type_name(&export.name));
    let (remote, uri) = (types.scope.sdk("Remote"), types.scope.sdk("WorkerUri"));
    let text = docs::outer(&client_docs(export));
    let methods = export.functions.iter().map(|function| methods(types, function));
    quote! {
        #text
        #[derive(Debug)]
        pub struct #name {
            remote: #remote,
        }
        impl #name {
            /// A client of the worker at `location`, which is created when it is called for the first time.
            pub fn new(location: &#uri) -> Self {
                Self { remote: #remote::new(location) }
            }
            #(#methods)*
        }
    }
}

/// Docs of a client.
pub(crate) fn client_docs(export: &Export) -> String {
    docs::paragraphs([
        docs::not_tested(export.docs.as_deref().unwrap_or_default()).as_str(),
        &format!("A client of one worker's `{}`.", export.name),
    ])
}

const FAILURES: &str = "# Errors\n\n\
    When the worker or the function cannot be called, when the function traps, or when its reply is not what its\n\
    WIT promises.";
const TRIGGER_FAILURES: &str = "# Errors\n\n\
    When the call cannot be handed over, as to a component that does not exist; not when the function is missing\n\
    or traps.";

fn methods(types: &Types<'_>, function: &Function) -> TokenStream {
    let method = Method::new(types, function);
    let Method { names, types: params, result, .. } = &method;
    let (awaited, blocking, trigger) = (method.awaited(), method.blocking(), method.trigger());
    let wire_name = &function.wire_name;
    let args = quote!(#wire_name, &[#(&#names),*]);
    let (call, future, error, outcome) = (
        types.scope.sdk("Call"),
        types.scope.sdk("RpcFuture"),
        types.scope.sdk("RpcError"),
        types.scope.prelude("Result"),
    );
    let (awaited_docs, blocking_docs, trigger_docs) =
        (method.awaited_docs(FAILURES), method.blocking_docs(FAILURES), method.trigger_docs(TRIGGER_FAILURES));
    quote! {
        #awaited_docs
        pub fn #awaited(&self, #(#names: #params),*) -> #future<#call<#result>> {
            #future::new(self.remote.call(#args))
        }
        #blocking_docs
        pub fn #blocking(&self, #(#names: #params),*) -> #outcome<#result, #error> {
            self.remote.call_blocking(#args)
        }
        #trigger_docs
        pub fn #trigger(&self, #(#names: #params),*) -> #outcome<(), #error> {
            self.remote.trigger(#args)
        }
    }
}
