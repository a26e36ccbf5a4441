//! A client that calls through a stub component.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::layout::Layout;
use super::method::{Called, Method, MethodNames};
use super::module::{ModuleWriter, file_of};
use super::schedule::Scheduling;
use super::{Mode, SourceFile, convert, direct, example, lend, schedule};
use crate::model::{Function, Model, OwnerId, Type, TypeId, TypeKind};
use crate::rust::formatted::{Within, formatted};
use crate::rust::imports::Reexports;
use crate::rust::names::{ident, type_name, value_name};
use crate::rust::scope::Scope;
use crate::rust::types::{Lent, Types};
use crate::rust::{definitions, docs};
use crate::stub::{Contract, Of, StubFunction, StubResource, bindings_module, bindings_path, is_located, stub_path};

/// The source files of the crate, except `src/bindings.rs` and [`futures`].
pub(crate) fn composed(layout: &Layout<'_>, contract: &Contract<'_>, crate_name: &str) -> Vec<SourceFile> {
    let stub = stub_path(contract);
    let writer = ModuleWriter {
        layout,
        imports: quote!(use #stub as stub;),
        client: &|types, owner| clients(types, layout, contract, owner),
        ty: &|types, id, reexports| {
            if contract.model.has_resource(&Type::Named(id)) {
                return own_type(types, layout, contract, id);
            }
            handed_on(contract, id, reexports);
            TokenStream::new()
        },
    };
    let own = std::iter::once(quote!(
        mod bindings;
    ))
    .chain(contract.futures().next().map(|_| {
        quote!(
            mod futures;
        )
    }));
    let text = example::crate_docs(layout, crate_name, Mode::Composed);
    let mut files = vec![("src/lib.rs".to_owned(), writer.root(&text, own.collect()))];
    files.extend(layout.modules().map(|(name, owner)| (file_of(name), writer.module(owner))));
    files
}

/// Re-exports a type that wit-bindgen declares.
fn handed_on(contract: &Contract<'_>, id: TypeId, reexports: &mut Reexports) {
    let def = contract.model.ty(id);
    if let Some(ty) = contract.sdk_type_by_any_name(id) {
        // wit-bindgen declares no names for types that it is told to take from elsewhere, so this
        // one is re-exported from the SDK.
        return reexports.add(ty.module(), ty.name.to_owned(), type_name(&def.name));
    }
    if !matches!(def.kind, TypeKind::Use(_) | TypeKind::Resource) {
        let stubs = if contract.declares(id) { contract.type_name(id) } else { &def.name };
        reexports.add(bindings_module(contract, id), type_name(stubs), type_name(&def.name));
    }
}

/// Declares a type that holds resources, with conversions. The one that wit-bindgen declares holds
/// resources of the stub, where this one holds those of the client.
fn own_type(types: &Types<'_>, layout: &Layout<'_>, contract: &Contract<'_>, id: TypeId) -> TokenStream {
    let definition = definitions::definition(types, id);
    let stub = bindings_path(contract, id);
    let conversions = convert::conversions(types, id, &stub, &layout.path_in(contract.model.ty(id).owner, id));
    quote!(#definition #conversions)
}

/// The module that implements `FutureResult` for the resources by which the stub gives the results
/// of its calls, if there are any.
pub(crate) fn futures(layout: &Layout<'_>, contract: &Contract<'_>) -> Option<SourceFile> {
    let scope = Scope::new([]);
    let path = |id| layout.path(id);
    let types = Types { model: contract.model, scope: &scope, path: &path, lent: Lent::Reference };
    let stub = stub_path(contract);
    let impls: Vec<_> = contract
        .futures()
        .map(|(name, function)| {
            let (name, result) = (ident(&type_name(name)), types.result(function.result.as_ref()));
            let made = match &function.result {
                Some(ty) if contract.model.has_resource(ty) => {
                    let made = convert::from_stub(&types, ty, quote!(value));
                    quote!(map(|value| Ok(#made)))
                }
                _ => quote!(map(Ok)),
            };
            let awaited = quote! {
                impl FutureResult for stub::#name {
                    type Output = Result<#result, RpcError>;
                    fn subscribe(&self) -> Pollable {
                        stub::#name::subscribe(self)
                    }
                    fn get(&self) -> Option<Self::Output> {
                        stub::#name::get(self).#made
                    }
                }
            };
            formatted(Within::File, awaited)
        })
        .collect();
    let text = docs::inner("The stub's future-results, for `golem_rpc_sdk::RpcFuture` to await.");
    (!impls.is_empty()).then(|| {
        let module = quote! {
            #text
            use #stub as stub;
            use golem_rpc_sdk::bindings::poll::Pollable;
            use golem_rpc_sdk::{FutureResult, RpcError};
            #(#impls)*
        };
        ("src/futures.rs".to_owned(), module)
    })
}

/// The client of an interface, and those of its resources.
fn clients(types: &Types<'_>, layout: &Layout<'_>, contract: &Contract<'_>, owner: OwnerId) -> TokenStream {
    let clients = contract.resources.iter().filter_map(|resource| match resource.of {
        Of::Interface(export) if export.owner == owner => {
            let name = layout.client(export)?;
            Some(client(types, contract, resource, &ident(&name), &direct::client_docs(export, &calls(contract))))
        }
        Of::Resource(own) if contract.model.ty(own.id).owner == owner => {
            let def = contract.model.ty(own.id);
            let text = direct::resource_docs(own, def, &calls(contract));
            Some(client(types, contract, resource, &ident(&type_name(&def.name)), &text))
        }
        _ => None,
    });
    clients.collect()
}

fn client(
    types: &Types<'_>,
    contract: &Contract<'_>,
    resource: &StubResource<'_>,
    name: &Ident,
    text: &str,
) -> TokenStream {
    let stub = ident(&type_name(&resource.name));
    let text = docs::outer(text);
    let functions = match resource.of {
        Of::Interface(export) => &export.functions,
        Of::Resource(resource) => &resource.functions,
    };
    let mut names = MethodNames::new(functions).scheduling(contract.scheduling.is_some());
    let constructor = match resource.of {
        Of::Interface(_) => Some(connect(types, contract, &stub, &names.constructor())),
        Of::Resource(_) => resource
            .constructor()
            .map(|function| construct(types, contract, &stub, Method::new(types, function, names.constructors()))),
    };
    let methods = resource.functions.iter();
    let methods =
        methods.map(|f| formatted(Within::Impl, self::methods(types, contract, &stub, f, names.of(f.function))));
    let field = field(types.model, resource);
    // A remote resource has one owner, which drops it. A client of an interface can be cloned, and
    // its clones share the stub's resource: if each made one of its own for the location of an
    // ephemeral worker, each would call another worker.
    let (derives, held) = match resource.of {
        Of::Interface(_) => (quote!(Debug, Clone), quote!(::std::rc::Rc<stub::#stub>)),
        Of::Resource(_) => (quote!(Debug), quote!(stub::#stub)),
    };
    quote! {
        #text
        #[derive(#derives)]
        pub struct #name {
            #field stub: #held,
        }
        impl #name {
            #constructor
            #(#methods)*
        }
    }
}

/// The attributes and the visibility of the field that holds the stub's resource.
fn field(model: &Model, resource: &StubResource<'_>) -> TokenStream {
    match resource.of {
        Of::Interface(_) => TokenStream::new(),
        Of::Resource(own) if !own.has_methods() && !model.is_taken(own.id) => {
            quote!(#[allow(dead_code, reason = "dropping it drops the remote resource")] pub(crate))
        }
        Of::Resource(_) => quote!(pub(crate)),
    }
}

/// What the docs of that function say where there are no ephemeral workers.
const UNNAMED: &str = "This Golem has no ephemeral workers: a location that has no name stops the caller.";

/// The function that makes a client of an interface.
fn connect(types: &Types<'_>, contract: &Contract<'_>, stub: &Ident, new: &Ident) -> TokenStream {
    let unnamed = if contract.shared.rpc.ephemeral { "" } else { UNNAMED };
    let text =
        docs::outer(&docs::paragraphs([direct::CONNECT, unnamed].map(docs::wrapped).each_ref().map(String::as_str)));
    let uri = types.scope.sdk("WorkerUri");
    let location = location(contract, &quote!(location));
    quote! {
        #text
        pub fn #new(location: &#uri) -> Self {
            let location = #location;
            Self { stub: ::std::rc::Rc::new(stub::#stub::new(&location)) }
        }
    }
}

/// What is the same for all calls.
fn calls(contract: &Contract<'_>) -> String {
    docs::paragraphs([CALLS, if contract.scheduling.is_some() { schedule::SCHEDULED_CALLS } else { "" }])
}

/// What is the same for all calls of every version of `golem:rpc`.
const CALLS: &str = "\
# Calls

A function can be called in the two ways that the stub's interface has. `blocking_f` waits until the function `f` has
run; nothing else in this component goes on meanwhile. Where it has a result, `f` starts the call at once and gives a
future of the result: several calls run at the same time, also before the first future is awaited. Where it has none,
`trigger_f` starts the call and forgets it.

Dropping a future does not take its call back, unless it is dropped at once. Calling again is a new invocation:
with retries, a function runs at least once.

# Errors

None: a call that fails traps, because the stub's interface has no place for an error.";

/// What is special about the constructor of a resource.
const NO_FUTURE: &str = "It cannot be awaited: a stub constructs its resources while the caller waits.";

/// The function that makes a resource in the worker.
fn construct(types: &Types<'_>, contract: &Contract<'_>, stub: &Ident, method: Method<'_>) -> TokenStream {
    let blocking = &method.called.blocking;
    let (receiver, location) = receiver(types, contract, &method);
    let ((prepared, args), params) = (args(types, &method), &method.types);
    let (names, result) = (&method.names, &method.result);
    let text = method.blocking_docs(NO_FUTURE);
    let (error, outcome) = (types.scope.sdk("RpcError"), types.scope.prelude("Result"));
    let call = quote!(stub::#stub::new(#(#args),*));
    let made = match &method.function.result {
        Some(Type::Result(_, err)) => {
            let err = err.as_ref().filter(|ty| types.model.has_resource(ty));
            let convert = err.map(|err| {
                let err = convert::from_stub(types, err, quote!(value));
                quote!(.map_err(|value| #err))
            });
            quote!(#call.map(|stub| Self { stub }) #convert)
        }
        _ => quote!(Self { stub: #call }),
    };
    quote! {
        #text
        pub fn #blocking(#receiver, #(#names: #params),*) -> #outcome<#result, #error> {
            #location
            #prepared
            Ok(#made)
        }
    }
}

/// The expression for the record that the stub is told of the worker at a location.
fn location(contract: &Contract<'_>, location: &TokenStream) -> TokenStream {
    let rpc = contract.shared.rpc;
    if rpc.is_told_uris() {
        return quote! {
            golem_rpc_sdk::bindings::rpc::Uri { value: ::std::string::String::from(#location.as_str()) }
        };
    }
    let record = contract.worker_record();
    quote!(#record::from(#location))
}

/// The parameter that comes before the function's own, and the statement that makes the stub's
/// location of it, if it is a location.
fn receiver(types: &Types<'_>, contract: &Contract<'_>, method: &Method<'_>) -> (TokenStream, Option<TokenStream>) {
    if !is_located(method.function) {
        return (quote!(&self), None);
    }
    let (location, uri) = (method.local("location"), types.scope.sdk("WorkerUri"));
    let made = self::location(contract, &quote!(#location));
    let connect = quote!(let #location = #made;);
    (quote!(#location: &#uri), Some(connect))
}

/// The statements that have to come before the call of the stub's function, and the arguments of
/// that call.
fn args(types: &Types<'_>, method: &Method<'_>) -> (TokenStream, Vec<TokenStream>) {
    let location = is_located(method.function).then(|| {
        let location = method.local("location");
        quote!(&#location)
    });
    let params = method.function.params.iter().zip(&method.names);
    let (prepared, own): (_, Vec<_>) = params.map(|(param, name)| lend::param(types, &param.ty, name)).unzip();
    (prepared, location.into_iter().chain(own).collect())
}

/// A call of a function of the stub. It is called by its path: with `self.stub.clone()`, for a
/// function that is called `clone`, Rust would choose the method of the trait `Clone`.
fn stubs_call(stub: &Ident, function: &Function, name: &str, args: &[TokenStream]) -> TokenStream {
    let method = ident(name);
    let receiver = (!is_located(function)).then(|| quote!(&self.stub));
    let args = receiver.iter().chain(args);
    quote!(stub::#stub::#method(#(#args),*))
}

fn methods(
    types: &Types<'_>,
    contract: &Contract<'_>,
    stub: &Ident,
    f: &StubFunction<'_>,
    called: Called,
) -> TokenStream {
    let method = Method::new(types, f.function, called);
    let Method { names, types: params, result, .. } = &method;
    let (awaited, blocking, trigger) = (&method.called.awaited, &method.called.blocking, &method.called.trigger);
    let (receiver, location) = receiver(types, contract, &method);
    let (prepared, args) = args(types, &method);
    let (error, outcome) = (types.scope.sdk("RpcError"), types.scope.prelude("Result"));
    let (awaited_docs, blocking_docs, trigger_docs) =
        (method.awaited_docs(""), method.blocking_docs(""), method.trigger_docs(""));
    let started = stubs_call(stub, f.function, &value_name(&f.name), &args);
    let awaited = match &f.future {
        Some(future) => {
            let (future, name) = (types.scope.sdk("RpcFuture"), ident(&type_name(future)));
            quote! {
                #awaited_docs
                pub fn #awaited(#receiver, #(#names: #params),*) -> #future<stub::#name> {
                    #location
                    #prepared
                    #future::new(#started)
                }
            }
        }
        None => quote! {
            #trigger_docs
            pub fn #trigger(#receiver, #(#names: #params),*) -> #outcome<(), #error> {
                #location
                #prepared
                #started;
                Ok(())
            }
        },
    };
    let call = stubs_call(stub, f.function, &value_name(&f.blocking), &args);
    let call = match &f.function.result {
        Some(ty) => {
            let value = convert::from_stub(types, ty, call);
            quote!(Ok(#value))
        }
        None => quote!(#call; Ok(())),
    };
    let scheduled = contract.scheduling.as_ref().map(|scheduling| {
        let (time, at) = (ident(&type_name(&scheduling.datetime)), method.local("at"));
        let datetime = types.scope.sdk("Datetime");
        let time = quote!(stub::#time { seconds: #at.seconds(), nanoseconds: #at.nanoseconds() });
        let args: Vec<_> = args.iter().cloned().chain([time]).collect();
        let scheduled = stubs_call(stub, f.function, &value_name(f.schedule.as_deref().unwrap_or_default()), &args);
        let prepared = quote!(let #at: #datetime = #at.into(); #location #prepared);
        let body = Scheduling {
            receiver: &receiver,
            at: &at,
            schedule: quote!(#prepared drop(#scheduled); Ok(())),
            cancelable: quote!(#prepared Ok(#scheduled.into())),
        };
        schedule::methods(types, &method, body)
    });
    quote! {
        #awaited
        #blocking_docs
        pub fn #blocking(#receiver, #(#names: #params),*) -> #outcome<#result, #error> {
            #location
            #prepared
            #call
        }
        #scheduled
    }
}
