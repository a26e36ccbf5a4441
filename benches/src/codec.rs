//! `codec`: sends values of five shapes to a worker and back, and measures the caller's fuel and
//! the bytes that it allocates.
//!
//! The generated client is compared with the builder and the extractor of the crate golem-wasm-rpc,
//! which are used in the way of the code that Golem's own tools generate, and are compiled with the
//! same options. It is also compared with allocating and copying as many bytes, which is the limit.

use crate::goal::{Bound, Goal};
use crate::scratch;
use anyhow::{Context, Result, anyhow};
use golem_rpc_host::Host;
use golem_rpc_tests::{Mode, Profile, Scratch};
use serde::Serialize;
use std::fmt;
use std::path::{Path, PathBuf};

const CODECS: [&str; 3] = [OURS, PEER, LIMIT];

/// The generated client.
pub const OURS: &str = "ours";
const PEER: &str = "golem-wasm-rpc";
const LIMIT: &str = "memcpy";

const SHAPES: [&str; 5] = ["primitive", "flat", "order", "nested", "bytes"];

/// The cost of one value of a shape.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The codec.
    pub codec: &'static str,
    /// The shape of the value.
    pub shape: &'static str,
    /// Fuel to send it.
    pub encode: u64,
    /// Fuel to take it from a reply.
    pub decode: u64,
    /// Bytes allocated to send it.
    pub encode_bytes: u64,
    /// Bytes allocated to take it from a reply.
    pub decode_bytes: u64,
}

impl Row {
    /// The head of a table of rows.
    pub const HEADER: &str = "shape      codec               encode       decode encode-bytes decode-bytes";
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { codec, shape, encode, decode, encode_bytes, decode_bytes } = self;
        write!(f, "{shape:10} {codec:14} {encode:11} {decode:12} {encode_bytes:12} {decode_bytes:12}")
    }
}

/// Measures every codec with every shape.
///
/// # Errors
///
/// When a component doesn't compile, or when a run fails.
pub fn measure() -> Result<Vec<Row>> {
    let host = host()?;
    let mut rows = Vec::new();
    for shape in SHAPES {
        for codec in CODECS {
            let (encode, encode_bytes) = cost(&host, codec, shape, false)?;
            let (both, both_bytes) = cost(&host, codec, shape, true)?;
            let (decode, decode_bytes) = (both.saturating_sub(encode), both_bytes.saturating_sub(encode_bytes));
            rows.push(Row { codec, shape, encode, decode, encode_bytes, decode_bytes });
        }
    }
    Ok(rows)
}

/// By which factor ours has to be cheaper than golem-wasm-rpc, and how near to the limit.
pub fn goals(rows: &[Row]) -> Vec<Goal> {
    let ratio = |[of, to]: [&str; 2], shape: &str, cost: fn(&Row) -> u64| {
        let of_codec = |codec| rows.iter().find(|row| (row.codec, row.shape) == (codec, shape)).map(cost);
        Some((of_codec(of)? as f64 / of_codec(to)?.max(1) as f64, shape.to_owned()))
    };
    let ratios = |cost| SHAPES.iter().filter_map(move |shape| ratio([PEER, OURS], shape, cost));
    vec![
        Goal::new("fuel of golem-wasm-rpc to encode over ours", Bound::AtLeast(3.0), ratios(|row| row.encode)),
        Goal::new("fuel of golem-wasm-rpc to decode over ours", Bound::AtLeast(3.0), ratios(|row| row.decode)),
        Goal::new(
            "fuel to decode a hundred order lines over that of memcpy",
            Bound::AtMost(2.5),
            ratio([OURS, LIMIT], "order", |row| row.decode),
        ),
    ]
}

/// The fuel and the bytes allocated of one call in a worker that has been called before. They are a
/// part of the difference between a run with many calls and one with few: what a run and its first
/// calls take besides depends on where the allocator has free memory, and so on what ran before.
fn cost(host: &Host, codec: &str, shape: &str, reply: bool) -> Result<(u64, u64)> {
    let run = |times: u32| {
        let run = host.invoke_blocking("caller/c", &format!("run({codec:?}, {shape:?}, {reply}, {times})"));
        let run = run.map_err(|error| anyhow!("{codec} {shape}: {error}"))?;
        Ok::<_, anyhow::Error>((run.fuel.context("the host counts fuel")?, run.wave.parse::<u64>()?))
    };
    const FEW: u32 = 4;
    const MANY: u32 = 20;
    run(FEW)?;
    let (few, many) = (run(FEW)?, run(MANY)?);
    host.idle_blocking();
    let of_one = |few: u64, many: u64| many.saturating_sub(few) / u64::from(MANY - FEW);
    Ok((of_one(few.0, many.0), of_one(few.1, many.1)))
}

fn host() -> Result<Host> {
    let mut scratch = Scratch::new(scratch("codec"), Profile::Release);
    scratch.add_target("codec", &source())?;
    let peer = "golem-wasm-rpc = { version = \"=1.3.1\", default-features = false, features = [\"stub\"] }\n";
    let dependencies = scratch.add_client("codec", &source(), Mode::Direct)? + peer;
    scratch.add_component("codec-caller", &dependencies)?;
    for file in ["lib.rs", "allocations.rs", "limit.rs", "ours.rs", "peer.rs", "values.rs"] {
        scratch.copy(&source().join("caller").join(file), &format!("codec-caller/src/{file}"))?;
    }
    scratch.copy(&source().join("caller/caller.wit"), "codec-caller/wit/caller.wit")?;
    for package in ["golem-rpc-0.1.0.wit", "wasi-io-0.2.0.wit"] {
        let from = xtask::binaries::workspace().join("codegen/wit").join(package);
        scratch.copy(&from, &format!("codec-caller/wit/deps/{package}"))?;
    }
    scratch.build()?;

    let host = Host::builder().virtual_time(true).fuel(true).build()?;
    let target = host.add_component_file("target", scratch.wasm("codec-target"))?;
    host.add_component_file("caller", scratch.wasm("codec-caller"))?;
    host.set_env("TARGET_COMPONENT_ID", target.to_string());
    Ok(host)
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("components/codec")
}
