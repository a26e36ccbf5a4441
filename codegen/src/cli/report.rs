//! Prints what happened to files, a line each.

use std::path::Path;

use golem_rpc_codegen::{FileReport, LeftOut, Outcome, Report, Workspace};

/// Prints what happened to each file, and which exports were left out.
pub fn print(report: &Report) {
    for file in &report.files {
        println!("{}", line(file));
    }
    left_out(&report.left_out).for_each(|line| println!("{line}"));
}

/// Prints a line about a file that was written. If the file is the standard output, the line goes
/// to the standard error.
pub fn tell(file: &Path, line: &str) {
    if file.is_file() && !file.starts_with("/dev") {
        println!("{line}");
    } else {
        eprintln!("{line}");
    }
}

/// The line that says what happened to a file.
pub fn line(file: &FileReport) -> String {
    format!("{:<10} {}", file.outcome.to_string(), file.path.display())
}

/// A line for each export that is left out.
pub fn left_out(left_out: &[LeftOut]) -> impl Iterator<Item = String> + '_ {
    left_out.iter().map(|export| {
        let place = export.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
        format!("left out   {export}{place}")
    })
}

/// Prints the files that have changed, or that none has.
pub fn print_changes(report: &Report) {
    let mut changed = report.clone();
    changed.files.retain(|file| file.outcome != Outcome::Unchanged);
    print(&changed);
    let unchanged = report.files.len() - changed.files.len();
    match (changed.files.is_empty(), unchanged) {
        (true, _) => println!("nothing to do: all {unchanged} files are up to date"),
        (false, 0) => {}
        (false, n) => println!("{n} other files are up to date"),
    }
}

/// Tells of which clients nobody can say whether they are stale.
pub fn print_out_of_reach(workspace: &Workspace) {
    for (target, path) in workspace.out_of_reach() {
        eprintln!(
            "warning: nothing is at `{}`: whether what was generated for `{target}` is stale cannot be told",
            path.display()
        );
    }
}

/// Prints that an earlier run had been interrupted, if so.
pub fn print_interruption(workspace: &Workspace) {
    if workspace.was_interrupted() {
        println!("an earlier run was interrupted: what it had begun is complete now");
    }
}
