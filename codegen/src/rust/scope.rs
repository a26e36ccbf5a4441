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

    /// An item of the SDK's root. It is imported and used by its name, or by its path if the module
    /// declares the same name.
    pub(crate) fn sdk(&self, name: &'static str) -> TokenStream {
        let item = ident(name);
        if self.declares(name) {
            return quote!(golem_rpc_sdk::#item);
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
        let names: Vec<_> =
            self.imported.borrow().iter().filter(|name| !except.contains(name)).map(|name| ident(name)).collect();
        match names.as_slice() {
            [] => TokenStream::new(),
            [name] => quote!(use golem_rpc_sdk::#name;),
            names => quote!(use golem_rpc_sdk::{#(#names),*};),
        }
    }
}
