//! Type definitions of a crate that does without wit-bindgen, in wit-bindgen's shapes: a caller's own bindings may take them for theirs
//! (`with:`), and read and write their fields, cases and bits as they would those of a type of their own.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs;
use super::names::{case_name, flag_name, ident, type_name, value_name};
use super::types::{Lent, Types};
use crate::model::{Case, Field, Model, Name, Type, TypeId, TypeKind};

/// The definition of one type. `use` is left to the module's layout.
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
    let error = is_error(types.model, id).then(|| error(&name));
    quote!(#text #body #error)
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

/// The integer that holds so many flags.
pub(crate) fn flag_bits(flags: usize) -> &'static str {
    match flags {
        0..=8 => "u8",
        9..=16 => "u16",
        _ => "u32",
    }
}

/// What bindings make an enum with. The component model lets no other number in, so that the last case needs no check.
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

/// The integer that says which of so many cases it is.
fn discriminant(cases: usize) -> &'static str {
    match cases {
        0..=0x100 => "u8",
        0x101..=0x1_0000 => "u16",
        _ => "u32",
    }
}

fn attributes(model: &Model, id: TypeId) -> TokenStream {
    match model.ty(id).kind {
        TypeKind::Enum(_) => quote!(#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]),
        // A resource is one thing: it has no copies, and no equals.
        _ if model.has_resource(&Type::Named(id)) => quote!(#[derive(Debug)]),
        _ if model.has_list(&Type::Named(id)) => quote!(#[derive(Debug, Clone, PartialEq)]),
        // Bindings copy a list of records of numbers in one go.
        TypeKind::Record(_) if model.is_nameable(id) => quote!(#[repr(C)] #[derive(Debug, Clone, Copy, PartialEq)]),
        _ => quote!(#[derive(Debug, Clone, Copy, PartialEq)]),
    }
}

/// Whether a function answers with it as the error of a `result`: wit-bindgen makes such a type an `Error`.
fn is_error(model: &Model, id: TypeId) -> bool {
    let results = model.functions().filter_map(|function| function.result.as_ref());
    results.into_iter().any(|result| match model.structure(result) {
        Type::Result(_, Some(error)) => {
            matches!(model.structure(error), Type::Named(error) if model.declaration(*error) == id)
        }
        _ => false,
    })
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
