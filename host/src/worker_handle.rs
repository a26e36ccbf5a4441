//! [`WorkerHandle`]: a worker's queue, from the outside.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::{mpsc, oneshot};

use crate::{
    hub::{Unfinished, UnfinishedOne},
    places::Place,
    recording::CallNumber,
    request::{Outcome, Pending, Request},
    worker_state::WorkerInfo,
};

/// What a worker finds in its queue.
pub(crate) enum Message {
    Job(Job),
    /// The worker was removed.
    End,
}

/// A request in a worker's queue.
pub(crate) struct Job {
    pub request: Request,
    /// In the recording, if there is one.
    pub number: Option<CallNumber>,
    /// `None` for fire and forget.
    reply: Option<Reply>,
    _unfinished: UnfinishedOne,
    place: Place,
}

struct Reply {
    outcome: oneshot::Sender<Outcome>,
    _answered: SetOnDrop,
}

/// Set before the worker takes up its next job, even if nobody answers this one.
struct SetOnDrop(Arc<AtomicBool>);

impl Drop for SetOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

impl Job {
    pub fn finish(self, outcome: Outcome) {
        // Whoever has the answer may remove the worker, which must have no place taken then.
        drop(self.place);
        if let Some(reply) = self.reply {
            // Whoever asked may have dropped the future since.
            let _ = reply.outcome.send(outcome);
        }
    }
}

/// Sends requests to a worker. An ephemeral worker ends when the last of its handles is gone and its queue empty.
#[derive(Clone)]
pub(crate) struct WorkerHandle {
    pub info: Arc<WorkerInfo>,
    queue: mpsc::UnboundedSender<Message>,
    unfinished: Arc<Unfinished>,
}

impl WorkerHandle {
    /// A handle, and the end of the queue from which the worker takes its jobs.
    pub fn new(info: Arc<WorkerInfo>, unfinished: Arc<Unfinished>) -> (Self, mpsc::UnboundedReceiver<Message>) {
        let (queue, jobs) = mpsc::unbounded_channel();
        (Self { info, queue, unfinished }, jobs)
    }

    /// Queues a request whose outcome somebody waits for.
    pub fn ask(&self, place: Place, request: Request, number: Option<CallNumber>) -> Pending {
        let answered = Arc::new(AtomicBool::new(false));
        let (sender, outcome) = oneshot::channel();
        let reply = Reply { outcome: sender, _answered: SetOnDrop(answered.clone()) };
        self.send(place, request, number, Some(reply));
        Pending { outcome, target: self.info.label.clone(), answered }
    }

    /// Queues a request whose outcome nobody wants to know.
    pub fn tell(&self, place: Place, request: Request, number: Option<CallNumber>) {
        self.send(place, request, number, None);
    }

    /// Ends the worker if it has nothing to do.
    pub fn end(&self) -> bool {
        let ends = self.info.places.close();
        if ends {
            // Fails when it has ended already.
            let _ = self.queue.send(Message::End);
        }
        ends
    }

    fn send(&self, place: Place, request: Request, number: Option<CallNumber>, reply: Option<Reply>) {
        let job = Job { request, number, reply, _unfinished: self.unfinished.one(), place };
        // A worker's task ends early only when the host shuts down; whoever waits sees the reply's channel close.
        let _ = self.queue.send(Message::Job(job));
    }
}
