//! The stub crate's Rust: the contract's resources over `golem:rpc`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::contract::{Contract, Of, StubFunction, StubResource, is_located, location};
use crate::model::{Function, Kind, Owner, PackageName, Type, TypeId};
use crate::rust::call::Call;
use crate::rust::names::{free, ident, type_name, value_name};
use crate::rust::scope::Scope;
use crate::rust::types::{Lent, Types};
use crate::rust::{docs, names};

/// Which side of the stub's interface bindings are for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Exported,
    Imported,
}

/// Text of `src/bindings.rs`, after the marker: the stub's WIT through wit-bindgen.
pub(crate) fn bindings(contract: &Contract<'_>, wit: &str, world: &str, docs: &str) -> String {
    let incomparable: Vec<_> = contract.incomparable().iter().map(|name| format!("{name:?}")).collect();
    let ignored = match incomparable.len() {
        0 => String::new(),
        _ => format!("\n    additional_derives_ignore: [{}],", incomparable.join(", ")),
    };
    format!(
        r#"//! {docs}

wit_bindgen::generate!({{
    path: "{wit}",
    world: "{world}",
    with: {{
        "golem:rpc/types@0.1.0": golem_rpc_sdk::bindings::rpc,
        "wasi:io/poll@0.2.0": golem_rpc_sdk::bindings::poll,
    }},
    additional_derives: [PartialEq],{ignored}
    generate_all,
}});
"#
    )
}

/// Where wit-bindgen puts a declared type.
pub(crate) fn bindings_path(contract: &Contract<'_>, side: Side, id: TypeId) -> TokenStream {
    let def = contract.model.ty(contract.model.declaration(id));
    let name = if contract.declares(id) { contract.type_name(id) } else { &def.name };
    let (module, name) = (bindings_module(contract, side, id), ident(&type_name(name)));
    quote!(#module::#name)
}

/// The module of [`bindings_path`].
pub(crate) fn bindings_module(contract: &Contract<'_>, side: Side, id: TypeId) -> TokenStream {
    let model = contract.model;
    let def = model.ty(model.declaration(id));
    match model.owner(def.owner) {
        Owner::Interface { package, name, .. } if !contract.declares(id) => {
            let (namespace, package) = package_modules(contract, package);
            let interface = ident(&value_name(name));
            quote!(crate::bindings::#namespace::#package::#interface)
        }
        _ => stub_path(contract, side),
    }
}

/// Where wit-bindgen puts the stub's interface.
pub(crate) fn stub_path(contract: &Contract<'_>, side: Side) -> TokenStream {
    let namespace = ident(&value_name(&contract.package.namespace));
    let package = ident(&names::package_module(&contract.package.name, None));
    let interface = ident(&value_name(&contract.interface));
    match side {
        Side::Exported => quote!(crate::bindings::exports::#namespace::#package::#interface),
        Side::Imported => quote!(crate::bindings::#namespace::#package::#interface),
    }
}

fn package_modules(contract: &Contract<'_>, package: &PackageName) -> (proc_macro2::Ident, proc_macro2::Ident) {
    let version = package.version.as_deref().filter(|_| contract.shared.has_versions(package));
    (ident(&value_name(&package.namespace)), ident(&names::package_module(&package.name, version)))
}

/// `src/lib.rs` of the stub crate.
pub(crate) fn guest(contract: &Contract<'_>, has_codec: bool) -> TokenStream {
    let scope = Scope::new(declared(contract));
    let path = |id| bindings_path(contract, Side::Exported, id);
    let types = Types { model: contract.model, scope: &scope, path: &path, lent: Lent::Guest };
    let guest = Guest { contract, types: &types, scope: &scope };
    let stub = stub_path(contract, Side::Exported);
    let component = ident(&free("Stub", |name| scope.declares(name)));
    let text = docs::inner(&format!(
        "The stub of `{}`: forwards each call to a remote worker.\n\n\
         A failed call traps the caller with the reason: the stub's interface has no place for an error.",
        contract.model.package.interface(&contract.model.world)
    ));
    let futures: Vec<_> = contract.futures().map(|(name, function)| guest.future(name, function)).collect();
    let resources: Vec<_> = contract.resources.iter().map(|resource| guest.resource(resource)).collect();
    let names: Vec<_> = resource_names(contract).map(|name| ident(&name)).collect();
    let rpc_error = scope.sdk("RpcError");
    let imports = scope.imports(&[]);
    let codec = has_codec.then(|| {
        quote!(
            mod codec;
        )
    });
    quote! {
        #text
        mod bindings;
        #codec
        use #stub as stub;
        #imports
        struct #component;
        impl stub::Guest for #component {
            #(type #names = #names;)*
        }
        bindings::export!(#component with_types_in bindings);
        #(#futures)*
        #(#resources)*
        /// Ends a call that failed.
        fn fail(function: &str, error: #rpc_error) -> ! {
            panic!("remote call of {function} failed: {error}")
        }
    }
}

fn resource_names(contract: &Contract<'_>) -> impl Iterator<Item = String> {
    let futures = contract.futures().map(|(name, _)| type_name(name));
    futures.chain(contract.resources.iter().map(|resource| type_name(&resource.name)))
}

fn declared(contract: &Contract<'_>) -> Vec<String> {
    resource_names(contract).collect()
}

struct Guest<'a> {
    contract: &'a Contract<'a>,
    types: &'a Types<'a>,
    scope: &'a Scope,
}

impl Guest<'_> {
    fn future(&self, name: &str, function: &crate::model::Function) -> TokenStream {
        let (name, guest) = (ident(&type_name(name)), ident(&format!("Guest{}", type_name(name))));
        let (wire_name, result) = (&function.wire_name, self.types.result(function.result.as_ref()));
        let call = self.call(function, TokenStream::new(), &[]).under_way(self.scope);
        let (future_result, option) = (self.scope.sdk("FutureResult"), self.scope.prelude("Option"));
        quote! {
            struct #name {
                call: #call<#result>,
            }
            impl stub::#guest for #name {
                fn subscribe(&self) -> golem_rpc_sdk::bindings::poll::Pollable {
                    #future_result::subscribe(&self.call)
                }
                fn get(&self) -> #option<#result> {
                    let result = #future_result::get(&self.call)?;
                    Some(result.unwrap_or_else(|error| crate::fail(#wire_name, error)))
                }
            }
        }
    }

    fn call<'a>(&'a self, function: &'a Function, remote: TokenStream, params: &'a [Ident]) -> Call<'a> {
        let this = (function.kind == Kind::Method).then(|| quote!(self));
        Call { model: self.contract.model, function, remote, this, params }
    }

    fn resource(&self, resource: &StubResource<'_>) -> TokenStream {
        let name = type_name(&resource.name);
        let (name, guest) = (ident(&name), ident(&format!("Guest{name}")));
        let (field, content) = match resource.of {
            Of::Interface(_) => (quote!(remote), self.scope.sdk("Remote")),
            Of::Resource(_) => (quote!(resource), self.scope.sdk("RemoteResource")),
        };
        let methods = resource.functions.iter().map(|function| self.methods(function));
        let constructor = self.constructor(resource);
        let encode = matches!(resource.of, Of::Resource(_)).then(|| {
            quote! {
                impl golem_rpc_sdk::codec::Encode for #name {
                    fn encode(&self, encoder: &mut golem_rpc_sdk::codec::Encoder) -> golem_rpc_sdk::codec::NodeIndex {
                        encoder.handle(&self.resource)
                    }
                }
            }
        });
        quote! {
            struct #name {
                #field: #content,
            }
            impl stub::#guest for #name {
                #constructor
                #(#methods)*
            }
            #encode
        }
    }

    fn constructor(&self, resource: &StubResource<'_>) -> Option<TokenStream> {
        if !resource.is_constructed() {
            return None;
        }
        let remote = self.scope.sdk("Remote");
        let Some(function) = resource.constructor() else {
            return Some(quote! {
                fn new(location: golem_rpc_sdk::bindings::rpc::Uri) -> Self {
                    Self { remote: #remote::at(location.value) }
                }
            });
        };
        let (wire_name, result) = (&function.wire_name, function.result.as_ref());
        let fallible = result.filter(|ty| matches!(ty, Type::Result(..)));
        let (names, params, connect, remote) = self.signature(function);
        let call = self.call(function, remote, &names).tokens("call_blocking");
        let ty = self.types.result(result);
        let (returns, made) = match fallible {
            Some(Type::Result(_, err)) => {
                let err = self.types.result(err.as_deref());
                let result = self.scope.prelude("Result");
                (quote!(#result<Self, #err>), quote!(made.map(|made| made.into_inner())))
            }
            _ => (quote!(Self), quote!(made.into_inner())),
        };
        let outcome = self.scope.prelude("Result");
        let error = self.scope.sdk("RpcError");
        Some(quote! {
            fn new(#params) -> #returns {
                #connect
                let result: #outcome<#ty, #error> = #call;
                let made = result.unwrap_or_else(|error| crate::fail(#wire_name, error));
                #made
            }
        })
    }

    /// The names of a function's own parameters, all parameters as Rust, what connects to the worker, and the client to call through.
    fn signature(&self, function: &Function) -> (Vec<Ident>, TokenStream, Option<TokenStream>, TokenStream) {
        let names: Vec<_> = function.params.iter().map(|param| ident(&value_name(&param.name))).collect();
        let types = function.params.iter().map(|param| self.types.owned(&param.ty));
        let own = quote!(#(#names: #types),*);
        if !is_located(function) {
            let remote =
                if function.kind == Kind::Method { quote!(self.resource.remote()) } else { quote!(self.remote) };
            return (names, quote!(&self, #own), None, remote);
        }
        let location = ident(&location(Some(function)));
        let remote = ident(&free("remote", |name| names.iter().any(|param| param == name)));
        let client = self.scope.sdk("Remote");
        let connect = quote!(let #remote = #client::at(#location.value););
        (names, quote!(#location: golem_rpc_sdk::bindings::rpc::Uri, #own), Some(connect), quote!(#remote))
    }

    fn methods(&self, f: &StubFunction<'_>) -> TokenStream {
        let function = f.function;
        let wire_name = &function.wire_name;
        let (blocking, name) = (ident(&value_name(&f.blocking)), ident(&value_name(&f.name)));
        let (names, params, connect, remote) = self.signature(function);
        let returns = function.result.as_ref().map(|result| {
            let result = self.types.owned(result);
            quote!(-> #result)
        });
        let call = self.call(function, remote, &names);
        let (waiting, starting, telling) = (call.tokens("call_blocking"), call.tokens("call"), call.tokens("trigger"));
        let call = match &f.future {
            Some(future) => {
                let future = ident(&type_name(future));
                quote! {
                    fn #name(#params) -> stub::#future {
                        #connect
                        let call = #starting;
                        stub::#future::new(#future { call })
                    }
                }
            }
            None => quote! {
                fn #name(#params) {
                    #connect
                    let started = #telling;
                    started.unwrap_or_else(|error| crate::fail(#wire_name, error))
                }
            },
        };
        quote! {
            fn #blocking(#params) #returns {
                #connect
                let result = #waiting;
                result.unwrap_or_else(|error| crate::fail(#wire_name, error))
            }
            #call
        }
    }
}
