//! `cargo xtask bench BENCH`: what golem-rpc costs, beside what one would take instead and beside the limit.

use anyhow::Result;
use clap::{Parser, Subcommand};
use golem_rpc_benches::{baseline, codec, codegen, fan_out, host, results, size};
use std::process::ExitCode;

/// Calls by the thousand are memory by the thousand pieces: with the system's allocator the host's time per call grows with their number.
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
    /// Waits for N calls in each way there is.
    FanOut(fan_out::Options),
    /// Sends values of five shapes and takes them back.
    Codec,
    /// Whole processes of golem-rpc-codegen. The first time, a hundred crates are compiled.
    Codegen,
    /// Calls on the local host, beside bare wasmtime.
    Host,
    /// Weighs components.
    Size,
    /// Writes down fuel, counts and sizes, which a test compares with.
    Baseline,
    /// All but the baseline, into benches/RESULTS.md. Takes about twenty minutes.
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
