//! [`Response`]: what a function of the host gave, as it is in the log.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wasmtime::component::Val;
use wasmtime_wasi::p2::bindings::{clocks::wall_clock::Datetime, filesystem::types::DescriptorStat};

use super::idempotency_key::IdempotencyKey;
use super::shared_form;
use crate::bindings::{RpcError, WitValue};
use crate::values::{results_text, wave};

/// What a function of the host gave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Response {
    Flag(bool),
    Number(u64),
    Numbers(u64, u64),
    Bytes(Vec<u8>),
    /// The places in a list of pollables of those that are ready.
    Ready(Vec<u32>),
    /// Shared, since each call of another worker has a worker's arguments and environment in the
    /// log.
    Texts(#[serde(with = "shared_form")] Arc<Vec<String>>),
    Pairs(#[serde(with = "shared_form")] Arc<Vec<(String, String)>>),
    Path(Option<String>),
    Text(String),
    Key(IdempotencyKey),
    Time(Time),
    FileTimes(FileTimes),
    /// Of a call that was waited for.
    Reply(Result<WitValue, RpcError>),
    /// Of a call that was not waited for.
    Told(Result<(), RpcError>),
    /// Of a future.
    Got(Option<Result<WitValue, RpcError>>),
}

/// What a wall clock shows.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Time {
    seconds: u64,
    nanoseconds: u32,
}

impl From<Datetime> for Time {
    fn from(Datetime { seconds, nanoseconds }: Datetime) -> Self {
        Self { seconds, nanoseconds }
    }
}

impl From<Time> for Datetime {
    fn from(Time { seconds, nanoseconds }: Time) -> Self {
        Self { seconds, nanoseconds }
    }
}

/// The times of a file.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct FileTimes {
    accessed: Option<Time>,
    modified: Option<Time>,
}

impl FileTimes {
    pub fn of(stat: &DescriptorStat) -> Self {
        Self {
            accessed: stat.data_access_timestamp.map(Time::from),
            modified: stat.data_modification_timestamp.map(Time::from),
        }
    }

    /// Puts these times in the place of those that the file has. When its status has changed is not
    /// told at all, as on Golem: nobody can set that time, so it is another one after a restart.
    pub fn put_into(self, stat: DescriptorStat) -> DescriptorStat {
        DescriptorStat {
            data_access_timestamp: self.accessed.map(Datetime::from),
            data_modification_timestamp: self.modified.map(Datetime::from),
            status_change_timestamp: None,
            ..stat
        }
    }
}

/// A result of a function of the host that can be in the log.
pub(crate) trait Logged: Sized {
    fn to_response(&self) -> Response;

    /// `None` if the response is not of this type.
    fn of_response(response: Response) -> Option<Self>;
}

macro_rules! logged {
    ($($ty:ty: $case:ident),* $(,)?) => {$(
        impl Logged for $ty {
            fn to_response(&self) -> Response {
                Response::$case(self.clone())
            }

            fn of_response(response: Response) -> Option<Self> {
                match response {
                    Response::$case(value) => Some(value),
                    _ => None,
                }
            }
        }
    )*};
}

logged! {
    bool: Flag,
    u64: Number,
    Vec<u8>: Bytes,
    Vec<u32>: Ready,
    Arc<Vec<String>>: Texts,
    Arc<Vec<(String, String)>>: Pairs,
    Option<String>: Path,
    String: Text,
    IdempotencyKey: Key,
    FileTimes: FileTimes,
    Result<WitValue, RpcError>: Reply,
    Result<(), RpcError>: Told,
    Option<Result<WitValue, RpcError>>: Got,
}

impl Logged for Datetime {
    fn to_response(&self) -> Response {
        Response::Time((*self).into())
    }

    fn of_response(response: Response) -> Option<Self> {
        match response {
            Response::Time(time) => Some(time.into()),
            _ => None,
        }
    }
}

impl Logged for (u64, u64) {
    fn to_response(&self) -> Response {
        Response::Numbers(self.0, self.1)
    }

    fn of_response(response: Response) -> Option<Self> {
        match response {
            Response::Numbers(first, second) => Some((first, second)),
            _ => None,
        }
    }
}

impl Response {
    /// The value as WAVE. Where there are no names on the wire, numbers stand in their place.
    pub fn text(&self) -> String {
        match self {
            Self::Reply(reply) => reply_text(reply),
            Self::Got(None) => "none".to_owned(),
            Self::Got(Some(reply)) => format!("some({})", reply_text(reply)),
            Self::Told(Ok(())) => "ok".to_owned(),
            Self::Told(Err(error)) => error_text(error),
            Self::Key(key) => wave::text(&Val::String(key.to_string())),
            other => wave::text(&other.to_val()),
        }
    }

    fn to_val(&self) -> Val {
        let string = |text: &String| Val::String(text.clone());
        match self {
            Self::Flag(flag) => Val::Bool(*flag),
            Self::Number(number) => Val::U64(*number),
            Self::Numbers(first, second) => Val::Tuple(vec![Val::U64(*first), Val::U64(*second)]),
            Self::Bytes(bytes) => Val::List(bytes.iter().map(|byte| Val::U8(*byte)).collect()),
            Self::Ready(ready) => Val::List(ready.iter().map(|index| Val::U32(*index)).collect()),
            Self::Texts(texts) => Val::List(texts.iter().map(string).collect()),
            Self::Pairs(pairs) => {
                Val::List(pairs.iter().map(|(key, value)| Val::Tuple(vec![string(key), string(value)])).collect())
            }
            Self::Path(path) => Val::Option(path.as_ref().map(|path| Box::new(string(path)))),
            Self::Text(text) => string(text),
            Self::Time(time) => time_val(time),
            Self::FileTimes(FileTimes { accessed, modified }) => {
                let time = |time: &Option<Time>| Val::Option(time.as_ref().map(|time| Box::new(time_val(time))));
                Val::Record(vec![("accessed".to_owned(), time(accessed)), ("modified".to_owned(), time(modified))])
            }
            Self::Key(_) | Self::Reply(_) | Self::Told(_) | Self::Got(_) => Val::Tuple(vec![]),
        }
    }
}

fn time_val(time: &Time) -> Val {
    let fields = [("seconds", Val::U64(time.seconds)), ("nanoseconds", Val::U32(time.nanoseconds))];
    Val::Record(fields.map(|(name, value)| (name.to_owned(), value)).into())
}

fn reply_text(reply: &Result<WitValue, RpcError>) -> String {
    match reply {
        Ok(value) => format!("ok({})", results_text(value)),
        Err(error) => error_text(error),
    }
}

fn error_text(error: &RpcError) -> String {
    let (name, text) = match error {
        RpcError::ProtocolError(text) => ("protocol-error", text),
        RpcError::Denied(text) => ("denied", text),
        RpcError::NotFound(text) => ("not-found", text),
        RpcError::RemoteInternalError(text) => ("remote-internal-error", text),
    };
    format!("err({name}({}))", wave::text(&Val::String(text.clone())))
}
