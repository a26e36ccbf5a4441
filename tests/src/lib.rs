//! What the end-to-end tests share: components that are written, compiled and composed while a test runs.

mod adapted;
pub mod fan_out;
mod forty_functions;
mod scratch;

pub use forty_functions::forty_functions;
pub use scratch::{Profile, Scratch, cargo_for_components, stub};
pub use xtask::seed_flow::Style;

/// Which client a caller is compiled against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// One that calls through a stub.
    Composed,
    /// One that speaks `golem:rpc` itself.
    Direct,
}

impl Mode {
    /// In the names of crates, and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Composed => "composed",
            Self::Direct => "direct",
        }
    }
}
