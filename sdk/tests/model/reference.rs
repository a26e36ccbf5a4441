//! What comes out of a program, and when: computed, with no futures in it.

use crate::program::{Program, Script};
use crate::run::{ABORTED, DETACHED, DROPPED, ELAPSED, backoff};
use crate::{NEVER, Output, mix};

/// More than all the moments together that joins of a program wait when deadlines are over, in
/// nanoseconds.
const CLOSE: u64 = 1 << 24;

#[derive(Default)]
pub struct Reference {
    ambiguous: bool,
    blocks: bool,
    races: bool,
    /// Whether there is a race of two things with hardly any time between them.
    close: bool,
    /// Whether there are deadlines in a join, and whether one was over.
    limits: bool,
    waited: bool,
}

#[derive(Clone, Copy)]
struct Ended {
    at: u64,
    output: Output,
}

/// `None` is a program that never ends.
type Ending = Option<Ended>;

impl Reference {
    /// The output, if there is one before [`NEVER`], and when the program ends.
    pub fn run_to_end(&mut self, program: &Program) -> (Option<Output>, u64) {
        match self.run(program, 0) {
            Some(ended) => (Some(ended.output), ended.at),
            None => (None, NEVER),
        }
    }

    /// Whether more than one output is right: it hangs on which of two things that happen at the
    /// same time is first, or on what a blocking part kept from being seen in time.
    pub fn is_ambiguous(&self) -> bool {
        self.ambiguous || self.blocks && (self.races || self.limits) || self.waited && self.close
    }

    /// Whether a blocking part keeps others from ending in time, or the moments that a join waits
    /// when a deadline is over.
    pub fn is_late(&self) -> bool {
        self.blocks || self.waited
    }

    fn run(&mut self, program: &Program, start: u64) -> Ending {
        let ended = |at, output| Some(Ended { at, output });
        match program {
            Program::Call(script) => call(script, start),
            Program::Sleep(time) => ended(start + time, Ok(0)),
            Program::Yield(_) => ended(start, Ok(0)),
            Program::Sequence(steps) | Program::Pushed(steps) => {
                let mut at = start;
                let mut outputs = Vec::new();
                for step in steps {
                    let step = self.run(step, at)?;
                    at = step.at;
                    outputs.push(step.output);
                }
                ended(at, Ok(mix(outputs)))
            }
            Program::ScopeChain(steps) => self.run(&Program::Sequence(steps.clone()), start),
            Program::Join(all) | Program::Scope(all) => joined(start, self.run_all(all, start)),
            Program::JoinCalls(scripts) => joined(start, scripts.iter().map(|script| call(script, start)).collect()),
            Program::JoinLimited(calls) => {
                let endings = calls.iter().map(|(limit, script)| self.limited(*limit, script, start)).collect();
                let joined = joined(start, endings);
                // It waits at each deadline before its end, also at that of a call which has ended
                // but was not told of yet.
                let end = joined.map_or(u64::MAX, |joined| joined.at);
                self.waited |= calls.iter().any(|(limit, _)| start + limit <= end);
                joined
            }
            Program::ScopeDetached(all) => {
                let all = joined(start, self.run_all(all, start))?;
                ended(all.at, Ok(DETACHED))
            }
            Program::TryJoin(all) | Program::TryScope(all) => {
                let endings = self.run_all(all, start);
                self.tried(start, endings)
            }
            Program::SelectOk(all) => {
                let endings = self.run_all(all, start);
                match self.first(&endings, |output| output.is_ok()) {
                    Some(value) => Some(value),
                    None => joined(start, endings).map(|all| Ended { output: all.output.and_then(Err), ..all }),
                }
            }
            Program::AsCompleted(all) | Program::Unordered(all) => {
                let endings = self.run_all(all, start);
                self.completed(start, endings)
            }
            Program::Map { limit, items } => joined(start, self.map(*limit, items, start)),
            Program::TryMap { limit, items } => {
                let endings = self.map(*limit, items, start);
                self.tried(start, endings)
            }
            Program::MapStream { limit, items } => {
                let endings = self.map(*limit, items, start);
                self.completed(start, endings)
            }
            Program::Select(left, right) => {
                let endings = [self.run(left, start), self.run(right, start)];
                self.first(&endings, |_| true)
            }
            Program::Timeout(time, program) => {
                let deadline = Ended { at: start + time, output: Err(ELAPSED) };
                let endings = [self.run(program, start), Some(deadline)];
                self.first(&endings, |_| true)
            }
            Program::Spawn(program) | Program::Move(program) => self.run(program, start),
            Program::Block(program) => {
                self.blocks = true;
                let ending = self.run(program, start);
                self.ambiguous |= ending.is_none();
                ending
            }
            Program::Detach(program) => {
                self.run_aside(program, start);
                ended(start, Ok(DETACHED))
            }
            Program::Abort(time, program) => {
                self.run_aside(program, start);
                ended(start + time, Ok(ABORTED))
            }
            Program::AbortAwaited(time, program) => self.aborted(*time, program, start),
            Program::ScopeAbort(time, program) => {
                let aborted = self.aborted(*time, program, start)?;
                ended(start + time, aborted.output)
            }
            Program::Drop(program) => {
                self.run_aside(program, start);
                ended(start, Ok(DROPPED))
            }
            Program::Share(program) => {
                self.run(program, start).map(|shared| Ended { output: Ok(mix([shared.output; 2])), ..shared })
            }
            Program::Retry { first_wait, within, attempts } => {
                let mut delays = backoff(*first_wait, *within, attempts.len()).into_iter();
                let deadline = within.map_or(u64::MAX, |within| start + within);
                self.races |= within.is_some();
                let mut at = start;
                for attempt in attempts {
                    let attempt = self.run(attempt, at)?;
                    self.ambiguous |= attempt.at == deadline;
                    let next = delays.next().map_or(u64::MAX, |delay| attempt.at + delay.as_nanos() as u64);
                    self.close |=
                        within.is_some() && [attempt.at, next].iter().any(|at| at.abs_diff(deadline) <= CLOSE);
                    if attempt.output.is_ok() || attempt.at >= deadline || next >= deadline {
                        return Some(attempt);
                    }
                    at = next;
                }
                None
            }
        }
    }

    /// A call with a deadline, in a join of such calls.
    fn limited(&mut self, limit: u64, script: &Script, start: u64) -> Ending {
        // When a deadline is over, the join waits for some moments to be sure of it.
        const MOMENTS: u64 = 1_000_000;
        let ready = script.ready.last();
        self.limits = true;
        self.ambiguous |= ready.is_some_and(|ready| ready.abs_diff(limit) <= MOMENTS);
        // That it has no result yet may be noticed as late as at the deadline.
        self.ambiguous |= script.ready.len() > 1 && script.ready.iter().any(|ready| *ready <= limit);
        match ready {
            Some(ready) if *ready <= limit => call(script, start),
            _ => Some(Ended { at: start + limit, output: Err(ELAPSED) }),
        }
    }

    /// Runs what nobody wants the output of: it may keep others waiting all the same.
    fn run_aside(&mut self, program: &Program, start: u64) {
        let mut aside = Self::default();
        aside.run(program, start);
        self.blocks |= aside.blocks;
        self.waited |= aside.waited;
        self.ambiguous |= aside.blocks && aside.ambiguous;
    }

    fn run_all(&mut self, programs: &[Program], start: u64) -> Vec<Ending> {
        programs.iter().map(|program| self.run(program, start)).collect()
    }

    /// The first of those whose output is `wanted`.
    fn first(&mut self, endings: &[Ending], wanted: impl Fn(Output) -> bool) -> Ending {
        self.races = true;
        let candidates = || endings.iter().flatten().filter(|ended| wanted(ended.output));
        let first = *candidates().min_by_key(|ended| ended.at)?;
        let mut others = candidates().filter(|other| other.output != first.output);
        self.ambiguous |= others.clone().any(|other| other.at == first.at);
        self.close |= others.any(|other| other.at - first.at <= CLOSE);
        Some(first)
    }

    /// All values, or the first error.
    fn tried(&mut self, start: u64, endings: Vec<Ending>) -> Ending {
        match self.first(&endings, |output| output.is_err()) {
            Some(error) => Some(error),
            None => joined(start, endings),
        }
    }

    /// All outputs with their indexes, in the order in which they came.
    fn completed(&mut self, start: u64, endings: Vec<Ending>) -> Ending {
        self.races = true;
        let endings: Vec<Ended> = endings.into_iter().collect::<Option<_>>()?;
        let mut endings: Vec<(usize, Ended)> = endings.into_iter().enumerate().collect();
        endings.sort_by_key(|(index, ended)| (ended.at, *index));
        self.close |= endings.windows(2).any(|pair| pair[1].1.at - pair[0].1.at <= CLOSE);
        let at = endings.last().map_or(start, |(_, last)| last.at);
        let output = Ok(mix(endings.iter().flat_map(|(index, ended)| [Ok(*index as u64), ended.output])));
        Some(Ended { at, output })
    }

    /// A task that is awaited, and aborted after `time` if it has not ended.
    fn aborted(&mut self, time: u64, program: &Program, start: u64) -> Ending {
        let aborted = Ended { at: start + time, output: Err(ABORTED) };
        let endings = [self.run(program, start), Some(aborted)];
        self.first(&endings, |_| true)
    }

    /// The ends of items of which only `limit` run at a time.
    fn map(&mut self, limit: usize, items: &[Program], start: u64) -> Vec<Ending> {
        // When each of `limit` hands is free again.
        let mut hands = vec![Some(start); limit.max(1)];
        let mut endings = Vec::new();
        for item in items {
            let Some(hand) = hands.iter_mut().min_by_key(|free| free.unwrap_or(u64::MAX)) else { break };
            let ending = (*hand).and_then(|free| self.run(item, free));
            *hand = ending.map(|ended| ended.at);
            endings.push(ending);
        }
        endings
    }
}

fn call(script: &Script, start: u64) -> Ending {
    script.ready.last().map(|ready| Ended { at: start + ready, output: script.output })
}

/// All outputs, when the last is there.
fn joined(start: u64, endings: Vec<Ending>) -> Ending {
    let endings: Vec<Ended> = endings.into_iter().collect::<Option<_>>()?;
    let at = endings.iter().map(|ended| ended.at).max().unwrap_or(start);
    Some(Ended { at, output: Ok(mix(endings.iter().map(|ended| ended.output))) })
}
