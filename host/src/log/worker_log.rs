//! [`WorkerLog`]: the log of one worker, and how far it has been replayed.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use foldhash::fast::RandomState;
use tokio::sync::Notify;

use super::crash::{Crash, Crashed, Loss};
use super::divergence::Divergence;
use super::entry::Entry;
use super::host_function::{ARGUMENTS, CALL_KEY, ENVIRONMENT, HostFunction};
use super::idempotency_key::{CallKey, IdempotencyKey};
use super::interruption::Interruption;
use super::keeper::Keeper;
use super::log_entry::LogEntry;
use super::request::{Answer, Request};
use super::response::Response;
use super::worker_record::WorkerRecord;
use crate::failure::Failure;
use crate::naming::WorkerId;
use crate::observe::LogStream;
use crate::values::HandleChange;

/// Why a worker can't be run again.
const NETWORK: &str = "it has used the network, which is not in this log";

/// The log of one worker. Only the worker's own task adds to it.
pub(crate) struct WorkerLog {
    /// What the keys of invocations from outside are derived from.
    seed: IdempotencyKey,
    /// Whether there are entries left to be replayed. Host functions ask this often, and should not
    /// take the lock for it.
    replays: AtomicBool,
    /// Whether any crash is or was planned.
    is_planned: AtomicBool,
    /// Whether the log is kept on the disk.
    is_kept: bool,
    /// Tells the worker's task that the instance is to be lost.
    interrupted: Notify,
    state: Mutex<State>,
}

struct State {
    entries: Vec<Entry>,
    /// Keeps the log on the disk, if it is kept there.
    keeper: Option<Keeper>,
    /// How many of the entries are committed.
    committed: usize,
    /// The place of the next entry that is to be replayed. When there is none, this is the end of
    /// the log.
    next: usize,
    /// How many of the entries are no hints. Keys are derived from this number, and not from the
    /// number of all entries: a hint that is added by a restart must not change the keys of what
    /// comes after.
    needed: usize,
    /// Whether the worker has been run again.
    was_restarted: bool,
    /// The key of the invocation that is running.
    running: IdempotencyKey,
    /// For the key of each invocation that was answered the place of the answer, as far as that was
    /// looked through. Only a caller that was run again asks for a second time, so mostly nobody
    /// needs this.
    answers: HashMap<IdempotencyKey, usize, RandomState>,
    /// How many entries were looked through for `answers`.
    looked_through: usize,
    /// How many lines were given out on each output, and how many the present instance has printed.
    printed: [Lines; 3],
    /// How many entries there may be.
    longest: usize,
    planned: VecDeque<Crash>,
    /// The crash that has come, until the worker's task has noticed it.
    crashed: Option<Crash>,
    used_network: bool,
    /// How many of the planned crashes have come.
    crashes: usize,
    diverged: Option<Divergence>,
    directory: Option<bool>,
}

#[derive(Clone, Copy, Default)]
struct Lines {
    given_out: usize,
    by_this_instance: usize,
}

/// What kind an entry is of.
pub(crate) struct Outline {
    /// Whether the log is committed when it is added.
    pub commits: bool,
    /// Whether it is the key of a call of another worker.
    pub is_call: bool,
}

/// What the log says about a call of the host.
pub(crate) enum Next {
    /// The call was made before, with this result.
    Logged(Response),
    /// The log is used up, so the call is to be made.
    Live,
}

impl WorkerLog {
    /// The log of a worker, which is to lose its instance in these places. They are in the order of
    /// the log. The worker ends when the log has more than `longest` entries.
    ///
    /// If it is kept on the disk, `entries` are those that were there before.
    pub fn new(
        id: &WorkerId,
        planned: VecDeque<Crash>,
        longest: usize,
        keeper: Option<Keeper>,
        entries: Vec<Entry>,
    ) -> Self {
        let seed = IdempotencyKey::of_worker(id.component.uuid(), &id.name);
        Self {
            seed,
            replays: AtomicBool::new(false),
            is_planned: AtomicBool::new(!planned.is_empty()),
            is_kept: keeper.is_some(),
            interrupted: Notify::new(),
            state: Mutex::new(State::new(seed, planned, longest, keeper, entries)),
        }
    }

    /// What the worker is made with, if it is kept on the disk.
    pub fn record(&self) -> Option<WorkerRecord> {
        self.lock().keeper.as_ref().map(Keeper::record)
    }

    /// Whether the worker is being run again, and has not come to the end of the log.
    pub fn is_replaying(&self) -> bool {
        self.replays.load(Ordering::Relaxed)
    }

    /// What the log says about the call of a function of the host.
    ///
    /// # Errors
    /// When the log has something else at this place.
    pub fn next(&self, function: &HostFunction) -> Result<Next, Interruption> {
        if !self.is_replaying() && !self.is_planned.load(Ordering::Relaxed) {
            return Ok(Next::Live);
        }
        self.next_in(&mut self.lock(), function)
    }

    fn next_in(&self, state: &mut State, function: &HostFunction) -> Result<Next, Interruption> {
        state.may_go_on()?;
        match state.entries.get(state.next) {
            None => Ok(Next::Live),
            Some(Entry::Called { function: logged, response }) if logged.name == function.name => {
                let response = response.clone();
                self.go_on(state);
                Ok(Next::Logged(response))
            }
            Some(_) => Err(state.divergence(format!("called `{}`", function.name)).into()),
        }
    }

    /// Adds the result of a function of the host.
    ///
    /// # Errors
    /// When the worker is to lose its instance after this entry.
    pub fn called(&self, function: &'static HostFunction, response: Response) -> Result<(), Interruption> {
        let mut state = self.lock();
        state.add(Entry::Called { function, response });
        state.may_go_on()
    }

    /// Notes that an invocation begins, or finds that in the log, if it is replayed. Gives its key.
    ///
    /// # Errors
    /// When the log has something else at this place.
    pub fn begin(&self, request: &Request) -> Result<(), Interruption> {
        let mut state = self.lock();
        state.may_go_on()?;
        match state.entries.get(state.next) {
            None => {
                let key = request.key().unwrap_or_else(|| self.seed.derived(state.needed));
                state.running = key;
                state.add(Entry::Invoked { request: Arc::new(request.clone()), key });
                state.may_go_on()
            }
            Some(Entry::Invoked { request: logged, key }) if logged.function() == request.function() => {
                state.running = *key;
                self.go_on(&mut state);
                Ok(())
            }
            Some(_) => Err(state.divergence(format!("was asked for `{}`", request.function())).into()),
        }
    }

    /// Notes that the running invocation has ended, or compares that with the log, if it is
    /// replayed.
    ///
    /// # Errors
    /// When the log has something else at this place, or another result.
    pub fn end(&self, answer: &Result<Answer, Failure>) -> Result<(), Interruption> {
        let mut state = self.lock();
        state.may_go_on()?;
        let text = |answer: &Result<Answer, Failure>| match answer {
            Ok(answer) => answer.text(),
            Err(failure) => failure.to_string(),
        };
        match state.entries.get(state.next) {
            None => {
                state.add(Entry::Completed(answer.clone()));
                Ok(())
            }
            Some(Entry::Completed(logged)) if text(logged) == text(answer) => {
                self.go_on(&mut state);
                Ok(())
            }
            Some(_) => Err(state.divergence(format!("gave the result `{}`", text(answer))).into()),
        }
    }

    /// Notes that a line is printed. False if it was given out before, so that it is not to be
    /// given out again.
    pub fn printed(&self, stream: LogStream, text: &str) -> bool {
        let mut state = self.lock();
        let lines = &mut state.printed[stream as usize];
        lines.by_this_instance += 1;
        let is_new = lines.by_this_instance > lines.given_out;
        if is_new {
            lines.given_out += 1;
            state.add(Entry::Printed { stream, text: text.to_owned() });
        }
        is_new
    }

    /// Notes which resources of the worker others got a handle of, and which of these are gone.
    pub fn resources(&self, changes: Vec<HandleChange>) {
        if self.is_replaying() {
            return;
        }
        let mut state = self.lock();
        for change in changes {
            state.add(match change {
                HandleChange::Made(id) => Entry::ResourceCreated(id),
                HandleChange::Gone(id) => Entry::ResourceDropped(id),
            });
        }
    }

    /// Notes that the instance was lost because of a failure in an invocation, and whether the
    /// worker stays failed.
    pub fn failed(&self, failure: &Failure, request: &Request, is_final: bool) {
        self.lock().add(Entry::Failed { failure: failure.clone(), key: request.key(), is_final });
    }

    /// If the worker stays failed: why, and the key of the invocation that failed. That is its
    /// first failure, also if it was then tried again.
    pub fn failed_for_good(&self) -> Option<(Failure, Option<IdempotencyKey>)> {
        let state = self.lock();
        let is_final = state.entries.iter().any(|entry| matches!(entry, Entry::Failed { is_final: true, .. }));
        let since = state.entries.iter().rposition(|entry| matches!(entry, Entry::Completed(_))).unwrap_or(0);
        let first = state.entries[since..].iter().find_map(|entry| match entry {
            Entry::Failed { failure, key, .. } => Some((failure.clone(), *key)),
            _ => None,
        });
        first.filter(|_| is_final)
    }

    /// Notes that a call of the worker was answered, or taken out of its queue. It is not made
    /// again by another process.
    pub fn answered(&self, request: &Request) {
        if let (true, Some(key)) = (self.is_kept, request.key()) {
            self.lock().keeper.iter().for_each(|keeper| keeper.answered(key));
        }
    }

    /// Makes the three entries that Golem makes before each call of another worker, or finds them
    /// in the log. Gives the call's key.
    ///
    /// # Errors
    /// When the log has something else at this place.
    pub fn before_call(
        &self,
        arguments: &Arc<Vec<String>>,
        environment: &Arc<Vec<(String, String)>>,
    ) -> Result<CallKey, Interruption> {
        let mut state = self.lock();
        let may_be_known = state.was_restarted;
        for (function, response) in
            [(&ARGUMENTS, Response::Texts(arguments.clone())), (&ENVIRONMENT, Response::Pairs(environment.clone()))]
        {
            if let Next::Live = self.next_in(&mut state, function)? {
                state.add(Entry::Called { function, response });
            }
        }
        if let Next::Logged(Response::Key(key)) = self.next_in(&mut state, &CALL_KEY)? {
            return Ok(CallKey { key, may_be_known });
        }
        let key = state.running.derived(state.needed);
        state.add(Entry::Called { function: &CALL_KEY, response: Response::Key(key) });
        state.may_go_on()?;
        Ok(CallKey { key, may_be_known })
    }

    /// A key that belongs to this position in the log: it is the same each time that the worker
    /// comes here.
    pub fn key_of_position(&self) -> IdempotencyKey {
        let state = self.lock();
        state.running.derived(state.needed)
    }

    /// What the log has of the invocations that have ended, in their order, to run them again on a
    /// fresh instance. From now on the log answers, until it is used up.
    pub fn rewind(&self) -> Vec<Arc<Request>> {
        let mut state = self.lock();
        if state.needed > 0 {
            state.was_restarted = true;
            state.add(Entry::Restarted);
        }
        state.next = 0;
        state.printed.iter_mut().for_each(|lines| lines.by_this_instance = 0);
        state.skip_hints();
        self.replays.store(state.next < state.entries.len(), Ordering::Relaxed);
        state.ended_invocations()
    }

    /// Takes the crash that has come, if one has.
    pub fn take_crash(&self) -> Option<Crash> {
        if !self.is_planned.load(Ordering::Relaxed) {
            return None;
        }
        let mut state = self.lock();
        let crash = state.crashed.take()?;
        state.crashes += 1;
        if crash.loss == Loss::Uncommitted {
            let committed = state.committed;
            state.entries.truncate(committed);
            state.needed = state.entries.iter().filter(|entry| !entry.is_hint()).count();
        }
        Some(crash)
    }

    /// How many of the planned crashes have come.
    pub fn crashes(&self) -> usize {
        self.lock().crashes
    }

    /// What the component did that the log has otherwise, if it did.
    pub fn divergence(&self) -> Option<Divergence> {
        self.lock().diverged.clone()
    }

    /// Whether the log has more entries than it may have.
    pub fn is_endless(&self) -> bool {
        let state = self.lock();
        state.entries.len() > state.longest
    }

    /// What kinds of entries there are.
    pub fn outline(&self) -> Vec<Outline> {
        let is_call = |entry: &Entry| matches!(entry, Entry::Called { function, .. } if function.name == CALL_KEY.name);
        let outline = |entry: &Entry| Outline { commits: entry.commits(), is_call: is_call(entry) };
        self.lock().entries.iter().map(outline).collect()
    }

    /// All invocations so far.
    pub fn requests(&self) -> Vec<Arc<Request>> {
        let request = |entry: &Entry| match entry {
            Entry::Invoked { request, .. } => Some(request.clone()),
            _ => None,
        };
        self.lock().entries.iter().filter_map(request).collect()
    }

    /// The function that is running at the entry with this number, or was the last to run.
    pub fn function_at(&self, number: usize) -> String {
        let state = self.lock();
        let until = &state.entries[..number.min(state.entries.len())];
        let invoked = until.iter().rev().find_map(|entry| match entry {
            Entry::Invoked { request, .. } => Some(request.function().to_owned()),
            _ => None,
        });
        invoked.unwrap_or_default()
    }

    /// The function that runs now, or was the last to run.
    pub fn last_function(&self) -> String {
        self.function_at(usize::MAX)
    }

    /// Whether the worker got a `none` from a future after it was restarted.
    pub fn got_none_after_restart(&self) -> bool {
        let state = self.lock();
        let after = state.entries.iter().skip_while(|entry| !matches!(entry, Entry::Restarted));
        after.into_iter().any(|entry| matches!(entry, Entry::Called { response: Response::Got(None), .. }))
    }

    /// Makes the worker lose its instance now, wherever it is.
    pub fn interrupt(&self) {
        self.interrupted.notify_one();
    }

    /// Ends when the worker is to lose its instance.
    pub async fn interrupted(&self) {
        self.interrupted.notified().await;
    }

    /// Begins anew, as for a new worker.
    pub fn forget(&self) {
        let mut state = self.lock();
        let (planned, keeper) = (std::mem::take(&mut state.planned), state.keeper.take());
        keeper.iter().for_each(Keeper::forget);
        *state = State::new(self.seed, planned, state.longest, keeper, vec![]);
        self.replays.store(false, Ordering::Relaxed);
    }

    /// What the worker did when the log has something else to say: it trapped, and did not do so in
    /// the first run.
    pub fn trapped_in_replay(&self, text: &str) -> Divergence {
        self.lock().divergence(format!("trapped: {text}"))
    }

    /// Notes that the worker sends something over the network. That can't be done again, and what
    /// it receives is not in the log. If the log is kept on the disk, this is there before anything
    /// is sent.
    pub fn uses_network(&self) {
        let mut state = self.lock();
        let is_first = !std::mem::replace(&mut state.used_network, true);
        let journal = state.keeper.as_ref().filter(|_| is_first).map(Keeper::uses_network);
        drop(state);
        journal.iter().for_each(|journal| journal.wait_until_safe());
    }

    /// Why the worker can't be run again, if it can't.
    pub fn why_not_replayed(&self) -> Option<&'static str> {
        self.lock().used_network.then_some(NETWORK)
    }

    /// Whether the worker can be run again without any loss.
    pub fn can_be_replayed(&self) -> bool {
        let state = self.lock();
        !state.used_network && state.directory != Some(true)
    }

    /// Notes that the worker has asked for its directory, and whether there was something in it
    /// before.
    ///
    /// If the directory `stays` when the process ends, and the log is kept on the disk, this is
    /// there before there are files. Otherwise the next process would take those for files of
    /// before.
    pub fn has_directory(&self, had_files: bool, stays: bool) {
        let mut state = self.lock();
        let is_first = state.directory.is_none();
        state.directory.get_or_insert(had_files);
        let journal = state.keeper.as_ref().filter(|_| is_first).map(|keeper| keeper.has_directory(had_files));
        drop(state);
        if stays {
            journal.iter().for_each(|journal| journal.wait_until_safe());
        }
    }

    /// Whether there was something in the worker's directory when it first asked for it. `None` if
    /// it never has.
    pub fn directory_had_files(&self) -> Option<bool> {
        self.lock().directory
    }

    /// The answer that the worker has given to an invocation with this key.
    pub fn answer(&self, key: IdempotencyKey) -> Option<Result<Answer, Failure>> {
        let mut state = self.lock();
        state.find_answers();
        match state.entries.get(*state.answers.get(&key)?)? {
            Entry::Completed(answer) => Some(answer.clone()),
            _ => None,
        }
    }

    /// The invocation with this key, if it has begun.
    pub fn invocation(&self, key: IdempotencyKey) -> Option<Arc<Request>> {
        let state = self.lock();
        state.entries.iter().rev().find_map(|entry| match entry {
            Entry::Invoked { request, key: of_this } if *of_this == key => Some(request.clone()),
            _ => None,
        })
    }

    /// The entries as users see them.
    pub fn entries(&self) -> Vec<LogEntry> {
        // The texts are made after the lock is released: that may take a while, and the worker
        // would have to wait for it.
        let (entries, committed) = {
            let state = self.lock();
            (state.entries.clone(), state.committed)
        };
        let shown = entries.iter().enumerate().map(|(place, entry)| entry.shown(place as u64 + 1, place < committed));
        shown.collect()
    }

    /// Goes on to the next entry that is no hint.
    fn go_on(&self, state: &mut State) {
        state.next += 1;
        state.skip_hints();
        self.replays.store(state.next < state.entries.len(), Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn new(
        seed: IdempotencyKey,
        planned: VecDeque<Crash>,
        longest: usize,
        keeper: Option<Keeper>,
        entries: Vec<Entry>,
    ) -> Self {
        let mut printed = <[Lines; 3]>::default();
        for entry in &entries {
            if let Entry::Printed { stream, .. } = entry {
                printed[*stream as usize].given_out += 1;
            }
        }
        let kept = keeper.as_ref().map(Keeper::record).unwrap_or_default();
        let mut state = Self {
            committed: entries.len(),
            next: entries.len(),
            needed: entries.iter().filter(|entry| !entry.is_hint()).count(),
            used_network: kept.used_network,
            directory: kept.directory_had_files,
            printed,
            entries,
            keeper,
            was_restarted: false,
            running: seed,
            answers: HashMap::default(),
            looked_through: 0,
            longest,
            planned,
            crashed: None,
            crashes: 0,
            diverged: None,
        };
        if state.entries.is_empty() {
            state.add(Entry::Created);
        }
        state
    }

    fn add(&mut self, entry: Entry) {
        let is_at_end = self.next == self.entries.len();
        let (is_hint, commits) = (entry.is_hint(), entry.commits());
        if let Some(keeper) = &self.keeper {
            keeper.add(self.entries.len(), &entry);
        }
        self.entries.push(entry);
        if !is_hint {
            self.needed += 1;
        }
        if is_at_end {
            self.next = self.entries.len();
        }
        if commits {
            self.committed = self.entries.len();
        }
        if self.crashed.is_none() && self.planned.front().is_some_and(|crash| crash.after <= self.entries.len()) {
            self.crashed = self.planned.pop_front();
        }
    }

    /// Whether the worker may go on.
    fn may_go_on(&self) -> Result<(), Interruption> {
        if self.crashed.is_some() {
            return Err(Crashed.into());
        }
        if self.entries.len() > self.longest { Err(Interruption::Endless) } else { Ok(()) }
    }

    fn ended_invocations(&self) -> Vec<Arc<Request>> {
        let mut running = None;
        let ended = self.entries.iter().filter_map(|entry| match entry {
            Entry::Invoked { request, .. } => {
                running = Some(request.clone());
                None
            }
            Entry::Completed(_) => running.take(),
            _ => None,
        });
        ended.collect()
    }

    fn find_answers(&mut self) {
        let mut running = None;
        for (place, entry) in self.entries.iter().enumerate().skip(self.looked_through) {
            match entry {
                Entry::Invoked { key, .. } => running = Some(*key),
                Entry::Completed(_) => {
                    self.answers.extend(running.map(|key| (key, place)));
                    self.looked_through = place + 1;
                }
                _ => {}
            }
        }
    }

    fn skip_hints(&mut self) {
        while self.entries.get(self.next).is_some_and(Entry::is_hint) {
            self.next += 1;
        }
    }

    fn divergence(&mut self, done: String) -> Divergence {
        let number = self.next + 1;
        let logged = self.entries.get(self.next).map(|entry| entry.shown(number as u64, true).to_string());
        let divergence = Divergence { number, logged: logged.unwrap_or_default(), done };
        self.diverged = Some(divergence.clone());
        divergence
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::host_function::{GET, NOW, POLL};
    use crate::naming::ComponentId;
    use crate::values::nothing;

    fn log() -> WorkerLog {
        WorkerLog::new(
            &WorkerId { component: ComponentId::of_name("c"), name: "w".into() },
            VecDeque::new(),
            usize::MAX,
            None,
            vec![],
        )
    }

    fn request(function: &str) -> Request {
        Request::Rpc { function: function.into(), params: vec![], key: None }
    }

    fn committed(log: &WorkerLog) -> Vec<bool> {
        log.entries().iter().map(|entry| entry.committed).collect()
    }

    #[test]
    fn what_comes_before_an_entry_that_commits_is_committed_with_it() {
        let log = log();
        log.begin(&request("run")).unwrap();
        log.called(&NOW, Response::Number(5)).unwrap();
        log.called(&POLL, Response::Ready(vec![0])).unwrap();
        assert_eq!(committed(&log), [true, true, false, false]);
        log.called(&GET, Response::Got(None)).unwrap();
        assert_eq!(committed(&log), [true; 5]);
        assert!(log.printed(LogStream::Stdout, "line"));
        assert_eq!(committed(&log), [true, true, true, true, true, false]);
        let shown: Vec<String> = log.entries().iter().map(ToString::to_string).collect();
        let [.., poll, get, line] = shown.as_slice() else { panic!("{shown:?}") };
        assert_eq!(poll, "golem io::poll::poll: [0]");
        assert_eq!(get, "golem::rpc::future-invoke-result::get: none");
        assert_eq!(line, "log stdout: \"line\"");
    }

    #[test]
    fn keys_depend_on_the_invocation_and_on_the_position_but_not_on_hints() {
        let keys = |prints: bool, before: u64| {
            let log = log();
            (0..before).for_each(|now| log.called(&NOW, Response::Number(now)).unwrap());
            log.begin(&request("run")).unwrap();
            if prints {
                log.printed(LogStream::Stderr, "line");
            }
            [(); 2].map(|()| log.before_call(&Arc::default(), &Arc::default()).unwrap().key)
        };
        let [first, second] = keys(false, 0);
        assert_ne!(first, second);
        assert_eq!(keys(true, 0), [first, second]);
        assert_ne!(keys(false, 1), [first, second]);
    }

    #[test]
    fn an_invocation_is_known_by_its_key() {
        let log = log();
        let key = IdempotencyKey::of_worker(ComponentId::of_name("c").uuid(), "caller").derived(3);
        let key_of_call = CallKey { key, may_be_known: false };
        log.begin(&Request::Rpc { function: "run".into(), params: vec![], key: Some(key_of_call) }).unwrap();
        assert!(log.answer(key).is_none(), "it is still running");
        log.end(&Ok(Answer::Rpc(nothing()))).unwrap();
        assert!(matches!(log.answer(key), Some(Ok(Answer::Rpc(_)))));
        assert!(log.answer(key.derived(0)).is_none());
    }
}
