//! What calls give, laid out in memory as the host writes it.

use super::rpc_error::RpcError;
use super::wit_value::{Either, Maybe, Text, WitValue};

pub(super) type Reply = Either<WitValue, Error>;

/// `rpc-error`, with its cases in the order of the WIT, which the ABI depends on.
#[repr(C, u8)]
#[allow(dead_code, reason = "the host makes them")]
pub(super) enum Error {
    Protocol(Text),
    Denied(Text),
    NotFound(Text),
    RemoteInternal(Text),
}

// Sizes and alignments as the canonical ABI computes them.
const _: () = {
    assert!(size_of::<Error>() == 12 && align_of::<Error>() == 4);
    assert!(size_of::<Reply>() == 16 && size_of::<Maybe<Reply>>() == 20 && size_of::<Either<(), Error>>() == 16);
};

impl<T> From<Either<T, Error>> for Result<T, RpcError> {
    fn from(reply: Either<T, Error>) -> Self {
        match reply {
            Either::Ok(value) => Ok(value),
            Either::Err(Error::Protocol(text)) => Err(RpcError::ProtocolError(text.into())),
            Either::Err(Error::Denied(text)) => Err(RpcError::Denied(text.into())),
            Either::Err(Error::NotFound(text)) => Err(RpcError::NotFound(text.into())),
            Either::Err(Error::RemoteInternal(text)) => Err(RpcError::RemoteInternalError(text.into())),
        }
    }
}
