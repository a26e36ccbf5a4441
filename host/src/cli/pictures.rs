//! `--trace`, `--timeline` and `--log`: what shows what happened.

use golem_rpc_host::{Host, LogEntry};
use miette::IntoDiagnostic as _;
use serde::Serialize;

use super::{arguments::Invoke, output::Output, plan::Plan, report::report, say::say, shortened::shortened};

pub(crate) struct Pictures {
    trace: Option<Output>,
    timeline: Option<Output>,
    log: Log,
}

enum Log {
    None,
    Printed,
    Written(Box<Output>),
}

impl Pictures {
    /// The files that the arguments ask for.
    ///
    /// # Errors
    /// When one of them can't be written, or the run uses it for something else. So that is known
    /// before anything runs.
    pub fn open(options: &Invoke, plan: &Plan) -> miette::Result<Self> {
        let mut taken = plan.taken();
        taken.add_standard_streams();
        if let Some(app) = &options.app {
            taken.add(app, "the application");
        }
        let log = options.log.as_ref().and_then(Option::as_deref);
        let outputs =
            [(options.trace.as_deref(), "--trace"), (options.timeline.as_deref(), "--timeline"), (log, "--log")];
        for (path, option) in outputs {
            path.map_or(Ok(()), |path| taken.take(path, option))?;
        }
        let [trace, timeline, log] = outputs.map(|(path, _)| path.map(Output::open).transpose());
        let log = match log? {
            Some(file) => Log::Written(Box::new(file)),
            None if options.log.is_some() => Log::Printed,
            None => Log::None,
        };
        Ok(Self { trace: trace?, timeline: timeline?, log })
    }

    pub fn write(self, host: &Host) -> miette::Result<()> {
        let recording = host.recording();
        let traced = self.trace.map_or(Ok(()), |file| file.write(&recording.to_chrome_trace()));
        let drawn = self.timeline.map_or(Ok(()), |file| file.write(&recording.to_timeline_svg()));
        traced.and(drawn).and(self.log.write(host))
    }
}

/// An entry as a line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    worker: &'a str,
    #[serde(flatten)]
    entry: LogEntry,
}

/// How many characters of an entry are printed.
const LONGEST: usize = 160;

impl Log {
    fn write(self, host: &Host) -> miette::Result<()> {
        match self {
            Self::None => Ok(()),
            Self::Printed => each_entry(host, |worker, entry| {
                let text = entry.to_string().replace('\n', " ");
                say(format_args!("{worker}@{} {}", entry.number, shortened(&text, LONGEST)));
                Ok(())
            }),
            Self::Written(file) => {
                let mut text = String::new();
                each_entry(host, |worker, entry| {
                    text += &serde_json::to_string(&Line { worker, entry }).into_diagnostic()?;
                    text.push('\n');
                    Ok(())
                })?;
                file.write(&text)
            }
        }
    }
}

fn each_entry(host: &Host, mut show: impl FnMut(&str, LogEntry) -> miette::Result<()>) -> miette::Result<()> {
    for worker in host.logged_workers() {
        host.log(&worker).map_err(|error| report(&error))?.into_iter().try_for_each(|entry| show(&worker, entry))?;
    }
    Ok(())
}
