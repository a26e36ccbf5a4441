//! The three ways to call a function, and what their docs say.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::error::Error;
use crate::model::{Export, Function};
use crate::rust::docs::{self, paragraphs};
use crate::rust::names::{ident, value_name};
use crate::rust::types::Types;
use crate::source::Source;

/// Names and types of one function's methods.
pub(crate) struct Method<'a> {
    pub(crate) function: &'a Function,
    pub(crate) names: Vec<Ident>,
    pub(crate) types: Vec<TokenStream>,
    pub(crate) result: TokenStream,
}

impl<'a> Method<'a> {
    pub(crate) fn new(types: &Types<'_>, function: &'a Function) -> Method<'a> {
        Method {
            function,
            names: function.params.iter().map(|param| ident(&value_name(&param.name))).collect(),
            types: function.params.iter().map(|param| types.borrowed(&param.ty)).collect(),
            result: types.result(function.result.as_ref()),
        }
    }

    pub(crate) fn awaited(&self) -> Ident {
        ident(&value_name(&self.function.name))
    }

    pub(crate) fn blocking(&self) -> Ident {
        ident(&value_name(&format!("blocking-{}", self.function.name)))
    }

    pub(crate) fn trigger(&self) -> Ident {
        ident(&value_name(&format!("trigger-{}", self.function.name)))
    }

    /// Docs of the method that gives a future.
    pub(crate) fn awaited_docs(&self, failures: &str) -> TokenStream {
        self.docs(&[
            "The call starts at once, before the future is awaited: several calls run at the same time.",
            "Dropping the future does not take the call back, unless it is dropped at once. Calling again is a new\n\
             invocation: with retries, the function runs at least once.",
            failures,
        ])
    }

    /// Docs of the method that waits.
    pub(crate) fn blocking_docs(&self, failures: &str) -> TokenStream {
        self.docs(&["Waits for the result; nothing else in this component goes on meanwhile.", failures])
    }

    /// Docs of the method that forgets.
    pub(crate) fn trigger_docs(&self, failures: &str) -> TokenStream {
        self.docs(&["Starts the call and forgets it: its result, or whether it failed, is never known.", failures])
    }

    fn docs(&self, texts: &[&str]) -> TokenStream {
        let own = docs::not_tested(self.function.docs.as_deref().unwrap_or_default());
        let text = docs::outer(&paragraphs(std::iter::once(own.as_str()).chain(texts.iter().copied())));
        // clippy's limit is seven, `self` included.
        let many = (self.function.params.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        quote!(#text #many)
    }
}

/// Refuses functions whose methods would meet.
pub(crate) fn refuse_collisions(export: &Export, source: &Source, reserved: &[&str]) -> Result<(), Error> {
    let mut given = std::collections::BTreeMap::new();
    for function in &export.functions {
        let ways = ["", "blocking-", "trigger-"];
        for name in ways.map(|way| value_name(&format!("{way}{}", function.name))) {
            let other = match given.insert(name.clone(), &function.name) {
                Some(other) => format!("that of function `{other}`"),
                None if reserved.contains(&name.as_str()) => "one that every client has".to_owned(),
                None => continue,
            };
            return Err(source.refuse(
                function.span,
                format!(
                    "function `{}` of `{}` needs the method `{name}` in the client, and so is called {other}: \
                     that is not supported yet",
                    function.name, export.name
                ),
                "this name is taken",
                "rename the function",
            ));
        }
    }
    Ok(())
}
