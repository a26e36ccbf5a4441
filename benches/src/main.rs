//! `cargo xtask bench BENCH`: measures what golem-rpc costs, compared with what one would use
//! instead, and with the limit.

use anyhow::Result;
use clap::{Parser, Subcommand};
use golem_rpc_benches::{baseline, codec, codegen, fan_out, host, results, size};
use std::process::ExitCode;

/// Calls in thousands need thousands of small pieces of memory. With the system's allocator, the
/// host's time for one call would grow with their number.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What golem-rpc costs, beside what one would take instead and beside the limit.
#[derive(Parser)]
#[command(name = "golem-rpc-benches")]
struct Cli {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Subcommand)]
enum Bench {
    /// Measures each way to wait for N calls.
    FanOut(fan_out::Options),
    /// Sends values of five shapes and takes them back.
    Codec,
    /// Measures processes of golem-rpc-codegen. The first time, a hundred crates are compiled.
    Codegen,
    /// Measures calls on the local host, and on wasmtime alone.
    Host,
    /// Measures the sizes of components.
    Size,
    /// Writes the fuel, counts and sizes that a test compares with.
    Baseline,
    /// Measures all but the baseline, and writes benches/RESULTS.md. Takes about twenty minutes.
    All(fan_out::Options),
}

fn main() -> ExitCode {
    match run(&Cli::parse().bench) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(bench: &Bench) -> Result<()> {
    xtask::wasm_target::ensure(xtask::wasm_target::Target::Wasip2)?;
    match bench {
        Bench::FanOut(options) => fan_out::print(options),
        Bench::Codec => print_codec(),
        Bench::Baseline => baseline::write(),
        Bench::All(options) => results::write(options),
        Bench::Codegen => {
            println!("{}", codegen::Row::HEADER);
            codegen::measure()?.iter().for_each(|row| println!("{row}"));
            Ok(())
        }
        Bench::Host => {
            let rows = host::measure()?;
            rows.iter().for_each(|row| println!("{row}"));
            println!("{}", host::goal(&rows));
            println!("{}", host::goal_of_log(&rows));
            Ok(())
        }
        Bench::Size => {
            let rows = size::measure()?;
            rows.iter().for_each(|row| println!("{row}"));
            size::goals(&rows).iter().for_each(|goal| println!("{goal}"));
            Ok(())
        }
    }
}

fn print_codec() -> Result<()> {
    println!("{}", codec::Row::HEADER);
    let rows = codec::measure()?;
    rows.iter().for_each(|row| println!("{row}"));
    codec::goals(&rows).iter().for_each(|goal| println!("{goal}"));
    Ok(())
}
