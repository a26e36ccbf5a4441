//! What a program is, and random ones.

/// A program. Times are in nanoseconds and count from when it begins.
#[derive(Debug, Clone)]
pub enum Program {
    Call(Script),
    Sleep(u64),
    /// Wakes itself so many times.
    Yield(u32),
    Sequence(Vec<Program>),
    /// `join_all` of any futures.
    Join(Vec<Program>),
    /// `join_all` of calls as they are, by harvest.
    JoinCalls(Vec<Script>),
    /// `join_all` of calls with a deadline each, and with functions on their outputs.
    JoinLimited(Vec<(u64, Script)>),
    /// `as_completed` of the first, to which the next is added whenever one has ended.
    Pushed(Vec<Program>),
    TryJoin(Vec<Program>),
    SelectOk(Vec<Program>),
    AsCompleted(Vec<Program>),
    /// `FuturesUnordered` of the crate `futures`.
    Unordered(Vec<Program>),
    Map {
        limit: usize,
        items: Vec<Program>,
    },
    /// As `Map`, up to the first error.
    TryMap {
        limit: usize,
        items: Vec<Program>,
    },
    /// As `Map`, from a stream to a stream.
    MapStream {
        limit: usize,
        items: Vec<Program>,
    },
    Select(Box<Program>, Box<Program>),
    Timeout(u64, Box<Program>),
    /// Spawned and awaited.
    Spawn(Box<Program>),
    /// Spawned and left to itself.
    Detach(Box<Program>),
    /// Spawned, and aborted after a while.
    Abort(u64, Box<Program>),
    /// Spawned, and awaited while it is aborted after a while.
    AbortAwaited(u64, Box<Program>),
    /// Tasks of a scope, whose body awaits them.
    Scope(Vec<Program>),
    /// Tasks of a scope that nobody awaits.
    ScopeDetached(Vec<Program>),
    /// Tasks of a scope, each of which spawns the next when it has ended.
    ScopeChain(Vec<Program>),
    TryScope(Vec<Program>),
    /// A task of a scope, aborted after a while by another one.
    ScopeAbort(u64, Box<Program>),
    /// Polled once and dropped.
    Drop(Box<Program>),
    /// Polled once here, and then by a task.
    Move(Box<Program>),
    /// In a `block_on` of its own, inside the poll of whatever it is part of.
    Block(Box<Program>),
    /// Awaited twice through `Shared`.
    Share(Box<Program>),
    /// Attempts of `retry_at_least_once`, the second of which comes after so long. All together
    /// they have so long.
    Retry {
        first_wait: u64,
        within: Option<u64>,
        attempts: Vec<Program>,
    },
}

/// What a call does.
#[derive(Debug, Clone)]
pub struct Script {
    /// What it gives.
    pub output: super::Output,
    /// When it is ready; each time but the last it has no result after all. Never, if there are
    /// none.
    pub ready: Vec<u64>,
}

pub struct Generator {
    random: u64,
    /// How many parts the program may still have.
    budget: usize,
    /// Times are multiples of this: many things happen at the same time, or hardly any.
    grain: u64,
    /// Whether it may block.
    blocks: bool,
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        let mut generator =
            Self { random: (seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15), budget: 0, grain: 0, blocks: false };
        generator.budget = 3 + generator.below(30) as usize;
        generator.grain = if generator.one_in(8) { 1 << 28 } else { 1 };
        generator.blocks = generator.one_in(4);
        generator
    }

    pub fn program(&mut self) -> Program {
        if self.budget == 0 {
            return self.leaf();
        }
        self.budget -= 1;
        match self.below(32) {
            0..3 => self.leaf(),
            3 => Program::Sequence(self.programs(4)),
            4 | 5 => Program::Join(self.programs(6)),
            6..9 => Program::JoinCalls(self.scripts()),
            9 => Program::TryJoin(self.programs(6)),
            10 => Program::SelectOk(self.programs(6)),
            11 => Program::AsCompleted(self.programs(6)),
            12 => Program::Unordered(self.programs(6)),
            13 => Program::Map { limit: self.below(4) as usize, items: self.programs(6) },
            14 => Program::Select(self.boxed(), self.boxed()),
            15 => Program::Timeout(self.time(), self.boxed()),
            16 => Program::Spawn(self.boxed()),
            17 if self.one_in(2) => Program::Detach(self.boxed()),
            17 if self.one_in(2) => Program::Abort(self.time(), self.boxed()),
            17 => Program::AbortAwaited(self.time(), self.boxed()),
            18 => Program::Drop(self.boxed()),
            19 if self.blocks => Program::Block(self.boxed()),
            19 => Program::Move(self.boxed()),
            20 => Program::Share(self.boxed()),
            21 => Program::JoinLimited(self.scripts().into_iter().map(|script| self.limited(script)).collect()),
            22 => Program::Pushed(self.programs(4)),
            23 => Program::TryMap { limit: self.below(4) as usize, items: self.programs(6) },
            24 => Program::MapStream { limit: self.below(4) as usize, items: self.programs(6) },
            25 => Program::Scope(self.programs(6)),
            26 => Program::ScopeDetached(self.programs(6)),
            27 => Program::ScopeChain(self.programs(4)),
            28 => Program::TryScope(self.programs(6)),
            29 => Program::ScopeAbort(self.time(), self.boxed()),
            // Dropped half-way.
            30 => Program::Timeout(self.time(), Box::new(Program::Scope(self.programs(6)))),
            _ => {
                let mut attempts = self.programs(3);
                attempts.push(self.program());
                let within = self.one_in(2).then(|| self.time());
                Program::Retry { first_wait: self.time(), within, attempts }
            }
        }
    }

    fn leaf(&mut self) -> Program {
        match self.below(8) {
            0 => Program::Sleep(self.time()),
            1 => Program::Yield(self.below(4) as u32),
            _ => Program::Call(self.script()),
        }
    }

    fn boxed(&mut self) -> Box<Program> {
        Box::new(self.program())
    }

    fn programs(&mut self, most: u64) -> Vec<Program> {
        (0..self.below(most + 1)).map(|_| self.program()).collect()
    }

    fn scripts(&mut self) -> Vec<Script> {
        let most = if self.one_in(30) { 300 } else { 12 };
        (0..self.below(most + 1)).map(|_| self.script()).collect()
    }

    /// A call with a deadline. Most of them have their result when they are ready for the first
    /// time, for there is only one right output then.
    fn limited(&mut self, mut script: Script) -> (u64, Script) {
        if !self.one_in(16) {
            script.ready.truncate(1);
        }
        (self.time(), script)
    }

    fn script(&mut self) -> Script {
        let id = self.below(1 << 32);
        let output = if self.one_in(5) { Err(id) } else { Ok(id) };
        let times = match self.below(64) {
            0 => 0,
            1..8 => 2 + self.below(3),
            _ => 1,
        };
        let mut ready: Vec<u64> = (0..times).map(|_| self.time()).collect();
        ready.sort_unstable();
        Script { output, ready }
    }

    fn time(&mut self) -> u64 {
        let slow = if self.one_in(10) { 1 << 34 } else { 1 << 30 };
        match self.below(10) {
            0 => 0,
            _ => self.below(slow).next_multiple_of(self.grain),
        }
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        ((u128::from(self.random) * u128::from(end)) >> 64) as u64
    }
}
