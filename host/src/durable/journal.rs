//! [`Journal`]: the queue of changes, and the thread that writes them.

use std::{
    fmt, io, mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use tokio::sync::oneshot;

use super::change::Change;
use super::folder::Folder;
use super::problem::Problem;

/// Takes changes, and writes them in a thread of its own, in their order. Whoever makes a change
/// does not wait for the disk.
pub(crate) struct Journal {
    kept: Arc<Kept>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

struct Kept {
    /// `None` once the journal is closed, so that another host can open the folder.
    folder: RwLock<Option<Folder>>,
    queue: Mutex<Queue>,
    filled: Condvar,
}

#[derive(Default)]
struct Queue {
    changes: Vec<Change>,
    /// What is to be done when all changes before it are on the disk.
    then: Vec<Then>,
    /// Nothing is taken any more, and the writer ends when it has written the rest.
    closed: bool,
    problem: Option<Problem>,
}

type Then = Box<dyn FnOnce() + Send>;

/// How long changes are gathered for one transaction, unless somebody waits for them.
const GATHER: Duration = Duration::from_millis(10);
/// So many changes are not gathered any longer.
const MANY: usize = 10_000;

/// The name of the number that tells what time the workers' clock showed at the last change.
pub(crate) const TIME: &str = "time";

impl Journal {
    /// Begins to write changes to a folder. With them the time is noted that `now` tells.
    ///
    /// # Errors
    /// When the thread can't be started.
    pub fn start(folder: Folder, now: impl Fn() -> u64 + Send + 'static) -> io::Result<Self> {
        let kept =
            Arc::new(Kept { folder: RwLock::new(Some(folder)), queue: Mutex::default(), filled: Condvar::new() });
        let writing = kept.clone();
        let writer = thread::Builder::new().name("golem-journal".into()).spawn(move || writing.write_all(now))?;
        Ok(Self { kept, writer: Mutex::new(Some(writer)) })
    }

    /// Adds a change. After [`close`](Self::close) it is ignored: it then did not happen.
    pub fn add(&self, change: Change) {
        let mut queue = self.kept.queue();
        if !queue.closed {
            queue.changes.push(change);
            // Waking the writer takes longer than all the rest. It has to know of the first change,
            // and looks by itself a little later.
            let wakes = matches!(queue.changes.len(), 1 | MANY);
            drop(queue);
            if wakes {
                self.kept.filled.notify_one();
            }
        }
    }

    /// Does something, in the thread that writes, when all changes so far are on the disk. It is
    /// not done if they can't be written, or the journal is closed.
    pub fn when_safe(&self, then: impl FnOnce() + Send + 'static) {
        let mut queue = self.kept.queue();
        if !queue.closed {
            queue.then.push(Box::new(then));
            drop(queue);
            self.kept.filled.notify_one();
        }
    }

    /// Waits until all changes so far are on the disk.
    ///
    /// # Errors
    /// When they can't be written. `None` if the journal is closed.
    pub async fn safe(&self) -> Result<(), Option<Problem>> {
        let (sender, receiver) = oneshot::channel();
        self.when_safe(move || {
            // Fails when nobody waits any more.
            let _ = sender.send(());
        });
        receiver.await.map_err(|_| self.problem())
    }

    /// Blocks the thread until all changes so far are on the disk, or can't be written.
    pub fn wait_until_safe(&self) {
        let (sender, receiver) = mpsc::channel::<()>();
        self.when_safe(move || drop(sender));
        // Nothing is ever sent: this ends when the sender is dropped.
        let _ = receiver.recv();
    }

    /// Why changes can't be written, if they can't.
    pub fn problem(&self) -> Option<Problem> {
        self.kept.queue().problem.clone()
    }

    /// Notes that a change can't be written, whatever the disk is like. Nothing is taken any more.
    pub fn fail(&self, what: &str) {
        let problem = self.read(|folder| Err::<(), _>(folder.damaged(what)));
        if let Err(Some(problem)) = problem {
            self.kept.fail(problem);
        }
    }

    /// Reads from the folder. Changes may be missing that were made by this process.
    ///
    /// # Errors
    /// Those of `read`. `None` if the journal is closed.
    pub fn read<T>(&self, read: impl FnOnce(&Folder) -> Result<T, Problem>) -> Result<T, Option<Problem>> {
        let folder = self.kept.folder.read().unwrap_or_else(PoisonError::into_inner);
        read(folder.as_ref().ok_or(None)?).map_err(Some)
    }

    /// Writes what is in the queue, takes nothing any more, and closes the folder.
    pub fn close(&self) {
        self.kept.close();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Whoever takes the lines that workers print may stop the host, in the very thread that
        // would be waited for.
        if let Some(writer) = writer.filter(|writer| writer.thread().id() != thread::current().id()) {
            // It has not panicked, or else there is a problem in the queue.
            let _ = writer.join();
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").finish_non_exhaustive()
    }
}

impl Kept {
    fn write_all(&self, now: impl Fn() -> u64) {
        let _closes = Closes(self);
        let folder = self.folder.read().unwrap_or_else(PoisonError::into_inner);
        let Some(folder) = folder.as_ref() else { return };
        while let Some((mut changes, then)) = self.next() {
            if !changes.is_empty() {
                changes.push(Change::Number(TIME, now()));
                if let Err(problem) = folder.write(&changes) {
                    return self.fail(problem);
                }
            }
            then.into_iter().for_each(|then| then());
        }
    }

    /// Waits until there is something in the queue, and takes all of it. `None` at the end.
    fn next(&self) -> Option<(Vec<Change>, Vec<Then>)> {
        let is_empty = |queue: &mut Queue| queue.changes.is_empty() && queue.then.is_empty();
        let queue = self.filled.wait_while(self.queue(), |queue| is_empty(queue) && !queue.closed);
        let queue = queue.unwrap_or_else(PoisonError::into_inner);
        let can_wait = |queue: &mut Queue| queue.then.is_empty() && queue.changes.len() < MANY && !queue.closed;
        let queue = self.filled.wait_timeout_while(queue, GATHER, can_wait);
        let (mut queue, _) = queue.unwrap_or_else(PoisonError::into_inner);
        (!is_empty(&mut queue)).then(|| (mem::take(&mut queue.changes), mem::take(&mut queue.then)))
    }

    fn close(&self) {
        self.queue().closed = true;
        self.filled.notify_one();
    }

    fn fail(&self, problem: Problem) {
        let mut queue = self.queue();
        let dropped = mem::replace(&mut *queue, Queue { closed: true, problem: Some(problem), ..Queue::default() });
        // Whoever waits is woken when this is dropped, and may take the lock.
        drop(queue);
        drop(dropped);
        self.filled.notify_one();
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the folder when the writer ends, also if it panics: otherwise everybody would wait for it
/// for ever.
struct Closes<'a>(&'a Kept);

impl Drop for Closes<'_> {
    fn drop(&mut self) {
        let mut queue = self.0.queue();
        queue.closed = true;
        let rest = (mem::take(&mut queue.changes), mem::take(&mut queue.then));
        // Whoever waits is woken when this is dropped, and may take the lock.
        drop(queue);
        drop(rest);
        self.0.folder.write().unwrap_or_else(PoisonError::into_inner).take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    fn entry(place: u64) -> Change {
        Change::Entry { worker: 0, place, record: vec![] }
    }

    #[test]
    fn what_depends_on_changes_comes_after_them() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Arc::new(Journal::start(Folder::open(folder.path()).unwrap(), || 3).unwrap());
        let done = Arc::new(AtomicUsize::new(0));
        for place in 0..100 {
            journal.add(entry(place));
            let (reading, done) = (Arc::downgrade(&journal), done.clone());
            journal.when_safe(move || {
                let journal = reading.upgrade().unwrap();
                let entries = journal.read(|folder| folder.entries(0)).unwrap();
                assert!(entries.len() > usize::try_from(place).unwrap());
                done.fetch_add(1, SeqCst);
            });
        }
        journal.wait_until_safe();
        assert_eq!(done.load(SeqCst), 100);
        journal.close();
        journal.add(entry(100));
        journal.when_safe(|| unreachable!("it is closed"));
        journal.wait_until_safe();
        let kept = Folder::open(folder.path()).unwrap();
        assert_eq!(kept.entries(0).unwrap().len(), 100);
        assert_eq!(kept.number(TIME).unwrap(), Some(3));
    }

    #[tokio::test]
    async fn nothing_is_safe_after_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::start(Folder::open(folder.path()).unwrap(), || 0).unwrap();
        journal.add(entry(0));
        journal.safe().await.unwrap();
        journal.fail("it does not fit");
        journal.add(entry(1));
        let problem = journal.safe().await.unwrap_err().expect("that is the problem");
        assert_eq!(problem.what, "it does not fit");
        journal.close();
        assert_eq!(Folder::open(folder.path()).unwrap().entries(0).unwrap().len(), 1);
    }
}
