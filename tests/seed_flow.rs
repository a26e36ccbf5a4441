//! The commands of Golem's documentation on calls between workers, with cargo and without
//! cargo-make. `cargo xtask test-seed-flow` tests the other ways.

use std::path::Path;
use xtask::seed_flow::{Runner, Style, Template, follow};

#[test]
fn the_documentation_can_be_followed_with_cargo_alone() {
    let binaries = xtask::binaries::build().expect("our programs compile");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("seed_flow");
    for part in ["component1", "component2", "component1-stub", "component1-stub-client"] {
        // Only sources are removed. What an earlier run has compiled is kept, to save time.
        let _ = std::fs::remove_dir_all(folder.join(part));
    }
    let _ = std::fs::remove_file(folder.join("Makefile.toml"));
    follow(&folder, &binaries, &binaries, Style::Cargo, Template::Minimal, Runner::Codegen)
        .unwrap_or_else(|error| panic!("{error:?}"));
}
