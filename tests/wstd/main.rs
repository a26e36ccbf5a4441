//! Calls are awaited inside `wstd::runtime::block_on`, together with timers of wstd.

use anyhow::Result;
use golem_rpc_host::Host;
use golem_rpc_tests::{Mode, Profile, Scratch};
use std::path::{Path, PathBuf};

#[test]
fn calls_and_timers_of_both_run_side_by_side_inside_wstd() {
    let host = host().unwrap_or_else(|error| panic!("{error:#}"));
    let call = |text: &str| host.invoke_blocking("caller", text).unwrap_or_else(|error| panic!("{text}: {error}"));
    // The result has the values, and the virtual time that it took in milliseconds.
    assert_eq!(call("joined([30, 10, 20])").wave, "([0, 1, 2], 30)");
    assert_eq!(call("raced()").wave, "(\"the timer of wstd, the timeout, the timer of wstd\", 21)");
    assert_eq!(call("spawned([5, 40])").wave, "([0, 1], 40)");
    let joined = call("joined([30, 10, 20])").host_calls;
    assert_eq!((joined.subscribe, joined.get), (3, 3));
}

fn host() -> Result<Host> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut scratch = Scratch::new(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("wstd"), Profile::Debug);
    let target = source.join("fan_out");
    scratch.add_target("fan-out", &target)?;
    let dependencies = scratch.add_client("fan-out", &target, Mode::Direct)?;
    let dependencies = dependencies.replace("golem-rpc-sdk = { ", "golem-rpc-sdk = { features = [\"wstd\"], ");
    scratch.add_component("wstd-caller", &(dependencies + "wstd = \"0.6\"\n"))?;
    scratch.copy(&source.join("wstd/caller.rs"), "wstd-caller/src/lib.rs")?;
    scratch.build()?;
    let host = Host::builder().virtual_time(true).build()?;
    let target = host.add_component_file("target", scratch.wasm("fan-out-target"))?;
    host.add_component_file("caller", scratch.wasm("wstd-caller"))?;
    host.set_env("TARGET_COMPONENT_ID", target.to_string());
    Ok(host)
}
