//! `new`

use std::path::PathBuf;

use clap::ValueEnum;
use golem_rpc_codegen::{Error, NewComponents, NewOptions, Style, Workspace};

use super::golem::GolemArgs;
use super::mode::ModeArg;
use super::report;
use super::sdk::{self, SdkArgs};

/// Make a component that compiles, and the workspace for it where there is none
///
/// From an empty folder to three workers that are asked at once:
///
///     golem-rpc-codegen new counter
///     golem-rpc-codegen new total --calls counter
///     golem-rpc-codegen build
///     golem-rpc-host invoke --app target/app.toml 'total/main get-all(["a", "b", "c"])'
///
/// Without `--calls` it is a counter. With `--calls` it has a function that asks many workers of
/// the target at once, and the link to it is made, as `initialize-workspace` makes it.
///
/// Nothing is overwritten. With the same arguments again nothing changes.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Name of the component, or its folder, which is called so
    #[arg(value_name = "NAME", required_unless_present = "example")]
    name: Option<PathBuf>,
    /// A component to call: one of the workspace, or the folder, WIT or `.wasm` file of one that is
    /// elsewhere; may be given several times
    #[arg(long, value_name = "TARGET", num_args = 1.., conflicts_with = "example")]
    calls: Vec<String>,
    /// How it is built [default: like the workspace's other components, or by cargo]
    #[arg(long)]
    style: Option<StyleArg>,
    /// How it reaches what it calls [default: direct]
    #[arg(long)]
    mode: Option<ModeArg>,
    /// Make the components of an example instead
    #[arg(long, conflicts_with = "name")]
    example: Option<Example>,
    #[command(flatten)]
    golem: GolemArgs,
    #[command(flatten)]
    sdk: SdkArgs,
}

/// How a component is built.
#[derive(Clone, Copy, ValueEnum)]
enum StyleArg {
    /// By cargo, with wit-bindgen, for wasm32-wasip2
    Cargo,
    /// By cargo-component, for wasm32-wasip1
    CargoComponent,
}

/// Components that belong together.
#[derive(Clone, Copy, ValueEnum)]
enum Example {
    /// component1, a counter, and component2, which asks many of them: those of Golem's
    /// documentation
    Counters,
}

impl Args {
    /// Makes it, and tells what comes next.
    pub fn run(self) -> Result<(), Error> {
        let new = match (self.example, self.name) {
            (Some(Example::Counters), _) => NewComponents::Counters,
            (None, name) => NewComponents::One { folder: name.unwrap_or_default(), calls: self.calls },
        };
        let mut options = NewOptions::default();
        options.style = self.style.map(|style| match style {
            StyleArg::Cargo => Style::Cargo,
            StyleArg::CargoComponent => Style::CargoComponent,
        });
        options.mode = self.mode.map_or(options.mode, Into::into);
        options.golem = self.golem.given();
        options.sdk = self.sdk.given();
        let (workspace, done) = Workspace::create(".", &new, &options)?;
        report::print_changes(&done);
        if !workspace.links().is_empty() {
            sdk::print_note(&workspace.sdk()?, &done);
        }
        println!("next: {}`golem-rpc-codegen build`", install(&workspace));
        Ok(())
    }
}

/// What has to be done before anything can be built here.
fn install(workspace: &Workspace) -> String {
    let Some(missing) = workspace.missing_target() else { return String::new() };
    let cure = miette::Diagnostic::help(&missing).map(|help| format!(": {help}")).unwrap_or_default();
    eprintln!("warning: {missing}{cure}");
    "that, and ".to_owned()
}
