//! Types of `golem:rpc` and WASI that the SDK has. Bindings take them from there instead of
//! declaring them again.

use proc_macro2::TokenStream;
use quote::quote;

use crate::golem_version::Rpc;
use crate::rust::names::ident;

/// A type in one of the SDK's modules of bindings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SdkType {
    module: &'static str,
    pub(crate) name: &'static str,
}

impl SdkType {
    /// The path of its module.
    pub(crate) fn module(self) -> TokenStream {
        let module = ident(self.module);
        quote!(golem_rpc_sdk::bindings::#module)
    }

    /// Its path.
    pub(super) fn full_path(self) -> TokenStream {
        let (module, name) = (self.module(), ident(self.name));
        quote!(#module::#name)
    }

    /// Its path, as text.
    pub(super) fn path(self) -> String {
        format!("golem_rpc_sdk::bindings::{}::{}", self.module, self.name)
    }
}

/// The first version's, which the types of a target may name whatever version its stub speaks.
pub(super) const FIRST: &str = "golem:rpc/types@0.1.0";

/// The module that has the types of a version of `golem:rpc`.
pub(super) fn module_of(rpc: &Rpc) -> &'static str {
    match rpc.version {
        "0.1.3" => "rpc_0_1_3",
        "0.2.0" => "rpc_0_2_0",
        "0.2.2" => "rpc_0_2_2",
        _ => "rpc",
    }
}

/// What takes back a scheduled call.
const TOKEN: (&str, &str) = ("cancellation-token", "CancellationToken");

/// The types that name workers in an interface, and what takes back a scheduled call, if a stub
/// that speaks `rpc` has them from the SDK.
pub(super) fn of_interface(rpc: &Rpc, interface: &str) -> &'static [(&'static str, &'static str)] {
    match rpc.version {
        "0.2.0" if interface == rpc.interface() => {
            &[("worker-id", "WorkerId"), ("component-id", "ComponentId"), ("uuid", "Uuid"), TOKEN]
        }
        "0.2.2" if interface == rpc.interface() => {
            &[("agent-id", "AgentId"), ("component-id", "ComponentId"), ("uuid", "Uuid"), TOKEN]
        }
        "0.1.3" if interface == rpc.interface() => &[("uri", "Uri"), TOKEN],
        _ if interface == FIRST => &[("uri", "Uri")],
        _ => &[],
    }
}

/// Where the SDK has a type of an interface, for the bindings of a stub that speaks `rpc`.
pub(crate) fn find(rpc: &Rpc, interface: &str, name: &str) -> Option<SdkType> {
    let (_, rust) = of_interface(rpc, interface).iter().find(|(wit, _)| *wit == name)?;
    let module = if interface == FIRST { "rpc" } else { module_of(rpc) };
    Some(SdkType { module, name: rust })
}

/// The module in which the SDK has all of an interface, whichever version of `golem:rpc` is spoken.
pub(super) fn whole(interface: &str) -> Option<&'static str> {
    matches!(interface, "wasi:io/poll@0.2.0" | "wasi:io/poll@0.2.3").then_some("poll")
}
