//! `all`: everything, written to `benches/RESULTS.md` with drawings beside it.

use crate::fan_out::{self, Goal, Implementation, Measured, Options, goals};
use crate::{codec, host, size};
use anyhow::Result;
use golem_rpc_tests::Mode;
use golem_rpc_tests::fan_out::Pattern;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, thread};
use xtask::process::output_of;

/// What is shown in full: calls that end one by one, where it costs most to wait for the next.
const SHOWN: (Pattern, Mode) = (Pattern::InOrder, Mode::Direct);

/// Measures everything and writes the file.
///
/// # Errors
///
/// When a component does not compile, a run fails or a file can't be written.
pub fn write(options: &Options) -> Result<()> {
    let measured = fan_out::measure(&options.plan(), |row| eprintln!("{row}"))?;
    let mut text = String::from(
        "# Results\n\nWritten by `cargo run -p golem-rpc-benches -- all`; not to be edited. Fuel is about a WebAssembly instruction, and like host\n\
         calls and bytes the same in every run. Wall time is the median of runs that take turns, in which the targets, who share the thread,\n\
         are not counted unless it is said.\n\n",
    );
    text += &machine()?;
    text += &fan_out_text(&measured);
    text += &codec_text(&codec::measure()?);
    text += &size_text(&size::measure()?);
    text += &host_text(&host::measure()?);
    fs::write(folder().join("RESULTS.md"), text)?;
    let rows: Vec<_> = measured.iter().map(|measured| measured.row.clone()).collect();
    fan_out::draw(&rows, SHOWN.1, SHOWN.0, &folder().join("drawings"))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn machine() -> Result<String> {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(" an unknown processor");
    let cores = thread::available_parallelism()?;
    let rustc = output_of(Command::new("rustc").arg("--version"))?;
    let versions = ["wasmtime", "wit-bindgen", "wasip2"].map(|name| format!("{name} {}", locked(name)));
    Ok(format!(
        "{cores} cores of {}; {};\n{}; wstd 0.6.8, golem-wasm-rpc 1.3.1. Components: release, opt-level \"s\", lto, stripped. The host: the\n\
         dev profile, in which it and its dependencies are optimised.\n\n",
        model.trim_start_matches([' ', '\t', ':']),
        rustc.trim(),
        versions.join(", ")
    ))
}

/// The newest version of a package in the workspace's lock file.
fn locked(package: &str) -> String {
    let lock = fs::read_to_string(xtask::binaries::workspace().join("Cargo.lock")).unwrap_or_default();
    let entry = lock.rsplit_once(&format!("name = \"{package}\"\nversion = \""));
    let version = entry.and_then(|(_, rest)| rest.split_once('"'));
    version.map_or("of an unknown version", |(version, _)| version).to_owned()
}

fn fan_out_text(measured: &[Measured]) -> String {
    let mut text = String::from("## fan-out\n\n");
    for goal in goals(measured) {
        line(&mut text, &format!("- {}", Goal::to_string(&goal)));
    }
    let (pattern, mode) = (SHOWN.0.name(), SHOWN.1.name());
    text += &format!(
        "\nN calls, each to a worker of its own, that end {pattern}, {mode}:\n\n\
         | way | N | polls | handles | fuel | wall ms | with targets ms | over the limit |\n|---|--:|--:|--:|--:|--:|--:|--:|\n"
    );
    for implementation in Implementation::ALL {
        let rows = measured
            .iter()
            .map(|measured| &measured.row)
            .filter(|row| (row.implementation, row.pattern, row.mode) == (implementation.name, pattern, mode));
        for row in rows {
            line(
                &mut text,
                &format!(
                    "| {} | {} | {} | {} | {} | {:.3} | {:.3} | {:.2} |",
                    row.implementation,
                    row.n,
                    row.polls,
                    row.handles,
                    row.fuel,
                    row.wall_ns as f64 / 1e6,
                    row.total_ns as f64 / 1e6,
                    row.limit_ratio
                ),
            );
        }
    }
    text + &format!(
        "\n![wall time over N](drawings/fan-out-wall-{pattern}-{mode}.svg)\n![fuel over N](drawings/fan-out-fuel-{pattern}-{mode}.svg)\n\n"
    )
}

fn codec_text(rows: &[codec::Row]) -> String {
    let mut text = String::from(
        "## codec\n\nOne value to a worker, and back. `memcpy` allocates and copies as many bytes as the nodes and texts are.\n\n\
         | shape | codec | fuel to encode | to decode | bytes allocated to encode | to decode |\n|---|---|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let codec::Row { shape, codec, encode, decode, encode_bytes, decode_bytes } = row;
        line(&mut text, &format!("| {shape} | {codec} | {encode} | {decode} | {encode_bytes} | {decode_bytes} |"));
    }
    if let Some((ratio, place)) = codec::least_advantage(rows) {
        line(
            &mut text,
            &format!("\nThe least that ours takes less than golem-wasm-rpc: {ratio:.2} times ({place}).\n"),
        );
    }
    text
}

fn size_text(rows: &[size::Row]) -> String {
    let mut text = String::from("## size\n\n| component | bytes |\n|---|--:|\n");
    rows.iter().for_each(|row| line(&mut text, &format!("| {} | {} |", row.component, row.bytes)));
    text
}

fn host_text(rows: &[host::Row]) -> String {
    let mut text = String::from("\n## host\n\nIn real time, without fuel.\n\n| | |\n|---|--:|\n");
    rows.iter().for_each(|row| line(&mut text, &format!("| {} | {:.1} {} |", row.what, row.value, row.unit)));
    text
}

fn line(text: &mut String, line: &str) {
    // Writing to a String can't fail.
    let _ = writeln!(text, "{line}");
}
