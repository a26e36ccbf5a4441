//! `cargo xtask timelines`: the pictures of the README, of the counters example's calls.

use crate::binaries::workspace;
use crate::counters::{self, Counters};
use crate::process::output_of;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// The files, and the calls that they show.
pub const PICTURES: [(&str, &str); 3] = [
    ("blocking.svg", "component2/main sum-blocking"),
    ("by-hand.svg", "component2/main sum-by-hand"),
    ("join-all.svg", "component2/main sum-joined"),
];

/// How many milliseconds each counter takes.
const DELAYS: [(&str, u64); 5] = [("a", 40), ("b", 10), ("c", 50), ("d", 20), ("e", 30)];

/// Where the pictures lie.
pub fn folder() -> PathBuf {
    workspace().join("docs/timelines")
}

/// Builds the example and draws it.
///
/// # Errors
///
/// When a step fails.
pub fn run() -> Result<()> {
    let binaries = crate::binaries::build()?;
    let counters = counters::build(&binaries)?;
    std::fs::create_dir_all(folder())?;
    draw(&binaries, &counters, &folder())
}

/// Draws the built example into a folder. In virtual time, so that each picture is the same on
/// every machine.
///
/// # Errors
///
/// When a call fails.
pub fn draw(binaries: &Path, counters: &Counters, folder: &Path) -> Result<()> {
    for (file, call) in PICTURES {
        let mut host = counters::invoke(binaries, counters);
        host.arg("--virtual-time").arg("--timeline").arg(folder.join(file));
        for (counter, millis) in DELAYS {
            host.arg("--delay").arg(format!("component1/{counter}={millis}"));
        }
        host.arg(format!("{call}({:?})", DELAYS.map(|(counter, _)| counter)));
        counters::echo(&host);
        output_of(&mut host)?;
    }
    Ok(())
}
