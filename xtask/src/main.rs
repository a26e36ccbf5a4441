//! `cargo xtask`: the project's own commands.

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use xtask::{
    bench, binaries, demo, interpreter, release, rust_versions, seed_flow, suites, test, timelines, wasm_target,
    wasm_target::Target,
};

/// The project's own commands. Each sets the machine up first: what is there already is left alone.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs the compiler's targets wasm32-wasip2 and wasm32-wasip1, if they are missing.
    Setup,
    /// Generates, builds, composes and runs the counters example.
    Demo,
    /// Follows the documentation of Golem word by word, with cargo-component, with cargo, and with
    /// components as old as it is, all with cargo-make.
    ///
    /// Installs cargo-component and cargo-make below the project's `target` folder if they are
    /// missing, which takes some minutes.
    TestSeedFlow,
    /// Compiles the core module that `golem-rpc-codegen stub` makes stubs of, which is committed:
    /// codegen/interpreter. To be done when golem-rpc-stub or the project's version has changed.
    Interpreter,
    /// Draws the counters example's calls: the pictures of the README.
    Timelines,
    /// Measures: `cargo xtask bench --help` tells what.
    #[command(disable_help_flag = true)]
    Bench {
        /// For golem-rpc-benches.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Checks that the crates can be published: their manifests, the changelog, what is in their
    /// packages, and that these compile with nothing of the project beside them.
    #[command(group = clap::ArgGroup::new("run").required(true).args(["dry_run", "execute"]))]
    Release {
        /// Publish nothing, and print what `--execute` would do.
        #[arg(long)]
        dry_run: bool,
        /// Publish the crates, then tag the commit. Refuses a dirty tree. What a former run has
        /// done is not done again.
        #[arg(long)]
        execute: bool,
        /// Compile each program by itself, too, which takes some minutes more. `--execute` always
        /// does.
        #[arg(long)]
        each_alone: bool,
    },
    /// Compiles each published crate with the oldest Rust that it promises, where that is
    /// installed.
    RustVersions {
        /// Fail if one is not installed.
        #[arg(long)]
        all: bool,
    },
    /// Runs all tests.
    Test {
        /// For `cargo test`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Runs the tests whose components can be generated for any version of Golem, for each of them.
    /// CI runs them for 1.0, and one of them for one of the others, which changes with each commit.
    Golem {
        /// Only for these [default: all].
        #[arg(value_parser = ["1.0", "1.1", "1.2", "1.3", "1.4"])]
        versions: Vec<String>,
    },
    /// Generates from random WIT, and compiles a sample of it. CI does 1,000 packages, and compiles
    /// 40.
    Fuzz {
        /// Seeds of the packages; about two in five give one.
        #[arg(long, default_value = "0..20000")]
        seeds: String,
        /// How many packages to compile.
        #[arg(long, default_value_t = 500)]
        compile: usize,
    },
    /// Attacks the host with random programs of a component that means harm, and the generator with
    /// random states of a workspace, pairs of commands and kills. CI tries some of it, others each
    /// day.
    Attack {
        /// How many seconds to try, half of them each of the two.
        #[arg(long, default_value_t = 600)]
        seconds: u64,
    },
}

fn main() -> ExitCode {
    match run(&Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &Task) -> Result<()> {
    let builds_components = !matches!(task, Task::Release { .. } | Task::RustVersions { .. });
    if builds_components {
        wasm_target::ensure(Target::Wasip2)?;
    }
    match task {
        Task::Release { execute, each_alone, .. } => {
            let run = if *execute { release::Run::Execute } else { release::Run::Dry };
            release::run(binaries::workspace(), run, *each_alone)
        }
        Task::RustVersions { all } => rust_versions::check(binaries::workspace(), *all, &rust_versions::of_environment),
        Task::Setup => wasm_target::ensure(Target::Wasip1),
        Task::Demo => demo::run(),
        Task::Bench { arguments } => bench::run(arguments),
        Task::TestSeedFlow => seed_flow::test(),
        Task::Interpreter => {
            wasm_target::ensure(Target::Wasip1)?;
            interpreter::renew(binaries::workspace())
        }
        Task::Timelines => timelines::run(),
        Task::Test { arguments } => {
            // The host's tests have a component as cargo-component makes them.
            wasm_target::ensure(Target::Wasip1)?;
            test::run_all(arguments)
        }
        Task::Golem { versions } => suites::test_all(versions),
        Task::Fuzz { seeds, compile } => test::fuzz(seeds, *compile),
        Task::Attack { seconds } => test::attack(*seconds),
    }
}
