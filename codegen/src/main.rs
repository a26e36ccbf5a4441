//! The command line of golem-rpc-codegen.

mod cli;

use std::process::ExitCode;

use clap::Parser;

/// Large WIT is millions of small allocations. For a stub of 20,000 functions, glibc spends half of
/// the time on joining pieces of memory that were freed.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Paths and lines to copy stay in one piece.
    let made = miette::set_hook(Box::new(|_| Box::new(miette::MietteHandlerOpts::new().wrap_lines(false).build())));
    debug_assert!(made.is_ok(), "nobody else sets it");
    match cli::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{:?}", miette::Report::new(error));
            ExitCode::FAILURE
        }
    }
}
