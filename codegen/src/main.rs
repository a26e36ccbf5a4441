//! The command line of golem-rpc-codegen.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use golem_rpc_codegen::{Config, Mode, Report};

/// Generates what Golem components call each other with
///
/// To call component1 from component2, without a stub:
///
///     golem-rpc-codegen generate -s component1/wit -c component1-client
///
/// and add `component1-client = { path = "../component1-client" }` to component2's dependencies.
#[derive(Parser)]
#[command(version, verbatim_doc_comment)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Generate(Generate),
    AddStubDependency(AddStubDependency),
    Compose(Compose),
}

/// Generate a client crate, a stub crate, or both, from the WIT of the component to be called
///
/// A client in direct mode, which needs no stub:
///
///     golem-rpc-codegen generate -s component1/wit -c component1-client
///
/// A stub, and a client that calls through it:
///
///     golem-rpc-codegen generate -s component1/wit -d component1-stub -c component1-client --mode composed
///
/// Only files that change are written, and only files that were generated are overwritten.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
#[command(group(clap::ArgGroup::new("destination").required(true).multiple(true).args(["dest_crate_root", "client_crate_root"])))]
struct Generate {
    /// Folder with the WIT of the component to be called (its `deps` included), or a single file
    #[arg(short, long, value_name = "DIR")]
    source_wit_root: PathBuf,
    /// Folder of the stub crate to generate; the crate is named after it
    #[arg(short, long, value_name = "DIR")]
    dest_crate_root: Option<PathBuf>,
    /// Folder of the client crate to generate; the crate is named after it
    #[arg(short, long, value_name = "DIR")]
    client_crate_root: Option<PathBuf>,
    /// How the client reaches the worker [default: direct]
    #[arg(long, requires = "client_crate_root")]
    mode: Option<ClientMode>,
    /// The world that the component to be called implements; needed when there are several
    #[arg(short, long, value_name = "NAME")]
    world: Option<String>,
    /// Depend on the golem-rpc-sdk in this folder instead of a published version
    #[arg(long, value_name = "DIR")]
    sdk_path: Option<PathBuf>,
    /// Write nothing; fail when a file is not what would be generated now
    #[arg(long)]
    check: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum ClientMode {
    /// Over Golem's own interface: no stub, no composition, typed errors
    Direct,
    /// Through a stub component, linked in with `compose`
    Composed,
}

/// Copy a stub's WIT into a caller's `wit/deps`, so that its world can import it
///
///     golem-rpc-codegen add-stub-dependency --stub-wit-root component1-stub/wit --dest-wit-root component2/wit
///
/// Then add `import demo:component1-stub/stub-component1;` to the caller's world.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
struct AddStubDependency {
    /// The stub crate's `wit` folder
    #[arg(short, long, value_name = "DIR")]
    stub_wit_root: PathBuf,
    /// The caller's `wit` folder
    #[arg(short, long, value_name = "DIR")]
    dest_wit_root: PathBuf,
    /// Replace files that have other content, even if they were not generated
    #[arg(short, long)]
    overwrite: bool,
}

/// Link stub components into the component that imports them
///
///     golem-rpc-codegen compose --source-wasm component2.wasm --stub-wasm component1_stub.wasm \
///         --dest-wasm component2_composed.wasm
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
struct Compose {
    /// The caller's component
    #[arg(long, value_name = "FILE")]
    source_wasm: PathBuf,
    /// A stub's component; may be given several times
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    stub_wasm: Vec<PathBuf>,
    /// Where the composed component goes
    #[arg(long, value_name = "FILE")]
    dest_wasm: PathBuf,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{:?}", miette::Report::new(error));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), golem_rpc_codegen::Error> {
    match command {
        Command::Generate(args) => generate(args),
        Command::AddStubDependency(args) => {
            let report =
                golem_rpc_codegen::add_stub_dependency(&args.stub_wit_root, &args.dest_wit_root, args.overwrite)?;
            print(&report);
            Ok(())
        }
        Command::Compose(args) => compose(&args),
    }
}

fn generate(args: Generate) -> Result<(), golem_rpc_codegen::Error> {
    let mode = match args.mode {
        Some(ClientMode::Composed) => Mode::Composed,
        Some(ClientMode::Direct) | None => Mode::Direct,
    };
    let mut config = Config::new(args.source_wit_root);
    if let Some(world) = args.world {
        config = config.world(world);
    }
    if let Some(folder) = args.dest_crate_root {
        config = config.stub_crate(folder);
    }
    if let Some(folder) = args.client_crate_root {
        config = config.client_crate(folder, mode);
    }
    if let Some(folder) = args.sdk_path {
        config = config.sdk_path(folder);
    }
    let report = if args.check { config.check()? } else { config.generate()? };
    print(&report);
    Ok(())
}

fn compose(args: &Compose) -> Result<(), golem_rpc_codegen::Error> {
    let composition = golem_rpc_codegen::compose(&args.source_wasm, &args.stub_wasm, &args.dest_wasm)?;
    for stub in composition.unused {
        eprintln!("warning: `{}` is not imported by `{}` and left out", stub.display(), args.source_wasm.display());
    }
    println!("Writing composed component to \"{}\"", args.dest_wasm.display());
    Ok(())
}

fn print(report: &Report) {
    for file in &report.files {
        println!("{:<10} {}", file.outcome.to_string(), file.path.display());
    }
}
