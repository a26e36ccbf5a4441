//! What a stub imports, how much memory it takes, and what it does when a call fails.

use golem_rpc_codegen::GolemVersion;
use golem_rpc_host::{Host, HostBuilder, Limits};
use golem_rpc_tests::{Mode, Profile, Scratch, cargo_for_components, golem, instant_stub, stub};
use std::path::Path;
use std::sync::mpsc::channel;
use std::sync::{LazyLock, Mutex};
use wit_component::ComponentEncoder;
use wit_parser::decoding::{DecodedWasm, decode};
use xtask::process::run_quietly;

static SCRATCH: LazyLock<Scratch> = LazyLock::new(|| build().unwrap_or_else(|error| panic!("{error:#}")));

fn build() -> anyhow::Result<Scratch> {
    let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("stub"), Profile::Release);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("stub");
    scratch.add_target("parcels", &folder)?;
    scratch.add_target("newer", &folder.join("newer"))?;
    let dependencies = scratch.add_client("parcels", &folder, Mode::Composed)?;
    scratch.add_component("parcels-caller", &dependencies)?;
    scratch.copy(&folder.join("caller.rs"), "parcels-caller/src/lib.rs")?;
    scratch.build()?;
    scratch.compose("parcels-caller", &[stub("parcels")])?;
    scratch.compose_as("parcels-caller-instant", "parcels-caller", &[instant_stub("parcels")])?;
    Ok(scratch)
}

fn host(builder: HostBuilder) -> Host {
    host_with(builder, "parcels-caller-composed")
}

fn host_with(builder: HostBuilder, caller: &str) -> Host {
    let host = builder.virtual_time(true).build().expect("the host starts");
    let target = host.add_component_file("target", SCRATCH.wasm("parcels-target")).expect("a component");
    host.add_component_file("newer", SCRATCH.wasm("newer-target")).expect("a component");
    host.add_component_file("caller", SCRATCH.wasm(caller)).expect("a complete component");
    host.set_env("TARGET_COMPONENT_ID", target.to_string());
    host
}

#[test]
fn it_imports_what_it_calls_through_and_where_it_says_why_it_failed() {
    [stub("parcels"), instant_stub("parcels")].iter().for_each(|stub| imports(stub));
}

fn imports(stub: &str) {
    let bytes = std::fs::read(SCRATCH.wasm(stub)).expect("it was built");
    let DecodedWasm::Component(resolve, world) = decode(&bytes).expect("a component") else { panic!("no component") };
    let mut imports: Vec<_> = resolve.worlds[world]
        .imports
        .keys()
        .map(|key| resolve.name_world_key(key))
        .map(|name| name.split_once('@').map_or(name.clone(), |(interface, _)| interface.to_owned()))
        .collect();
    imports.sort();
    let mut expected = vec!["golem:rpc/types", "test:parcels/api", "wasi:cli/stderr"];
    // The time of a scheduled call is one of its types.
    expected.extend((golem() > GolemVersion::V1_0).then_some("wasi:clocks/wall-clock"));
    expected.extend(["wasi:io/error", "wasi:io/poll", "wasi:io/streams"]);
    assert_eq!(imports, expected);
}

/// A module for wasm32-wasip1, as cargo-component compiles it, gives the same stub. The adapter for
/// WASI preview 1 need not be linked in.
#[test]
fn a_module_for_wasip1_makes_the_same_stub() {
    let mut cargo = cargo_for_components();
    cargo.args(["build", "--release", "--package", &stub("parcels"), "--target", "wasm32-wasip1"]);
    cargo.args(["--target-dir", "../target"]).current_dir(SCRATCH.path(""));
    run_quietly(&mut cargo).expect("the stub compiles");
    let modules = SCRATCH.path("../target/wasm32-wasip1/release");
    let module = std::fs::read(modules.join("parcels_stub.wasm")).expect("it was built");
    let component = ComponentEncoder::default().module(&module).and_then(|encoder| encoder.encode());
    let (stub, caller) = (modules.join("stub.wasm"), modules.join("caller.wasm"));
    std::fs::write(&stub, component.expect("it is complete")).expect("there is room");
    golem_rpc_codegen::compose(&SCRATCH.wasm("parcels-caller"), &[stub], &caller).expect("they fit");

    let host = host(Host::builder());
    host.add_component_file("wasip1", caller).expect("a complete component");
    host.invoke_blocking("wasip1/main", "churn(10)").unwrap_or_else(|error| panic!("{error}"));
}

/// The two memories of the caller have a little more than two megabytes at first. If each call left
/// four bytes behind, they would have to grow.
#[test]
fn half_a_million_calls_leave_no_memory_behind() {
    let mut limits = Limits::default();
    limits.memory = Some(4 << 20);
    for caller in ["parcels-caller-composed", "parcels-caller-instant"] {
        let host = host_with(Host::builder().limits(limits.clone()), caller);
        host.invoke_blocking("caller/main", "churn(100000)").unwrap_or_else(|error| panic!("{caller}: {error}"));
    }
}

#[test]
fn the_reason_of_a_failure_is_written_before_the_trap() {
    failures("parcels-caller-composed");
}

#[test]
fn a_stub_that_no_compiler_made_says_the_same() {
    failures("parcels-caller-instant");
}

fn failures(caller: &str) {
    let (log, lines) = channel();
    let log = Mutex::new(log);
    let builder = Host::builder().log(move |line| {
        let _ = log.lock().map(|log| log.send(line.text.clone()));
    });
    let host = host_with(builder, caller);
    let location = |component: &str, worker: &str| {
        let id = host.component_id(component).expect("it was added");
        format!("urn:worker:{id}/{worker}")
    };
    let other = location("target", "other");
    for (function, component, reason) in [
        ("pair", "newer", "unexpected reply: another number of fields 3"),
        ("favourite", "newer", "unexpected reply: no such case 2"),
        ("granted", "newer", "unexpected reply: another number of flags 3"),
        ("maybe", "newer", "unexpected reply: expected option, found u8"),
        ("outcome", "newer", "unexpected reply: a payload too many or too few in case 0"),
        ("note", "newer", "unexpected reply: another number of results 1"),
        ("later", "newer", "remote internal error: Invalid request: could not load function later"),
        ("look", "target", "a resource of the worker urn:worker:"),
    ] {
        let call = format!("call({function:?}, {:?}, {other:?})", location(component, "w"));
        let error = host.invoke_blocking(format!("caller/{function}").as_str(), &call).expect_err("it fails");
        assert!(error.to_string().contains("unreachable"), "{function}: {error}");
        let told: String = lines.try_iter().collect();
        let expected = format!("remote call of test:parcels/api.{{{function}}} failed: {reason}");
        assert!(told.starts_with(&expected), "expected {expected:?}, found {told:?}");
    }
}

/// The fuel of one round of five calls, for each of both stubs.
#[test]
fn a_call_takes_no_more_fuel_with_a_stub_that_no_compiler_made() {
    let host = Host::builder().virtual_time(true).fuel(true).build().expect("the host starts");
    let target = host.add_component_file("target", SCRATCH.wasm("parcels-target")).expect("a component");
    host.set_env("TARGET_COMPONENT_ID", target.to_string());
    let [compiled, instant] = ["parcels-caller-composed", "parcels-caller-instant"].map(|caller| {
        host.add_component_file(caller, SCRATCH.wasm(caller)).expect("a complete component");
        let fuel = |rounds: u64| {
            let run = host.invoke_blocking(format!("{caller}/main").as_str(), &format!("churn({rounds})"));
            run.unwrap_or_else(|error| panic!("{error}")).fuel.expect("the host counts fuel")
        };
        // The first calls also allocate what is used again later.
        fuel(4);
        let (few, many) = (fuel(12), fuel(48));
        (many - few) / 36
    });
    println!("fuel of five calls: {compiled} with a compiled stub, {instant} with one that no compiler made");
    assert!(instant <= compiled, "{instant} is more than {compiled}");
}
