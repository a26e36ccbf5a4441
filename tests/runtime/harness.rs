//! Generates, builds, composes and runs the cases.

use anyhow::Result;
use golem_rpc_codegen::GolemVersion;
use golem_rpc_host::Host;
use golem_rpc_tests::{Mode, Profile, Scratch, golem, instant_stub, stub};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// All cases with their modes, sorted.
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

/// Whether the Golem that the cases are generated for has what the case shows.
fn is_served(case: &str) -> bool {
    // From 1.3 on Golem has no ephemeral workers that can be called.
    case != "ephemeral" || golem() < GolemVersion::V1_3
}

fn served() -> Vec<(String, Mode)> {
    cases().into_iter().filter(|(case, _)| is_served(case)).collect()
}

/// Runs the caller of `case` in this mode. In composed mode it runs with the stub that was
/// compiled, and with the one that was put together without a compiler.
pub fn run(case: &str, mode: Mode) {
    if !is_served(case) {
        return;
    }
    static SCRATCH: OnceLock<Scratch> = OnceLock::new();
    let scratch = SCRATCH.get_or_init(|| build(&served()).unwrap_or_else(|error| panic!("{error:#}")));
    let caller = caller(case, mode);
    match mode {
        Mode::Composed => {
            run_file(scratch, case, &format!("{caller}-composed"));
            run_file(scratch, case, &instant(&caller));
        }
        Mode::Direct if has_world(case) => run_file(scratch, case, &format!("{caller}-composed")),
        Mode::Direct => run_file(scratch, case, &caller),
    }
}

fn run_file(scratch: &Scratch, case: &str, caller: &str) {
    // What is made for Golem 1.0 runs on 1.1, too.
    let host = Host::builder()
        .golem(golem_rpc_host::GolemVersion::V1_1)
        .log(|line| println!("{line}"))
        .build()
        .expect("the host starts");
    let target = scratch.wasm(&format!("{case}-target"));
    let target = host.add_component_file("target", target).expect("the target is a component");
    host.add_component_file("caller", scratch.wasm(caller)).expect("the caller is complete");
    host.set_env("TARGET_COMPONENT_ID", target.to_string());
    // Parts of cases are about ephemeral workers, which Golem has up to 1.2.
    if golem() >= GolemVersion::V1_3 {
        host.set_env("NO_EPHEMERAL_WORKERS", "yes");
    }
    if let Err(error) = host.invoke_blocking("caller/main", "run()") {
        panic!("{caller}: {error}");
    }
    assert_eq!(host.findings(), [], "{caller}: this goes wrong on Golem");
}

fn build(cases: &[(String, Mode)]) -> Result<Scratch> {
    let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("runtime"), Profile::Debug);
    for (case, mode) in cases {
        let folder = case_folder(case);
        scratch.add_target(case, &folder)?;
        let dependencies = scratch.add_client(case, &folder, *mode)?;
        scratch.add_component(&caller(case, *mode), &dependencies)?;
        write_caller(&scratch, case, *mode)?;
    }
    scratch.build()?;
    for (case, mode) in cases {
        let linked = linked(case, *mode);
        if !linked.is_empty() {
            scratch.compose(&caller(case, *mode), &linked)?;
        }
        if *mode == Mode::Composed {
            let mut linked = linked;
            linked[0] = instant_stub(case);
            let caller = caller(case, *mode);
            scratch.compose_as(&instant(&caller), &caller, &linked)?;
        }
    }
    Ok(scratch)
}

fn write_caller(scratch: &Scratch, case: &str, mode: Mode) -> Result<()> {
    let (name, folder) = (caller(case, mode), case_folder(case));
    if !has_world(case) {
        scratch.write(&format!("{name}/src/lib.rs"), CALLER)?;
        return scratch.copy(&caller_source(case, mode), &format!("{name}/src/case.rs"));
    }
    scratch.copy(&folder.join("caller/world.wit"), &format!("{name}/wit/world.wit"))?;
    scratch.copy_target_wit(&folder, &format!("{name}/wit"), "deps/target/target.wit")?;
    scratch.copy(&caller_source(case, mode), &format!("{name}/src/lib.rs"))
}

/// The components that are linked into a caller: the stub in composed mode, and the target if the
/// caller's world imports it.
fn linked(case: &str, mode: Mode) -> Vec<String> {
    let stub = (mode == Mode::Composed).then(|| stub(case));
    stub.into_iter().chain(has_world(case).then(|| format!("{case}-target"))).collect()
}

/// The code around a case, which makes a component of it.
const CALLER: &str = r#"mod case;

wit_bindgen::generate!({
    inline: "package test:caller; world caller { export run: func(); }",
});

struct Caller;

impl Guest for Caller {
    fn run() {
        case::run();
    }
}

export!(Caller);

/// The worker of the target that has this name.
#[allow(dead_code, reason = "not every case names its workers")]
fn worker(name: &str) -> golem_rpc_sdk::WorkerUri {
    golem_rpc_sdk::WorkerUri::durable_from_env("TARGET_COMPONENT_ID", name).expect("the target is named")
}
"#;

/// The caller with a stub that was put together without a compiler.
fn instant(caller: &str) -> String {
    format!("{caller}-instant")
}

fn caller(case: &str, mode: Mode) -> String {
    format!("{case}-{}-caller", mode.name())
}

fn case_folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime").join(case)
}

/// Whether the caller has a world of its own.
fn has_world(case: &str) -> bool {
    case_folder(case).join("caller/world.wit").exists()
}

fn caller_source(case: &str, mode: Mode) -> PathBuf {
    let both = case_folder(case).join("caller.rs");
    if mode == Mode::Composed || both.exists() { both } else { case_folder(case).join("direct.rs") }
}
