//! Formats `bitflags!`. prettyplease, which formats everything else, leaves the content of macros
//! as it is.

use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, Ident, Item, Token, braced};

use super::formatted::print;

/// The content of a `bitflags!`.
pub(crate) struct Flags {
    attrs: Vec<Attribute>,
    name: Ident,
    bits: Ident,
    flags: Vec<Flag>,
}

struct Flag {
    attrs: Vec<Attribute>,
    name: Ident,
    value: Expr,
}

impl Flags {
    /// The content of `item`, if that is a `bitflags!`.
    pub(crate) fn of(item: &Item) -> syn::Result<Option<Flags>> {
        match item {
            Item::Macro(item) if item.mac.path.segments.last().is_some_and(|last| last.ident == "bitflags") => {
                syn::parse2(item.mac.tokens.clone()).map(Some)
            }
            _ => Ok(None),
        }
    }

    pub(crate) fn text(&self) -> String {
        let mut text = "bitflags::bitflags! {\n".to_owned();
        attributes(&mut text, 4, &self.attrs);
        text.push_str(&format!("    pub struct {}: {} {{\n", self.name, self.bits));
        for flag in &self.flags {
            attributes(&mut text, 8, &flag.attrs);
            let value = flag.value.to_token_stream();
            text.push_str(&format!("        const {} = {value};\n", flag.name));
        }
        text.push_str("    }\n}\n");
        text
    }
}

/// Writes attributes with indentation. prettyplease only writes attributes together with an item,
/// so they are given to one that is removed afterwards.
fn attributes(text: &mut String, indent: usize, attrs: &[Attribute]) {
    let item: Item = syn::parse_quote!(#(#attrs)* struct A;);
    for line in print(Vec::new(), vec![item]).lines().filter(|line| *line != "struct A;") {
        text.push_str(&format!("{:indent$}{line}\n", ""));
    }
}

impl Parse for Flags {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        input.parse::<Token![pub]>()?;
        input.parse::<Token![struct]>()?;
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        let bits = input.parse()?;
        let body;
        braced!(body in input);
        let mut flags = Vec::new();
        while !body.is_empty() {
            flags.push(body.parse()?);
        }
        Ok(Flags { attrs, name, bits, flags })
    }
}

impl Parse for Flag {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        input.parse::<Token![const]>()?;
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        let value = input.parse()?;
        input.parse::<Token![;]>()?;
        Ok(Flag { attrs, name, value })
    }
}
