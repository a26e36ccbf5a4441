//! [`WorkerLog`]: the log of one worker, and how far it has been replayed.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use foldhash::fast::RandomState;

use super::divergence::Divergence;
use super::entry::Entry;
use super::host_function::{ARGUMENTS, CALL_KEY, ENVIRONMENT, HostFunction};
use super::idempotency_key::{CallKey, IdempotencyKey};
use super::log_entry::LogEntry;
use super::request::{Answer, Request};
use super::response::Response;
use crate::failure::Failure;
use crate::naming::WorkerId;
use crate::observe::LogStream;

/// The log of one worker. Only the worker's own task adds to it.
pub(crate) struct WorkerLog {
    /// What the keys of invocations from outside are derived from.
    seed: IdempotencyKey,
    /// Whether there are entries left to be replayed. Host functions ask this often, and should not
    /// take the lock for it.
    replays: AtomicBool,
    state: Mutex<State>,
}

struct State {
    entries: Vec<Entry>,
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
}

#[derive(Clone, Copy, Default)]
struct Lines {
    given_out: usize,
    by_this_instance: usize,
}

/// What the log says about a call of the host.
pub(crate) enum Next {
    /// The call was made before, with this result.
    Logged(Response),
    /// The log is used up, so the call is to be made.
    Live,
}

impl WorkerLog {
    pub fn new(id: &WorkerId) -> Self {
        let seed = IdempotencyKey::of_worker(id.component.uuid(), &id.name);
        Self { seed, replays: AtomicBool::new(false), state: Mutex::new(State::new(seed)) }
    }

    /// Whether the worker is being run again, and has not come to the end of the log.
    pub fn is_replaying(&self) -> bool {
        self.replays.load(Ordering::Relaxed)
    }

    /// What the log says about the call of a function of the host.
    ///
    /// # Errors
    /// When the log has something else at this place.
    pub fn next(&self, function: &HostFunction) -> Result<Next, Divergence> {
        if !self.is_replaying() {
            return Ok(Next::Live);
        }
        self.next_in(&mut self.lock(), function)
    }

    fn next_in(&self, state: &mut State, function: &HostFunction) -> Result<Next, Divergence> {
        match state.entries.get(state.next) {
            None => Ok(Next::Live),
            Some(Entry::Called { function: logged, response }) if logged.name == function.name => {
                let response = response.clone();
                self.go_on(state);
                Ok(Next::Logged(response))
            }
            Some(_) => Err(state.divergence(format!("called `{}`", function.name))),
        }
    }

    /// Adds the result of a function of the host.
    pub fn called(&self, function: &'static HostFunction, response: Response) {
        self.lock().add(Entry::Called { function, response });
    }

    /// Notes that an invocation begins, or finds that in the log, if it is replayed. Gives its key.
    ///
    /// # Errors
    /// When the log has something else at this place.
    pub fn begin(&self, request: &Request) -> Result<(), Divergence> {
        let mut state = self.lock();
        match state.entries.get(state.next) {
            None => {
                let key = match request {
                    Request::Rpc { key: Some(call), .. } => call.key,
                    _ => self.seed.derived(state.needed),
                };
                state.running = key;
                state.add(Entry::Invoked { request: Arc::new(request.clone()), key });
                Ok(())
            }
            Some(Entry::Invoked { request: logged, key }) if logged.function() == request.function() => {
                state.running = *key;
                self.go_on(&mut state);
                Ok(())
            }
            Some(_) => Err(state.divergence(format!("was asked for `{}`", request.function()))),
        }
    }

    /// Notes that the running invocation has ended, or compares that with the log, if it is
    /// replayed.
    ///
    /// # Errors
    /// When the log has something else at this place, or another result.
    pub fn end(&self, answer: &Result<Answer, Failure>) -> Result<(), Divergence> {
        let mut state = self.lock();
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
            Some(_) => Err(state.divergence(format!("gave the result `{}`", text(answer)))),
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

    /// Notes that the instance was lost because of a failure.
    pub fn failed(&self, failure: &Failure) {
        self.lock().add(Entry::Failed(failure.clone()));
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
    ) -> Result<CallKey, Divergence> {
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
        Ok(CallKey { key, may_be_known })
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
    fn new(seed: IdempotencyKey) -> Self {
        let mut state = Self {
            entries: Vec::new(),
            committed: 0,
            next: 0,
            needed: 0,
            was_restarted: false,
            running: seed,
            answers: HashMap::default(),
            looked_through: 0,
            printed: Default::default(),
        };
        state.add(Entry::Created);
        state
    }

    fn add(&mut self, entry: Entry) {
        let is_at_end = self.next == self.entries.len();
        let (is_hint, commits) = (entry.is_hint(), entry.commits());
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

    fn divergence(&self, done: String) -> Divergence {
        let number = self.next + 1;
        let logged = self.entries.get(self.next).map(|entry| entry.shown(number as u64, true).to_string());
        Divergence { number, logged: logged.unwrap_or_default(), done }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::host_function::{GET, NOW, POLL};
    use crate::naming::ComponentId;
    use crate::values::nothing;

    fn log() -> WorkerLog {
        WorkerLog::new(&WorkerId { component: ComponentId::of_name("c"), name: "w".into() })
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
        log.called(&NOW, Response::Number(5));
        log.called(&POLL, Response::Ready(vec![0]));
        assert_eq!(committed(&log), [true, true, false, false]);
        log.called(&GET, Response::Got(None));
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
            (0..before).for_each(|now| log.called(&NOW, Response::Number(now)));
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
