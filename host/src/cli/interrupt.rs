//! Ctrl-C: the run ends early, and what it was to leave is left all the same.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use golem_rpc_host::Host;

/// What shells make of it.
pub(crate) const EXIT_CODE: u8 = 130;

/// Whether somebody pressed Ctrl-C. The first time stops the host's workers, the second time the program.
#[derive(Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Watches until the end of the program.
    #[cfg(unix)]
    pub fn watch(host: &Arc<Host>) -> Self {
        use signal_hook::{consts::SIGINT, iterator::Signals};

        let interrupt = Self::default();
        // Where it can't be watched, Ctrl-C does what it always does.
        let Ok(mut signals) = Signals::new([SIGINT]) else { return interrupt };
        let (pressed, host) = (interrupt.0.clone(), Arc::downgrade(host));
        std::thread::spawn(move || {
            for _ in signals.forever() {
                if pressed.swap(true, Ordering::SeqCst) {
                    std::process::exit(EXIT_CODE.into());
                }
                if let Some(host) = host.upgrade() {
                    host.stop();
                }
            }
        });
        interrupt
    }

    /// Where there are no signals, Ctrl-C does what it always does.
    #[cfg(not(unix))]
    pub fn watch(_: &Arc<Host>) -> Self {
        Self::default()
    }

    /// From now on the first time stops the program, too. Whether it was pressed before.
    pub fn over(&self) -> bool {
        self.0.swap(true, Ordering::SeqCst)
    }
}
