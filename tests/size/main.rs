//! What the SDK and a direct client add to a component as one would deploy it: opt-level "s", lto, stripped.

use anyhow::Result;
use golem_rpc_tests::{Mode, Profile, Scratch};
use std::fs;
use std::path::{Path, PathBuf};

/// What a client and the calls through it may add.
const CALLS: u64 = 24 * 1024;

/// What `join_all` may add to that.
const JOIN_ALL: u64 = 10 * 1024;

#[test]
fn calls_through_a_direct_client_add_little_to_a_component() {
    let [nothing, calls, joined] =
        sizes(["calls_nothing", "calls", "join_all"]).unwrap_or_else(|error| panic!("{error:#}"));
    println!("calls nothing: {nothing} bytes; calls: {calls}; join_all: {joined}");
    assert!(calls - nothing <= CALLS, "a client adds {} bytes, at most {CALLS} are allowed", calls - nothing);
    assert!(joined - calls <= JOIN_ALL, "join_all adds {} bytes, at most {JOIN_ALL} are allowed", joined - calls);
}

/// Bytes of the components that each of `callers` makes.
fn sizes<const N: usize>(callers: [&str; N]) -> Result<[u64; N]> {
    let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("size"), Profile::Release);
    let target = xtask::counters::folder().join("component1");
    let dependencies = scratch.add_client("component1", &target, Mode::Direct)?;
    for caller in callers {
        scratch.add_component(caller, &dependencies)?;
        scratch.copy(&source().join("caller.rs"), &format!("{caller}/src/lib.rs"))?;
        scratch.copy(&source().join(caller).with_extension("rs"), &format!("{caller}/src/values.rs"))?;
    }
    scratch.build()?;
    Ok(callers.map(|caller| fs::metadata(scratch.wasm(caller)).expect("it was built").len()))
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("size")
}
