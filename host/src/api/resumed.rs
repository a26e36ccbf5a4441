//! [`Resumed`]: what came of a call that an earlier process has left.

use std::future::Future;

use super::host::{Host, not_kept};
use super::invocation::Invocation;
use crate::error::Error;
use crate::log::Request;

/// A call from outside that an earlier process had begun, and what came of it: see
/// [`Host::resume`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Resumed {
    /// The worker, as `COMPONENT/WORKER`.
    pub worker: String,
    /// The function by its name on the wire, with its arguments as WAVE.
    pub call: String,
    /// The result.
    pub result: Result<Invocation, Error>,
}

/// A call that was begun again: the worker, the call, and the result to come.
type Begun<F> = (String, String, F);

impl Host {
    /// Finishes what an earlier process was doing when it ended or was killed, if workers are
    /// [kept](crate::HostBuilder::durable), and gives what came of the calls from outside among it.
    /// Whoever made such a call has not seen its result.
    ///
    /// All components are to be there by then. A call of any worker begins all this by itself, and
    /// comes after what its worker was doing. This waits for it, and only for it: calls between
    /// workers that nobody waits for may go on for longer, and those that are scheduled for a later
    /// time wait for that.
    ///
    /// # Errors
    /// [`Error::Durable`] if a component is missing.
    pub async fn resume(&self) -> Result<Vec<Resumed>, Error> {
        let mut resumed = Vec::new();
        for (worker, call, result) in self.begin_resuming()? {
            resumed.push(Resumed { worker, call, result: result.await });
        }
        Ok(resumed)
    }

    /// Does the same as [`Host::resume`], and blocks the thread until it is done.
    ///
    /// # Errors
    /// Those of [`Host::resume`].
    pub fn resume_blocking(&self) -> Result<Vec<Resumed>, Error> {
        let begun = self.begin_resuming()?.into_iter();
        let wait =
            |(worker, call, result): (String, _, _)| Resumed { result: self.blocking(result, &worker), worker, call };
        Ok(begun.map(wait).collect())
    }

    /// Asks once more for each call from outside that was not answered, under the same key: so it
    /// is not run again, and the answer comes when it is there.
    fn begin_resuming(
        &self,
    ) -> Result<Vec<Begun<impl Future<Output = Result<Invocation, Error>> + Send + use<>>>, Error> {
        let Some(kept) = self.registry.shared.kept() else { return Ok(vec![]) };
        let unanswered = kept.unanswered();
        self.go_on()?;
        let from_outside = unanswered.into_iter().filter(|call| matches!(call.request, Request::Outside { .. }));
        from_outside
            .map(|mut call| {
                call.request.made_again();
                let worker = self.registry.existing_worker(&call.target());
                let worker = worker.ok_or_else(|| not_kept("kept workers", None))?;
                let place = self
                    .registry
                    .shared
                    .place_again(&worker)
                    .map_err(|failure| Error::Invocation { worker: worker.info.label.to_string(), failure })?;
                let text = format!("{}{}", call.request.function(), call.request.parameters_text());
                Ok((worker.info.label.to_string(), text, self.ask(worker, place, call.request)))
            })
            .collect()
    }
}
