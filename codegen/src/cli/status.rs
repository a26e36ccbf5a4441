//! `status`

use std::path::PathBuf;

use golem_rpc_codegen::{Error, GolemVersion, Mode, Status, Workspace};
use serde_json::{Value, json};

use super::report;

/// Tell who calls whom, in which mode, and what is stale
///
///     golem-rpc-codegen status --json
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// As one JSON object: `golem`, the version that all is generated for; `links` with `caller`,
    /// `target`, `mode`, `instant_stub` and `stale`; and `stale` and `edited` with paths
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Prints the status.
    pub fn run(self) -> Result<(), Error> {
        let workspace = Workspace::find(".")?;
        let status = workspace.status()?;
        report::print_out_of_reach(&workspace);
        if self.json {
            println!("{:#}", object(&status));
        } else {
            print(&status);
        }
        Ok(())
    }
}

fn print(status: &Status) {
    if status.links.is_empty() {
        println!("nothing is linked");
    }
    for link in &status.links {
        let stale = match link.stale.len() {
            0 => "up to date".to_owned(),
            n => format!("{n} stale"),
        };
        let stub = if link.link.instant_stub { ", instant stub" } else { "" };
        let golem = match status.golem {
            version if version == GolemVersion::default() => String::new(),
            version => format!(", Golem {version}"),
        };
        println!("{} calls {} ({}{stub}{golem}): {stale}", link.link.caller, link.link.target, mode(link.link.mode));
    }
    for (files, what) in [(&status.stale, "stale"), (&status.edited, "edited by hand")] {
        files.iter().for_each(|file| println!("{what}: {}", file.display()));
    }
}

fn object(status: &Status) -> Value {
    let paths =
        |paths: &[PathBuf]| paths.iter().map(|path| path.to_string_lossy().replace('\\', "/")).collect::<Vec<_>>();
    let links = status.links.iter().map(|link| {
        json!({
            "caller": link.link.caller,
            "target": link.link.target,
            "mode": mode(link.link.mode),
            "instant_stub": link.link.instant_stub,
            "stale": paths(&link.stale),
        })
    });
    json!({
        "golem": status.golem.name(),
        "links": links.collect::<Vec<_>>(),
        "stale": paths(&status.stale),
        "edited": paths(&status.edited),
    })
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Direct => "direct",
        Mode::Composed => "composed",
    }
}
