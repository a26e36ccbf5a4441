//! The functions of a stub.

use crate::connection::Connection;
use crate::decode::decode_reply;
use crate::encode::{Encoder, Given};
use crate::failure::{Failure, fail};
use crate::flat::{load, store};
use crate::memory::{At, allocate, end_call, exhausted, read, read_u32, write};
use crate::objects::{Pending, Remote, client};
use crate::rpc::{Datetime, Reply, Rpc};
use crate::types::{Function, Target, Type, aligned, end_of_fields};
use crate::versions::{Schedules, Version};
use crate::wire::Value;
use alloc::rc::Rc;

/// More parameters than so many core values are passed in memory.
const MAX_FLAT_PARAMS: usize = 16;

/// Makes the client of an interface, for the worker that the parameters name.
pub(crate) fn connect<V: Version>(new: unsafe extern "C" fn(u32) -> u32, worker: &[u64]) -> i32 {
    let at = allocate(V::WORKER.size);
    store(V::WORKER, &mut worker.iter(), at);
    let connection = Connection::new::<V>(V::uri(at));
    end_call();
    // SAFETY: the object is what `drop_client` takes.
    unsafe { new(Rc::into_raw(connection) as u32) as i32 }
}

/// Calls and waits for the result, and gives its bits. One of more than one core value is in
/// memory, until the next call: then they are its address.
pub(crate) fn blocking<V: Version>(function: &'static Function, params: &[u64]) -> u64 {
    let mut started = Started::new::<V>(function, params);
    let reply = started.connection.with_client::<V, _>(|rpc| rpc.invoke_and_await::<V>(function.name, started.params));
    started.given.forget();
    let (size, flats) = function.result.map_or((0, 0), |ty| (ty.size, ty.flats));
    let result = allocate(size);
    settle(function, &started.connection, reply, result);
    end_call();
    match function.result {
        Some(ty) if flats == 1 => load(ty, result),
        _ => result.0 as u64,
    }
}

/// Starts a call, and gives its future.
pub(crate) fn start<V: Version>(
    function: &'static Function,
    new: unsafe extern "C" fn(u32) -> u32,
    params: &[u64],
) -> i32 {
    let mut started = Started::new::<V>(function, params);
    let call =
        started.connection.with_client::<V, _>(|rpc| rpc.async_invoke_and_await::<V>(function.name, started.params));
    started.given.forget();
    end_call();
    // SAFETY: the object is what `drop_call` takes.
    unsafe { new(Pending { call, connection: started.connection, function }.into_object()) as i32 }
}

/// Starts a call and forgets it.
pub(crate) fn trigger<V: Version>(function: &'static Function, params: &[u64]) {
    let mut started = Started::new::<V>(function, params);
    if let Err(failure) = started.connection.with_client::<V, _>(|rpc| rpc.invoke::<V>(function.name, started.params)) {
        fail(function, failure);
    }
    started.given.forget();
    end_call();
}

/// Has a call made at the time that comes after the function's own parameters, and gives the handle
/// of a token that takes it back.
pub(crate) fn schedule<V: Schedules>(function: &'static Function, params: &[u64]) -> i32 {
    let (own, at) = with_time(function, params);
    let mut started = Started::at::<V>(function, own);
    let schedule = |rpc: Rpc| rpc.schedule::<V>(at, function.name, started.params);
    let token = started.connection.with_client::<V, _>(schedule);
    started.given.forget();
    end_call();
    token as i32
}

/// Where the function's own parameters lie, and the time that comes after them.
fn with_time(function: &Function, params: &[u64]) -> (At, Datetime) {
    let own = &function.params;
    if own.flats + TIME_FLATS <= MAX_FLAT_PARAMS {
        let (params, time) = params.split_at_checked(own.flats).unwrap_or_default();
        let [seconds, nanoseconds] = time else { exhausted() };
        return (in_memory(own, params), Datetime { seconds: *seconds, nanoseconds: *nanoseconds as u32 });
    }
    // All of it is in memory, one field after the other.
    let [address] = params else { exhausted() };
    let at = At(*address as *mut u8);
    let time = at.plus(aligned(end_of_fields(own), TIME_ALIGN));
    (at, Datetime { seconds: read(time, 8), nanoseconds: read_u32(time.plus(8)) })
}

/// As how many core values the time of a scheduled call is passed.
const TIME_FLATS: usize = 2;
/// The alignment of that time in memory.
const TIME_ALIGN: usize = 8;

/// A pollable that is ready when the result of a call is there.
pub(crate) fn subscribe<V: Version>(object: i32) -> i32 {
    // SAFETY: the object was made by `start`, here and below.
    let pending = unsafe { Pending::borrowed(object as u32) };
    pending.call.subscribe::<V>() as i32
}

/// The result of a call, in an option, which is in memory until the next call.
pub(crate) fn get<V: Version>(object: i32) -> i32 {
    // SAFETY: as above.
    let pending = unsafe { Pending::borrowed(object as u32) };
    let reply = pending.call.get::<V>();
    let (size, align) = pending.function.result.map_or((0, 1), |ty| (ty.size, ty.align));
    let option = allocate(align + size);
    write(option, u64::from(reply.is_some()), 1);
    if let Some(reply) = reply {
        settle(pending.function, &pending.connection, reply, option.plus(align));
    }
    end_call();
    option.0 as i32
}

/// A call that is about to be made.
struct Started {
    connection: Rc<Connection>,
    params: &'static [Value],
    given: Given,
}

impl Started {
    fn new<V: Version>(function: &Function, params: &[u64]) -> Started {
        Started::at::<V>(function, in_memory(&function.params, params))
    }

    /// With the parameters that lie there.
    fn at<V: Version>(function: &Function, at: At) -> Started {
        let connection = match function.target {
            Target::Location => Connection::new::<V>(V::uri(at)),
            // SAFETY: the component model passes the objects that were made for such resources,
            // here and below.
            Target::Client => unsafe { client(read_u32(at)) },
            // SAFETY: as above.
            Target::Method => unsafe { Remote::borrowed(read_u32(at)) }.connection.clone(),
        };
        let mut encoder = Encoder::new(&connection);
        let params = encoder.params(function, at);
        if let Some(owner) = encoder.foreign {
            fail(
                function,
                Failure::Foreign { owner: V::shown(&owner.connection.uri), called: V::shown(&connection.uri) },
            );
        }
        let Encoder { given, .. } = encoder;
        Started { connection, params, given }
    }
}

// A stub without scheduled calls has one caller of it.
#[inline]
fn in_memory(ty: &Type, params: &[u64]) -> At {
    match params {
        [address] if ty.flats > MAX_FLAT_PARAMS => At(*address as *mut u8),
        _ => {
            let at = allocate(ty.size);
            store(ty, &mut params.iter(), at);
            at
        }
    }
}

/// Puts the result into memory.
fn settle(function: &'static Function, connection: &Rc<Connection>, reply: Reply, to: At) {
    match reply.value() {
        Ok(reply) => decode_reply(function, connection, reply, to),
        Err(failure) => fail(function, failure),
    }
}
