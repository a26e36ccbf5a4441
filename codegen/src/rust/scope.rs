//! The names that a generated module uses from elsewhere. If a type of the user's has one of these
//! names, the module uses a path for the other.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::names::ident;

/// The names that a module declares, and those that it imports from the SDK.
pub(crate) struct Scope {
    declared: BTreeSet<String>,
    imported: RefCell<BTreeSet<&'static str>>,
}

impl Scope {
    pub(crate) fn new(declared: impl IntoIterator<Item = String>) -> Scope {
        Scope { declared: declared.into_iter().collect(), imported: RefCell::default() }
    }

    pub(crate) fn declares(&self, name: &str) -> bool {
        self.declared.contains(name)
    }

    /// An item of the SDK. It is imported and used by its name, or by its path if the module
    /// declares the same name.
    pub(crate) fn sdk(&self, name: &'static str) -> TokenStream {
        let item = ident(name);
        if self.declares(name) {
            return match is_of_clients(name) {
                true => quote!(golem_rpc_sdk::client::#item),
                false => quote!(golem_rpc_sdk::#item),
            };
        }
        self.imported.borrow_mut().insert(name);
        quote!(#item)
    }

    /// A type or trait of the prelude, such as `Vec` or `Clone`, by its path if the module declares
    /// the same name.
    pub(crate) fn prelude(&self, name: &'static str) -> TokenStream {
        let item = ident(name);
        if !self.declares(name) {
            return quote!(#item);
        }
        let module = ident(match name {
            "Vec" => "vec",
            "String" => "string",
            "Option" => "option",
            "Clone" => "clone",
            "Sized" => "marker",
            _ => "result",
        });
        quote!(::std::#module::#item)
    }

    /// The `use` line for what was imported so far, without what is in `except`.
    pub(crate) fn imports(&self, except: &[&str]) -> TokenStream {
        let imported = self.imported.borrow();
        let (of_clients, of_root): (Vec<&str>, _) =
            imported.iter().copied().filter(|name| !except.contains(name)).partition(|name| is_of_clients(name));
        let (of_clients, of_root) =
            (import(&quote!(golem_rpc_sdk::client), &of_clients), import(&quote!(golem_rpc_sdk), &of_root));
        quote!(#of_root #of_clients)
    }
}

/// Whether the SDK has an item in its module `client`, and not in its root.
fn is_of_clients(name: &str) -> bool {
    matches!(name, "Call" | "Remote" | "RemoteResource" | "ResourceCall")
}

fn import(module: &TokenStream, names: &[&str]) -> TokenStream {
    let names: Vec<_> = names.iter().map(|name| ident(name)).collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [name] => quote!(use #module::#name;),
        names => quote!(use #module::{#(#names),*};),
    }
}
