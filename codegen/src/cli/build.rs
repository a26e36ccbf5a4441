//! `build`

use std::time::Duration;

use golem_rpc_codegen::{Error, Outcome, Progress, Workspace};
use indicatif::{ProgressBar, ProgressStyle};

use super::report;

/// Generate what is stale, compile what changed, and compose callers with their stubs
///
///     golem-rpc-codegen build --release
///
/// Does what `cargo make build-flow` does, without cargo-make, and says which files to deploy.
/// A second run with nothing changed compiles and writes nothing.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Optimised, as what is deployed should be
    #[arg(short, long)]
    release: bool,
}

impl Args {
    /// Builds, and prints which files to deploy.
    pub fn run(self) -> Result<(), Error> {
        let mut workspace = Workspace::find(".")?;
        report::print_interruption(&workspace);
        let bar = Bar::new();
        let build = workspace.build(self.release, &mut |progress| bar.show(&progress));
        bar.bar.finish_and_clear();
        let build = build?;
        report::print_out_of_reach(&workspace);
        for (caller, target) in &build.unused {
            eprintln!(
                "warning: `{caller}` does not import the stub of `{target}`, which is left out: call it, or `unlink` it"
            );
        }
        println!("to deploy:");
        let width = build.deploy.iter().map(|deployable| deployable.component.len()).max().unwrap_or_default();
        for deployable in &build.deploy {
            println!("  {:<width$}  {}", deployable.component, deployable.file.display());
        }
        println!("to run here:");
        println!("  golem-rpc-host invoke --app {} 'COMPONENT/WORKER FUNCTION(ARGUMENTS)'", build.app.display());
        Ok(())
    }
}

/// A progress bar that says what is being done, with a line above it for each thing that is done.
struct Bar {
    bar: ProgressBar,
}

impl Bar {
    fn new() -> Bar {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Bar { bar }
    }

    fn show(&self, progress: &Progress<'_>) {
        match progress {
            Progress::Generated(report) => {
                let changed =
                    report.files.iter().filter(|file| matches!(file.outcome, Outcome::Written | Outcome::Removed));
                changed
                    .for_each(|file| self.line(&format!("{:<10} {}", file.outcome.to_string(), file.path.display())));
                report::left_out(&report.left_out).for_each(|line| self.line(&line));
            }
            Progress::Compiling { components } => {
                self.bar.set_length(*components as u64);
                self.bar.set_message(format!("compiling {components} components"));
            }
            Progress::Compiled { component, file } => {
                self.bar.inc(1);
                self.bar.set_message(format!(
                    "compiled {component}, {} of {}",
                    self.bar.position(),
                    self.bar.length().unwrap_or(0)
                ));
                self.line(&format!("compiled   {}", file.display()));
            }
            Progress::Composed { file, .. } => {
                self.line(&format!("Writing composed component to \"{}\"", file.display()))
            }
            _ => {}
        }
    }

    fn line(&self, text: &str) {
        self.bar.suspend(|| println!("{text}"));
    }
}
