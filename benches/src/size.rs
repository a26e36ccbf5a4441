//! `size`: the sizes of components as they would be deployed: opt-level "s", lto, stripped.

use crate::goal::{Bound, Goal};
use crate::scratch;
use anyhow::Result;
use golem_rpc_tests::{Mode, Profile, Scratch, forty_functions, stub};
use serde::Serialize;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use xtask::binaries::workspace;

/// The size of one component.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The component.
    pub component: &'static str,
    /// Its size in bytes.
    pub bytes: u64,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:50} {:8}", self.component, self.bytes)
    }
}

/// Measures the components.
///
/// # Errors
///
/// When a component doesn't compile.
pub fn measure() -> Result<Vec<Row>> {
    let mut scratch = Scratch::new(scratch("bench_size"), Profile::Release);
    let counters = workspace().join("examples/counters/component1");
    let composed = scratch.add_client("component1", &counters, Mode::Composed)?;
    let direct = scratch.add_client("component1", &counters, Mode::Direct)?;
    for (caller, dependencies, values) in [
        ("nothing", &direct, "calls_nothing"),
        ("client", &direct, "calls"),
        ("direct", &direct, "join_all"),
        ("composed", &composed, "join_all"),
    ] {
        scratch.add_component(caller, dependencies)?;
        let source = workspace().join("tests/size");
        scratch.copy(&source.join("caller.rs"), &format!("{caller}/src/lib.rs"))?;
        scratch.copy(&source.join(values).with_extension("rs"), &format!("{caller}/src/values.rs"))?;
    }
    add_peer(&mut scratch)?;
    let large = scratch.path("large");
    scratch.write("large/target.wit", &forty_functions())?;
    scratch.add_client("large", &large, Mode::Composed)?;
    scratch.build()?;
    scratch.compose("composed", &[stub("component1")])?;

    let bytes = |component: &str| Ok::<_, anyhow::Error>(fs::metadata(scratch.wasm(component))?.len());
    Ok(vec![
        Row { component: STUB, bytes: bytes(&stub("component1"))? },
        Row { component: "stub of the counters on golem-wasm-rpc", bytes: bytes("peer-stub")? },
        Row { component: "stub of 40 functions, half of them a resource's", bytes: bytes(&stub("large"))? },
        Row { component: NO_CALLS, bytes: bytes("nothing")? },
        Row { component: DIRECT, bytes: bytes("client")? },
        Row { component: JOIN_ALL, bytes: bytes("direct")? },
        Row { component: "caller composed with the stub, and join_all", bytes: bytes("composed-composed")? },
    ])
}

/// Components that must not be larger than a limit.
pub fn goals(rows: &[Row]) -> Vec<Goal> {
    let of = |component| rows.iter().find(|row| row.component == component).map(|row| row.bytes as f64);
    let less = |large, small| Some((of(large)? - of(small)?, format!("{large}, less {small}")));
    vec![
        Goal::new("bytes of the stub", Bound::AtMost(20.0 * 1024.0), of(STUB).map(|bytes| (bytes, STUB.to_owned()))),
        Goal::new("bytes that a direct client adds", Bound::AtMost(14.0 * 1024.0), less(DIRECT, NO_CALLS)),
        Goal::new("bytes that join_all adds to that", Bound::AtMost(7.0 * 1024.0), less(JOIN_ALL, DIRECT)),
    ]
}

const STUB: &str = "stub of the counters";
const NO_CALLS: &str = "caller without calls";
const DIRECT: &str = "caller with a direct client";
const JOIN_ALL: &str = "caller with a direct client and join_all";

fn add_peer(scratch: &mut Scratch) -> Result<()> {
    let dependencies = "golem-wasm-rpc = { version = \"=1.3.1\", default-features = false, features = [\"stub\"] }\n\
                        wit-bindgen = \"0.61\"\n";
    scratch.add_component("peer-stub", dependencies)?;
    scratch.copy(&source().join("peer.rs"), "peer-stub/src/lib.rs")?;
    let wit = scratch.path(&stub("component1")).join("wit");
    scratch.copy(&wit, "peer-stub/wit")
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("components/size")
}
