//! Where workers are to lose their instances.

use std::sync::Arc;

use crate::log::{Back, Crash, Loss, WorkerLog};

/// The crashes of one run, each with its worker as `component/worker`.
pub(super) type Crashes = Vec<(String, Crash)>;

type Logs = [(Arc<str>, Arc<WorkerLog>)];

/// A run for each entry of each log, and more for those in which it matters what else happens.
pub(super) fn every_entry(logs: &Logs) -> Vec<Crashes> {
    logs.iter().flat_map(|(worker, log)| one_log(worker, log)).collect()
}

fn one_log(worker: &str, log: &WorkerLog) -> Vec<Crashes> {
    let mut plans = Vec::new();
    let mut calls = false;
    for (after, entry) in (1..).zip(log.outline()) {
        calls |= entry.is_call;
        let mut add = |back, loss| plans.push(vec![(worker.to_owned(), Crash { after, back, loss })]);
        add(Back::AtOnce, Loss::Nothing);
        if calls {
            add(Back::WhenOthersWait, Loss::Nothing);
        }
        if !entry.commits {
            add(Back::AtOnce, Loss::Uncommitted);
        }
    }
    plans
}

/// So many runs with two crashes each, at places that only depend on the seed.
pub(super) fn samples(logs: &Logs, count: u64, seed: u64) -> Vec<Crashes> {
    let lengths: Vec<(&Arc<str>, usize)> = logs.iter().map(|(worker, log)| (worker, log.outline().len())).collect();
    let all: usize = lengths.iter().map(|(_, length)| length).sum();
    let mut numbers = Numbers(seed);
    let mut sample = || {
        let [first, second] = [(); 2].map(|()| place(&lengths, numbers.below(all)));
        let back = |number| if number == 0 { Back::AtOnce } else { Back::WhenOthersWait };
        let mut crash = |(worker, after): (String, usize)| {
            (worker, Crash { after, back: back(numbers.below(2)), loss: Loss::Nothing })
        };
        // The first crash of a worker adds entries to its log, so a second one can be after the
        // last that there was.
        let second = if second.0 == first.0 { (second.0, first.1 + 2 + second.1 % 6) } else { second };
        vec![crash(first), crash(second)]
    };
    let count = if all == 0 { 0 } else { count };
    (0..count).map(|_| sample()).collect()
}

/// The worker, and the number in its log, of one of all entries.
fn place(lengths: &[(&Arc<str>, usize)], mut number: usize) -> (String, usize) {
    for (worker, length) in lengths {
        if number < *length {
            return (worker.to_string(), number + 1);
        }
        number -= length;
    }
    (String::new(), 0)
}

/// Numbers that look random, by SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let number = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((number ^ number >> 31) % (limit.max(1) as u64)) as usize
    }
}
