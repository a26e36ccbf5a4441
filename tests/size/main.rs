//! The sizes of components as they would be deployed: opt-level "s", lto, stripped. It measures
//! what the SDK and a direct client add to a component, and how large a stub is.

mod versions;

use anyhow::Result;
use golem_rpc_tests::{Mode, Profile, Scratch, forty_functions, stub};
use std::fs;
use std::path::{Path, PathBuf};

/// The most bytes that a client and calls through it may add.
const CALLS: u64 = 21 * 1024;

/// The most bytes that `join_all` may add to that. A third of it is for children that are no bare
/// calls.
const JOIN_ALL: u64 = 12 * 1024 + 192;

/// The most bytes that the stub of the counters may have.
const STUB: u64 = 20 * 1024;

/// The most bytes that a stub of forty functions may have. That is three kilobytes for each
/// function, nearly all of it for names.
const STUB_OF_FORTY: u64 = 120 * 1024;

#[test]
fn a_stub_is_small_and_grows_by_little_more_than_its_names() {
    let [small, large] = stub_sizes().unwrap_or_else(|error| panic!("{error:#}"));
    println!("stub of the counters: {small} bytes; of forty functions: {large}");
    assert!(small <= STUB, "the stub of the counters has {small} bytes, at most {STUB} are allowed");
    assert!(
        large <= STUB_OF_FORTY,
        "the stub of forty functions has {large} bytes, at most {STUB_OF_FORTY} are allowed"
    );
}

/// The sizes of the stub of the counters and of a stub of forty functions, in bytes.
fn stub_sizes() -> Result<[u64; 2]> {
    let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("size_of_stubs"), Profile::Release);
    scratch.write("large/target.wit", &forty_functions())?;
    scratch.add_client("component1", &xtask::counters::folder().join("component1"), Mode::Composed)?;
    scratch.add_client("large", &scratch.path("large"), Mode::Composed)?;
    scratch.build()?;
    Ok(["component1", "large"].map(|name| fs::metadata(scratch.wasm(&stub(name))).expect("it was built").len()))
}

#[test]
fn calls_through_a_direct_client_add_little_to_a_component() {
    let [nothing, calls, joined] =
        sizes(["calls_nothing", "calls", "join_all"]).unwrap_or_else(|error| panic!("{error:#}"));
    println!("calls nothing: {nothing} bytes; calls: {calls}; join_all: {joined}");
    assert!(calls - nothing <= CALLS, "a client adds {} bytes, at most {CALLS} are allowed", calls - nothing);
    assert!(joined - calls <= JOIN_ALL, "join_all adds {} bytes, at most {JOIN_ALL} are allowed", joined - calls);
}

/// The sizes of the components with each of `callers`, in bytes.
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
