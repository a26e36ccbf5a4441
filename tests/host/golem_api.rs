//! What `golem:api` tells of components and workers, in the forms of Golem 1.1 and 1.3.

use crate::support::{ask, builder};
use anyhow::Result;
use golem_rpc_host::Host;
use golem_rpc_tests::{Profile, Scratch};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

const FORMS: [(&str, &str); 2] = [("workers", "1.1.7"), ("agents", "1.3.0")];

static BUILT: LazyLock<Scratch> = LazyLock::new(|| build().unwrap_or_else(|error| panic!("{error:#}")));

fn build() -> Result<Scratch> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("host");
    let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("golem_api"), Profile::Debug);
    for (form, version) in FORMS {
        let name = package(form);
        scratch.add_component(&name, "wit-bindgen = \"0.61\"\n")?;
        scratch.copy(&source.join(format!("golem_api/{form}.rs")), &format!("{name}/src/lib.rs"))?;
        let world = fs::read_to_string(source.join("golem_api/world.wit"))?.replace("VERSION", version);
        scratch.write(&format!("{name}/wit/world.wit"), &world)?;
        scratch.copy(&source.join(format!("golem_api/{form}.wit")), &format!("{name}/wit/deps/golem-api/host.wit"))?;
    }
    // The form of 1.1 has an address of `golem:rpc` in it.
    let deps = format!("{}/wit/deps", package("workers"));
    let versions = source.join("versions/wit");
    scratch.copy(&versions.join("0.1.3/golem-rpc.wit"), &format!("{deps}/golem-rpc/golem-rpc.wit"))?;
    for package in ["io", "clocks"] {
        let text = fs::read_to_string(versions.join(format!("{package}.wit")))?.replace("WASI", "0.2.0");
        scratch.write(&format!("{deps}/{package}/{package}.wit"), &text)?;
    }
    scratch.build()?;
    Ok(scratch)
}

fn package(form: &str) -> String {
    format!("golem-api-{form}")
}

fn host() -> Host {
    let host = builder().keep_log(true).arg("first").build().expect("the host starts");
    for (form, _) in FORMS {
        host.add_component_file(form, BUILT.wasm(&package(form))).expect("the host serves it");
    }
    host
}

#[test]
fn components_and_workers_are_found_by_name() {
    let host = host();
    for (form, _) in FORMS {
        let caller = format!("{form}/caller");
        assert_eq!(ask(&host, &caller, "itself()"), r#""caller [\"first\"] true""#);

        let id = host.component_id("workers").expect("it is there").to_string();
        let digits = id.replace('-', "");
        let [high, low] = [&digits[..16], &digits[16..]].map(|half| u64::from_str_radix(half, 16).expect("it is hex"));
        assert_eq!(ask(&host, &caller, "component(\"workers\")"), format!("some(({high}, {low}))"));
        assert_eq!(ask(&host, &caller, "component(\"nobody\")"), "none");

        let new = format!("of-{form}");
        let uri = format!("some(\"urn:worker:{id}/{new}\")");
        assert_eq!(ask(&host, &caller, &format!("worker(\"workers\", {new:?})")), uri);
        assert_eq!(ask(&host, &caller, &format!("worker(\"nobody\", {new:?})")), "none");
        assert_eq!(ask(&host, &caller, &format!("existing(\"workers\", {new:?})")), "none", "nobody has called it");
        ask(&host, &format!("workers/{new}"), "itself()");
        assert_eq!(ask(&host, &caller, &format!("existing(\"workers\", {new:?})")), uri);
    }
}

/// What was answered is in the log, so that a worker that is run again is told the same.
#[test]
fn answers_stay_the_same_when_a_worker_is_run_again() {
    let host = host();
    let ask = |caller: &str| ask(&host, caller, "existing(\"workers\", \"late\")");
    assert_eq!(ask("agents/caller"), "none");
    host.invoke_blocking("workers/late", "itself()").expect("it answers");
    host.restart("agents/caller").expect("it is there");
    assert_ne!(ask("agents/caller"), "none");
    let log = host.log("agents/caller").expect("it was called");
    let asked = log.iter().filter(|entry| entry.function == "golem::api::resolve_worker_id_strict");
    assert_eq!(asked.map(|entry| entry.result.clone()).collect::<Vec<_>>(), ["false", "true"]);
}
