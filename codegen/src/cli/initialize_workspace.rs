//! `initialize-workspace`

use golem_rpc_codegen::{Error, Workspace};

use super::golem::GolemArgs;
use super::mode::ModeArg;
use super::report;
use super::sdk::{self, SdkArgs};

/// Let components of a cargo workspace call each other
///
/// Every caller can call every target afterwards:
///
///     golem-rpc-codegen initialize-workspace --targets component1 --callers component2
///
/// This generates crates beside component1 and makes them members of the workspace, adds a
/// dependency on the client to component2, brings the stub's WIT to component2/wit/deps, and
/// writes tasks for cargo-make. What is linked is recorded in `[workspace.metadata.golem-rpc]`
/// in Cargo.toml. Then use `component1_client` in component2 and run
///
///     golem-rpc-codegen build
///
/// With `--instant-stub` this program makes the stubs itself: there is no stub crate, and nothing
/// to compile for it. With `--mode direct` there is no stub and nothing to compose, and a call that
/// fails is an error instead of a trap: this is what we recommend. With the same arguments again
/// nothing changes; with others, links are added; `unlink` takes them away.
///
/// `--golem` is recorded, too, for the whole workspace: all of it runs on one Golem. With another
/// version, what was generated for all links is generated again.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// A component to be called: its package or its folder; may be given several times
    #[arg(long, value_name = "COMPONENT", required = true, num_args = 1..)]
    targets: Vec<String>,
    /// A component that calls; may be given several times
    #[arg(long, value_name = "COMPONENT", required = true, num_args = 1..)]
    callers: Vec<String>,
    /// How the callers reach the targets [default: as they do already, or composed]
    #[arg(long)]
    mode: Option<ModeArg>,
    /// Composed, with stubs that need no compiler: `build` makes them itself, and there is no stub
    /// crate. `--mode composed` without this goes back to stub crates
    #[arg(long)]
    instant_stub: bool,
    #[command(flatten)]
    golem: GolemArgs,
    #[command(flatten)]
    sdk: SdkArgs,
}

impl Args {
    /// Links, and prints what happened to each file.
    pub fn run(self) -> Result<(), Error> {
        let mut workspace = Workspace::find(".")?;
        report::print_interruption(&workspace);
        if let Some(sdk) = self.sdk.given() {
            workspace.set_sdk(sdk)?;
        }
        if let Some(golem) = self.golem.given() {
            workspace.set_golem(golem);
        }
        let targets: Vec<_> = self.targets.iter().map(String::as_str).collect();
        let callers: Vec<_> = self.callers.iter().map(String::as_str).collect();
        let done = match (self.instant_stub, self.mode) {
            (true, Some(ModeArg::Direct)) => return Err(no_stub()),
            (true, _) => workspace.link_with_instant_stubs(&targets, &callers)?,
            (false, mode) => workspace.link(&targets, &callers, mode.map(Into::into))?,
        };
        report::print_changes(&done);
        sdk::print_note(&workspace.sdk()?, &done);
        for task in workspace.tasks_taken()? {
            println!(
                "`Makefile.toml` has a task `{task}` of its own, which stays: `golem-rpc-codegen build` does what ours \
                 would"
            );
        }
        Ok(())
    }
}

fn no_stub() -> Error {
    Error::Options {
        message: "`--instant-stub` says how stubs are made, and with `--mode direct` there are none".to_owned(),
        cure: "leave out one of both".to_owned(),
    }
}
