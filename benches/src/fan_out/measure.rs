//! Measures implementations in turns.

use super::{Implementation, Row};
use crate::median::median;
use crate::scratch;
use anyhow::{Context, Result};
use golem_rpc_host::{Host, Invocation};
use golem_rpc_tests::Mode;
use golem_rpc_tests::fan_out::{FanOut, Pattern};

/// What to measure. Each is combined with each.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Numbers of calls.
    pub sizes: Vec<u32>,
    /// Orders in which the calls end.
    pub patterns: Vec<Pattern>,
    /// Modes of the client.
    pub modes: Vec<Mode>,
    /// The implementations. If there are none, all that don't take too long are measured.
    pub implementations: Option<Vec<Implementation>>,
    /// How often each of them is measured. If it is `None`, it is as often as wall time needs.
    pub rounds: Option<usize>,
}

/// A row, with the measurements that it summarises.
#[derive(Debug)]
pub struct Measured {
    /// The summary.
    pub row: Row,
    walls: Vec<f64>,
}

impl Measured {
    /// The ratio of the wall times of this and `other`: the median of the ratios within each round.
    pub fn wall_ratio(&self, other: &Self) -> f64 {
        median(self.walls.iter().zip(&other.walls).map(|(own, other)| own / other).collect())
    }
}

/// Measures what `plan` says. Each row is passed to `tell` as soon as it is there.
///
/// # Errors
///
/// When a component doesn't compile, or when a run fails.
pub fn measure(plan: &Plan, mut tell: impl FnMut(&Row)) -> Result<Vec<Measured>> {
    let mut all = Vec::new();
    for n in &plan.sizes {
        let host = Host::builder().virtual_time(true).fuel(true).build()?;
        let fan_out = FanOut::build(scratch("fan_out"), host)?;
        for pattern in &plan.patterns {
            for mode in &plan.modes {
                let measured = Setting { n: *n, pattern: *pattern, mode: *mode }.measure(&fan_out, plan)?;
                measured.iter().for_each(|measured| tell(&measured.row));
                all.extend(measured);
            }
        }
    }
    Ok(all)
}

#[derive(Clone, Copy)]
struct Setting {
    n: u32,
    pattern: Pattern,
    mode: Mode,
}

impl Setting {
    /// How often each implementation is measured. Short runs vary more, so they are measured more
    /// often.
    fn rounds(self) -> usize {
        match self.n {
            0..=10 => 201,
            11..=100 => 41,
            101..=1000 => 7,
            _ => 5,
        }
    }

    fn measure(self, fan_out: &FanOut, plan: &Plan) -> Result<Vec<Measured>> {
        let implementations = plan.implementations.clone().unwrap_or_else(|| self.usual());
        let delays = self.pattern.delays(self.n);
        // Each has its own worker. The first run doesn't count, since it also takes memory for the
        // first time and creates the target's workers.
        let mut callers = Vec::with_capacity(implementations.len());
        for implementation in &implementations {
            let caller = fan_out.caller(self.mode, delays.len())?;
            caller.run(implementation.in_caller(), &delays)?;
            callers.push(caller);
        }
        let mut runs: Vec<Vec<Invocation>> = vec![Vec::new(); implementations.len()];
        for _ in 0..plan.rounds.unwrap_or(self.rounds()) {
            for ((runs, implementation), caller) in runs.iter_mut().zip(&implementations).zip(&callers) {
                runs.push(caller.run(implementation.in_caller(), &delays)?);
            }
        }
        let measured =
            implementations.iter().zip(&runs).map(|(implementation, runs)| self.summary(*implementation, runs));
        let mut measured = measured.collect::<Result<Vec<_>>>()?;
        compare_with_limits(&implementations, &mut measured);
        Ok(measured)
    }

    fn usual(self) -> Vec<Implementation> {
        Implementation::ALL.into_iter().filter(|implementation| self.n <= implementation.largest).collect()
    }

    fn summary(self, implementation: Implementation, runs: &[Invocation]) -> Result<Measured> {
        let walls: Vec<f64> = runs.iter().map(|run| run.busy.as_secs_f64()).collect();
        let totals: Vec<f64> = runs.iter().map(|run| run.duration.as_secs_f64()).collect();
        let first = runs.first().context("there is a round")?;
        let row = Row {
            implementation: implementation.name,
            n: self.n,
            pattern: self.pattern.name(),
            mode: self.mode.name(),
            subscribes: first.host_calls.subscribe,
            gets: first.host_calls.get,
            readies: first.host_calls.ready,
            polls: first.host_calls.poll,
            handles: first.host_calls.poll_handles,
            fuel: first.fuel.context("the host counts fuel")?,
            wall_ns: (median(walls.clone()) * 1e9) as u64,
            total_ns: (median(totals) * 1e9) as u64,
            limit_ratio: 0.0,
        };
        Ok(Measured { row, walls })
    }
}

/// Adds to the row of each implementation how far it is from its limit.
fn compare_with_limits(implementations: &[Implementation], measured: &mut [Measured]) {
    let ratio = |(implementation, own): (&Implementation, &Measured)| {
        let limit = implementations.iter().position(|other| *other == implementation.limit())?;
        Some(own.wall_ratio(measured.get(limit)?))
    };
    let ratios: Vec<Option<f64>> = implementations.iter().zip(&*measured).map(ratio).collect();
    for (measured, ratio) in measured.iter_mut().zip(ratios) {
        measured.row.limit_ratio = ratio.unwrap_or_default();
    }
}
