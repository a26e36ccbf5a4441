//! Clients with options: deadlines, and calls that are made again.

use golem_rpc_sdk::client::{Call, Decode, DecodeError, Decoder, NodeIndex, Remote, RemoteResource, ResourceCall};
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::mock::{Kind, Mock, Reply, Resource};
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{
    Backoff, CallOptions, RpcError, RpcFuture, WorkerUri, block_on, join_all, select_ok, sleep, spawn_local, timeout,
    try_join_all,
};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

const ID: &str = "7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55";
const GET: &str = "demo:component1/api.{get}";
const SECOND: Duration = Duration::from_secs(1);

/// As a generated client looks.
#[derive(Clone)]
struct Api(Remote);

impl Api {
    fn new(worker: &str) -> Self {
        Self(Remote::new(&WorkerUri::durable(ID, worker).unwrap()))
    }

    fn with(&self, options: CallOptions) -> Self {
        Self(self.0.with(options))
    }

    fn get(&self) -> RpcFuture<Call<u64>> {
        RpcFuture::new(self.0.call(GET, &[]))
    }

    fn blocking_get(&self) -> Result<u64, RpcError> {
        self.0.call_blocking(GET, &[])
    }
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn deadline(duration: Duration) -> CallOptions {
    CallOptions::new().deadline(duration)
}

/// With waits of up to 100 ms, 200 ms, …, and of at least half of that.
fn retries(attempts: u32) -> CallOptions {
    CallOptions::new().retry(Backoff::new(attempts, ms(100)))
}

fn busy() -> RpcError {
    RpcError::RemoteInternal("busy".to_owned())
}

/// A mock whose workers answer after `delay`, and fail as often as `failures` says before that.
fn failing(failures: usize, delay: Duration) -> Mock {
    let mock = Mock::install();
    let left = RefCell::new(HashMap::new());
    mock.on(GET, move |request| {
        let mut left = left.borrow_mut();
        let left = left.entry(request.worker().map(str::to_owned)).or_insert(failures);
        match left.checked_sub(1) {
            Some(fewer) => {
                *left = fewer;
                Reply::error(busy()).after(delay)
            }
            None => Reply::value(7_u64).after(delay),
        }
    });
    mock
}

#[test]
fn a_deadline_is_that_of_each_call_of_a_client() {
    let _mock = failing(0, ms(50));
    let api = Api::new("a");
    let hurried = api.with(deadline(ms(20)));
    for _ in 0..2 {
        let begun = now();
        assert_eq!(block_on(hurried.get()), Err(RpcError::Elapsed));
        assert_eq!(now() - begun, ms(20));
    }
    assert_eq!(block_on(api.get()), Ok(7), "the client that it was made of has none");
    assert_eq!(block_on(hurried.with(deadline(ms(60))).get()), Ok(7));
    assert_eq!(block_on(hurried.with(deadline(Duration::MAX)).get()), Ok(7));
    assert_eq!(block_on(hurried.with(CallOptions::new()).get()), Err(RpcError::Elapsed));
    assert_eq!(block_on(hurried.clone().get()), Err(RpcError::Elapsed));
    assert_eq!(block_on(hurried.with(deadline(Duration::ZERO)).get()), Err(RpcError::Elapsed));
}

#[test]
fn a_call_that_has_ended_by_its_deadline_gives_its_value() {
    let _mock = failing(0, ms(20));
    assert_eq!(block_on(Api::new("a").with(deadline(ms(20))).get()), Ok(7));
}

#[test]
fn a_call_counts_from_when_it_was_made() {
    let _mock = failing(0, ms(50));
    let call = Api::new("a").with(deadline(ms(60))).get();
    let late = Api::new("a").with(deadline(ms(40))).get();
    block_on(sleep(ms(55)));
    assert_eq!(block_on(call), Ok(7));
    assert_eq!(block_on(late), Err(RpcError::Elapsed));
    assert_eq!(now(), ms(55));
}

#[test]
fn a_call_that_failed_is_made_again() {
    let mock = failing(2, ms(10));
    let api = Api::new("a").with(retries(3));
    assert_eq!(block_on(api.get()), Ok(7));
    assert_eq!(mock.requests().len(), 3);
    assert!((ms(180)..=ms(330)).contains(&now()), "{:?}", now());
    let mock = failing(3, ms(10));
    assert_eq!(block_on(api.get()), Err(busy()));
    assert_eq!(mock.requests().len(), 3);
    assert_eq!(block_on(api.with(CallOptions::new().retry(Backoff::new(1, Duration::ZERO))).get()), Ok(7));
}

#[test]
fn what_will_not_help_is_not_tried() {
    let mock = Mock::install();
    mock.on(GET, |_| Reply::error(RpcError::Denied("no".to_owned())));
    assert!(matches!(block_on(Api::new("a").with(retries(5)).get()), Err(RpcError::Denied(_))));
    mock.on(GET, |_| Reply::value("text"));
    assert!(matches!(block_on(Api::new("a").with(retries(5)).get()), Err(RpcError::Decode(_))));
    assert_eq!(mock.requests().len(), 2);
}

#[test]
fn the_deadline_is_that_of_all_attempts_together() {
    let mock = failing(100, ms(10));
    let api = Api::new("a").with(retries(100).deadline(ms(200)));
    assert_eq!(block_on(api.get()), Err(busy()), "the next attempt would begin too late, so the error is given");
    assert!(now() < ms(200) && mock.requests().len() > 1, "{:?}", now());

    mock.on(GET, |_| Reply::never());
    let begun = now();
    assert_eq!(block_on(api.with(CallOptions::new().attempt_timeout(ms(20))).get()), Err(RpcError::Elapsed));
    assert!(now() - begun < ms(200));
    let begun = now();
    assert_eq!(block_on(api.get()), Err(RpcError::Elapsed));
    assert_eq!(now() - begun, ms(200));
}

#[test]
fn an_attempt_that_takes_too_long_gives_way_to_the_next() {
    let mock = Mock::install();
    let calls = Cell::new(0);
    mock.on(GET, move |_| {
        calls.set(calls.get() + 1);
        if calls.get() < 3 { Reply::never() } else { Reply::value(7_u64).after(ms(10)) }
    });
    let api = Api::new("a").with(retries(3).attempt_timeout(ms(50)));
    assert_eq!(block_on(api.get()), Ok(7));
    assert_eq!(mock.requests().len(), 3);
    assert!((ms(250)..=ms(420)).contains(&now()), "{:?}", now());
}

#[test]
fn blocking_calls_have_options_too() {
    let mock = failing(2, ms(10));
    let api = Api::new("a").with(retries(3));
    assert_eq!(api.blocking_get(), Ok(7));
    assert_eq!(mock.requests().len(), 3);
    assert!(mock.requests().iter().all(|request| request.kind() == Kind::Async), "they may take too long");
    mock.on(GET, |_| Reply::never());
    let begun = now();
    assert_eq!(api.with(deadline(ms(30))).blocking_get(), Err(RpcError::Elapsed));
    assert_eq!(now() - begun, ms(30));
    assert_eq!(api.blocking_get(), Err(RpcError::Elapsed), "where a host would wait for ever");
}

#[test]
fn nothing_goes_on_during_a_blocking_call() {
    let _mock = failing(0, ms(50));
    let ran = Rc::new(Cell::new(false));
    let flag = ran.clone();
    let values = block_on(async {
        let task = spawn_local(async move {
            sleep(ms(10)).await;
            flag.set(true);
        });
        sleep(ms(1)).await;
        let value = Api::new("a").with(deadline(SECOND)).blocking_get();
        let before = ran.get();
        task.await;
        (value, before)
    });
    assert_eq!(values, (Ok(7), false));
    assert!(ran.get() && now() < ms(52), "{:?}", now());
}

#[test]
fn a_call_that_a_restart_interrupted_is_waited_for() {
    let mock = Mock::install();
    mock.on(GET, |_| Reply::value(7_u64).after(ms(10)).interrupted(2));
    let api = Api::new("a").with(retries(3).deadline(SECOND));
    assert_eq!(block_on(api.get()), Ok(7));
    assert_eq!(api.blocking_get(), Ok(7));
    let values = block_on(join_all((0..20).map(|_| api.get())));
    assert_eq!(values, vec![Ok(7); 20]);
    assert_eq!(mock.requests().len(), 22);
}

#[test]
fn a_join_waits_for_them_as_for_bare_calls() {
    let mock = Mock::install();
    mock.on(GET, |request| {
        let index: u64 = request.worker().unwrap().parse().unwrap();
        Reply::value(index).after(ms(1 + index * 7919 % 1009))
    });
    for n in [3, 4, 5, 10, 100, 1000] {
        let workers: Vec<_> = (0..n).map(|index| Api::new(&index.to_string())).collect();
        let cost = |calls: Vec<RpcFuture<Call<u64>>>| {
            take_cost();
            let values: Result<Vec<u64>, _> = block_on(join_all(calls)).into_iter().collect();
            assert_eq!(values.unwrap(), (0..n).collect::<Vec<_>>());
            take_cost()
        };
        let bare = cost(workers.iter().map(Api::get).collect());
        let options = retries(3).deadline(3600 * SECOND);
        let with = cost(workers.iter().map(|worker| worker.with(options.clone()).get()).collect());
        assert_eq!(with.polls, bare.polls, "{n} calls");
        assert!(with.handles <= bare.handles + bare.polls, "{n} calls: {with:?}, bare: {bare:?}");
    }
}

#[test]
fn those_that_fail_in_a_join_are_made_again() {
    for n in [3, 4, 5, 30, 300] {
        let mock = failing(1, ms(10));
        let options = retries(4).deadline(SECOND);
        let workers: Vec<_> = (0..n).map(|index| Api::new(&index.to_string()).with(options.clone())).collect();
        assert_eq!(block_on(join_all(workers.iter().map(Api::get))), vec![Ok(7); n]);
        assert_eq!(mock.requests().len(), 2 * n);
        // Others take too long at first.
        let asked = RefCell::new(HashMap::new());
        mock.on(GET, move |request| {
            let worker: u64 = request.worker().unwrap().parse().unwrap();
            let mut asked = asked.borrow_mut();
            let times = asked.entry(worker).or_insert(0);
            *times += 1;
            if worker.is_multiple_of(3) && *times < 3 {
                Reply::never()
            } else {
                Reply::value(worker).after(ms(worker % 40))
            }
        });
        let begun = now();
        let hurried = CallOptions::new().attempt_timeout(ms(50));
        let calls = workers.iter().map(|worker| worker.with(hurried.clone()).get());
        let values: Result<Vec<_>, _> = block_on(join_all(calls)).into_iter().collect();
        assert_eq!(values.unwrap(), (0..n as u64).collect::<Vec<_>>());
        assert!(now() - begun < ms(450), "{:?}", now() - begun);
    }
}

#[test]
fn some_of_a_join_fail_at_their_deadlines() {
    let mock = Mock::install();
    mock.on(GET, |request| {
        let index: u64 = request.worker().unwrap().parse().unwrap();
        Reply::value(index).after(ms(10 * index))
    });
    for n in [4, 10, 100] {
        let worker = |index: u64| Api::new(&index.to_string()).with(deadline(ms(5 * n + 1)));
        take_cost();
        let values = block_on(join_all((0..n).map(|index| worker(index).get())));
        let expected = (0..n).map(|index| if 10 * index <= 5 * n { Ok(index) } else { Err(RpcError::Elapsed) });
        assert_eq!(values, expected.collect::<Vec<_>>());
        assert!(n < 100 || take_cost().handles < 400);
    }
}

#[test]
fn other_ways_to_wait_take_them() {
    let mock = failing(1, ms(10));
    let api = Api::new("a").with(retries(2));
    assert_eq!(block_on(try_join_all([api.get(), Api::new("b").with(retries(2)).get()])), Ok(vec![7, 7]));
    assert_eq!(block_on(select_ok([api.get()])), Ok(7));
    assert_eq!(block_on(timeout(SECOND, api.get())), Ok(Ok(7)));
    mock.on(GET, |_| Reply::never());
    let calls = (0..10).map(|_| api.with(deadline(ms(30))).get().map_ok(|value| value + 1).timeout(ms(20)));
    assert_eq!(block_on(join_all(calls)), vec![Err(RpcError::Elapsed); 10]);
    let begun = now();
    let calls = (0..10).map(|_| api.with(deadline(ms(20))).get().map_ok(|value| value + 1).timeout(ms(30)));
    assert_eq!(block_on(join_all(calls)), vec![Err(RpcError::Elapsed); 10]);
    assert!(now() - begun < ms(21));
}

#[test]
fn one_that_is_dropped_is_not_made_again() {
    let mock = failing(5, ms(10));
    let api = Api::new("a").with(retries(9));
    assert!(block_on(timeout(ms(15), api.get())).is_err());
    block_on(sleep(SECOND));
    assert_eq!(mock.requests().len(), 1);
    take_cost();
    block_on(sleep(SECOND));
    assert_eq!(take_cost().handles, 1, "nothing is left of it");
}

#[test]
fn all_clients_of_an_ephemeral_worker_share_it() {
    let mock = Mock::install();
    mock.on(GET, |_| Reply::value(7_u64));
    let remote = Remote::new(&WorkerUri::ephemeral(ID).unwrap());
    let with = remote.with(deadline(SECOND));
    drop(remote);
    assert_eq!(with.call_blocking::<u64>(GET, &[]), Ok(7));
}

/// As the client of a resource looks.
struct Cart(RemoteResource);

impl Decode for Cart {
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        decoder.handle(node, "shop.{cart.drop}").map(Self)
    }
}

impl Cart {
    fn price(&self) -> RpcFuture<ResourceCall<u64>> {
        let remote = self.0.remote();
        RpcFuture::new(remote.call_with("shop.{cart.price}", remote.params(&[&self.0])))
    }
}

#[test]
fn a_resource_has_the_options_of_the_client_that_gave_it() {
    let mock = Mock::install();
    mock.on("shop.{open}", |request| Reply::value(Resource::new(request.uri(), 1)).after(ms(1)));
    mock.on("shop.{cart.price}", |_| Reply::value(5_u64).after(ms(50)));
    mock.on("shop.{cart.drop}", |_| Reply::nothing());
    mock.on("shop.{take}", |_| Reply::error(busy()));
    let remote =
        Remote::new(&WorkerUri::durable(ID, "a").unwrap()).with(deadline(ms(20)).retry(Backoff::new(3, ms(1))));
    let open = |remote: &Remote| block_on(RpcFuture::new(remote.call::<Cart>("shop.{open}", &[]))).unwrap();
    let cart = open(&remote);
    assert_eq!(block_on(cart.price()), Err(RpcError::Elapsed));
    let cart = Cart(cart.0.with(deadline(ms(60))));
    assert_eq!(block_on(cart.price()), Ok(5));
    drop(cart);
    let count = |function| mock.requests().iter().filter(|request| request.function() == function).count();
    assert_eq!(count("shop.{cart.drop}"), 1);

    // What was given away may be the target's already.
    let cart = open(&remote).0;
    let give = |cart: RemoteResource| remote.call_with::<()>("shop.{take}", remote.params(&[&cart]).giving(cart));
    assert_eq!(block_on(RpcFuture::new(give(cart))), Err(busy()));
    assert_eq!(count("shop.{take}"), 1);
    let cart = open(&remote).0;
    assert_eq!(remote.call_blocking_with::<()>("shop.{take}", remote.params(&[&cart]).giving(cart)), Err(busy()));
    assert_eq!(count("shop.{take}"), 2);
    let cart = open(&remote).0;
    assert_eq!(remote.call_blocking_with::<()>("shop.{take}", remote.params(&[&cart])), Err(busy()));
    assert_eq!(count("shop.{take}"), 5, "it was lent only");
}

#[test]
fn the_total_of_a_backoff_is_a_deadline_too() {
    let mock = Mock::install();
    mock.on(GET, |_| Reply::value(7_u64).after(ms(5000)));
    let within = |millis| CallOptions::new().retry(Backoff::new(3, ms(1)).within(ms(millis)));
    let get = |options| block_on(Api::new("a").with(options).get());
    assert_eq!((get(within(40)), now()), (Err(RpcError::Elapsed), ms(40)));
    assert_eq!((get(within(40).deadline(ms(60))), now()), (Err(RpcError::Elapsed), ms(80)));
    assert_eq!((get(within(60).deadline(ms(40))), now()), (Err(RpcError::Elapsed), ms(120)));
    assert_eq!(get(within(6000)), Ok(7));
}
