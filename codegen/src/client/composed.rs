//! A client that calls through a stub component.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::Layout;
use super::method::Method;
use super::module::{ModuleWriter, file_of};
use super::{Mode, SourceFile, direct::client_docs, example};
use crate::model::{OwnerId, TypeId, TypeKind};
use crate::rust::docs;
use crate::rust::imports::Reexports;
use crate::rust::names::{ident, type_name};
use crate::rust::types::Types;
use crate::stub::{Contract, Side, StubFunction, bindings_module, stub_path};

/// The crate's sources, `src/bindings.rs` excepted.
pub(crate) fn composed(layout: &Layout<'_>, contract: &Contract<'_>, crate_name: &str) -> Vec<SourceFile> {
    let stub = stub_path(contract, Side::Imported);
    let writer = ModuleWriter {
        layout,
        imports: quote!(use #stub as stub;),
        client: &|types, owner| client(types, contract, owner),
        ty: &|_, id, reexports| {
            handed_on(contract, id, reexports);
            TokenStream::new()
        },
    };
    let futures = futures(layout, contract);
    let own: &[&str] = if futures.is_some() { &["bindings", "futures"] } else { &["bindings"] };
    let text = example::crate_docs(layout, crate_name, Mode::Composed);
    let mut files = vec![("src/lib.rs".to_owned(), writer.root(&text, own))];
    files.extend(futures.map(|futures| ("src/futures.rs".to_owned(), futures)));
    files.extend(layout.modules().map(|(name, owner)| (file_of(name), writer.module(owner))));
    files
}

/// Hands on a type that wit-bindgen declares.
fn handed_on(contract: &Contract<'_>, id: TypeId, reexports: &mut Reexports) {
    let def = contract.model.ty(id);
    if !matches!(def.kind, TypeKind::Use(_)) {
        let name = type_name(&def.name);
        reexports.add(bindings_module(contract, Side::Imported, id), name.clone(), name);
    }
}

/// What makes futures of the stub's future-results.
fn futures(layout: &Layout<'_>, contract: &Contract<'_>) -> Option<TokenStream> {
    let scope = crate::rust::scope::Scope::new([]);
    let path = |id| layout.path(id);
    let types = Types { model: contract.model, scope: &scope, path: &path };
    let stub = stub_path(contract, Side::Imported);
    let impls: Vec<_> = contract
        .futures()
        .map(|(name, function)| {
            let (name, result) = (ident(&type_name(name)), types.result(function.result.as_ref()));
            quote! {
                impl FutureResult for stub::#name {
                    type Output = Result<#result, RpcError>;
                    fn subscribe(&self) -> Pollable {
                        stub::#name::subscribe(self)
                    }
                    fn get(&self) -> Option<Self::Output> {
                        stub::#name::get(self).map(Ok)
                    }
                }
            }
        })
        .collect();
    let text = docs::inner("The stub's future-results, for `golem_rpc_sdk::RpcFuture` to await.");
    (!impls.is_empty()).then(|| {
        quote! {
            #text
            use #stub as stub;
            use golem_rpc_sdk::bindings::poll::Pollable;
            use golem_rpc_sdk::{FutureResult, RpcError};
            #(#impls)*
        }
    })
}

fn client(types: &Types<'_>, contract: &Contract<'_>, owner: OwnerId) -> TokenStream {
    let Some(resource) = contract.resources.iter().find(|resource| resource.export.owner == owner) else {
        return TokenStream::new();
    };
    let name = ident(&type_name(resource.name));
    let uri = types.scope.sdk("WorkerUri");
    let text = docs::outer(&client_docs(resource.export));
    let methods = resource.functions.iter().map(|function| methods(types, function));
    quote! {
        #text
        #[derive(Debug)]
        pub struct #name {
            stub: stub::#name,
        }
        impl #name {
            /// A client of the worker at `location`, which is created when it is called for the first time.
            pub fn new(location: &#uri) -> Self {
                let location = golem_rpc_sdk::bindings::rpc::Uri { value: location.to_string() };
                Self { stub: stub::#name::new(&location) }
            }
            #(#methods)*
        }
    }
}

const FAILURES: &str =
    "# Errors\n\nNone: a call that fails traps, because the stub's interface has no place for an error.";

fn methods(types: &Types<'_>, f: &StubFunction<'_>) -> TokenStream {
    let method = Method::new(types, f.function);
    let Method { names, types: params, result, .. } = &method;
    let (awaited, blocking, trigger) = (method.awaited(), method.blocking(), method.trigger());
    let (error, outcome) = (types.scope.sdk("RpcError"), types.scope.prelude("Result"));
    let (awaited_docs, blocking_docs, trigger_docs) =
        (method.awaited_docs(FAILURES), method.blocking_docs(FAILURES), method.trigger_docs(FAILURES));
    let awaited = match &f.future {
        Some(future) => {
            let (future, name) = (types.scope.sdk("RpcFuture"), ident(&type_name(future)));
            quote! {
                #awaited_docs
                pub fn #awaited(&self, #(#names: #params),*) -> #future<stub::#name> {
                    #future::new(self.stub.#awaited(#(#names),*))
                }
            }
        }
        None => quote! {
            #trigger_docs
            pub fn #trigger(&self, #(#names: #params),*) -> #outcome<(), #error> {
                self.stub.#awaited(#(#names),*);
                Ok(())
            }
        },
    };
    let call = quote!(self.stub.#blocking(#(#names),*));
    let call = match f.function.result {
        Some(_) => quote!(Ok(#call)),
        None => quote!(#call; Ok(())),
    };
    quote! {
        #awaited
        #blocking_docs
        pub fn #blocking(&self, #(#names: #params),*) -> #outcome<#result, #error> {
            #call
        }
    }
}
