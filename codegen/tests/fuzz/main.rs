//! Random WIT. For each package, either crates that compile and a stub's component are generated,
//! or an error says why not. Nothing ever panics.
//!
//! 1,000 packages are generated, which are always the same ones. 40 of them are also compiled,
//! which are others each day. `cargo xtask fuzz` does more of both, by means of [`SEEDS`] and
//! [`COMPILE`].

#[path = "../common/stub_component.rs"]
mod stub_component;
#[path = "../common/workspace.rs"]
mod workspace;

mod names;
mod old_syntax;
mod package;
mod refusal;
mod shapes;

use golem_rpc_codegen::{Config, Mode};
use package::{Package, Source};
use std::collections::BTreeMap;
use std::env;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::SystemTime;
use wit_parser::Resolve;
use workspace::{Kind, Workspace};

/// The environment variable with the seeds to try, such as `500..10000`.
const SEEDS: &str = "GOLEM_RPC_FUZZ_SEEDS";

/// The environment variable with the number of packages to compile.
const COMPILE: &str = "GOLEM_RPC_FUZZ_COMPILE";

/// Two of five seeds give a package, on average.
const DEFAULT_SEEDS: Range<u64> = 0..2400;

#[test]
fn every_package_is_generated_or_refused() {
    let (mut packages, mut generated, mut refused) = (0, 0, BTreeMap::<String, usize>::new());
    let mut failures = Vec::new();
    for (seed, package) in packages_of(seeds()) {
        packages += 1;
        for source in &package.sources {
            match attempt(source) {
                Ok(Ok(())) => generated += 1,
                Ok(Err(refusal)) => *refused.entry(refusal).or_default() += 1,
                Err(defect) => failures.push(format!("seed {seed}, world `{}`: {defect}", source.world)),
            }
        }
    }
    println!("{packages} packages: {generated} worlds generated; refused: {refused:#?}");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(packages >= 1000 || env::var_os(SEEDS).is_some(), "only {packages} packages");
    let refused: usize = refused.values().sum();
    assert!(refused * 5 < generated, "too much is refused: {refused} worlds, and {generated} are not");
}

#[test]
fn a_sample_compiles() {
    let mut workspace = Workspace::new("fuzz");
    let packages: Vec<_> = packages_of(seeds()).collect();
    let wanted = env::var(COMPILE).map_or(40, |text| text.parse().expect("GOLEM_RPC_FUZZ_COMPILE is a number"));
    let apart = (packages.len() / wanted).max(1);
    let sample = packages.iter().skip(today() % apart).step_by(apart).take(wanted);
    let mut compiled = Vec::new();
    for (seed, package) in sample {
        for (index, source) in package.sources.iter().enumerate() {
            let config = Config::new(&source.folder).world(&source.world);
            for kind in Kind::ALL {
                // It was refused, and the error has been checked above.
                let _ = workspace.add(&format!("seed{seed}-{index}"), kind, &config);
            }
        }
        compiled.push(seed);
    }
    println!("seeds {compiled:?}");
    workspace.check().unwrap_or_else(|report| panic!("{report}"));
}

fn seeds() -> Range<u64> {
    let Ok(text) = env::var(SEEDS) else { return DEFAULT_SEEDS };
    let range = text.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    range.expect("GOLEM_RPC_FUZZ_SEEDS is a range such as 500..10000")
}

fn packages_of(seeds: Range<u64>) -> impl Iterator<Item = (u64, Package)> {
    seeds.filter_map(|seed| Some((seed, Package::new(seed)?)))
}

/// The number of days since 1970, in order to choose other packages each day.
fn today() -> usize {
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    (since.as_secs() / (24 * 60 * 60)) as usize
}

/// Generates everything for a world. Returns the kind of refusal if it is refused. The outer error
/// is a defect that was found.
fn attempt(source: &Source) -> Result<Result<(), String>, String> {
    let generate = || {
        for mode in [Mode::Direct, Mode::Composed] {
            let folder = tempfile::tempdir().expect("a folder can be made");
            let (stub, client) = (folder.path().join("x-stub"), folder.path().join("x-client"));
            let config = Config::new(&source.folder).world(&source.world);
            let component = (mode == Mode::Direct).then(|| config.stub_component());
            if let Err(error) = config.stub_crate(&stub).client_crate(&client, mode).generate() {
                return refusal::checked(&error).map(Err);
            }
            resolves(&stub.join("wit"))?;
            if let Some(component) = component {
                let component = component.map_err(|error| format!("no stub without a compiler: {error}"))?;
                stub_component::offers(&component, &stub.join("wit"))?;
            }
            if mode == Mode::Composed {
                resolves(&client.join("wit"))?;
            }
        }
        Ok(Ok(()))
    };
    catch_unwind(AssertUnwindSafe(generate)).unwrap_or_else(|_| Err("panicked".to_owned()))
}

fn resolves(wit: &Path) -> Result<(), String> {
    Resolve::default()
        .push_dir(wit)
        .map(drop)
        .map_err(|error| format!("the WIT that is generated is not valid: {error:#}"))
}
