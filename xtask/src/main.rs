//! `cargo xtask`: the project's own commands.

mod process;
mod progress;
mod wasm_target;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The project's own commands. Each sets the machine up first: what is there already is left alone.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs the compiler's wasm32-wasip2 target, if it is missing.
    Setup,
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Task::Setup => wasm_target::ensure(),
    }
}
