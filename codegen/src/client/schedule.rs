//! The methods of a client that have a function called at a later time.

use proc_macro2::TokenStream;
use quote::quote;

use super::method::Method;
use crate::rust::call::Call;
use crate::rust::types::Types;

/// Where the methods get the client that they call through: the parameter before the function's
/// own, and the statement that opens a client, if there is none.
pub(super) struct Opening<'a> {
    pub(super) receiver: &'a TokenStream,
    pub(super) connect: &'a Option<TokenStream>,
}

/// What is the same for the scheduled calls of all functions.
pub(super) const SCHEDULED_CALLS: &str = "\
# Scheduled calls

`schedule_f` has `f` called at a time, which may be a `Datetime` of the SDK or a `SystemTime`, also when this worker
has ended by then. `schedule_cancelable_f` gives a `ScheduledCall`, which takes the call back for as long as it has not
been made. What comes of a scheduled call is never known.";

/// The methods for one function, through the version of `golem:rpc` that is that of `version`, one
/// of the SDK's types.
pub(super) fn methods(
    types: &Types<'_>,
    method: &Method<'_>,
    call: &Call<'_>,
    opening: &Opening<'_>,
    version: &TokenStream,
) -> TokenStream {
    let Some(called) = &method.called.scheduled else { return TokenStream::new() };
    let (schedule, cancelable) = (&called.schedule, &called.cancelable);
    let Method { names, types: params, .. } = method;
    let Opening { receiver, connect } = opening;
    let at = method.local("at");
    let scope = types.scope;
    let (into, datetime, outcome) = (scope.prelude("Into"), scope.sdk("Datetime"), scope.prelude("Result"));
    let (token, error) = (scope.sdk("ScheduledCall"), scope.sdk("RpcError"));
    let when = quote!(#at: impl #into<#datetime>);
    let scheduling = call.scheduling("schedule", version, &at);
    let scheduling_cancelable = call.scheduling("schedule_cancelable", version, &at);
    let (schedule_docs, cancelable_docs) = (method.schedule_docs(), method.schedule_cancelable_docs());
    quote! {
        #schedule_docs
        pub fn #schedule(#receiver, #when, #(#names: #params),*) -> #outcome<(), #error> {
            #connect
            #scheduling
        }
        #cancelable_docs
        pub fn #cancelable(#receiver, #when, #(#names: #params),*) -> #outcome<#token, #error> {
            #connect
            #scheduling_cancelable
        }
    }
}
