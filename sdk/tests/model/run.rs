//! A program as a future.

use crate::faulty_call::{FaultyCall, Ledger};
use crate::program::{Program, Script};
use crate::scopes;
use crate::{NEVER, Output, mix};
use futures::future::{Either, FutureExt, LocalBoxFuture, select};
use futures::stream::{self, FuturesUnordered, Stream, StreamExt};
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{
    Backoff, JoinHandle, RpcFuture, as_completed, block_on, join_all, map_concurrent, map_concurrent_stream,
    retry_at_least_once_with, select_ok, sleep, spawn_local, timeout, try_join_all, try_map_concurrent,
};
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

pub const ELAPSED: u64 = 1;
pub const DETACHED: u64 = 2;
pub const ABORTED: u64 = 3;
pub const DROPPED: u64 = 4;

pub fn backoff(first_wait: u64, within: Option<u64>, attempts: usize) -> Backoff {
    let backoff = Backoff::new(attempts as u32, Duration::from_nanos(first_wait)).seeded_by("model");
    backoff.within(within.map_or(Duration::MAX, Duration::from_nanos))
}

pub fn future(program: &Program, ledger: &Ledger) -> LocalBoxFuture<'static, Output> {
    let ledger = ledger.clone();
    match program.clone() {
        Program::Call(script) => async move { call(&script, &ledger).await }.boxed_local(),
        Program::Sleep(time) => async move { sleep(Duration::from_nanos(time)).map(|()| Ok(0)).await }.boxed_local(),
        Program::Yield(times) => yielding(times).boxed_local(),
        Program::Sequence(steps) => async move {
            let mut outputs = Vec::new();
            for step in &steps {
                outputs.push(future(step, &ledger).await);
            }
            Ok(mix(outputs))
        }
        .boxed_local(),
        Program::Join(all) => join_all(futures(&all, &ledger)).map(|outputs| Ok(mix(outputs))).boxed_local(),
        Program::JoinCalls(scripts) => async move {
            let calls = join_all(scripts.iter().map(|script| call(script, &ledger)));
            Ok(mix(calls.await))
        }
        .boxed_local(),
        Program::JoinLimited(calls) => join_all(calls.iter().map(|(limit, script)| {
            // The functions undo each other.
            let call = call(script, &ledger).map_ok(u64::reverse_bits).map_err(u64::swap_bytes);
            let limited = timeout(Duration::from_nanos(*limit), call).map(|ended| ended.ok());
            limited.map(|ended| match ended {
                Some(output) => output.map(u64::reverse_bits).map_err(u64::swap_bytes),
                None => Err(ELAPSED),
            })
        }))
        .map(|outputs| Ok(mix(outputs)))
        .boxed_local(),
        Program::Pushed(steps) => async move {
            let mut left = steps.iter();
            let mut ended = as_completed(left.next().map(|step| future(step, &ledger)));
            let mut outputs = Vec::new();
            while let Some(output) = ended.next().await {
                outputs.push(output);
                left.next().into_iter().for_each(|step| ended.push(future(step, &ledger)));
            }
            Ok(mix(outputs))
        }
        .boxed_local(),
        Program::TryJoin(all) => {
            try_join_all(futures(&all, &ledger)).map(|values| Ok(mix(values?.into_iter().map(Ok)))).boxed_local()
        }
        Program::SelectOk(all) => select_ok(futures(&all, &ledger))
            .map(|value| value.map_err(|errors| mix(errors.into_iter().map(Err))))
            .boxed_local(),
        Program::AsCompleted(all) => completed(as_completed(numbered(&all, &ledger))).boxed_local(),
        Program::Unordered(all) => {
            completed(numbered(&all, &ledger).into_iter().collect::<FuturesUnordered<_>>()).boxed_local()
        }
        Program::Map { limit, items } => map_concurrent(limit, items, move |item| future(&item, &ledger))
            .map(|outputs| Ok(mix(outputs)))
            .boxed_local(),
        Program::TryMap { limit, items } => try_map_concurrent(limit, items, move |item| future(&item, &ledger))
            .map(|values| Ok(mix(values?.into_iter().map(Ok))))
            .boxed_local(),
        Program::MapStream { limit, items } => {
            let items = stream::iter(items.into_iter().enumerate());
            let start = move |(index, item)| future(&item, &ledger).map(move |output| (now(), index, output));
            completed(map_concurrent_stream(limit, items, start)).boxed_local()
        }
        Program::Select(left, right) => select(future(&left, &ledger), future(&right, &ledger))
            .map(|first| match first {
                Either::Left((output, _)) | Either::Right((output, _)) => output,
            })
            .boxed_local(),
        Program::Timeout(time, program) => async move {
            let limited = timeout(Duration::from_nanos(time), future(&program, &ledger));
            limited.await.unwrap_or(Err(ELAPSED))
        }
        .boxed_local(),
        Program::Spawn(program) => async move { spawn(future(&program, &ledger)).await }.boxed_local(),
        Program::Detach(program) => async move {
            drop(spawn(future(&program, &ledger)));
            Ok(DETACHED)
        }
        .boxed_local(),
        Program::Abort(time, program) => async move {
            let task = spawn(future(&program, &ledger));
            sleep(Duration::from_nanos(time)).await;
            task.abort();
            Ok(ABORTED)
        }
        .boxed_local(),
        Program::AbortAwaited(time, program) => async move {
            let task = spawn(future(&program, &ledger));
            let abort = task.abort_handle();
            let aborting = spawn_local(async move {
                sleep(Duration::from_nanos(time)).await;
                abort.abort();
            });
            let joined = task.join().await;
            aborting.abort();
            joined.unwrap_or(Err(ABORTED))
        }
        .boxed_local(),
        Program::Scope(all) => async move { scopes::awaited(&all, &ledger).await }.boxed_local(),
        Program::ScopeDetached(all) => async move { scopes::detached(&all, &ledger).await }.boxed_local(),
        Program::ScopeChain(steps) => async move { scopes::chain(&steps, &ledger).await }.boxed_local(),
        Program::TryScope(all) => async move { scopes::tried(&all, &ledger).await }.boxed_local(),
        Program::ScopeAbort(time, program) => {
            async move { scopes::aborted(time, &program, &ledger).await }.boxed_local()
        }
        Program::Drop(program) => async move {
            let _ = futures::poll!(future(&program, &ledger));
            Ok(DROPPED)
        }
        .boxed_local(),
        Program::Move(program) => async move {
            let mut moved = future(&program, &ledger);
            match futures::poll!(&mut moved) {
                Poll::Ready(output) => output,
                Poll::Pending => spawn(moved).await,
            }
        }
        .boxed_local(),
        Program::Block(program) => async move {
            block_on(timeout(Duration::from_nanos(2 * NEVER), future(&program, &ledger))).unwrap_or(Err(ELAPSED))
        }
        .boxed_local(),
        Program::Share(program) => {
            let shared = future(&program, &ledger).shared();
            join_all([shared.clone(), shared]).map(|outputs| Ok(mix(outputs))).boxed_local()
        }
        Program::Retry { first_wait, within, attempts } => {
            let backoff = backoff(first_wait, within, attempts.len());
            let attempt = move |number| future(&attempts[number as usize - 1], &ledger);
            retry_at_least_once_with(backoff, |_| true, attempt).boxed_local()
        }
    }
}

fn call(script: &Script, ledger: &Ledger) -> RpcFuture<FaultyCall> {
    RpcFuture::new(FaultyCall::start(script, ledger))
}

fn futures(programs: &[Program], ledger: &Ledger) -> Vec<LocalBoxFuture<'static, Output>> {
    programs.iter().map(|program| future(program, ledger)).collect()
}

/// With their indexes and when they end.
fn numbered(programs: &[Program], ledger: &Ledger) -> Vec<impl Future<Output = (Duration, usize, Output)> + use<>> {
    let futures = futures(programs, ledger).into_iter().enumerate();
    futures.map(|(index, future)| future.map(move |output| (now(), index, output))).collect()
}

/// Those that end at the same time may come in any order, but not those that don't.
async fn completed(ended: impl Stream<Item = (Duration, usize, Output)>) -> Output {
    let mut ended: Vec<_> = ended.collect().await;
    if !ended.is_sorted_by_key(|(at, ..)| *at) {
        return Err(0);
    }
    ended.sort_by_key(|(at, index, _)| (*at, *index));
    Ok(mix(ended.iter().flat_map(|(_, index, output)| [Ok(*index as u64), *output])))
}

/// As a task that ends by itself when nobody awaits it any more.
fn spawn(future: LocalBoxFuture<'static, Output>) -> JoinHandle<Output> {
    spawn_local(async move { timeout(Duration::from_nanos(2 * NEVER), future).await.unwrap_or(Err(ELAPSED)) })
}

fn yielding(times: u32) -> impl Future<Output = Output> {
    let mut left = times;
    poll_fn(move |cx| {
        if left == 0 {
            return Poll::Ready(Ok(0));
        }
        left -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}
