//! WIT types as Rust types, owned and as wit-bindgen borrows them in parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use crate::model::{Model, Type, TypeId};

/// Writes types as one module sees them.
pub(crate) struct Types<'a> {
    pub(crate) model: &'a Model,
    pub(crate) scope: &'a Scope,
    /// Path of a named type.
    pub(crate) path: &'a dyn Fn(TypeId) -> TokenStream,
}

impl Types<'_> {
    pub(crate) fn owned(&self, ty: &Type) -> TokenStream {
        self.write(ty, false)
    }

    /// As a parameter: `&str`, `&[T]`, `&Record`; what holds no list goes by value.
    pub(crate) fn borrowed(&self, ty: &Type) -> TokenStream {
        self.write(ty, self.model.has_list(ty))
    }

    /// The type of a function's result.
    pub(crate) fn result(&self, ty: Option<&Type>) -> TokenStream {
        ty.map_or_else(|| quote!(()), |ty| self.owned(ty))
    }

    fn write(&self, ty: &Type, borrow: bool) -> TokenStream {
        let inner = |ty: &Type| {
            if borrow { self.borrowed(ty) } else { self.owned(ty) }
        };
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
        }
    }

    fn named(&self, id: TypeId, ty: &Type, borrow: bool) -> TokenStream {
        let path = (self.path)(id);
        if !borrow {
            return path;
        }
        match self.model.structure(ty) {
            structure @ (Type::String | Type::List(_)) => self.write(structure, true),
            _ => quote!(&#path),
        }
    }
}
