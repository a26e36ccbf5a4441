//! Ctrl-C, and what else asks the program to end: the run ends early, and what it was to leave is
//! left all the same.

use std::{
    process::ExitCode,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicI32, Ordering},
    },
};

use golem_rpc_host::Host;

/// Watches for signals: SIGINT (Ctrl-C), SIGTERM and SIGHUP.
///
/// The first one during a run stops the host's workers. Any other ends the program at once, without
/// anything temporary left behind.
#[derive(Clone, Default)]
pub(crate) struct Interrupt(Arc<Watched>);

#[derive(Default)]
struct Watched {
    /// The first signal; zero is none.
    signal: AtomicI32,
    /// Whose workers run.
    host: Mutex<Weak<Host>>,
}

impl Interrupt {
    /// Watches until the end of the program. Those that whoever started it wants to be ignored, as
    /// `nohup` does, are not watched for, and where none can be, they do what they always do.
    pub fn watch() -> Self {
        let interrupt = Self::default();
        #[cfg(unix)]
        interrupt.watch_signals();
        interrupt
    }

    #[cfg(unix)]
    fn watch_signals(&self) {
        use signal_hook::{
            consts::{SIGHUP, SIGINT, SIGTERM},
            iterator::Signals,
        };

        let watched = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !is_ignored(*signal));
        let Ok(mut signals) = Signals::new(watched) else { return };
        let interrupt = self.clone();
        std::thread::spawn(move || signals.forever().for_each(|signal| interrupt.received(signal)));
    }

    #[cfg(unix)]
    fn received(&self, signal: i32) {
        let is_first = self.0.signal.compare_exchange(0, signal, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        match self.host().upgrade() {
            Some(host) if is_first => host.stop(),
            _ => {
                super::output::remove_unfinished();
                golem_rpc_host::remove_temporary_files();
                std::process::exit(i32::from(exit_code(signal)));
            }
        }
    }

    /// From now on the first signal stops this host's workers.
    pub fn stops(&self, host: &Arc<Host>) {
        *self.host() = Arc::downgrade(host);
    }

    /// From now on a signal ends the program. If one had stopped the host, the code to end the
    /// program with.
    pub fn over(&self) -> Option<ExitCode> {
        *self.host() = Weak::new();
        let signal = self.0.signal.load(Ordering::SeqCst);
        (signal != 0).then(|| exit_code(signal).into())
    }

    fn host(&self) -> std::sync::MutexGuard<'_, Weak<Host>> {
        self.0.host.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What shells make of it.
fn exit_code(signal: i32) -> u8 {
    u8::try_from(128 + signal).unwrap_or(u8::MAX)
}

#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let mut action = std::mem::MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: without a new action it only writes the current one to where it is told, which is
    // ours and large enough.
    let told = unsafe { libc::sigaction(signal, std::ptr::null(), action.as_mut_ptr()) };
    // SAFETY: all bytes being zero is a value of it, too.
    told == 0 && unsafe { action.assume_init() }.sa_sigaction == libc::SIG_IGN
}
