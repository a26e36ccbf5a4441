//! The goals for `join_all`, and whether it reaches them.

use super::{BY_HAND, Implementation, JOIN_ALL, LIMIT, Measured, Row, WITH_FUNCTIONS, WITH_TIMEOUTS, WSTD};
use crate::goal::{Bound, Goal};
use golem_rpc_tests::Mode;
use golem_rpc_tests::fan_out::Pattern;

/// The goals for the fan-out, as far as they can be decided by what was measured.
pub fn goals(measured: &[Measured]) -> Vec<Goal> {
    let ratio = |of: Implementation, to: Implementation, within: fn(&Row) -> bool| {
        let pairs = measured.iter().filter(move |one| one.row.implementation == of.name && within(&one.row));
        pairs.filter_map(move |one| Some((one.wall_ratio(beside(measured, &one.row, to)?), place(&one.row))))
    };
    let one_by_one = |row: &Row| {
        row.n == 4000 && [Pattern::InOrder, Pattern::Reversed, Pattern::Random].iter().any(|p| p.name() == row.pattern)
    };
    let any = |_: &Row| true;
    vec![
        Goal::new(
            "wall time by hand over join_all's, 4,000 one by one",
            Bound::AtLeast(60.0),
            ratio(BY_HAND, JOIN_ALL, one_by_one),
        ),
        Goal::new(
            "wall time of wstd + join_all over ours, 4,000 one by one",
            Bound::AtLeast(60.0),
            ratio(WSTD, JOIN_ALL, one_by_one),
        ),
        Goal::new(
            "wall time of join_all over that by hand, any N and order",
            Bound::AtMost(1.1),
            ratio(JOIN_ALL, BY_HAND, any),
        ),
        Goal::new(
            "wall time of join_all over the limit, from 100 on",
            Bound::AtMost(2.5),
            ratio(JOIN_ALL, LIMIT, |row| row.n >= 100),
        ),
        Goal::new(
            "wall time per call of join_all, 10,000 over 100",
            Bound::AtMost(1.5),
            growth(measured, |row| row.wall_ns as f64 / f64::from(row.n)),
        ),
        Goal::new(
            "the same, over that of the limit, which the memory of 10,000 targets slows down, too",
            Bound::AtMost(1.2),
            growth(measured, |row| row.limit_ratio),
        ),
        Goal::new(
            "fuel per call of join_all, 10,000 over 100",
            Bound::AtMost(1.5),
            growth(measured, |row| row.fuel as f64 / f64::from(row.n)),
        ),
        Goal::new("fuel of join_all, composed over direct", Bound::AtMost(2.0), composed(measured)),
        Goal::new("fuel of join_all over the limit, from 100 on", Bound::AtMost(1.5), fuel(measured, JOIN_ALL)),
        Goal::new(
            "the same, with a function on the answer of each call",
            Bound::AtMost(1.5),
            fuel(measured, WITH_FUNCTIONS),
        ),
        Goal::new("the same, with a deadline for each call", Bound::AtMost(2.0), fuel(measured, WITH_TIMEOUTS)),
        Goal::new(
            "polls of join_all, with deadlines or functions over bare",
            Bound::AtMost(1.0),
            over_bare(measured, |row, bare| row.polls as f64 / bare.polls as f64),
        ),
        Goal::new(
            "handles of join_all in a poll, with deadlines or functions less bare",
            Bound::AtMost(1.0),
            over_bare(measured, |row, bare| (row.handles as f64 - bare.handles as f64) / row.polls as f64),
        ),
    ]
}

/// The ratio of fuel to that of the limit.
fn fuel(measured: &[Measured], of: Implementation) -> impl Iterator<Item = (f64, String)> {
    let rows = measured.iter().map(|one| &one.row).filter(move |row| row.implementation == of.name && row.n >= 100);
    rows.filter_map(|row| Some((row.fuel as f64 / beside(measured, row, LIMIT)?.row.fuel as f64, place(row))))
}

/// What `compare` gives for each join of calls with a deadline or a function, and the join of as
/// many bare calls.
fn over_bare(measured: &[Measured], compare: fn(&Row, &Row) -> f64) -> impl Iterator<Item = (f64, String)> {
    let written = [WITH_TIMEOUTS.name, WITH_FUNCTIONS.name];
    let rows = measured.iter().map(|one| &one.row).filter(move |row| written.contains(&row.implementation));
    rows.filter_map(move |row| {
        let bare = beside(measured, row, JOIN_ALL)?;
        Some((compare(row, &bare.row), format!("{}, {}", row.implementation, place(row))))
    })
}

/// The measurement of `implementation` with the same N, pattern and mode as `row`.
fn beside<'a>(measured: &'a [Measured], row: &Row, implementation: Implementation) -> Option<&'a Measured> {
    let same = |other: &Row| (other.n, other.pattern, other.mode) == (row.n, row.pattern, row.mode);
    measured.iter().find(|one| one.row.implementation == implementation.name && same(&one.row))
}

fn joins(measured: &[Measured]) -> impl Iterator<Item = &Row> {
    measured.iter().map(|one| &one.row).filter(|row| row.implementation == JOIN_ALL.name)
}

fn growth(measured: &[Measured], per_call: fn(&Row) -> f64) -> impl Iterator<Item = (f64, String)> {
    joins(measured).filter(|row| row.n == 10_000).filter_map(move |many| {
        let alike = |few: &&Row| (few.n, few.pattern, few.mode) == (100, many.pattern, many.mode);
        Some((per_call(many) / per_call(joins(measured).find(alike)?), place(many)))
    })
}

fn composed(measured: &[Measured]) -> impl Iterator<Item = (f64, String)> {
    joins(measured).filter(|row| row.mode == Mode::Composed.name()).filter_map(|composed| {
        let alike = |direct: &&Row| {
            (direct.n, direct.pattern, direct.mode) == (composed.n, composed.pattern, Mode::Direct.name())
        };
        Some((composed.fuel as f64 / joins(measured).find(alike)?.fuel as f64, place(composed)))
    })
}

fn place(row: &Row) -> String {
    format!("{} {}, {}", row.n, row.pattern, row.mode)
}
