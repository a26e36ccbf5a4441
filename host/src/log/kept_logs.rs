//! [`KeptLogs`]: the logs of all workers of a host, kept on the disk for the next process.

use std::{
    collections::{BTreeMap, HashMap},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::entry::Entry;
use super::idempotency_key::IdempotencyKey;
use super::keeper::{Keeper, add, add_worker};
use super::request::Request;
use super::worker_record::{WorkerRecord, component_id};
use crate::durable::{Change, Folder, Journal, Problem};
use crate::naming::{ComponentId, WorkerId};

/// The workers of a host that are kept on the disk, and the calls that were not answered.
pub(crate) struct KeptLogs {
    pub journal: Arc<Journal>,
    state: Mutex<KeptState>,
}

/// What is on the disk, but for the entries of the logs. Those of a worker are read when it is
/// made.
pub(crate) struct KeptState {
    workers: HashMap<WorkerId, (u64, WorkerRecord)>,
    next_worker: u64,
    /// The number of the next call.
    next_call: u64,
    /// The calls that an earlier process did not answer, in the order in which they were made,
    /// until they are made again.
    calls: Vec<KeptCall>,
    /// The same for those whose time had not come, by their numbers.
    scheduled: BTreeMap<u64, KeptCall>,
    /// The last of these numbers that was given.
    pub last_scheduled: u64,
}

/// A call that was not answered, or whose time has not come.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct KeptCall {
    /// Its number among all calls, or the time when it is made, by the host's clock.
    pub at: u64,
    component: u128,
    worker: String,
    pub request: Request,
}

/// The names of numbers on the disk.
const CALLS: &str = "calls";
const SCHEDULED: &str = "scheduled";

impl KeptCall {
    fn new(at: u64, target: &WorkerId, request: &Request) -> Self {
        let component = target.component.uuid().as_u128();
        Self { at, component, worker: target.name.clone(), request: request.clone() }
    }

    /// The worker that is called.
    pub fn target(&self) -> WorkerId {
        WorkerId { component: component_id(self.component), name: self.worker.clone() }
    }
}

impl KeptState {
    /// Reads what earlier processes have left in a folder.
    ///
    /// # Errors
    /// When it can't be read, or is damaged.
    pub fn read(folder: &Folder) -> Result<Self, Problem> {
        let decoded = |record: &[u8]| decode::<WorkerRecord>(folder, record);
        let workers = folder.workers()?.into_iter();
        let workers: BTreeMap<u64, WorkerRecord> =
            workers.map(|(number, record)| Ok((number, decoded(&record)?))).collect::<Result<_, Problem>>()?;
        let calls = folder.calls()?.into_iter();
        let mut calls: Vec<KeptCall> = calls.map(|record| decode(folder, &record)).collect::<Result<_, _>>()?;
        calls.sort_by_key(|call| call.at);
        let scheduled = folder.scheduled()?.into_iter();
        let scheduled = scheduled.map(|(number, record)| Ok((number, decode(folder, &record)?)));
        Ok(Self {
            next_worker: workers.last_key_value().map_or(0, |(last, _)| last + 1),
            workers: workers.into_iter().map(|(number, record)| (record.id(), (number, record))).collect(),
            next_call: folder.number(CALLS)?.map_or(0, |last| last + 1),
            calls,
            scheduled: scheduled.collect::<Result<_, Problem>>()?,
            last_scheduled: folder.number(SCHEDULED)?.unwrap_or(0),
        })
    }
}

fn decode<T: DeserializeOwned>(folder: &Folder, record: &[u8]) -> Result<T, Problem> {
    postcard::from_bytes(record).map_err(|error| folder.damaged(&format!("a record in it can't be read: {error}")))
}

impl KeptLogs {
    pub fn new(journal: Journal, state: KeptState) -> Self {
        Self { journal: Arc::new(journal), state: Mutex::new(state) }
    }

    /// What a worker is made with, and its log so far. For a worker that is not on the disk that is
    /// `new`, and an empty log.
    ///
    /// # Errors
    /// When its log can't be read. `None` if the host is stopped.
    pub(super) fn begin(&self, new: WorkerRecord) -> Result<(Keeper, Vec<Entry>), Option<Problem>> {
        let id = new.id();
        let (number, record, is_new) = {
            let mut state = self.lock();
            match state.workers.get(&id) {
                Some((number, record)) => (*number, record.clone(), false),
                None => {
                    let number = state.next_worker;
                    state.next_worker += 1;
                    state.workers.insert(id, (number, new.clone()));
                    (number, new, true)
                }
            }
        };
        if is_new {
            add_worker(&self.journal, number, &record);
        }
        let entries = if is_new { vec![] } else { self.entries(number)? };
        Ok((Keeper::new(self.journal.clone(), number, record), entries))
    }

    fn entries(&self, number: u64) -> Result<Vec<Entry>, Option<Problem>> {
        self.journal.read(|folder| {
            let entries = folder.entries(number)?;
            entries.iter().map(|record| decode_entry(folder, record)).collect()
        })
    }

    /// The log of a worker that was not made in this process, by its label.
    pub(super) fn log_of(&self, label: &str) -> Option<(WorkerRecord, Vec<Entry>)> {
        let (number, record) = self.records().into_iter().find(|(_, record)| *record.label() == *label)?;
        Some((record, self.entries(number).ok()?))
    }

    /// The labels of all workers, in the order in which they were created.
    pub fn labels(&self) -> Vec<Arc<str>> {
        self.records().iter().map(|(_, record)| record.label()).collect()
    }

    fn records(&self) -> Vec<(u64, WorkerRecord)> {
        let mut records: Vec<_> = self.lock().workers.values().cloned().collect();
        records.sort_by_key(|(number, _)| *number);
        records
    }

    /// Forgets a worker that was removed. False if it was not known.
    pub fn remove(&self, id: &WorkerId) -> bool {
        let removed = self.lock().workers.remove(id);
        if let Some((number, _)) = &removed {
            self.journal.add(Change::WorkerGone { number: *number });
        }
        removed.is_some()
    }

    /// Whether this process or an earlier one has made a worker.
    pub fn is_worker(&self, id: &WorkerId) -> bool {
        self.lock().workers.contains_key(id)
    }

    /// Whether an earlier process has not answered all calls of a worker.
    pub fn is_called(&self, id: &WorkerId) -> bool {
        let state = self.lock();
        state.calls.iter().chain(state.scheduled.values()).any(|call| call.target() == *id)
    }

    /// Notes the bytes of a component.
    ///
    /// # Errors
    /// When there are workers that were made with other bytes.
    pub fn add_component(&self, id: u128, name: &str, hash: [u8; 32]) -> Result<(), Option<Problem>> {
        let known = self.journal.read(|folder| folder.component(id))?;
        let is_other = known.as_ref().is_some_and(|(_, known)| *known != hash);
        if is_other && self.lock().workers.keys().any(|worker| worker.component.uuid().as_u128() == id) {
            return self.journal.read(|folder| {
                Err(Problem::new(
                    folder.path(),
                    format!("the component `{name}` is not the one that its workers were made with"),
                    "a worker is run again by the same code, and other code would do something else: give the \
                     component as it was, or begin anew in an empty folder",
                ))
            });
        }
        if known.is_none() || is_other {
            self.journal.add(Change::Component { id, name: name.to_owned(), hash });
        }
        Ok(())
    }

    /// A key for a call from outside of a worker whose keys are derived from `seed`. No other call
    /// has had it.
    pub fn new_key(&self, seed: IdempotencyKey) -> IdempotencyKey {
        seed.derived(usize::try_from(self.next_call()).unwrap_or(usize::MAX))
    }

    /// The number of the next call. It is noted in the order of the numbers, so that none is given
    /// twice by the next process.
    fn next_call(&self) -> u64 {
        let mut state = self.lock();
        let number = state.next_call;
        state.next_call += 1;
        self.journal.add(Change::Number(CALLS, number));
        number
    }

    /// Notes that a call is about to get into its target's queue.
    pub fn called(&self, target: &WorkerId, request: &Request) {
        let Some(key) = request.key() else { return };
        let call = KeptCall::new(self.next_call(), target, request);
        add(&self.journal, &call, |record| Change::Call { key: key.into(), record });
    }

    /// Notes that a call is to be made at a later time.
    pub fn scheduled(&self, number: u64, due: u64, target: &WorkerId, request: &Request) {
        let call = KeptCall::new(due, target, request);
        self.journal.add(Change::Number(SCHEDULED, number));
        add(&self.journal, &call, |record| Change::Scheduled { number, record });
    }

    /// Notes that a call was made at its time, or cancelled.
    pub fn no_longer_scheduled(&self, number: u64) {
        self.journal.add(Change::ScheduledGone { number });
    }

    /// The calls that an earlier process did not answer, and that were not made again.
    pub fn unanswered(&self) -> Vec<KeptCall> {
        self.lock().calls.clone()
    }

    /// The name of a component that calls are waiting for and that is not there, if there is one,
    /// and what to do.
    pub fn without_component(&self, is_here: impl Fn(ComponentId) -> bool) -> Option<(String, Option<Problem>)> {
        let state = self.lock();
        let call = state.calls.iter().chain(state.scheduled.values()).find(|call| !is_here(call.target().component))?;
        let target = call.target();
        let component = state.workers.get(&target).map(|(_, record)| record.component.clone());
        let component = component.unwrap_or_else(|| target.component.to_string());
        let problem = self.journal.read(|folder| {
            Err::<(), _>(Problem::new(
                folder.path(),
                format!(
                    "`{component}/{}` has not finished what it was doing, and its component is not here",
                    target.name
                ),
                format!("add the component `{component}`, as it was: --component {component}=FILE.wasm"),
            ))
        });
        Some((component, problem.err().flatten()))
    }

    /// Takes those of a worker.
    pub fn take_unanswered(&self, target: &WorkerId) -> Vec<KeptCall> {
        let mut state = self.lock();
        if state.calls.is_empty() {
            return vec![];
        }
        let (of_this, of_others) = mem::take(&mut state.calls).into_iter().partition(|call| call.target() == *target);
        state.calls = of_others;
        of_this
    }

    /// Takes the calls of an earlier process whose time had not come.
    pub fn take_scheduled(&self) -> BTreeMap<u64, KeptCall> {
        mem::take(&mut self.lock().scheduled)
    }

    fn lock(&self) -> MutexGuard<'_, KeptState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn decode_entry(folder: &Folder, record: &[u8]) -> Result<Entry, Problem> {
    postcard::from_bytes(record).map_err(|error| folder.damaged(&format!("an entry of a log can't be read: {error}")))
}
