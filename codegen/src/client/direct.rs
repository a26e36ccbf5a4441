//! A client that calls `golem:rpc` itself.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::layout::Layout;
use super::method::{Called, Method, MethodNames};
use super::module::{ModuleWriter, file_of};
use super::schedule::{self, Scheduling};
use super::{Mode, SourceFile, example, fake};
use crate::golem_version::GolemVersion;
use crate::model::{Export, Function, Kind, OwnerId, Resource, TypeDef, TypeKind};
use crate::rust::call::Call;
use crate::rust::formatted::{Within, formatted};
use crate::rust::names::{ident, type_name};
use crate::rust::types::Types;
use crate::rust::{codec, definitions, docs};

/// The source files of the crate, except the [fakes](fake::file).
pub(crate) fn direct(layout: &Layout<'_>, crate_name: &str, golem: GolemVersion) -> Vec<SourceFile> {
    let writer = ModuleWriter {
        layout,
        imports: TokenStream::new(),
        client: &|types, owner| clients(types, layout, owner, golem),
        ty: &|types, id, reexports| match layout.model.is_sdk_uri(id) {
            true => {
                reexports.add(quote!(golem_rpc_sdk::bindings::rpc), "Uri".to_owned(), "Uri".to_owned());
                TokenStream::new()
            }
            false => definitions::definition(types, id),
        },
    };
    let codec = codec::module(layout.model, &|id| layout.path(id));
    let own = codec
        .iter()
        .map(|_| {
            quote!(
                mod codec;
            )
        })
        .chain(fake::is_needed(layout).then(|| {
            quote! {
                #[cfg(not(target_family = "wasm"))]
                pub mod fake;
            }
        }));
    let text = example::crate_docs(layout, crate_name, Mode::Direct);
    let mut files = vec![("src/lib.rs".to_owned(), writer.root(&text, own.collect()))];
    files.extend(codec.map(|codec| ("src/codec.rs".to_owned(), codec)));
    files.extend(layout.modules().map(|(name, owner)| (file_of(name), writer.module(owner))));
    files
}

/// Whether the crate uses the `bitflags` crate.
pub(crate) fn has_flags(layout: &Layout<'_>) -> bool {
    let model = layout.model;
    model.type_ids().any(|id| matches!(model.ty(id).kind, TypeKind::Flags(_)))
}

/// The client of an interface, and those of its resources.
fn clients(types: &Types<'_>, layout: &Layout<'_>, owner: OwnerId, golem: GolemVersion) -> TokenStream {
    let Some(export) = layout.model.export_of(owner) else { return TokenStream::new() };
    let client = layout.client(export).map(|name| client(types, export, &ident(&name), golem));
    let resources = export.resources.iter().map(|resource| self::resource(types, resource, golem));
    quote!(#client #(#resources)*)
}

fn client(types: &Types<'_>, export: &Export, name: &Ident, golem: GolemVersion) -> TokenStream {
    let (remote, uri) = (types.scope.sdk("Remote"), types.scope.sdk("WorkerUri"));
    let opened = opened(types, golem, quote!(location));
    let text = docs::outer(&client_docs(export, &calls(golem)));
    let mut names = MethodNames::new(&export.functions).scheduling(golem.rpc().schedules);
    let new = names.constructor();
    let connect_docs = docs::outer(&docs::paragraphs([&*docs::wrapped(CONNECT), &*docs::wrapped(unnamed(golem))]));
    let ephemeral = ephemeral(types, &mut names, golem);
    let with = (!export.functions.is_empty()).then(|| {
        let (with, options) = (names.options(), types.scope.sdk("CallOptions"));
        let text = docs::outer(&docs::wrapped(OPTIONS));
        quote! {
            #text
            #[must_use]
            pub fn #with(&self, options: #options) -> Self {
                Self { remote: self.remote.with(options) }
            }
        }
    });
    let methods = export
        .functions
        .iter()
        .map(|function| formatted(Within::Impl, methods(types, function, names.of(function), golem)));
    quote! {
        #text
        #[derive(Debug, Clone)]
        pub struct #name {
            remote: #remote,
        }
        impl #name {
            #connect_docs
            pub fn #new(location: &#uri) -> Self {
                Self { remote: #opened }
            }
            #ephemeral
            #with
            #(#methods)*
        }
    }
}

fn resource(types: &Types<'_>, resource: &Resource, golem: GolemVersion) -> TokenStream {
    let def = types.model.ty(resource.id);
    let name = ident(&type_name(&def.name));
    let handle = types.scope.sdk("RemoteResource");
    let text = docs::outer(&resource_docs(resource, def, &calls(golem)));
    let mut names = MethodNames::new(&resource.functions).scheduling(golem.rpc().schedules);
    let constructor =
        resource.constructor.as_ref().map(|function| methods(types, function, names.constructors(), golem));
    let with = resource.has_methods().then(|| {
        let (with, options) = (names.options(), types.scope.sdk("CallOptions"));
        let text = docs::outer(&docs::wrapped(RESOURCES_OPTIONS));
        quote! {
            #text
            #[must_use]
            pub fn #with(self, options: #options) -> Self {
                Self { resource: self.resource.with(options) }
            }
        }
    });
    let methods = resource
        .functions
        .iter()
        .map(|function| formatted(Within::Impl, methods(types, function, names.of(function), golem)));
    quote! {
        #text
        #[derive(Debug)]
        pub struct #name {
            pub(crate) resource: #handle,
        }
        impl #name {
            #constructor
            #with
            #(#methods)*
        }
    }
}

/// The expression for the SDK's client of the worker at a location.
fn opened(types: &Types<'_>, golem: GolemVersion, location: TokenStream) -> TokenStream {
    let remote = types.scope.sdk("Remote");
    match sdk_version(types, golem) {
        Some(version) => quote!(#remote::on::<#version>(#location)),
        None => quote!(#remote::new(#location)),
    }
}

/// The SDK's type for a version of Golem, unless it is the one that the SDK takes without being
/// told.
fn sdk_version(types: &Types<'_>, golem: GolemVersion) -> Option<TokenStream> {
    let version = match golem {
        GolemVersion::V1_0 => return None,
        GolemVersion::V1_1 => "V1_1",
        GolemVersion::V1_2 => "V1_2",
        GolemVersion::V1_3 => "V1_3",
        GolemVersion::V1_4 => "V1_4",
    };
    Some(types.scope.sdk(version))
}

/// The function that makes a client of a new worker, where Golem has such and the SDK is told its
/// version.
fn ephemeral(types: &Types<'_>, names: &mut MethodNames, golem: GolemVersion) -> Option<TokenStream> {
    let version = sdk_version(types, golem).filter(|_| golem.rpc().ephemeral)?;
    let (remote, error) = (types.scope.sdk("Remote"), types.scope.sdk("UriError"));
    let (ephemeral, outcome) = (names.ephemeral(), types.scope.prelude("Result"));
    let text = docs::outer(&docs::paragraphs([
        &*docs::wrapped("A client of a new worker of this component, which has no name that anybody else could know."),
        "# Errors",
        &*docs::wrapped("When `component_id` is not a UUID."),
    ]));
    Some(quote! {
        #text
        pub fn #ephemeral(component_id: &str) -> #outcome<Self, #error> {
            Ok(Self { remote: #remote::ephemeral::<#version>(component_id)? })
        }
    })
}

/// What the docs of the function that makes a client say of locations without a name.
fn unnamed(golem: GolemVersion) -> &'static str {
    if golem.rpc().ephemeral {
        return "";
    }
    "This Golem has no ephemeral workers. So there is no function `ephemeral` as there is for Golem 1.1 and 1.2, and \
     with a location that has no name every call fails with `RpcError::NotFound`."
}

/// The docs of the function that makes a client of an interface.
pub(crate) const CONNECT: &str =
    "A client of the worker at `location`, which is created when it is called for the first time.";

/// The docs of the function that gives a client other options.
const OPTIONS: &str = "A client of the same worker, whose calls are made with `options`: a deadline, attempts after \
                       errors. Those that are not set stay as they are for this client.";

/// The docs of the function that gives a resource other options.
const RESOURCES_OPTIONS: &str = "The same resource, whose functions are called with `options`. Those that are not \
                                 set stay as they are: at first as for the client that gave the resource.";

/// The docs of the client of an interface, with what is the same for all of its `calls`.
pub(crate) fn client_docs(export: &Export, calls: &str) -> String {
    docs::paragraphs([
        export.docs.as_deref().unwrap_or_default(),
        &docs::wrapped(&format!("A client of one worker's `{}`.", export.name)),
        &docs::wrapped(if export.functions.is_empty() { "" } else { calls }),
    ])
}

/// The docs of the client of a resource, with what is the same for all of its `calls`.
pub(crate) fn resource_docs(resource: &Resource, def: &TypeDef, calls: &str) -> String {
    let has_calls = resource.constructor.is_some() || !resource.functions.is_empty();
    docs::paragraphs([
        def.docs.as_deref().unwrap_or_default(),
        &docs::wrapped(&format!(
            "A `{}` that lives in a remote worker. Dropping it has the worker drop it too, some time later; nobody \
             waits for that. It can be passed only to the worker that it lives in.",
            def.name
        )),
        &docs::wrapped(if has_calls { calls } else { "" }),
    ])
}

/// What is the same for all calls.
fn calls(golem: GolemVersion) -> String {
    docs::paragraphs([CALLS, if golem.rpc().schedules { schedule::SCHEDULED_CALLS } else { "" }])
}

/// What is the same for all calls on every Golem.
const CALLS: &str = "\
# Calls

A function `f` can be called in three ways. `f` starts the call at once and gives a future of its result: several
calls run at the same time, also before the first future is awaited. `blocking_f` waits for the result; nothing else
in this component goes on meanwhile. `trigger_f` starts the call and forgets it: its result, or whether it failed, is
never known.

Dropping a future does not take its call back, unless it is dropped at once. Calling again is a new invocation:
with retries, a function runs at least once.

# Errors

`f` and `blocking_f` fail when the worker or the function cannot be called, when the function traps, or when its
reply is not what its WIT promises. `trigger_f` fails when the call cannot be handed over, as to a component that
does not exist; not when the function is missing or traps.";

const FOREIGN: &str = "Fails with `RpcError::ForeignResource`, and calls nothing, when a resource is another worker's.";

fn methods(types: &Types<'_>, function: &Function, called: Called, golem: GolemVersion) -> TokenStream {
    let method = Method::new(types, function, called);
    let Method { names, types: params, result, .. } = &method;
    let (awaited, blocking, trigger) = (&method.called.awaited, &method.called.blocking, &method.called.trigger);
    let (location, connected) = (method.local("location"), method.local("remote"));
    let located = matches!(function.kind, Kind::Static | Kind::Constructor);
    let (receiver, connect) = if located {
        let (opened, uri) = (opened(types, golem, quote!(#location)), types.scope.sdk("WorkerUri"));
        (quote!(#location: &#uri), Some(quote!(let #connected = #opened;)))
    } else {
        (quote!(&self), None)
    };
    let remote = match function.kind {
        Kind::Free => quote!(self.remote),
        Kind::Method => quote!(self.resource.remote()),
        Kind::Static | Kind::Constructor => quote!(#connected),
    };
    let this = (function.kind == Kind::Method).then(|| quote!(self));
    let call = Call { model: types.model, function, remote, this, params: names };
    let under_way = call.under_way(types.scope);
    let (starting, waiting, telling) = (call.tokens("call"), call.tokens("call_blocking"), call.tokens("trigger"));
    let (future, error, outcome) =
        (types.scope.sdk("RpcFuture"), types.scope.sdk("RpcError"), types.scope.prelude("Result"));
    let foreign = if function.takes_resources(types.model) { FOREIGN } else { "" };
    let (awaited_docs, blocking_docs, trigger_docs) =
        (method.awaited_docs(foreign), method.blocking_docs(foreign), method.trigger_docs(foreign));
    // There is no `trigger_new`: nobody would get the handle of the resource, and it would stay in
    // the worker forever.
    let trigger = (function.kind != Kind::Constructor).then(|| {
        quote! {
            #trigger_docs
            pub fn #trigger(#receiver, #(#names: #params),*) -> #outcome<(), #error> {
                #connect
                #telling
            }
        }
    });
    let scheduled = sdk_version(types, golem).map(|version| {
        let at = method.local("at");
        let [schedule, cancelable] = ["schedule", "schedule_cancelable"].map(|method| {
            let made = call.scheduling(method, &version, &at);
            quote!(#connect #made)
        });
        schedule::methods(types, &method, Scheduling { receiver: &receiver, at: &at, schedule, cancelable })
    });
    quote! {
        #awaited_docs
        pub fn #awaited(#receiver, #(#names: #params),*) -> #future<#under_way<#result>> {
            #connect
            #future::new(#starting)
        }
        #blocking_docs
        pub fn #blocking(#receiver, #(#names: #params),*) -> #outcome<#result, #error> {
            #connect
            #waiting
        }
        #trigger
        #scheduled
    }
}
