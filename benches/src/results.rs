//! `all`: measures everything and writes it to `benches/RESULTS.md`, with drawings beside it.

use crate::fan_out::{self, Implementation, Measured, Options};
use crate::goal::Goal;
use crate::{codec, codegen, host, scratch, size};
use anyhow::Result;
use golem_rpc_tests::Mode;
use golem_rpc_tests::fan_out::Pattern;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, thread};
use xtask::process::output_of;

/// The rows that are shown completely. These are calls that end one by one, for which it costs most
/// to wait for the next.
const SHOWN: (Pattern, Mode) = (Pattern::InOrder, Mode::Direct);

/// Measures everything and writes the file.
///
/// # Errors
///
/// When a component doesn't compile, when a run fails, or when a file can't be written.
pub fn write(options: &Options) -> Result<()> {
    // It comes first: the memory that an idle worker takes can only be seen in a process that has
    // no free memory left over from something else.
    let host = host_text(&host::measure()?);
    let measured = fan_out::measure(&options.plan(), |row| eprintln!("{row}"))?;
    let mut text = String::from(
        "# Results\n\nWritten by `cargo xtask bench all`; not to be edited. Fuel is about a WebAssembly instruction, \
         and like host\n\
         calls and bytes the same in every run. Wall time is the median of runs that take turns, in which the targets, \
         who share the thread,\n\
         are not counted unless it is said. What is measured was run once before, in the same worker.\n\n",
    );
    let codec = codec::measure()?;
    text += &machine()?;
    text += &fan_out_text(&measured);
    text += &codec_text(&codec);
    text += &size_text(&size::measure()?);
    text += &codegen_text(&codegen::measure()?);
    text += &host;
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
    let workspace = xtask::binaries::workspace().to_owned();
    let versions = [
        ("wasmtime", &workspace),
        ("wit-bindgen", &workspace),
        ("wasip2", &workspace),
        ("wstd", &scratch("fan_out")),
        ("golem-wasm-rpc", &scratch("codec")),
    ];
    let versions = versions.map(|(name, folder)| format!("{name} {}", locked(&folder.join("Cargo.lock"), name)));
    Ok(format!(
        "{cores} cores of {}; {};\n{}. Components: release, opt-level \"s\", lto, stripped. The host: the\n\
         dev profile, in which it and its dependencies are optimised.\n\n",
        model.trim_start_matches([' ', '\t', ':']),
        rustc.trim(),
        versions.join(", ")
    ))
}

/// The newest version of a package in a lock file.
fn locked(lock: &Path, package: &str) -> String {
    let lock = fs::read_to_string(lock).unwrap_or_default();
    let entry = lock.rsplit_once(&format!("name = \"{package}\"\nversion = \""));
    let version = entry.and_then(|(_, rest)| rest.split_once('"'));
    version.map_or("of an unknown version", |(version, _)| version).to_owned()
}

fn fan_out_text(measured: &[Measured]) -> String {
    let mut text = String::from("## fan-out\n\n");
    goal_lines(&mut text, &fan_out::goals(measured));
    let (pattern, mode) = (SHOWN.0.name(), SHOWN.1.name());
    text += &format!(
        "\nN calls, each to a worker of its own, that end {pattern}, {mode}:\n\n\
         | way | N | polls | handles | fuel | wall ms | with targets ms | over the limit |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|\n"
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
        "\n![wall time over N](drawings/fan-out-wall-{pattern}-{mode}.svg)\n\
         ![fuel over N](drawings/fan-out-fuel-{pattern}-{mode}.svg)\n\n"
    )
}

fn codec_text(rows: &[codec::Row]) -> String {
    let mut text = String::from(
        "## codec\n\nOne value to a worker, and back; what was decoded is not freed within that. `memcpy` allocates \
         and copies as many bytes as the nodes and\n\
         texts are.\n\n",
    );
    goal_lines(&mut text, &codec::goals(rows));
    text.push_str(
        "\n| shape | codec | fuel to encode | to decode | bytes allocated to encode | to decode |\n\
         |---|---|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let codec::Row { shape, codec, encode, decode, encode_bytes, decode_bytes } = row;
        line(&mut text, &format!("| {shape} | {codec} | {encode} | {decode} | {encode_bytes} | {decode_bytes} |"));
    }
    text + "\n"
}

fn size_text(rows: &[size::Row]) -> String {
    let mut text = String::from("## size\n\n");
    goal_lines(&mut text, &size::goals(rows));
    line(&mut text, "\n| component | bytes |\n|---|--:|");
    rows.iter().for_each(|row| line(&mut text, &format!("| {} | {} |", row.component, row.bytes)));
    text
}

fn codegen_text(rows: &[codegen::Row]) -> String {
    let mut text = String::from(
        "\n## codegen\n\nWhole processes of golem-rpc-codegen, which is not optimised in the dev profile.\n\n\
         | components | generate all clients and stubs, ms | build with nothing to do, ms | \
         cargo's part of that, ms |\n\
         |--:|--:|--:|--:|\n",
    );
    for codegen::Row { components, generate, build, cargo } in rows {
        line(&mut text, &format!("| {components} | {generate:.0} | {build:.0} | {cargo:.0} |"));
    }
    text
}

fn host_text(rows: &[host::Row]) -> String {
    let mut text = String::from("\n## host\n\nIn real time, without fuel.\n\n");
    goal_lines(&mut text, &[host::goal(rows), host::goal_of_log(rows)]);
    line(&mut text, "\n| | |\n|---|--:|");
    rows.iter().for_each(|row| line(&mut text, &format!("| {} | {:.1} {} |", row.what, row.value, row.unit)));
    text
}

fn goal_lines(text: &mut String, goals: &[Goal]) {
    goals.iter().for_each(|goal| line(text, &format!("- {goal}")));
}

fn line(text: &mut String, line: &str) {
    // Writing to a `String` can't fail.
    let _ = writeln!(text, "{line}");
}
