//! Definitions of types for a client without wit-bindgen. They have the same names, fields, derives
//! and bits as those that wit-bindgen makes, so that a caller can tell its own bindings to use them
//! (`with:`).

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs;
use super::names::{case_name, flag_name, ident, type_name, value_name};
use super::types::{Lent, Types};
use crate::model::{Case, Field, Model, Name, Type, TypeId, TypeKind};

/// The definition of a type. A type that is taken by `use` has none, since the module re-exports
/// it.
pub(crate) fn definition(types: &Types<'_>, id: TypeId) -> TokenStream {
    let types = &Types { lent: Lent::Named, ..*types };
    let def = types.model.ty(id);
    let name = ident(&type_name(&def.name));
    let text = docs::wit(def.docs.as_deref());
    let attributes = attributes(types.model, id);
    let lifetime = types.model.has_borrow(&Type::Named(id)).then(|| quote!(<'a>));
    let body = match &def.kind {
        TypeKind::Record(fields) => {
            let fields = fields.iter().map(|field| self::field(types, field));
            quote!(#attributes pub struct #name #lifetime { #(#fields,)* })
        }
        TypeKind::Variant(cases) => {
            let cases = cases.iter().map(|case| self::case(types, case));
            quote!(#attributes pub enum #name #lifetime { #(#cases,)* })
        }
        TypeKind::Enum(cases) => {
            let lift = types.model.is_nameable(id).then(|| lift(&name, cases));
            let cases = cases.iter().map(|case| {
                let (text, name) = (docs::wit(case.docs.as_deref()), ident(&case_name(&case.name)));
                quote!(#text #name)
            });
            quote!(#attributes pub enum #name { #(#cases,)* } #lift)
        }
        TypeKind::Flags(flags) => return self::flags(&text, &name, flags),
        TypeKind::Alias(ty) => {
            let ty = types.owned(ty);
            quote!(pub type #name #lifetime = #ty;)
        }
        TypeKind::Use(_) | TypeKind::Resource => return TokenStream::new(),
    };
    // wit-bindgen implements `Error` for such a type, too.
    let error = types.model.is_error(id).then(|| error(&name));
    let debug = is_hard_to_show(types.model, id).then(|| debug(&name, &lifetime));
    quote!(#text #body #debug #error)
}

fn field(types: &Types<'_>, field: &Field) -> TokenStream {
    let text = docs::wit(field.docs.as_deref());
    let (name, ty) = (ident(&value_name(&field.name)), types.owned(&field.ty));
    quote!(#text pub #name: #ty)
}

fn case(types: &Types<'_>, case: &Case) -> TokenStream {
    let text = docs::wit(case.docs.as_deref());
    let name = ident(&case_name(&case.name));
    let payload = case.ty.as_ref().map(|ty| {
        let ty = types.owned(ty);
        quote!((#ty))
    });
    quote!(#text #name #payload)
}

fn flags(text: &TokenStream, name: &Ident, flags: &[Name]) -> TokenStream {
    let bits = ident(flag_bits(flags.len()));
    let flags = flags.iter().enumerate().map(|(bit, flag)| {
        let text = docs::wit(flag.docs.as_deref());
        let name = ident(&flag_name(&flag.name));
        let bit = Literal::usize_unsuffixed(bit);
        quote!(#text const #name = 1 << #bit;)
    });
    quote! {
        bitflags::bitflags! {
            #text
            #[derive(PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Clone, Copy)]
            pub struct #name: #bits { #(#flags)* }
        }
    }
}

/// The integer type that has enough bits for this number of flags.
pub(crate) fn flag_bits(flags: usize) -> &'static str {
    match flags {
        0..=8 => "u8",
        9..=16 => "u16",
        _ => "u32",
    }
}

/// The function by which wit-bindgen's code makes a case of its number. The component model has
/// already refused numbers that no case has, so that the last case needs no check.
fn lift(name: &Ident, cases: &[Name]) -> TokenStream {
    let integer = ident(discriminant(cases.len()));
    let mut names = cases.iter().map(|case| ident(&case_name(&case.name)));
    let last = names.next_back();
    let others: Vec<_> = names.collect();
    let numbers = (0..others.len()).map(Literal::usize_unsuffixed);
    let (parameter, body) = match others.is_empty() {
        true => (quote!(_), quote!(Self::#last)),
        false => (quote!(case), quote!(match case { #(#numbers => Self::#others,)* _ => Self::#last })),
    };
    quote! {
        impl #name {
            #[doc(hidden)]
            pub fn _lift(#parameter: #integer) -> Self {
                #body
            }
        }
    }
}

/// The integer type that the component model uses for the number of a case.
fn discriminant(cases: usize) -> &'static str {
    match cases {
        0..=0x100 => "u8",
        0x101..=0x1_0000 => "u16",
        _ => "u32",
    }
}

fn attributes(model: &Model, id: TypeId) -> TokenStream {
    let ty = Type::Named(id);
    // Resources can't be cloned. A record that can be copied has the layout of C, for with that
    // bindings copy a list of them at once instead of one by one.
    let (is_clone, is_copy) = (!model.has_resource(&ty), !model.has_resource(&ty) && !model.has_list(&ty));
    let derives = [
        ("Debug", !is_hard_to_show(model, id)),
        ("Clone", is_clone),
        ("Copy", is_copy),
        ("PartialEq", model.is_comparable(&ty)),
    ];
    let derives: Vec<_> = derives.iter().filter(|(_, derived)| *derived).map(|(name, _)| ident(name)).collect();
    match model.ty(id).kind {
        TypeKind::Enum(_) => quote!(#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]),
        TypeKind::Record(_) if is_copy && model.is_nameable(id) => quote!(#[repr(C)] #[derive(#(#derives),*)]),
        _ if derives.is_empty() => TokenStream::new(),
        _ => quote!(#[derive(#(#derives),*)]),
    }
}

/// Whether `Debug` can't be derived.
fn is_hard_to_show(model: &Model, id: TypeId) -> bool {
    match &model.ty(id).kind {
        TypeKind::Record(fields) => fields.iter().any(|field| model.has_long_tuple(&field.ty)),
        TypeKind::Variant(cases) => cases.iter().filter_map(|case| case.ty.as_ref()).any(|ty| model.has_long_tuple(ty)),
        _ => false,
    }
}

/// Implements `Debug` so that it shows only the name of the type. Without any `Debug`, results with
/// the type could not be unwrapped in tests.
fn debug(name: &Ident, lifetime: &Option<TokenStream>) -> TokenStream {
    let (text, lifetime) = (name.to_string(), lifetime.as_ref().map(|_| quote!(<'_>)));
    quote! {
        impl ::std::fmt::Debug for #name #lifetime {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(#text).finish_non_exhaustive()
            }
        }
    }
}

fn error(name: &Ident) -> TokenStream {
    quote! {
        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, "{self:?}")
            }
        }
        impl ::std::error::Error for #name {}
    }
}
