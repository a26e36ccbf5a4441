//! The library's face: a host, how it is built, and calls to its workers from outside.

mod call_text;
mod did_you_mean;
mod host;
mod host_builder;
mod invocation;
mod kept;
mod outside_call;
mod recovery;
mod resumed;
mod typed_arguments;

pub use host::Host;
pub use host_builder::HostBuilder;
pub use invocation::Invocation;
pub use recovery::{Recovery, RecoveryCause, RecoveryOptions, RecoveryRule};
pub use resumed::Resumed;
