//! The tests whose components can be generated for any version of Golem: `cargo xtask golem`.

use crate::binaries::workspace;
use crate::process::{cargo, output_of, run};
use anyhow::Result;
use std::process::Command;

/// The programs of these tests.
const SUITES: [&str; 3] = ["runtime", "roundtrip", "fan_out"];

/// The versions besides 1.0, which they are for when nobody says otherwise.
const OTHER_VERSIONS: [&str; 4] = ["1.1", "1.2", "1.3", "1.4"];

/// One of the tests, for one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// The program of tests.
    pub suite: &'static str,
    /// The version of Golem.
    pub version: &'static str,
}

impl Turn {
    /// The one that is next. It depends on the commit alone, so that the same commit always has the
    /// same one. In twelve commits all have their turn.
    pub fn of_this_commit() -> Self {
        let mut git = Command::new("git");
        let commits = output_of(git.args(["rev-list", "--count", "HEAD"]).current_dir(workspace()));
        // Sources that were not cloned have no commits.
        Self::number(commits.ok().and_then(|commits| commits.trim().parse().ok()).unwrap_or(0))
    }

    /// The lengths of the two lists have no divisor in common, so twelve numbers in a row give all.
    fn number(number: usize) -> Self {
        let (suite, version) = (SUITES[number % SUITES.len()], OTHER_VERSIONS[number % OTHER_VERSIONS.len()]);
        Self { suite, version }
    }

    /// Runs the test for the version.
    pub fn test(self) -> Command {
        let mut cargo = cargo();
        cargo.args(["test", "--workspace", "--test", self.suite]).env("GOLEM", self.version).current_dir(workspace());
        cargo
    }
}

/// Runs all of the tests for these versions; without any, for all.
///
/// # Errors
///
/// When a test fails.
pub fn test_all(versions: &[String]) -> Result<()> {
    let wanted = |version: &str| versions.is_empty() || versions.iter().any(|wanted| wanted == version);
    for version in ["1.0"].into_iter().chain(OTHER_VERSIONS).filter(|version| wanted(version)) {
        for suite in SUITES {
            eprintln!("{suite} for Golem {version}");
            run(&mut Turn { suite, version }.test())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{OTHER_VERSIONS, SUITES, Turn};
    use std::collections::BTreeSet;

    #[test]
    fn all_have_their_turn() {
        let turns: BTreeSet<_> = (7..19).map(Turn::number).collect();
        assert_eq!(turns.len(), SUITES.len() * OTHER_VERSIONS.len());
    }
}
