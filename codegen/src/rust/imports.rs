//! `pub use` lines, with one line for all items of a module.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::names::ident;

/// The items to re-export, by their modules.
#[derive(Default)]
pub(crate) struct Reexports {
    modules: BTreeMap<String, (TokenStream, BTreeMap<String, String>)>,
}

impl Reexports {
    /// Re-exports `module::name` as `alias`.
    pub(crate) fn add(&mut self, module: TokenStream, name: String, alias: String) {
        let (_, items) = self.modules.entry(module.to_string()).or_insert_with(|| (module, BTreeMap::new()));
        items.insert(alias, name);
    }

    pub(crate) fn tokens(&self) -> TokenStream {
        self.modules.values().map(|(module, items)| statement(module, items)).collect()
    }
}

fn statement(module: &TokenStream, items: &BTreeMap<String, String>) -> TokenStream {
    let mut items: Vec<_> = items
        .iter()
        .map(|(alias, name)| {
            let (plain, renamed) = (ident(name), ident(alias));
            if alias == name { quote!(#plain) } else { quote!(#plain as #renamed) }
        })
        .collect();
    match (items.pop(), items.is_empty()) {
        (Some(item), true) => quote!(pub use #module::#item;),
        (last, _) => quote!(pub use #module::{#(#items,)* #last};),
    }
}
