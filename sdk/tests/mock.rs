//! A component's own code over mocks, as `cargo test` of a component would run it.

use golem_rpc_sdk::client::{Call, Remote};
use golem_rpc_sdk::mock::{Kind, Mock, Reply};
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{
    Backoff, Elapsed, RpcError, RpcFuture, WorkerUri, block_on, join_all, retry_at_least_once, retry_at_least_once_if,
    sleep, timeout, try_block_on,
};
use std::cell::Cell;
use std::error::Error;
use std::time::Duration;

const ID: &str = "7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55";
const ADD: &str = "demo:component1/api.{add}";
const GET: &str = "demo:component1/api.{get}";

/// As a generated client looks.
struct Api(Remote);

impl Api {
    fn new(worker: &str) -> Self {
        Self(Remote::new(&WorkerUri::durable(ID, worker).unwrap()))
    }

    fn get(&self) -> RpcFuture<Call<u64>> {
        RpcFuture::new(self.0.call(GET, &[]))
    }

    fn add(&self, value: u64, note: &str) -> RpcFuture<Call<()>> {
        RpcFuture::new(self.0.call(ADD, &[&value, &note]))
    }
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[test]
fn replies_come_with_their_delays_and_requests_are_recorded() {
    let mock = Mock::install();
    mock.on(GET, |request| match request.worker() {
        Some("slow") => Reply::value(2u64).after(ms(20)),
        _ => Reply::value(1u64).after(ms(10)),
    });
    mock.on(ADD, |_| Reply::nothing());
    let (quick, slow) = (Api::new("quick"), Api::new("slow"));
    assert_eq!(block_on(join_all([slow.get(), quick.get()])), [Ok(2), Ok(1)]);
    assert_eq!(now(), ms(20));
    assert_eq!(block_on(quick.add(5, "five")), Ok(()));

    let requests = mock.requests();
    let made: Vec<_> = requests.iter().map(|request| (request.worker(), request.function(), request.kind())).collect();
    assert_eq!(
        made,
        [(Some("slow"), GET, Kind::Async), (Some("quick"), GET, Kind::Async), (Some("quick"), ADD, Kind::Async)]
    );
    assert_eq!(requests[2].param::<u64>(0), Ok(5));
    assert_eq!(requests[2].param::<String>(1).as_deref(), Ok("five"));
    assert!(requests[2].param::<u64>(1).is_err() && requests[2].param::<u64>(2).is_err());
    assert_eq!(requests[0].uri().component_id(), ID);
}

#[test]
fn a_clone_of_a_client_calls_the_same_worker() {
    let mock = Mock::install();
    mock.on(GET, |_| Reply::value(1u64));
    for uri in [WorkerUri::durable(ID, "a").unwrap(), WorkerUri::ephemeral(ID).unwrap()] {
        let remote = Remote::new(&uri);
        let clone = remote.clone();
        drop(remote);
        assert_eq!(clone.call_blocking::<u64>(GET, &[]), Ok(1));
        assert_eq!(mock.requests().last().unwrap().uri(), &uri);
    }
}

#[test]
fn a_handler_may_remember() {
    let mock = Mock::install();
    let sum = Cell::new(0);
    mock.on(ADD, move |request| match request.param::<u64>(0) {
        Ok(value) => {
            sum.set(sum.get() + value);
            Reply::value(sum.get())
        }
        Err(error) => Reply::error(RpcError::RemoteInternal(format!("Parameter type mismatch: {error}"))),
    });
    let api = Api::new("a");
    let add = |value: u64| api.0.call_blocking::<u64>(ADD, &[&value]);
    assert_eq!([add(1), add(2), add(3)], [Ok(1), Ok(3), Ok(6)]);
    let wrong = api.0.call_blocking::<u64>(ADD, &[&"one"]).unwrap_err();
    assert!(wrong.to_string().contains("Parameter type mismatch"));
}

#[test]
fn errors_arrive_as_they_are() {
    let mock = Mock::install();
    let text = || "why".to_owned();
    for error in [
        RpcError::Protocol(text()),
        RpcError::Denied(text()),
        RpcError::NotFound(text()),
        RpcError::RemoteInternal(text()),
    ] {
        let reply = error.clone();
        mock.on(GET, move |_| Reply::error(reply.clone()));
        assert_eq!(block_on(Api::new("a").get()), Err(error));
    }
    mock.on(GET, |_| Reply::value("a text"));
    assert!(matches!(block_on(Api::new("a").get()), Err(RpcError::Decode(_))));
}

#[test]
fn unknown_functions_fail_as_on_golem() {
    let _mock = Mock::install();
    let api = Api::new("a");
    let missing = block_on(api.get()).unwrap_err().to_string();
    assert_eq!(missing, format!("remote internal error: could not load function {GET}"));
    assert_eq!(api.0.trigger(GET, &[]), Ok(()), "who does not ask is not told");
}

#[test]
fn triggers_are_recorded_and_may_be_refused() {
    let mock = Mock::install();
    let api = Api::new("a");
    mock.on(ADD, |_| Reply::nothing());
    assert_eq!(api.0.trigger(ADD, &[&1u64]), Ok(()));
    assert_eq!(mock.requests()[0].kind(), Kind::Trigger);
    mock.on(ADD, |_| Reply::error(RpcError::RemoteInternal("no component".to_owned())));
    assert!(api.0.trigger(ADD, &[&1u64]).is_err());
}

#[test]
fn a_call_may_never_end_and_a_retry_may_help() {
    let mock = Mock::install();
    let attempts = Cell::new(0);
    mock.on(GET, move |_| {
        attempts.set(attempts.get() + 1);
        if attempts.get() < 3 { Reply::never() } else { Reply::value(7u64).after(ms(1)) }
    });
    let api = Api::new("a");
    assert_eq!(block_on(timeout(ms(10), api.get())), Err(Elapsed));
    let value = block_on(retry_at_least_once(Backoff::new(3, ms(10)), || timeout(ms(10), api.get())));
    assert_eq!(value, Ok(Ok(7)));
    assert_eq!(mock.requests().len(), 3);
}

#[test]
fn a_call_that_fails_within_its_timeout_is_made_again() {
    let mock = Mock::install();
    let api = Api::new("a");
    let attempts = |retried: &mut dyn FnMut()| {
        let before = mock.requests().len();
        retried();
        mock.requests().len() - before
    };
    let backoff = || Backoff::new(4, ms(10));
    let trap = || RpcError::RemoteInternal("trap".to_owned());
    mock.on(GET, move |_| Reply::error(trap()));
    let direct = attempts(&mut || {
        let ended = block_on(retry_at_least_once(backoff(), || timeout(ms(100), api.get())));
        assert_eq!(ended, Ok(Err(trap())), "the last failure is given as it is");
    });
    // However the attempt is written, and whatever fails beside it.
    let in_closures = attempts(&mut || {
        let other = RpcFuture::new(api.0.call::<String>("no such function", &[]));
        let retried = retry_at_least_once(backoff(), async || timeout(ms(100), api.get()).await);
        let (ended, _) = block_on(futures::future::join(retried, other));
        assert_eq!(ended, Ok(Err(trap())));
    });
    assert_eq!([direct, in_closures], [4, 5]);

    // With `?` both errors are one.
    let flat = attempts(&mut || {
        let ended = block_on(retry_at_least_once(backoff(), async || timeout(ms(100), api.get()).await?));
        assert_eq!(ended, Err(trap()));
    });
    mock.on(GET, |_| Reply::never());
    let elapsed = attempts(&mut || {
        let ended = block_on(retry_at_least_once(backoff(), async || timeout(ms(100), api.get()).await?));
        assert_eq!(ended, Err(RpcError::Elapsed));
    });
    assert_eq!([flat, elapsed], [4, 4]);

    // A success is one, with errors of the target's own in it as well.
    mock.on(GET, |_| Reply::value(Err::<u64, _>("no".to_owned())));
    let result = || RpcFuture::new(api.0.call::<Result<u64, String>>(GET, &[]));
    let succeeded = attempts(&mut || {
        let ended = block_on(retry_at_least_once(backoff(), || timeout(ms(100), result())));
        assert_eq!(ended, Ok(Ok(Err("no".to_owned()))));
    });
    assert_eq!(succeeded, 1);
}

#[test]
fn errors_that_stay_are_not_worth_a_retry() {
    let mock = Mock::install();
    let api = Api::new("a");
    let attempts = |error: RpcError| {
        let before = mock.requests().len();
        mock.on(GET, move |_| Reply::error(error.clone()));
        let plain = block_on(retry_at_least_once_if(Backoff::new(2, ms(1)), RpcError::is_retryable, || api.get()));
        let plain_attempts = mock.requests().len() - before;
        let timed = retry_at_least_once_if(Backoff::new(2, ms(1)), |_: &Elapsed| true, || timeout(ms(5), api.get()));
        assert_eq!(block_on(timed), Ok(plain));
        assert_eq!(mock.requests().len() - before, 2 * plain_attempts);
        plain_attempts
    };
    let internal = |text: &str| RpcError::RemoteInternal(text.to_owned());
    assert_eq!(attempts(internal("error while executing at wasm backtrace")), 2);
    for lasting in [
        internal("could not load function demo:component1/api.{get}"),
        internal("could not load exports for interface demo:component1/api"),
        internal("Parameter type mismatch: expected u64, found string"),
        internal("Component error: Could not find any component with the given id: 7b3f7a5e"),
        internal("Previous invocation failed: wasm trap"),
        RpcError::Protocol("what?".to_owned()),
        RpcError::Denied("no".to_owned()),
        RpcError::NotFound("nobody".to_owned()),
    ] {
        assert_eq!(attempts(lasting.clone()), 1, "{lasting}");
    }
}

#[test]
fn what_never_ends_is_stalled_and_leaves_the_clock_alone() {
    let mock = Mock::install();
    let api = Api::new("a");
    let endless: [fn() -> Reply; 4] = [
        Reply::never,
        || Reply::value(1u64).after(Duration::MAX),
        || Reply::value(1u64).after(Duration::from_nanos(u64::MAX)),
        || Reply::value(1u64).after(Duration::MAX).interrupted(2),
    ];
    for begin in [Duration::ZERO, ms(5)] {
        block_on(sleep(begin));
        for reply in endless {
            let begun = now();
            mock.on(GET, move |_| reply());
            assert!(try_block_on(api.get()).is_err());
            assert!(try_block_on(join_all((0..10).map(|_| api.get()))).is_err());
            assert!(try_block_on(sleep(Duration::MAX)).is_err());
            assert_eq!(now(), begun);
            // Beside something that ends it is waited for.
            assert_eq!(block_on(timeout(ms(10), api.get())), Err(Elapsed));
            assert_eq!(now(), begun + ms(10));
        }
    }
    mock.on(GET, |_| Reply::value(1u64).after(Duration::from_secs(1_000_000_000)));
    assert_eq!([block_on(api.get()), block_on(api.get())], [Ok(1), Ok(1)]);
}

#[test]
fn a_chain_of_errors_says_each_thing_once() {
    let mock = Mock::install();
    mock.on(GET, |_| Reply::value("a text"));
    let wrong_reply = block_on(Api::new("a").get()).unwrap_err();
    let wrong_id = WorkerUri::durable("component1", "a").unwrap_err();
    let errors: [Box<dyn Error>; 5] = [
        Box::new(wrong_reply),
        Box::new(RpcError::RemoteInternal("trap".to_owned())),
        Box::new(RpcError::from(Elapsed)),
        Box::new(wrong_id),
        Box::new(WorkerUri::ephemeral_from_env("PATH").unwrap_err()),
    ];
    for error in errors {
        let mut texts = vec![error.to_string()];
        let mut source = error.source();
        while let Some(error) = source {
            texts.push(error.to_string());
            source = error.source();
        }
        for (place, text) in texts.iter().enumerate() {
            assert!(
                !texts.iter().enumerate().any(|(other, whole)| other != place && whole.contains(text)),
                "{texts:?}"
            );
        }
    }
}

#[test]
fn a_restart_of_the_worker_can_be_played() {
    let mock = Mock::install();
    mock.on(GET, |_| Reply::value(7u64).after(ms(10)).interrupted(2));
    let api = Api::new("a");
    assert_eq!(block_on(api.get()), Ok(7));
    assert_eq!(now(), ms(30));
    assert_eq!(block_on(join_all((0..10).map(|_| api.get()))), vec![Ok(7); 10]);
    assert_eq!(api.0.call_blocking::<u64>(GET, &[]), Ok(7));
}

#[test]
fn the_last_mock_answers_and_without_one_calls_say_so() {
    let api = Api::new("a");
    let outer = Mock::install();
    outer.on(GET, |_| Reply::value(1u64));
    {
        let inner = Mock::install();
        inner.on(GET, |_| Reply::value(2u64));
        assert_eq!(block_on(api.get()), Ok(2));
    }
    assert_eq!(block_on(api.get()), Ok(1));
    assert_eq!(outer.requests().len(), 1);
    drop(outer);
    assert!(block_on(api.get()).unwrap_err().to_string().contains("install a `golem_rpc_sdk::mock::Mock`"));
}
