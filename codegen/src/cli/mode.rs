//! `--mode`

use clap::ValueEnum;
use golem_rpc_codegen::Mode;

/// How a client reaches its worker.
#[derive(Clone, Copy, ValueEnum)]
pub enum ModeArg {
    /// Over Golem's own interface: no stub, no composition, typed errors
    Direct,
    /// Through a stub component, linked in with `compose`
    Composed,
}

impl From<ModeArg> for Mode {
    fn from(mode: ModeArg) -> Mode {
        match mode {
            ModeArg::Direct => Mode::Direct,
            ModeArg::Composed => Mode::Composed,
        }
    }
}
