//! Callers that are not written in Rust, composed with a stub that no compiler made.
//!
//! The one that is always there is hand-written WebAssembly. Those of real languages come from
//! tools that are not installed everywhere, so their components are named in a variable:
//!
//! ```text
//! LANGUAGES_CALLERS=caller_js.wasm:caller_py.wasm cargo test --workspace --test languages
//! ```
//!
//! `in_javascript.js` and `in_python.py` say how these two are made. They implement the world of
//! `caller/caller.wit`, with the packages of the stub in `caller/wit/deps`.

use golem_rpc_codegen::{Config, Stub, add_stub_dependency, compose_stubs};
use golem_rpc_host::Host;
use golem_rpc_tests::{Mode, Profile, Scratch, instant_stub, stub};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

static SCRATCH: LazyLock<Scratch> = LazyLock::new(|| build().unwrap_or_else(|error| panic!("{error:#}")));

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("languages")
}

fn build() -> anyhow::Result<Scratch> {
    let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("languages"), Profile::Release);
    scratch.add_target("counter", &folder())?;
    scratch.add_client("counter", &folder(), Mode::Composed)?;
    scratch.build()?;
    write_caller(&scratch)?;
    let caller = scratch.wasm("hand-written-caller");
    // As `golem-rpc-codegen compose --target` does it.
    for (target, composed) in [(folder().join("target.wit"), "of-wit"), (scratch.wasm("counter-target"), "of-wasm")] {
        let made = Config::new(&target).stub_component_for(&caller)?;
        compose_stubs(&caller, &[Stub::of(&target, made.bytes)], &scratch.wasm(composed))?;
    }
    scratch.compose_as("with-compiled", "hand-written-caller", &[stub("counter")])?;
    Ok(scratch)
}

/// Makes the component of `caller/caller.wat`, as a language's own tools do: from a core module and
/// WIT.
fn write_caller(scratch: &Scratch) -> anyhow::Result<()> {
    let wit = scratch.path("hand-written-caller/wit");
    scratch.copy(&folder().join("caller/caller.wit"), "hand-written-caller/wit/caller.wit")?;
    add_stub_dependency(&scratch.path(&stub("counter")).join("wit"), &wit, true)?;
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(&wit)?;
    let world = resolve.select_world(&[package], Some("caller"))?;
    let mut module = wat::parse_file(folder().join("caller/caller.wat"))?;
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false)?;
    let component = ComponentEncoder::default().module(&module)?.validate(true).encode()?;
    Ok(fs::write(scratch.wasm("hand-written-caller"), component)?)
}

/// A host with the caller, and the URI of a counter.
fn host(caller: &str, counts_fuel: bool) -> (Host, String) {
    let host = Host::builder().virtual_time(true).fuel(counts_fuel).build().expect("the host starts");
    let target = host.add_component_file("target", SCRATCH.wasm("counter-target")).expect("a component");
    host.add_component_file("caller", SCRATCH.wasm(caller)).expect("a complete component");
    (host, format!("urn:worker:{target}/c"))
}

/// Components of other languages.
fn others() -> Vec<PathBuf> {
    std::env::var_os("LANGUAGES_CALLERS").map(|paths| std::env::split_paths(&paths).collect()).unwrap_or_default()
}

fn wave(host: &Host, call: &str) -> String {
    host.invoke_blocking("caller/main", call).unwrap_or_else(|error| panic!("{call}: {error}")).wave
}

#[test]
fn hand_written_web_assembly_calls_blocking_and_by_future() {
    calls("of-wit");
    calls("of-wasm");
    calls("with-compiled");
}

#[test]
fn callers_in_other_languages_do_the_same() {
    for caller in others() {
        let (target, composed) = (SCRATCH.wasm("counter-target"), SCRATCH.wasm("other"));
        let made = Config::new(&target).stub_component_for(&caller).expect("a stub of what it calls");
        compose_stubs(&caller, &[Stub::of(target, made.bytes)], &composed).expect("it imports the stub");
        calls("other");
    }
}

/// Calls both functions of a caller.
fn calls(caller: &str) {
    let (host, uri) = host(caller, false);
    assert_eq!(wave(&host, &format!("blocking({uri:?}, 2)")), "2", "{caller}");
    assert_eq!(wave(&host, &format!("by-future({uri:?}, 3)")), "5", "{caller}");
    assert_eq!(host.findings(), [], "{caller}: this goes wrong on Golem");
}

/// The caller is the same, so that what is more or less fuel is the stub's.
#[test]
fn no_call_takes_more_fuel_than_with_a_compiled_stub() {
    for function in ["blocking", "by-future"] {
        let [compiled, instant] = ["with-compiled", "of-wit"].map(|caller| {
            let (host, uri) = host(caller, true);
            let call = format!("{function}({uri:?}, 1)");
            // The first call also allocates what is used again later.
            wave(&host, &call);
            let run = host.invoke_blocking("caller/main", &call).expect("it worked before");
            run.fuel.expect("the host counts fuel")
        });
        println!("fuel of `{function}`: {compiled} with a compiled stub, {instant} with an instant one");
        assert!(instant <= compiled, "{function}: {instant} is more than {compiled}");
    }
}

#[test]
fn it_is_no_larger_than_a_compiled_stub() {
    let bytes = |name: &str| fs::metadata(SCRATCH.wasm(name)).expect("it was made").len();
    let (compiled, instant) = (bytes(&stub("counter")), bytes(&instant_stub("counter")));
    println!("the stub of the counters: {compiled} bytes when it was compiled, {instant} when not");
    assert!(instant <= compiled + compiled / 20, "{instant} is more than {compiled}");
}
