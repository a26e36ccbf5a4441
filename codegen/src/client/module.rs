//! Writes one module of a client crate.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::Layout;
use crate::model::{OwnerId, TypeId, TypeKind};
use crate::paths::is_reserved;
use crate::rust::docs;
use crate::rust::imports::Reexports;
use crate::rust::names::{ident, type_name};
use crate::rust::scope::Scope;
use crate::rust::types::{Lent, Types};

/// Writes a module. The two modes differ in how a client and a type are written.
pub(crate) struct ModuleWriter<'a> {
    pub(crate) layout: &'a Layout<'a>,
    /// The `use` lines that a module with a client needs.
    pub(crate) imports: TokenStream,
    pub(crate) client: &'a dyn Fn(&Types<'_>, OwnerId) -> TokenStream,
    /// Declares a type, or re-exports it.
    pub(crate) ty: &'a dyn Fn(&Types<'_>, TypeId, &mut Reexports) -> TokenStream,
}

/// What every client crate re-exports from the SDK.
const HANDED_ON: &[&str] = &["RpcError", "WorkerUri"];

impl ModuleWriter<'_> {
    /// The root of the crate. `own` declares modules other than those of the interfaces.
    pub(crate) fn root(&self, text: &str, own: TokenStream) -> TokenStream {
        let owners: Vec<_> = self.layout.root().collect();
        let scope = Scope::new(self.layout.declared(&owners));
        let content = self.content(&owners, &scope);
        let handed_on: Vec<_> = HANDED_ON.iter().filter(|name| !scope.declares(name)).map(|name| ident(name)).collect();
        // All of the names may be taken by the user's types.
        let handed_on = (!handed_on.is_empty()).then(|| quote!(pub use golem_rpc_sdk::{#(#handed_on),*};));
        let imports = scope.imports(HANDED_ON);
        let text = docs::inner(text);
        let modules = self.layout.modules().map(|(name, owner)| {
            let text = docs::wit(self.layout.model.owner(owner).docs());
            let file = file_stem(name);
            let path = (file != name).then(|| {
                let file = format!("{file}.rs");
                quote!(#[path = #file])
            });
            let name = ident(name);
            quote!(#text #path pub mod #name;)
        });
        quote! {
            #text
            #![allow(rustdoc::all, reason = "docs of WIT are not written for rustdoc")]
            #own
            #(#modules)*
            #handed_on
            #imports
            #content
        }
    }

    /// The module of one interface.
    pub(crate) fn module(&self, owner: OwnerId) -> TokenStream {
        let scope = Scope::new(self.layout.declared(&[owner]));
        let content = self.content(&[owner], &scope);
        let imports = scope.imports(&[]);
        quote!(#imports #content)
    }

    fn content(&self, owners: &[OwnerId], scope: &Scope) -> TokenStream {
        let model = self.layout.model;
        let mut reexports = Reexports::default();
        let (mut clients, mut declarations) = (TokenStream::new(), TokenStream::new());
        for owner in owners {
            let path = |id| self.layout.path_in(*owner, id);
            let types = Types { model, scope, path: &path, lent: Lent::Reference };
            if model.export_of(*owner).is_some() {
                clients.extend((self.client)(&types, *owner));
            }
            for id in model.types_of(*owner).iter().copied() {
                self.used(id, &mut reexports);
                declarations.extend((self.ty)(&types, id, &mut reexports));
            }
        }
        let imports = if clients.is_empty() { None } else { Some(&self.imports) };
        let reexports = reexports.tokens();
        quote!(#imports #reexports #clients #declarations)
    }

    /// Translates a `use` of the WIT to a re-export in Rust.
    fn used(&self, id: TypeId, reexports: &mut Reexports) {
        let def = self.layout.model.ty(id);
        if let TypeKind::Use(other) = def.kind {
            let other = self.layout.model.ty(other);
            reexports.add(self.layout.module_path(other.owner), type_name(&other.name), type_name(&def.name));
        }
    }
}

/// The path of a module's file, by the module's Rust name.
pub(crate) fn file_of(module: &str) -> String {
    format!("src/{}.rs", file_stem(module))
}

/// `src/lib.rs` is the root of the crate, cargo would make a program of `src/main.rs`, and Windows
/// has no file `src/aux.rs`.
fn file_stem(module: &str) -> String {
    if matches!(module, "lib" | "main") || is_reserved(module) { format!("{module}_") } else { module.to_owned() }
}
