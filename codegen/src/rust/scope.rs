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
            let module = module_of(name);
            return quote!(#module::#item);
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
            "Into" => "convert",
            _ => "result",
        });
        quote!(::std::#module::#item)
    }

    /// The `use` line for what was imported so far, without what is in `except`.
    pub(crate) fn imports(&self, except: &[&str]) -> TokenStream {
        let imported = self.imported.borrow();
        let modules = [
            quote!(golem_rpc_sdk),
            quote!(golem_rpc_sdk::client),
            quote!(golem_rpc_sdk::golem),
            quote!(golem_rpc_sdk::time),
        ];
        let lines = modules.iter().map(|module| {
            let is_there = |name: &&str| !except.contains(name) && module_of(name).to_string() == module.to_string();
            import(module, &imported.iter().copied().filter(is_there).collect::<Vec<_>>())
        });
        lines.collect()
    }
}

/// The module of the SDK that has an item.
fn module_of(name: &str) -> TokenStream {
    match name {
        "Call" | "Remote" | "RemoteResource" | "ResourceCall" | "ScheduledCall" => quote!(golem_rpc_sdk::client),
        "V1_1" | "V1_2" | "V1_3" | "V1_4" => quote!(golem_rpc_sdk::golem),
        "Datetime" => quote!(golem_rpc_sdk::time),
        _ => quote!(golem_rpc_sdk),
    }
}

fn import(module: &TokenStream, names: &[&str]) -> TokenStream {
    let names: Vec<_> = names.iter().map(|name| ident(name)).collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [name] => quote!(use #module::#name;),
        names => quote!(use #module::{#(#names),*};),
    }
}
