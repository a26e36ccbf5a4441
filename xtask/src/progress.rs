//! Tells what is going on.

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use std::time::{Duration, Instant};

/// Runs `work` under a spinner, and leaves a line that says what was done and how long it took.
///
/// # Errors
///
/// Those of `work`.
pub fn step<T, E>(what: &str, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let spinner = ProgressBar::new_spinner().with_message(what.to_owned());
    spinner.set_style(
        ProgressStyle::with_template("{spinner} {msg} {elapsed}").unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    spinner.enable_steady_tick(Duration::from_millis(100));
    if spinner.is_hidden() {
        eprintln!("… {what}");
    }
    let start = Instant::now();
    let outcome = work();
    spinner.finish_and_clear();
    let mark = if outcome.is_ok() { "✓" } else { "✗" };
    eprintln!("{mark} {what} ({})", took(start.elapsed()));
    outcome
}

fn took(time: Duration) -> String {
    if time < Duration::from_secs(60) {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        HumanDuration(time).to_string()
    }
}
