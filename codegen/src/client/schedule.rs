//! The methods of a client that have a function called at a later time.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::method::Method;
use crate::rust::types::Types;

/// How the methods for one function are written.
pub(super) struct Scheduling<'a> {
    /// The parameter before the time and the function's own.
    pub(super) receiver: &'a TokenStream,
    /// The name of the time.
    pub(super) at: &'a Ident,
    /// The body of the method that gives nothing.
    pub(super) schedule: TokenStream,
    /// The body of the method that gives what takes the call back.
    pub(super) cancelable: TokenStream,
}

/// What is the same for the scheduled calls of all functions.
pub(super) const SCHEDULED_CALLS: &str = "\
# Scheduled calls

`schedule_f` has `f` called at a time, which may be a `Datetime` of the SDK or a `SystemTime`, also when this worker
has ended by then. `schedule_cancelable_f` gives a `ScheduledCall`, which takes the call back for as long as it has not
been made. What comes of a scheduled call is never known.";

/// The methods for one function, if it has names for them.
pub(super) fn methods(types: &Types<'_>, method: &Method<'_>, scheduling: Scheduling<'_>) -> TokenStream {
    let Some(called) = &method.called.scheduled else { return TokenStream::new() };
    let (schedule, cancelable) = (&called.schedule, &called.cancelable);
    let Method { names, types: params, .. } = method;
    let Scheduling { receiver, at, schedule: body, cancelable: cancelable_body } = scheduling;
    let scope = types.scope;
    let (into, datetime, outcome) = (scope.prelude("Into"), scope.sdk("Datetime"), scope.prelude("Result"));
    let (token, error) = (scope.sdk("ScheduledCall"), scope.sdk("RpcError"));
    let when = quote!(#at: impl #into<#datetime>);
    let (schedule_docs, cancelable_docs) = (method.schedule_docs(), method.schedule_cancelable_docs());
    quote! {
        #schedule_docs
        pub fn #schedule(#receiver, #when, #(#names: #params),*) -> #outcome<(), #error> {
            #body
        }
        #cancelable_docs
        pub fn #cancelable(#receiver, #when, #(#names: #params),*) -> #outcome<#token, #error> {
            #cancelable_body
        }
    }
}
