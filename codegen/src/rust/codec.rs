//! Implementations of `Encode` and `Decode` for the types of the remote interface.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::definitions::flag_bits;
use super::names::{case_name, free, ident, value_name};
use crate::model::{Case, Field, Model, Name, Type, TypeId, TypeKind};

/// The content of the module `codec`: implementations for every type that needs them. It is `None`
/// if none does.
pub(crate) fn module(model: &Model, path: &dyn Fn(TypeId) -> TokenStream) -> Option<TokenStream> {
    let impls: Vec<_> = model.type_ids().filter_map(|id| impls(model, id, &path(id))).collect();
    if impls.is_empty() {
        return None;
    }
    let docs = super::docs::inner("How the types travel: each as a value of `golem:rpc/types`.");
    Some(quote! {
        #docs
        use golem_rpc_sdk::client::{Decode, DecodeError, Decoder, Encode, Encoder, NodeIndex};
        #(#impls)*
    })
}

fn impls(model: &Model, id: TypeId, path: &TokenStream) -> Option<TokenStream> {
    if model.is_sdk_uri(id) {
        return None;
    }
    let (encode, decode) = match &model.ty(id).kind {
        TypeKind::Record(fields) => record(fields),
        TypeKind::Variant(cases) => variant(cases),
        TypeKind::Enum(cases) => enumeration(cases),
        TypeKind::Flags(flags) => self::flags(flags),
        TypeKind::Resource => return Some(resource(&model.resource(id)?.drop, path)),
        TypeKind::Alias(_) | TypeKind::Use(_) => return None,
    };
    // A resource that is lent can't be part of a reply.
    let lent = model.has_borrow(&Type::Named(id));
    let lifetime = lent.then(|| quote!(<'_>));
    let decode = (!lent).then(|| {
        quote! {
            impl Decode for #path {
                #decode
            }
        }
    });
    Some(quote! {
        impl Encode for #path #lifetime {
            fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
                #encode
            }
        }
        #decode
    })
}

fn resource(drop: &str, path: &TokenStream) -> TokenStream {
    quote! {
        impl Encode for #path {
            fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
                encoder.handle(&self.resource)
            }
        }
        impl Decode for #path {
            fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
                decoder.handle(node, #drop).map(|resource| Self { resource })
            }
        }
    }
}

fn decode(decoder: &Ident, node: &Ident, body: TokenStream) -> TokenStream {
    quote! {
        fn decode(#decoder: &mut Decoder, #node: NodeIndex) -> Result<Self, DecodeError> {
            #body
        }
    }
}

fn record(fields: &[Field]) -> (TokenStream, TokenStream) {
    let names: Vec<_> = fields.iter().map(|field| value_name(&field.name)).collect();
    let taken = |name: &str| names.iter().any(|field| field == name);
    let (decoder, node) = (ident(&free("decoder", taken)), ident(&free("node", taken)));
    let names: Vec<_> = names.iter().map(|name| ident(name)).collect();
    let texts = fields.iter().map(|field| &field.name);
    let body = quote! {
        let [#(#names),*] = #decoder.record(#node)?;
        Ok(Self { #(#names: #decoder.field(#names, #texts)?),* })
    };
    (quote!(encoder.record(&[#(&self.#names),*])), decode(&decoder, &node, body))
}

fn variant(cases: &[Case]) -> (TokenStream, TokenStream) {
    let encode = cases.iter().enumerate().map(|(index, case)| {
        let (name, index) = (ident(&case_name(&case.name)), index_literal(index));
        match case.ty {
            Some(_) => quote!(Self::#name(value) => encoder.variant(#index, Some(value))),
            None => quote!(Self::#name => encoder.variant(#index, None)),
        }
    });
    let decoded = cases.iter().enumerate().map(|(index, case)| {
        let (name, text) = (ident(&case_name(&case.name)), &case.name);
        let index = index_literal(index);
        match case.ty {
            Some(_) => quote!(#index => decoder.case(payload, #text).map(Self::#name)),
            None => quote!(#index => decoder.case(payload, #text).map(|()| Self::#name)),
        }
    });
    let count = index_literal(cases.len());
    let body = quote! {
        let (case, payload) = decoder.variant(node)?;
        match case {
            #(#decoded,)*
            _ => Err(DecodeError::unknown_case(case, #count)),
        }
    };
    (quote!(match self { #(#encode,)* }), decode(&ident("decoder"), &ident("node"), body))
}

fn enumeration(cases: &[Name]) -> (TokenStream, TokenStream) {
    let decoded = cases.iter().enumerate().map(|(index, case)| {
        let (name, index) = (ident(&case_name(&case.name)), index_literal(index));
        quote!(#index => Ok(Self::#name))
    });
    let count = index_literal(cases.len());
    let body = quote! {
        match decoder.enumeration(node)? {
            #(#decoded,)*
            case => Err(DecodeError::unknown_case(case, #count)),
        }
    };
    (quote!(encoder.enumeration(*self as u32)), decode(&ident("decoder"), &ident("node"), body))
}

fn flags(flags: &[Name]) -> (TokenStream, TokenStream) {
    let count = index_literal(flags.len());
    let (bits, decoded) = match flag_bits(flags.len()) {
        "u32" => (quote!(self.bits()), quote!(bits)),
        narrow => {
            let narrow = ident(narrow);
            (quote!(u32::from(self.bits())), quote!(bits as #narrow))
        }
    };
    let body = quote! {
        let bits = decoder.flags(node, #count)?;
        Ok(Self::from_bits_truncate(#decoded))
    };
    (quote!(encoder.flags(#bits, #count)), decode(&ident("decoder"), &ident("node"), body))
}

fn index_literal(index: usize) -> Literal {
    Literal::usize_unsuffixed(index)
}
