//! Generates, builds, composes and runs the cases.

mod scratch;

use golem_rpc_host::Host;
use scratch::Scratch;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// Which client a caller is compiled against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    Composed,
    Direct,
}

/// All cases there are, with the modes they are for, in order.
pub fn cases() -> Vec<(String, Mode)> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime")).expect("the cases are here") {
        let folder = entry.expect("a folder can be listed").path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let both = folder.join("caller.rs").exists();
        if both {
            cases.push((name.clone(), Mode::Composed));
        }
        if both || folder.join("direct.rs").exists() {
            cases.push((name, Mode::Direct));
        }
    }
    cases.sort();
    cases
}

/// Runs the caller of `case` that is compiled for `mode`.
pub fn run(case: &str, mode: Mode) {
    static SCRATCH: OnceLock<Scratch> = OnceLock::new();
    let scratch = SCRATCH.get_or_init(|| Scratch::build(&cases()).unwrap_or_else(|error| panic!("{error:#}")));

    let host = Host::builder().log(|line| println!("{line}")).build().expect("the host starts");
    let target = host.add_component_file("target", scratch.target(case)).expect("the target is a component");
    host.add_component_file("caller", scratch.caller(case, mode)).expect("the caller is complete");
    host.set_env("TARGET_COMPONENT_ID", target.to_string());
    if let Err(error) = host.invoke_blocking("caller/main", "run()") {
        panic!("{case} {mode:?}: {error}");
    }
    let calls = host.host_calls("caller/main").expect("the caller has run");
    assert_eq!(calls.ready, 0, "{case} {mode:?}: pollable.ready() is not replayed on Golem");
}
