//! [`Kept`]: opens the folder that keeps a host's workers, and checks that it was written by a host
//! like this one.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use crate::durable::{Change, Folder, Journal, Problem, TIME};
use crate::error::Error;
use crate::log::{KeptLogs, KeptState};
use crate::settings::{GolemVersion, Settings};
use crate::time::Clock;

/// The names of numbers in the folder: whether time is virtual, the version of Golem, and when the
/// clock showed zero, in nanoseconds since 1970.
const VIRTUAL: &str = "virtual time";
const GOLEM: &str = "golem";
const BEGAN: &str = "began";

/// A folder that keeps workers, and what an earlier host has left in it.
pub(super) struct Kept {
    folder: Folder,
    state: KeptState,
    /// What is to be noted of this host, if it is the first.
    new: Vec<Change>,
    /// What the clock is to show at the start, in nanoseconds.
    pub time: u64,
}

impl Kept {
    /// Opens a folder.
    ///
    /// # Errors
    /// When it can't be opened, or the host that has written it differed in the kind of time or the
    /// version of Golem, so that its workers would do something else when they are run again.
    pub fn open(path: &Path, virtual_time: bool, golem: GolemVersion) -> Result<Self, Problem> {
        let folder = Folder::open(path)?;
        let mut new = Vec::new();
        let version = GolemVersion::ALL.iter().position(|known| *known == golem).map_or(0, |place| place as u64);
        let mut is_other = |name, value, what: &dyn Fn(u64) -> String, cure: &str| match folder.number(name)? {
            None => {
                new.push(Change::Number(name, value));
                Ok(())
            }
            Some(known) if known == value => Ok(()),
            Some(known) => Err(Problem::new(path, format!("its workers were run {}", what(known)), cure)),
        };
        let time = |is_virtual: u64| if is_virtual == 0 { "in real time" } else { "in virtual time" }.to_owned();
        is_other(
            VIRTUAL,
            u64::from(virtual_time),
            &time,
            "go on in the same kind of time: with or without --virtual-time",
        )?;
        let known = |version: u64| {
            let known = usize::try_from(version).ok().and_then(|version| GolemVersion::ALL.get(version));
            format!("as on Golem {}", known.map_or("of another version", |version| version.name()))
        };
        is_other(GOLEM, version, &known, "go on with the same version: --golem")?;
        let shown = folder.number(TIME)?.unwrap_or(0);
        let time = if virtual_time {
            shown
        } else {
            let now = nanos(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default());
            let began = folder.number(BEGAN)?.unwrap_or_else(|| {
                new.push(Change::Number(BEGAN, now));
                now
            });
            // Time has gone by since the last process. If the wall clock was set back meanwhile,
            // the workers' clock does not go back.
            shown.max(now.saturating_sub(began))
        };
        Ok(Self { state: KeptState::read(&folder)?, folder, new, time })
    }

    /// Begins to write to the folder. Lines that workers print are given out from now on only when
    /// what led to them is on the disk. Gives also the number of the last call that was scheduled.
    ///
    /// # Errors
    /// [`Error::Engine`] if the thread that writes can't be started.
    pub fn start(self, clock: &Clock, settings: &mut Settings) -> Result<(KeptLogs, u64), Error> {
        let Self { folder, state, new, .. } = self;
        let clock = clock.clone();
        let journal = Journal::start(folder, move || clock.now()).map_err(|error| Error::Engine(error.to_string()))?;
        new.into_iter().for_each(|change| journal.add(change));
        let last_scheduled = state.last_scheduled;
        let kept = KeptLogs::new(journal, state);
        let (journal, sink) = (kept.journal.clone(), settings.log_sink.clone());
        settings.log_sink = Arc::new(move |line| {
            let sink = sink.clone();
            journal.when_safe(move || sink(line));
        });
        Ok((kept, last_scheduled))
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
