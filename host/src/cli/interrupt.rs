//! Ctrl-C, and other signals that ask the program to end. They end a run early. The pictures of
//! what happened until then are still written.

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
/// The first signal during a run stops the host's workers, so that the run ends. Any other signal
/// ends the program at once, but not before temporary files are removed.
#[derive(Clone, Default)]
pub(crate) struct Interrupt(Arc<Watched>);

#[derive(Default)]
struct Watched {
    /// The number of the first signal, or zero if there was none yet.
    signal: AtomicI32,
    /// The host whose workers are running.
    host: Mutex<Weak<Host>>,
}

impl Interrupt {
    /// Watches until the end of the program.
    ///
    /// A signal that was set to be ignored before the program started stays ignored, as `nohup`
    /// wants it. If signals can't be watched on this system, they have their usual effect.
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

    /// From now on the first signal stops the workers of this host.
    pub fn stops(&self, host: &Arc<Host>) {
        *self.host() = Arc::downgrade(host);
    }

    /// From now on a signal ends the program. If one has already stopped the host, this gives the
    /// exit code to end the program with.
    pub fn over(&self) -> Option<ExitCode> {
        *self.host() = Weak::new();
        let signal = self.0.signal.load(Ordering::SeqCst);
        (signal != 0).then(|| exit_code(signal).into())
    }

    fn host(&self) -> std::sync::MutexGuard<'_, Weak<Host>> {
        self.0.host.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The exit code that shells use for a program that a signal has ended.
fn exit_code(signal: i32) -> u8 {
    u8::try_from(128 + signal).unwrap_or(u8::MAX)
}

#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let mut action = std::mem::MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: without a new action, `sigaction` only writes the current one to the given place,
    // which is a local variable of the right type.
    let told = unsafe { libc::sigaction(signal, std::ptr::null(), action.as_mut_ptr()) };
    // SAFETY: it is plain data, for which all zeros is a valid value.
    told == 0 && unsafe { action.assume_init() }.sa_sigaction == libc::SIG_IGN
}
