//! Traits by which a caller's unit tests replace the target.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::SourceFile;
use super::layout::Layout;
use crate::model::{Export, Function, Model};
use crate::rust::docs;
use crate::rust::formatted::{Within, formatted};
use crate::rust::names::{free, ident, value_name};
use crate::rust::scope::Scope;
use crate::rust::types::{Lent, Types};

/// Whether there are functions that can be replaced.
pub(crate) fn is_needed(layout: &Layout<'_>) -> bool {
    !trait_names(layout).is_empty()
}

/// The module `fake`, if it [is needed](is_needed). It has a trait for each client with functions
/// that can be replaced.
pub(crate) fn file(layout: &Layout<'_>) -> Option<SourceFile> {
    is_needed(layout).then(|| ("src/fake.rs".to_owned(), module(layout)))
}

fn module(layout: &Layout<'_>) -> TokenStream {
    let names = trait_names(layout);
    let scope = Scope::new(names.iter().map(|(_, name)| name.clone()));
    let path = |id| layout.path(id);
    let types = Types { model: layout.model, scope: &scope, path: &path, lent: Lent::Reference };
    let traits: Vec<_> = names.iter().map(|(export, name)| fake(&types, export, &ident(name))).collect();
    let text = docs::inner(&docs::paragraphs([
        &docs::wrapped(
            "What the target's workers are in plain `cargo test`: your own implementations of these traits.",
        ),
        "```ignore\n\
         let mock = golem_rpc_sdk::mock::Mock::install();\n\
         MyFake::default().serve(&mock);\n\
         // From here on, calls that clients make on this thread come to it.\n\
         ```",
        &docs::wrapped(
            "Time is virtual: `request.takes(duration)` delays an answer, and no test waits for it. \
             `request.worker()` is the name of the worker that is called. Functions that resources pass through are \
             not here: `Mock::on` answers them.",
        ),
    ]));
    let imports = scope.imports(&[]);
    let of_mock: Vec<_> =
        ["Mock", "Request"].iter().filter(|name| !scope.declares(name)).map(|name| ident(name)).collect();
    let of_mock = (!of_mock.is_empty()).then(|| quote!(use golem_rpc_sdk::mock::{#(#of_mock),*};));
    quote! {
        #text
        #![allow(unused_variables, reason = "a function that is left out needs none")]
        #imports
        #of_mock
        #(#traits)*
    }
}

/// An item of the SDK's module `mock`, by its name alone unless one of the traits has the same
/// name.
fn of_mock(scope: &Scope, name: &str) -> TokenStream {
    let item = ident(name);
    if scope.declares(name) { quote!(golem_rpc_sdk::mock::#item) } else { quote!(#item) }
}

/// The exports that can be replaced, with the names of their traits. A trait is called like the
/// client. Clients in different modules may have the same name, but the traits are all in one
/// module, so the second one gets another name.
fn trait_names<'m>(layout: &Layout<'m>) -> Vec<(&'m Export, String)> {
    let mut taken = BTreeSet::new();
    let exports = layout.model.exports.iter().filter(|export| faked(layout.model, export).next().is_some());
    exports
        .filter_map(|export| {
            let name = free(&layout.client(export)?, |name| taken.contains(name));
            taken.insert(name.clone());
            Some((export, name))
        })
        .collect()
}

/// The functions that can be replaced. A test can't make the handle of a resource, so functions
/// with resources are not among them.
fn faked<'m>(model: &Model, export: &'m Export) -> impl Iterator<Item = &'m Function> {
    let plain = |f: &&Function| {
        !f.takes_resources(model) && !f.result.as_ref().is_some_and(|result| model.has_resource(result))
    };
    export.functions.iter().filter(plain)
}

fn fake(types: &Types<'_>, export: &Export, name: &Ident) -> TokenStream {
    let functions: Vec<_> = faked(types.model, export).collect();
    let methods = functions.iter().map(|function| formatted(Within::Trait, method(types, function)));
    let serve = ident(&free("serve", |name| functions.iter().any(|function| value_name(&function.name) == name)));
    let served = functions.iter().map(|function| {
        let (method, wire_name) = (ident(&value_name(&function.name)), &function.wire_name);
        let params = (0..function.params.len()).map(proc_macro2::Literal::usize_unsuffixed);
        // It is called by the trait's name, since every type has functions `from` and `into` of its
        // own, which Rust would take otherwise.
        let serve = quote! {
            mock.serve(#wire_name, &fake, |fake, request| #name::#method(fake, request, #(request.param(#params)?),*));
        };
        formatted(Within::Body, serve)
    });
    let (mock, sized) = (of_mock(types.scope, "Mock"), types.scope.prelude("Sized"));
    let text = docs::outer(&docs::wrapped(&format!(
        "Stands for workers' `{}`. A function that is left out fails as one that the target does not have.",
        export.name
    )));
    quote! {
        #text
        pub trait #name {
            #(#methods)*
            /// Has it answer the calls that come to `mock`.
            fn #serve(self, mock: &#mock)
            where
                Self: #sized + 'static,
            {
                let fake = ::std::rc::Rc::new(self);
                #(#served)*
            }
        }
    }
}

fn method(types: &Types<'_>, function: &Function) -> TokenStream {
    let text = docs::wit(function.docs.as_deref());
    let names: Vec<_> = function.params.iter().map(|param| ident(&value_name(&param.name))).collect();
    let request = ident(&free("request", |name| names.iter().any(|param| param == name)));
    let params = function.params.iter().map(|param| types.owned(&param.ty));
    let (method, result) = (ident(&value_name(&function.name)), types.result(function.result.as_ref()));
    let (error, outcome) = (types.scope.sdk("RpcError"), types.scope.prelude("Result"));
    let asked = of_mock(types.scope, "Request");
    let many = (names.len() > 5).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        #text
        #many
        fn #method(&self, #request: &#asked, #(#names: #params),*) -> #outcome<#result, #error> {
            Err(#request.missing())
        }
    }
}
