//! Calls with a generated client.

use crate::exports::test::caller::calls::Guest;
use crate::golem::api::host;
use crate::{Caller, worker};
use client::api::Api;
use client::surroundings::Surroundings;
use client::types::Everything;
use client::values::{Cart, Values};
use golem_rpc_sdk::client::{Call, Remote};
use golem_rpc_sdk::{Elapsed, RpcError, RpcFuture, WorkerUri, block_on, join_all, timeout};
use std::time::Duration;

impl Guest for Caller {
    fn add(name: String, value: u64) -> Result<(), String> {
        block_on(api(&name).add(value)).map_err(told)
    }

    fn get(name: String) -> Result<u64, String> {
        api(&name).blocking_get().map_err(told)
    }

    fn count(name: String, times: u32) -> Result<(), String> {
        let api = api(&name);
        (0..times).try_for_each(|_| api.blocking_count()).map_err(told)
    }

    fn trap(name: String) -> Result<(), String> {
        block_on(api(&name).trap("asked to")).map_err(told)
    }

    fn trigger(name: String, digits: Vec<u64>) {
        let api = api(&name);
        for digit in digits {
            api.trigger_append(digit).expect("the target is there");
        }
    }

    fn echo(value: Everything) -> Result<Everything, String> {
        let values = Values::new(&worker("echo"));
        let blocking = values.blocking_echo(&value).map_err(told)?;
        block_on(values.echo(&blocking)).map_err(told)
    }

    fn environment(name: String) -> Result<Vec<(String, String)>, String> {
        block_on(Surroundings::new(&worker(&name)).environment()).map_err(told)
    }

    fn arguments(name: String) -> Result<Vec<String>, String> {
        block_on(Surroundings::new(&worker(&name)).arguments()).map_err(told)
    }

    fn joined(workers: Vec<String>, milliseconds: Vec<u32>) -> Vec<Result<u64, String>> {
        let apis: Vec<_> = workers.iter().map(|name| api(name)).collect();
        let calls = apis.iter().zip(milliseconds).zip(0..);
        let answers = block_on(join_all(calls.map(|((api, after), index)| api.answer_after(after, index))));
        answers.into_iter().map(|answer| answer.map_err(told)).collect()
    }

    fn nameless(values: Vec<u64>) -> Vec<u64> {
        let fresh = WorkerUri::ephemeral_from_env("TARGET_COMPONENT_ID").expect("the target is named");
        let apis: Vec<_> = values.iter().map(|_| Api::new(&fresh)).collect();
        block_on(async {
            for (api, value) in apis.iter().zip(values) {
                api.add(value).await.expect("it is there");
            }
            let answers = join_all(apis.iter().map(|api| api.get())).await;
            answers.into_iter().map(|answer| answer.expect("it is still there")).collect()
        })
    }

    fn carts(name: String) -> Vec<String> {
        let owner = worker(&name);
        let live = || Values::new(&owner).blocking_carts().expect("it counts");
        block_on(async {
            let (ann, bob) = futures::try_join!(Cart::new(&owner, "ann"), Cart::new(&owner, "bob"))?;
            futures::try_join!(ann.put("apple"), bob.put("bread"))?;
            assert_eq!(live(), 2);
            // A worker refuses resources of another worker.
            let elsewhere = Cart::merge(&worker("elsewhere"), Cart::new(&owner, "lost").await?, &bob).await;
            assert!(matches!(elsewhere, Err(RpcError::ForeignResource { .. })), "{:?}", elsewhere.map(drop));
            assert_eq!(live(), 2, "the lost one is dropped here, and so there");
            let both = Cart::merge(&owner, ann, &bob).await?;
            assert_eq!(live(), 2, "one was taken, one made");
            drop(bob);
            assert_eq!(live(), 1);
            both.items().await
        })
        .expect("the target answers")
    }

    fn pass_on(mut workers: Vec<String>, how: String) -> Result<String, String> {
        if workers.is_empty() {
            return Ok(Self::who());
        }
        let next = workers.remove(0);
        let next = match &*next {
            "" => WorkerUri::ephemeral_from_env("GOLEM_COMPONENT_ID"),
            name => WorkerUri::durable_from_env("GOLEM_COMPONENT_ID", name),
        };
        let remote = Remote::new(&next.expect("every worker knows it"));
        let call = || -> Call<Result<String, String>> { remote.call(PASS_ON, &[&workers, &how]) };
        let answer = match &*how {
            "blocking" => remote.call_blocking(PASS_ON, &[&workers, &how]),
            "awaited" => block_on(RpcFuture::new(call())),
            "beside" => {
                let (late, beside) = (api("late"), api("beside"));
                let others = join_all([late.answer_after(200, 1), beside.answer_after(1, 2)]);
                let (answer, others) = block_on(futures::future::join(RpcFuture::new(call()), others));
                assert!(others.iter().all(Result::is_ok), "{others:?}");
                answer
            }
            "timed" => match block_on(timeout(Duration::from_millis(300), RpcFuture::new(call()))) {
                Ok(answer) => answer,
                Err(Elapsed) => return Err(format!("{} waited in vain", Self::who())),
            },
            _ => block_on(join_all([RpcFuture::new(call()), RpcFuture::new(call())])).swap_remove(1),
        };
        answer.map_err(told)?
    }

    fn around(ring: Vec<String>, how: String) -> Result<(), String> {
        let name = Self::who();
        println!("{name} goes on");
        let position = ring.iter().position(|other| *other == name).expect("it is one of them");
        let next = WorkerUri::durable_from_env("GOLEM_COMPONENT_ID", &ring[(position + 1) % ring.len()]);
        let remote = Remote::new(&next.expect("every worker knows it"));
        let call = || -> Call<Result<(), String>> { remote.call(AROUND, &[&ring, &how]) };
        let answer = match &*how {
            "awaited" => block_on(RpcFuture::new(call())),
            "limited" => block_on(timeout(Duration::MAX, RpcFuture::new(call()))).expect("nobody waits so long"),
            "told" => {
                api("told").trigger_count().expect("the target is there");
                remote.call_blocking(AROUND, &[&ring, &how])
            }
            "forgotten" => return remote.trigger(AROUND, &[&ring, &how]).map_err(told),
            _ => remote.call_blocking(AROUND, &[&ring, &how]),
        };
        answer.map_err(told)?
    }

    fn who() -> String {
        host::get_self_metadata().worker_id.worker_name
    }
}

const PASS_ON: &str = "test:caller/calls.{pass-on}";
const AROUND: &str = "test:caller/calls.{around}";

fn api(name: &str) -> Api {
    Api::new(&worker(name))
}

fn told(error: RpcError) -> String {
    error.to_string()
}
