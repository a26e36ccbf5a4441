//! `fan-out`: N calls at the same time, each to another worker, with each implementation of waiting
//! for them.
//!
//! The order in which the calls end is determined in virtual time. Wall time is that of the caller.
//! The time of the whole run is shown beside it; it contains the work of the targets, which is the
//! same for each implementation.

mod goals;
mod implementations;
mod measure;
mod row;

use crate::chart::{Chart, Line};
use anyhow::Result;
use clap::Args;
use golem_rpc_tests::Mode;
use golem_rpc_tests::fan_out::Pattern;
use std::fs;
use std::path::{Path, PathBuf};

pub use goals::goals;
pub use implementations::{BY_HAND, Implementation, JOIN_ALL, LIMIT, WITH_FUNCTIONS, WITH_TIMEOUTS, WSTD, Written};
pub use measure::{Measured, Plan, measure};
pub use row::Row;

/// What to measure, and how to show it.
#[derive(Args)]
pub struct Options {
    /// Prints one JSON object a line instead of a table.
    #[arg(long)]
    json: bool,
    /// Draws wall time and fuel over N into this folder.
    #[arg(long, value_name = "DIR")]
    svg: Option<PathBuf>,
    /// The numbers of calls.
    #[arg(long, num_args = 1.., default_values_t = [1, 3, 10, 100, 1000, 4000, 10_000])]
    n: Vec<u32>,
    /// The orders in which they end.
    #[arg(long, num_args = 1.., value_parser = pattern, default_values = Pattern::ALL.map(Pattern::name))]
    pattern: Vec<Pattern>,
    /// The modes of the client: through a stub, or without one.
    #[arg(long, num_args = 1.., value_parser = mode, default_values = [Mode::Composed.name(), Mode::Direct.name()])]
    mode: Vec<Mode>,
    /// Measures only these implementations, with each N. Without it, those that take too long for a
    /// large N are left out there.
    #[arg(long = "impl", num_args = 1.., value_parser = Implementation::named)]
    implementations: Option<Vec<Implementation>>,
}

impl Options {
    /// What these options ask to measure.
    pub(crate) fn plan(&self) -> Plan {
        Plan {
            sizes: self.n.clone(),
            patterns: self.pattern.clone(),
            modes: self.mode.clone(),
            implementations: self.implementations.clone(),
            rounds: None,
        }
    }
}

fn pattern(name: &str) -> Result<Pattern, String> {
    named(name, &Pattern::ALL, |pattern| pattern.name())
}

fn mode(name: &str) -> Result<Mode, String> {
    named(name, &[Mode::Composed, Mode::Direct], |mode| mode.name())
}

fn named<T: Copy>(name: &str, all: &[T], name_of: fn(T) -> &'static str) -> Result<T, String> {
    let found = all.iter().copied().find(|item| name_of(*item) == name);
    found.ok_or_else(|| {
        format!("expected one of {}", all.iter().map(|item| name_of(*item)).collect::<Vec<_>>().join(", "))
    })
}

/// Measures, and prints each row when it is there.
///
/// # Errors
///
/// When a component doesn't compile, when a run fails, or when a drawing can't be written.
pub fn print(options: &Options) -> Result<()> {
    if !options.json {
        println!("{}", Row::HEADER);
    }
    let measured = measure(&options.plan(), |row| {
        println!("{}", if options.json { row.json() } else { row.to_string() });
    })?;
    let rows: Vec<Row> = measured.iter().map(|measured| measured.row.clone()).collect();
    if let Some(folder) = &options.svg {
        for mode in &options.mode {
            for pattern in &options.pattern {
                draw(&rows, *mode, *pattern, folder)?;
            }
        }
    }
    if !options.json {
        goals(&measured).iter().for_each(|goal| println!("{goal}"));
    }
    Ok(())
}

/// Draws wall time and fuel over N, of those that wait for bare calls.
///
/// # Errors
///
/// When a file can't be written.
pub fn draw(rows: &[Row], mode: Mode, pattern: Pattern, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let title = format!("N calls that end {}, {}", pattern.name(), mode.name());
    let of_one: Vec<&Row> =
        rows.iter().filter(|row| row.mode == mode.name() && row.pattern == pattern.name()).collect();
    for (metric, unit, value) in [
        ("wall", "wall time, ms", (|row: &Row| row.wall_ns as f64 / 1e6) as fn(&Row) -> f64),
        ("fuel", "fuel", |row: &Row| row.fuel as f64),
    ] {
        let chart = Chart { title: &title, x: "N", y: unit, lines: lines(&of_one, value) };
        let file = format!("fan-out-{metric}-{}-{}.svg", pattern.name(), mode.name());
        fs::write(folder.join(file), chart.svg())?;
    }
    Ok(())
}

fn lines(rows: &[&Row], value: fn(&Row) -> f64) -> Vec<Line> {
    let of = |implementation: &Implementation| {
        let rows = rows.iter().filter(|row| row.implementation == implementation.name);
        Line { name: implementation.name, points: rows.map(|row| (f64::from(row.n), value(row))).collect() }
    };
    let bare = Implementation::ALL.iter().filter(|implementation| implementation.written == Written::Bare);
    bare.map(of).filter(|line| !line.points.is_empty()).collect()
}
