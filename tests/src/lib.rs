//! Used by several end-to-end tests: components that are written, compiled and composed during a
//! test.

mod adapted;
pub mod fan_out;
mod forty_functions;
mod golem;
mod scratch;

pub use forty_functions::forty_functions;
pub use golem::{golem, rpc, wasi};
pub use scratch::{Profile, Scratch, cargo_for_components, instant_stub, stub};
pub use xtask::seed_flow::Style;

/// The client that a caller is compiled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// A client that calls through a stub.
    Composed,
    /// A client that calls `golem:rpc` itself.
    Direct,
}

impl Mode {
    /// The name in the names of crates, and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Composed => "composed",
            Self::Direct => "direct",
        }
    }
}
