//! `wasi:logging/logging`: messages with a level and a context.

use wasmtime::{
    Result, StoreContextMut,
    component::{ComponentType, Lift, Linker, Lower},
};

use crate::observe::{LogLine, LogStream};
use crate::store::WorkerState;

/// The interface without a version, which is what Golem has, and the published draft.
pub(crate) const INTERFACES: [&str; 2] = ["wasi:logging/logging", "wasi:logging/logging@0.1.0-draft"];

#[derive(Clone, Copy, ComponentType, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
#[allow(dead_code, reason = "guests make them")]
enum Level {
    #[component(name = "trace")]
    Trace,
    #[component(name = "debug")]
    Debug,
    #[component(name = "info")]
    Info,
    #[component(name = "warn")]
    Warn,
    #[component(name = "error")]
    Error,
    #[component(name = "critical")]
    Critical,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Trace => "TRACE",
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
            Self::Critical => "CRITICAL",
        }
    }
}

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    for interface in INTERFACES {
        linker.instance(interface)?.func_wrap("log", log)?;
    }
    Ok(())
}

/// `log`: gives out each line of the message by itself, as if it had been printed.
fn log(store: StoreContextMut<'_, WorkerState>, (level, context, message): (Level, String, String)) -> Result<()> {
    let state = store.data();
    let context = if context.is_empty() { context } else { format!("{context}: ") };
    for line in message.lines() {
        state.info.effects.outside();
        let text = format!("{} {context}{line}", level.name());
        if state.info.may_print(LogStream::Logging, &text) {
            let worker = state.info.label.clone();
            (state.shared.settings.log_sink)(LogLine { worker, stream: LogStream::Logging, text });
        }
    }
    Ok(())
}
