//! Programs that are tasks of a scope. They borrow the program and the ledger.

use crate::faulty_call::Ledger;
use crate::program::Program;
use crate::run::{ABORTED, DETACHED, future};
use crate::{Output, mix};
use golem_rpc_sdk::{Scope, join_all, scope, sleep, try_scope};
use std::cell::RefCell;
use std::time::Duration;

pub async fn awaited(all: &[Program], ledger: &Ledger) -> Output {
    let outputs = scope(async |s| {
        let tasks: Vec<_> = all.iter().map(|task| s.spawn(async { future(task, ledger).await })).collect();
        join_all(tasks).await
    });
    Ok(mix(outputs.await))
}

pub async fn detached(all: &[Program], ledger: &Ledger) -> Output {
    let ended = RefCell::new(0);
    scope(async |s| {
        for task in all {
            s.spawn(async {
                future(task, ledger).await.ok();
                *ended.borrow_mut() += 1;
            });
        }
    })
    .await;
    assert_eq!(ended.take(), all.len(), "the scope has ended before its tasks");
    Ok(DETACHED)
}

pub async fn chain(steps: &[Program], ledger: &Ledger) -> Output {
    let outputs = RefCell::new(Vec::new());
    scope(async |s| spawn_next(s, steps, ledger, &outputs)).await;
    Ok(mix(outputs.take()))
}

fn spawn_next<'scope, 'env>(
    s: &'scope Scope<'scope, 'env>,
    steps: &'env [Program],
    ledger: &'env Ledger,
    outputs: &'env RefCell<Vec<Output>>,
) {
    let Some((first, others)) = steps.split_first() else { return };
    s.spawn(async move {
        let output = future(first, ledger).await;
        outputs.borrow_mut().push(output);
        spawn_next(s, others, ledger, outputs);
    });
}

pub async fn tried(all: &[Program], ledger: &Ledger) -> Output {
    let values = try_scope(async |s| {
        let tasks: Vec<_> = all.iter().map(|task| s.try_spawn(async { future(task, ledger).await })).collect();
        Ok::<_, u64>(join_all(tasks).await)
    });
    Ok(mix(values.await?.into_iter().map(Ok)))
}

pub async fn aborted(time: u64, task: &Program, ledger: &Ledger) -> Output {
    scope(async |s| {
        let task = s.spawn(async { future(task, ledger).await });
        let abort = task.abort_handle();
        s.spawn(async move {
            sleep(Duration::from_nanos(time)).await;
            abort.abort();
        });
        task.join().await.unwrap_or(Err(ABORTED))
    })
    .await
}
