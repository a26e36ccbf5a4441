//! The code that makes one call through the SDK.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::scope::Scope;
use crate::model::{Function, Model};

/// A call through a client of the SDK.
pub(crate) struct Call<'a> {
    pub(crate) model: &'a Model,
    pub(crate) function: &'a Function,
    /// The expression for the `Remote` through which the function is called.
    pub(crate) remote: TokenStream,
    /// The expression for the resource whose method the function is.
    pub(crate) this: Option<TokenStream>,
    /// The function's own parameters.
    pub(crate) params: &'a [Ident],
}

impl Call<'_> {
    /// The expression that makes the call. `method` is `call`, `call_blocking` or `trigger`.
    pub(crate) fn tokens(&self, method: &str) -> TokenStream {
        let (remote, wire_name) = (&self.remote, &self.function.wire_name);
        let this = self.this.iter();
        let params = self.params;
        let values = quote!(&[#(#this,)* #(&#params),*]);
        if !self.function.takes_resources(self.model) {
            let method = super::names::ident(method);
            return quote!(#remote.#method(#wire_name, #values));
        }
        let method = super::names::ident(&format!("{method}_with"));
        let giving = self.giving();
        quote!(#remote.#method(#wire_name, #remote.params(#values) #giving))
    }

    /// The expression that has the call made at the time `at`. `method` is `schedule` or
    /// `schedule_cancelable`, and `version` the SDK's type for the version of Golem.
    pub(crate) fn scheduling(&self, method: &str, version: &TokenStream, at: &Ident) -> TokenStream {
        let (remote, wire_name) = (&self.remote, &self.function.wire_name);
        let (this, params) = (self.this.iter(), self.params);
        let values = quote!(&[#(#this,)* #(&#params),*]);
        if !self.function.takes_resources(self.model) {
            let method = super::names::ident(method);
            return quote!(#remote.#method::<#version>(#at, #wire_name, #values));
        }
        let method = super::names::ident(&format!("{method}_with"));
        let giving = self.giving();
        quote!(#remote.#method::<#version>(#at, #wire_name, #remote.params(#values) #giving))
    }

    /// The part of the expression that names the parameters whose resources the target owns after
    /// the call.
    fn giving(&self) -> Option<TokenStream> {
        let params = self.function.params.iter().zip(self.params);
        let owned: Vec<_> = params.filter(|(param, _)| self.model.has_own(&param.ty)).map(|(_, name)| name).collect();
        match owned.as_slice() {
            [] => None,
            [name] => Some(quote!(.giving(#name))),
            names => Some(quote!(.giving((#(#names),*)))),
        }
    }

    /// The SDK's type for a call that is under way.
    pub(crate) fn under_way(&self, scope: &Scope) -> TokenStream {
        scope.sdk(if self.function.takes_resources(self.model) { "ResourceCall" } else { "Call" })
    }
}
