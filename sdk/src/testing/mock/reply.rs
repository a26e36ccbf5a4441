//! [`Reply`]: what a call gives, and when.

use super::request::{Kind, Request};
use crate::bindings::native::host::Answer;
use crate::bindings::rpc;
use crate::bindings::wit_value::WitValue;
use crate::client::RpcError;
use crate::codec::{Encode, Encoder};
use std::time::Duration;

/// What a call gives: at once, unless [`after`](Self::after) says when.
#[derive(Debug, Clone)]
pub struct Reply(Answer);

impl Reply {
    /// The function returns `value`: `()` when it has no result. A resource in it is a
    /// [`Resource`](super::Resource).
    pub fn value(value: impl Encode) -> Self {
        Self::of_wire(Encoder::encode_reply(&value))
    }

    /// The function, which has no result, returns.
    pub fn nothing() -> Self {
        Self::value(())
    }

    /// The answer of a fake. A fire-and-forget call is not told that the function failed.
    pub(super) fn of(answer: Result<impl Encode, RpcError>, request: &Request) -> Self {
        let reply = match answer {
            Ok(value) => Self::value(value),
            Err(_) if matches!(request.kind(), Kind::Trigger | Kind::Scheduled) => Self::nothing(),
            // It can only be an error of the parameters, for a fake decodes nothing else.
            Err(RpcError::Decode(error)) => {
                Self::error(RpcError::RemoteInternal(format!("Parameter type mismatch: {error}")))
            }
            Err(error) => Self::error(error),
        };
        reply.after(request.delay.get())
    }

    /// A reply as it is sent over the wire. A correct one is a tuple of the results.
    pub(super) fn of_wire(value: WitValue) -> Self {
        Self::new(Ok(value))
    }

    /// The call fails. For a fire-and-forget call it means that the call could not be handed over.
    ///
    /// [`RpcError::Decode`] is found by the caller and can't be sent: reply with a value of the
    /// wrong type instead.
    pub fn error(error: RpcError) -> Self {
        Self::new(Err(match error {
            RpcError::Protocol(text) => rpc::RpcError::ProtocolError(text),
            RpcError::Denied(text) => rpc::RpcError::Denied(text),
            RpcError::NotFound(text) => rpc::RpcError::NotFound(text),
            RpcError::RemoteInternal(text) => rpc::RpcError::RemoteInternalError(text),
            other => rpc::RpcError::RemoteInternalError(other.to_string()),
        }))
    }

    /// The call never ends.
    pub fn never() -> Self {
        Self(Answer { delay: None, ..Self::nothing().0 })
    }

    /// It takes `delay` of virtual time.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self(Answer { delay: Some(delay), ..self.0 })
    }

    /// The worker of the caller is restarted so many times before it gets the reply. Each time the
    /// call becomes ready without a result, and takes its delay again.
    #[must_use]
    pub fn interrupted(self, times: u32) -> Self {
        Self(Answer { interruptions: times, ..self.0 })
    }

    fn new(result: Result<WitValue, rpc::RpcError>) -> Self {
        Self(Answer { result, delay: Some(Duration::ZERO), interruptions: 0 })
    }

    /// What Golem answers for a function that the component does not have. A fire-and-forget call
    /// is not told.
    pub(super) fn missing(request: &Request) -> Self {
        Self::of(Err::<(), _>(request.missing()), request)
    }

    pub(super) fn into_answer(self) -> Answer {
        self.0
    }
}
