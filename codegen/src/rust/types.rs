//! Writes WIT types as Rust types: owned, and borrowed as wit-bindgen borrows them in parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use crate::model::{Model, Type, TypeId};

/// Writes types as one module has to name them.
pub(crate) struct Types<'a> {
    pub(crate) model: &'a Model,
    pub(crate) scope: &'a Scope,
    /// The path of a named type.
    pub(crate) path: &'a dyn Fn(TypeId) -> TokenStream,
    pub(crate) lent: Lent,
}

/// How a resource that is lent is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lent {
    /// `&Cart`, in signatures of a client.
    Reference,
    /// `&'a Cart`, in the definition of a type.
    Named,
}

impl Types<'_> {
    pub(crate) fn owned(&self, ty: &Type) -> TokenStream {
        self.write(ty, false)
    }

    /// The type of a parameter: `&str`, `&[T]` or `&Record`. It is passed by value if it has no
    /// list in it and lends nothing, and also if a resource in it is handed over, since that can't
    /// be done by reference.
    pub(crate) fn borrowed(&self, ty: &Type) -> TokenStream {
        let model = self.model;
        self.write(ty, (model.has_list(ty) || model.has_borrow(ty)) && !model.has_own(ty))
    }

    /// The type of a function's result.
    pub(crate) fn result(&self, ty: Option<&Type>) -> TokenStream {
        ty.map_or_else(|| quote!(()), |ty| self.owned(ty))
    }

    fn write(&self, ty: &Type, borrow: bool) -> TokenStream {
        // If a parameter is borrowed, so are all its parts, even those that could be copied.
        let inner = |ty: &Type| self.write(ty, borrow);
        let side = |ty: &Option<Box<Type>>| ty.as_ref().map_or_else(|| quote!(()), |ty| inner(ty));
        match ty {
            Type::Bool => quote!(bool),
            Type::U8 => quote!(u8),
            Type::U16 => quote!(u16),
            Type::U32 => quote!(u32),
            Type::U64 => quote!(u64),
            Type::S8 => quote!(i8),
            Type::S16 => quote!(i16),
            Type::S32 => quote!(i32),
            Type::S64 => quote!(i64),
            Type::F32 => quote!(f32),
            Type::F64 => quote!(f64),
            Type::Char => quote!(char),
            Type::String if borrow => quote!(&str),
            Type::String => self.scope.prelude("String"),
            Type::List(item) => {
                let item = self.owned(item);
                let vec = self.scope.prelude("Vec");
                if borrow { quote!(&[#item]) } else { quote!(#vec<#item>) }
            }
            Type::Option(item) => {
                let (option, item) = (self.scope.prelude("Option"), inner(item));
                quote!(#option<#item>)
            }
            Type::Result(ok, err) => {
                let (result, ok, err) = (self.scope.prelude("Result"), side(ok), side(err));
                quote!(#result<#ok, #err>)
            }
            Type::Tuple(items) => {
                let items = items.iter().map(inner);
                quote!((#(#items,)*))
            }
            Type::Named(id) => self.named(*id, ty, borrow),
            Type::Own(id) => (self.path)(*id),
            Type::Borrow(id) => self.lent(*id),
        }
    }

    fn lent(&self, id: TypeId) -> TokenStream {
        let path = (self.path)(id);
        match self.lent {
            Lent::Reference => quote!(&#path),
            Lent::Named => quote!(&'a #path),
        }
    }

    fn named(&self, id: TypeId, ty: &Type, borrow: bool) -> TokenStream {
        let path = (self.path)(id);
        let lifetime = self.model.has_borrow(ty).then(|| match self.lent {
            Lent::Named => quote!(<'a>),
            Lent::Reference => quote!(<'_>),
        });
        let path = quote!(#path #lifetime);
        if !borrow {
            return path;
        }
        match self.model.structure(ty) {
            structure @ (Type::String | Type::List(_)) => self.write(structure, true),
            _ => quote!(&#path),
        }
    }
}
