//! `--trace` and `--timeline`: the files that show what happened.

use golem_rpc_host::Recording;

use super::{arguments::Invoke, output::Output, plan::Plan};

pub(crate) struct Pictures {
    trace: Option<Output>,
    timeline: Option<Output>,
}

impl Pictures {
    /// Those that are wanted. Whether they can be written is known before anything runs.
    pub fn open(options: &Invoke, plan: &Plan) -> miette::Result<Self> {
        let mut taken = plan.files_read();
        taken.extend(options.app.as_deref());
        let timeline = options.timeline.as_deref();
        let taken_from_trace: Vec<_> = taken.iter().copied().chain(timeline).collect();
        Ok(Self {
            trace: options.trace.as_deref().map(|path| Output::open(path, &taken_from_trace)).transpose()?,
            timeline: timeline.map(|path| Output::open(path, &taken)).transpose()?,
        })
    }

    pub fn write(self, recording: &Recording) -> miette::Result<()> {
        let traced = self.trace.map_or(Ok(()), |file| file.write(&recording.to_chrome_trace()));
        let drawn = self.timeline.map_or(Ok(()), |file| file.write(&recording.to_timeline_svg()));
        traced.and(drawn)
    }
}
