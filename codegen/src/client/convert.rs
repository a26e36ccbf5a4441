//! Converts between the types of the stub and those of the client, as far as they hold resources.
//! All other types are the same on both sides.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Case, Field, Model, Type, TypeId, TypeKind};
use crate::rust::names::{case_name, ident, value_name};
use crate::rust::types::Types;

/// An expression that makes the client's value of the stub's `value`.
pub(crate) fn from_stub(types: &Types<'_>, ty: &Type, value: TokenStream) -> TokenStream {
    Conversion { types, way: Way::FromStub }.of(ty, value)
}

/// The conversions of a record or variant that holds resources, as methods of the client's type.
pub(crate) fn conversions(types: &Types<'_>, id: TypeId, stub: &TokenStream, client: &TokenStream) -> TokenStream {
    let model = types.model;
    let ty = Type::Named(id);
    if !matches!(model.ty(id).kind, TypeKind::Record(_) | TypeKind::Variant(_)) || !model.has_resource(&ty) {
        return TokenStream::new();
    }
    let body = |way: Way| Conversion { types, way }.body(id, stub, client);
    let lifetime = model.has_borrow(&ty).then(|| quote!(<'a>));
    let function = if model.has_own(&ty) {
        let body = body(Way::IntoStub);
        quote!(pub(crate) fn into_stub(self) -> #stub #lifetime { let value = self; #body })
    } else {
        let body = body(Way::Lend);
        quote!(pub(crate) fn lend(&self) -> #stub #lifetime { let value = self; #body })
    };
    // The component model doesn't allow a result that holds lent resources.
    let from = lifetime.is_none().then(|| {
        let body = body(Way::FromStub);
        quote!(pub(crate) fn from_stub(value: #stub) -> Self { #body })
    });
    let (taken, given) = (model.is_param(id), model.is_result(id));
    let (function, from) = (taken.then_some(function), given.then_some(from).flatten());
    if function.is_none() && from.is_none() {
        return TokenStream::new();
    }
    quote!(impl #lifetime #client #lifetime { #from #function })
}

/// An expression that makes the stub's value of the client's `value`, and consumes that.
pub(super) fn into_stub(types: &Types<'_>, ty: &Type, value: TokenStream) -> TokenStream {
    Conversion { types, way: Way::IntoStub }.of(ty, value)
}

/// An expression that makes the stub's value of what `value` is or refers to, and lends its
/// resources.
pub(super) fn lend(types: &Types<'_>, ty: &Type, value: TokenStream) -> TokenStream {
    Conversion { types, way: Way::Lend }.of(ty, value)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    FromStub,
    /// Consumes the value, as some of its resources are handed over.
    IntoStub,
    /// Takes a reference, as all of its resources are lent.
    Lend,
}

struct Conversion<'a> {
    types: &'a Types<'a>,
    way: Way,
}

impl Conversion<'_> {
    fn model(&self) -> &Model {
        self.types.model
    }

    fn of(&self, ty: &Type, value: TokenStream) -> TokenStream {
        if !self.model().has_resource(ty) {
            return self.plain(quote!(&#value), value);
        }
        let inner = |ty: &Type| self.item(ty, &ident("value"));
        match ty {
            Type::Own(id) if self.way == Way::FromStub => {
                let path = (self.types.path)(*id);
                quote!(#path { stub: #value })
            }
            Type::Own(_) => quote!(#value.stub),
            Type::Borrow(_) => quote!(&#value.stub),
            Type::List(item) => {
                let (iter, item) = (self.by("iter", "into_iter"), inner(item));
                let vec = self.types.scope.prelude("Vec");
                quote!(#value.#iter().map(|value| #item).collect::<#vec<_>>())
            }
            Type::Option(item) => {
                let (item, value) = (inner(item), self.reference(value));
                quote!(#value.map(|value| #item))
            }
            Type::Result(ok, err) => {
                let side = |ty: &Option<Box<Type>>| ty.as_ref().map_or_else(|| self.nothing(), |ty| inner(ty));
                let (ok, err, value) = (side(ok), side(err), self.reference(value));
                quote!(match #value { Ok(value) => Ok(#ok), Err(value) => Err(#err) })
            }
            Type::Tuple(items) => self.tuple(items, value),
            Type::Named(id) => match self.model().structure(ty) {
                Type::Named(_) => self.named(*id, value),
                structure => self.of(structure, value),
            },
            _ => value,
        }
    }

    fn named(&self, id: TypeId, value: TokenStream) -> TokenStream {
        let path = (self.types.path)(id);
        match self.way {
            Way::FromStub => quote!(#path::from_stub(#value)),
            Way::IntoStub if self.model().has_own(&Type::Named(id)) => quote!(#value.into_stub()),
            // In a value that is handed over there may be parts that only lend resources.
            Way::IntoStub | Way::Lend => quote!(#value.lend()),
        }
    }

    /// Converts a value without resources, which is the same on both sides. If it is only lent, it
    /// has to be cloned.
    fn plain(&self, reference: TokenStream, value: TokenStream) -> TokenStream {
        match self.way {
            Way::Lend => {
                let clone = self.types.scope.prelude("Clone");
                quote!(#clone::clone(#reference))
            }
            _ => value,
        }
    }

    fn tuple(&self, items: &[Type], value: TokenStream) -> TokenStream {
        let names: Vec<_> = (0..items.len()).map(|index| format_ident!("item{index}")).collect();
        let converted = items.iter().zip(&names).map(|(ty, name)| self.item(ty, name));
        let value = if self.way == Way::Lend { quote!(&#value) } else { value };
        quote!({ let (#(#names,)*) = #value; (#(#converted,)*) })
    }

    /// Converts what a pattern has bound. That is a reference if the whole value is only lent.
    fn item(&self, ty: &Type, name: &proc_macro2::Ident) -> TokenStream {
        match self.model().has_resource(ty) {
            true => self.of(ty, quote!(#name)),
            false => self.plain(quote!(#name), quote!(#name)),
        }
    }

    fn by(&self, reference: &str, value: &str) -> proc_macro2::Ident {
        ident(if self.way == Way::Lend { reference } else { value })
    }

    fn reference(&self, value: TokenStream) -> TokenStream {
        if self.way == Way::Lend { quote!(#value.as_ref()) } else { value }
    }

    fn nothing(&self) -> TokenStream {
        if self.way == Way::Lend { quote!(*value) } else { quote!(value) }
    }

    fn body(&self, id: TypeId, stub: &TokenStream, client: &TokenStream) -> TokenStream {
        let (from, to) = if self.way == Way::FromStub { (stub, client) } else { (client, stub) };
        match &self.model().ty(id).kind {
            TypeKind::Record(fields) => self.record(fields, to),
            TypeKind::Variant(cases) => {
                let cases = cases.iter().map(|case| self.case(case, from, to));
                quote!(match value { #(#cases,)* })
            }
            _ => quote!(value),
        }
    }

    fn record(&self, fields: &[Field], to: &TokenStream) -> TokenStream {
        let fields = fields.iter().map(|field| {
            let name = ident(&value_name(&field.name));
            let converted = self.of(&field.ty, quote!(value.#name));
            quote!(#name: #converted)
        });
        quote!(#to { #(#fields),* })
    }

    fn case(&self, case: &Case, from: &TokenStream, to: &TokenStream) -> TokenStream {
        let name = ident(&case_name(&case.name));
        match &case.ty {
            Some(ty) => {
                let converted = self.item(ty, &ident("value"));
                quote!(#from::#name(value) => #to::#name(#converted))
            }
            None => quote!(#from::#name => #to::#name),
        }
    }
}
