//! `baseline`: numbers that are the same in each run. A test compares with them, so that an
//! increase is noticed.

use crate::fan_out::{self, Implementation, JOIN_ALL, Plan, WITH_FUNCTIONS, WITH_TIMEOUTS};
use crate::{codec, size};
use anyhow::{Context, Result, anyhow};
use golem_rpc_tests::Mode;
use golem_rpc_tests::fan_out::Pattern;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Fuel, counts and sizes (in bytes), by name.
pub type Baseline = BTreeMap<String, u64>;

/// A number may grow up to this factor.
const TOLERANCE: f64 = 1.05;

/// Measures the numbers that are in the committed file.
///
/// # Errors
///
/// When a component doesn't compile, or when a run fails.
pub fn measure() -> Result<Baseline> {
    let mut baseline = Baseline::new();
    for row in fan_out_rows()? {
        let name = format!("fan-out {} {} {} {}", row.implementation, row.n, row.pattern, row.mode);
        baseline.insert(format!("{name} fuel"), row.fuel);
        baseline.insert(format!("{name} polls"), row.polls);
        baseline.insert(format!("{name} handles"), row.handles);
    }
    for row in codec::measure()?.into_iter().filter(|row| row.codec == codec::OURS) {
        baseline.insert(format!("codec {} encode fuel", row.shape), row.encode);
        baseline.insert(format!("codec {} decode fuel", row.shape), row.decode);
    }
    baseline.extend(size::measure()?.into_iter().map(|row| (format!("size {}", row.component), row.bytes)));
    Ok(baseline)
}

fn fan_out_rows() -> Result<impl Iterator<Item = fan_out::Row>> {
    let names = ["ours:try_join_all", "ours:futures::join_all", "ours:FuturesUnordered"];
    let others = names.map(|name| Implementation::named(name).map_err(|error| anyhow!(error)));
    let joins = [JOIN_ALL, WITH_TIMEOUTS, WITH_FUNCTIONS].map(Ok);
    let implementations = joins.into_iter().chain(others).collect::<Result<Vec<_>>>()?;
    let measured = fan_out::measure(
        &Plan {
            sizes: vec![1, 3, 100, 1000],
            patterns: vec![Pattern::InOrder, Pattern::Random],
            modes: vec![Mode::Composed, Mode::Direct],
            implementations: Some(implementations),
            rounds: Some(1),
        },
        |_| {},
    )?;
    Ok(measured.into_iter().map(|measured| measured.row))
}

/// The numbers that have grown by more than 5 % since `before`, or aren't in it, as texts.
pub fn grown(before: &Baseline, now: &Baseline) -> Vec<String> {
    let grown = now.iter().filter_map(|(name, now)| match before.get(name) {
        None => Some(format!("{name}: {now}, which was not measured before")),
        Some(before) if *now as f64 > *before as f64 * TOLERANCE => Some(format!("{name}: {before} -> {now}")),
        Some(_) => None,
    });
    grown.collect()
}

/// Reads the committed file.
///
/// # Errors
///
/// When it can't be read.
pub fn committed() -> Result<Baseline> {
    let text = fs::read_to_string(path()).context("there is no baseline: run `cargo xtask bench baseline`")?;
    Ok(serde_json::from_str(&text)?)
}

/// Measures, and writes the file.
///
/// # Errors
///
/// When measuring or writing fails.
pub fn write() -> Result<()> {
    fs::write(path(), serde_json::to_string_pretty(&measure()?)? + "\n")?;
    Ok(())
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("baseline.json")
}

#[cfg(test)]
mod tests {
    use super::{Baseline, grown};

    fn baseline(values: &[(&str, u64)]) -> Baseline {
        values.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
    }

    #[test]
    fn growth_above_five_percent_is_told() {
        let before = baseline(&[("a", 100), ("b", 100), ("c", 100)]);
        let now = baseline(&[("a", 106), ("b", 105), ("c", 50), ("d", 1)]);
        assert_eq!(grown(&before, &now), ["a: 100 -> 106", "d: 1, which was not measured before"]);
    }
}
