//! `--trace` and `--timeline`: the files that show what happened.

use golem_rpc_host::Recording;

use super::{arguments::Invoke, output::Output, plan::Plan};

pub(crate) struct Pictures {
    trace: Option<Output>,
    timeline: Option<Output>,
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
        let outputs = [(&options.trace, "--trace"), (&options.timeline, "--timeline")];
        for (path, option) in outputs {
            path.as_deref().map_or(Ok(()), |path| taken.take(path, option))?;
        }
        let [trace, timeline] = outputs.map(|(path, _)| path.as_deref().map(Output::open).transpose());
        Ok(Self { trace: trace?, timeline: timeline? })
    }

    pub fn write(self, recording: &Recording) -> miette::Result<()> {
        let traced = self.trace.map_or(Ok(()), |file| file.write(&recording.to_chrome_trace()));
        let drawn = self.timeline.map_or(Ok(()), |file| file.write(&recording.to_timeline_svg()));
        traced.and(drawn)
    }
}
