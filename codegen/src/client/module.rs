//! One module of a client crate.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::Layout;
use crate::model::{OwnerId, TypeId, TypeKind};
use crate::rust::docs;
use crate::rust::names::{ident, type_name, value_name};
use crate::rust::scope::Scope;
use crate::rust::types::Types;

/// Writes what is in a module, given how a client and how a declared type are written.
pub(crate) struct ModuleWriter<'a> {
    pub(crate) layout: &'a Layout<'a>,
    /// What a module with a client imports for it.
    pub(crate) imports: TokenStream,
    pub(crate) client: &'a dyn Fn(&Types<'_>, OwnerId) -> TokenStream,
    pub(crate) ty: &'a dyn Fn(&Types<'_>, TypeId) -> TokenStream,
}

/// What every client crate hands on from the SDK.
const HANDED_ON: &[&str] = &["RpcError", "WorkerUri"];

impl ModuleWriter<'_> {
    /// The crate's root, with `own` modules that the crate needs itself.
    pub(crate) fn root(&self, text: &str, own: &[&str]) -> TokenStream {
        let owners: Vec<_> = self.layout.root().collect();
        let scope = Scope::new(self.layout.declared(&owners));
        let content = self.content(&owners, &scope);
        let handed_on: Vec<_> = HANDED_ON.iter().filter(|name| !scope.declares(name)).map(|name| ident(name)).collect();
        let imports = scope.imports(HANDED_ON);
        let (text, own) = (docs::inner(text), own.iter().map(|name| ident(name)));
        let modules = self.layout.modules().map(|(name, owner)| {
            let text = docs::wit(self.layout.model.owner(owner).docs());
            let name = ident(name);
            quote!(#text pub mod #name;)
        });
        quote! {
            #text
            #(mod #own;)*
            #(#modules)*
            pub use golem_rpc_sdk::{#(#handed_on),*};
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
        let has_client = owners.iter().any(|owner| self.layout.model.export_of(*owner).is_some());
        let mut content = if has_client { self.imports.clone() } else { TokenStream::new() };
        let mut definitions = TokenStream::new();
        for owner in owners {
            let path = |id| self.layout.path_in(*owner, id);
            let types = Types { model: self.layout.model, scope, path: &path };
            if self.layout.model.export_of(*owner).is_some() {
                definitions.extend((self.client)(&types, *owner));
            }
        }
        for owner in owners {
            let path = |id| self.layout.path_in(*owner, id);
            let types = Types { model: self.layout.model, scope, path: &path };
            for id in self.layout.model.types_of(*owner) {
                content.extend(self.used(id));
                definitions.extend((self.ty)(&types, id));
            }
        }
        content.extend(definitions);
        content
    }

    /// `use` of WIT as `use` of Rust.
    fn used(&self, id: TypeId) -> TokenStream {
        let def = self.layout.model.ty(id);
        let TypeKind::Use(other) = def.kind else { return TokenStream::new() };
        let path = self.layout.path(other);
        if self.layout.model.ty(other).name == def.name {
            return quote!(pub use #path;);
        }
        let name = ident(&type_name(&def.name));
        quote!(pub use #path as #name;)
    }
}

/// Path of a module's file below `src`.
pub(crate) fn file_of(module: &str) -> String {
    format!("src/{}.rs", value_name(module))
}
