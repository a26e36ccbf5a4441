//! Passes a parameter of a client's method on to the stub.
//!
//! wit-bindgen takes values that only lend resources by reference, and so do the methods of the
//! client: `&Loan`, `Option<&Loan>`, `(&[Loan], u8)`. What the method is given refers to the
//! client's values, and what it passes on must refer to the stub's, which have to live until the
//! call returns. So a statement before the call makes the stub's values, and the call is given
//! references to them.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::convert;
use crate::model::{Model, Type};
use crate::rust::names::ident;
use crate::rust::types::Types;

/// The statement that comes before the call, and the argument of the call.
pub(crate) fn param(types: &Types<'_>, ty: &Type, name: &Ident) -> (TokenStream, TokenStream) {
    let model = types.model;
    if !model.has_resource(ty) {
        return (TokenStream::new(), quote!(#name));
    }
    if model.has_own(ty) {
        let converted = convert::into_stub(types, ty, quote!(#name));
        // wit-bindgen takes a list by reference if anything in it is lent, even if something else
        // in it is handed over.
        let by_reference = model.has_borrow(ty) && matches!(model.structure(ty), Type::List(_));
        return (TokenStream::new(), if by_reference { quote!(&#converted) } else { converted });
    }
    let prepared = prepared(types, ty, quote!(#name));
    if !is_within(model, ty) {
        // A temporary value in the call's arguments lives until the call returns.
        let by_reference = is_referred_to(model, ty);
        return (TokenStream::new(), if by_reference { quote!(&#prepared) } else { prepared });
    }
    (quote!(let #name = #prepared;), lent(model, ty, &Place::Value(quote!(#name))))
}

/// Whether wit-bindgen wants a reference to the stub's value where this type is in a parameter.
fn is_referred_to(model: &Model, ty: &Type) -> bool {
    matches!(ty, Type::List(_) | Type::Named(_)) && model.has_borrow(ty)
}

/// Whether a part of the type is wanted as a reference.
fn is_within(model: &Model, ty: &Type) -> bool {
    let part = |ty: &Type| is_referred_to(model, ty) || is_within(model, ty);
    match ty {
        Type::Option(item) => part(item),
        Type::Result(ok, err) => [ok, err].into_iter().flatten().any(|ty| part(ty)),
        Type::Tuple(items) => items.iter().any(part),
        _ => false,
    }
}

/// An expression that makes the stub's values of those that the client has references to.
/// Everything else stays as it is.
fn prepared(types: &Types<'_>, ty: &Type, value: TokenStream) -> TokenStream {
    if !types.model.has_borrow(ty) {
        return value;
    }
    let inner = |ty: &Type| prepared(types, ty, quote!(value));
    match ty {
        Type::Option(item) => {
            let item = inner(item);
            quote!(#value.map(|value| #item))
        }
        Type::Result(ok, err) => {
            let side = |ty: &Option<Box<Type>>| ty.as_ref().map_or_else(|| quote!(value), |ty| inner(ty));
            let (ok, err) = (side(ok), side(err));
            quote!(match #value { Ok(value) => Ok(#ok), Err(value) => Err(#err) })
        }
        Type::Tuple(items) => {
            let names: Vec<_> = (0..items.len()).map(|index| ident(&format!("item{index}"))).collect();
            let items = items.iter().zip(&names).map(|(ty, name)| prepared(types, ty, quote!(#name)));
            quote!({ let (#(#names,)*) = #value; (#(#items,)*) })
        }
        _ => convert::lend(types, ty, value),
    }
}

/// Where a value is that the statement before the call has made.
enum Place {
    Value(TokenStream),
    Reference(TokenStream),
}

/// The expression that passes such a value, or a part of it, on to the call.
fn lent(model: &Model, ty: &Type, place: &Place) -> TokenStream {
    let (Place::Value(at) | Place::Reference(at)) = place;
    let value = || Place::Reference(quote!(value));
    match (ty, place) {
        (Type::List(_), _) if is_referred_to(model, ty) => quote!(&#at[..]),
        (Type::Named(_), _) if is_referred_to(model, ty) && matches!(model.structure(ty), Type::List(_)) => {
            quote!(&#at[..])
        }
        (Type::Named(_), Place::Value(_)) if is_referred_to(model, ty) => quote!(&#at),
        (Type::Named(_), Place::Reference(_)) if is_referred_to(model, ty) => quote!(#at),
        (Type::Option(item), _) if is_within(model, ty) => {
            let item = lent(model, item, &value());
            quote!(#at.as_ref().map(|value| #item))
        }
        (Type::Result(ok, err), _) if is_within(model, ty) => {
            let side =
                |ty: &Option<Box<Type>>| ty.as_ref().map_or_else(|| quote!(*value), |ty| lent(model, ty, &value()));
            let (ok, err) = (side(ok), side(err));
            quote!(match #at.as_ref() { Ok(value) => Ok(#ok), Err(value) => Err(#err) })
        }
        (Type::Tuple(items), _) if is_within(model, ty) => {
            let items = items.iter().enumerate().map(|(index, ty)| {
                let index = Literal::usize_unsuffixed(index);
                lent(model, ty, &Place::Value(quote!(#at.#index)))
            });
            quote!((#(#items,)*))
        }
        (_, Place::Value(_)) => quote!(#at),
        (_, Place::Reference(_)) => quote!(*#at),
    }
}
