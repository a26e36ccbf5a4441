//! Clients and resources are dropped in all orders in which people write it. On Golem 1.1 the order
//! matters for all that are open, during a whole invocation of a worker. So each part is run after
//! the one before, in the same invocation.

use crate::worker;
use client::{Counting, Page, RpcError, WorkerUri};
use golem_rpc_sdk::{block_on, join_all};

const NAMES: [&str; 3] = ["a", "b", "c"];

pub fn run() {
    in_a_list();
    as_temporaries();
    in_async_blocks();
    blocking_and_forgotten();
    older_than_what_came_of_them();
    resources();
    if std::env::var_os("NO_EPHEMERAL_WORKERS").is_none() {
        ephemeral_workers();
        resources_of_ephemeral_workers();
        calls_that_outlive_an_ephemeral_workers_client();
    }
    in_a_list();
}

fn named(name: &str) -> Counting {
    Counting::new(&worker(name))
}

fn fresh() -> WorkerUri {
    WorkerUri::ephemeral_from_env("TARGET_COMPONENT_ID").expect("the target is named")
}

/// A list drops its first item first.
fn in_a_list() {
    let fan_out = || {
        let clients = NAMES.map(named);
        let numbers = block_on(join_all(clients.iter().map(|client| client.add(1))));
        numbers.into_iter().map(|number| number.expect("it counts")).collect::<Vec<_>>()
    };
    let (first, second) = (fan_out(), fan_out());
    assert!(first.iter().zip(&second).all(|(first, second)| first + 1 == *second), "{first:?} {second:?}");
    let [one, two, three] = NAMES.map(named);
    drop(two);
    assert!(three.blocking_add(0).is_ok() && one.blocking_add(0).is_ok());
    drop((one, three));
    assert!(named("a").blocking_add(0).is_ok());
}

fn as_temporaries() {
    for _ in 0..2 {
        let numbers = block_on(join_all(NAMES.iter().map(|name| named(name).add(0))));
        assert!(numbers.iter().all(Result::is_ok), "{numbers:?}");
    }
}

fn in_async_blocks() {
    let add_twice = |name: &'static str| async move {
        let client = named(name);
        let first = client.add(1).await?;
        let again = named(name);
        let second = again.add(1).await?;
        drop(client);
        assert_eq!(first + 1, second);
        again.add(0).await
    };
    for _ in 0..2 {
        let numbers: Vec<Result<u32, RpcError>> = block_on(join_all(NAMES.map(add_twice)));
        assert!(numbers.iter().all(Result::is_ok), "{numbers:?}");
    }
}

fn blocking_and_forgotten() {
    let clients = ["forgotten", "blocking"].map(named);
    clients.iter().for_each(|client| client.trigger_note(2).expect("it is taken"));
    assert_eq!(clients.each_ref().map(|client| client.blocking_add(1)), [Ok(3), Ok(3)]);
}

/// A call and a resource that came from a client may live longer than the client.
fn older_than_what_came_of_them() {
    let uri = worker("older");
    let calls = [(); 2].map(|()| Counting::new(&uri).add(1));
    let other = named("other");
    let page = Page::blocking_new(&uri, 1).expect("a page");
    drop(other);
    let next = page.blocking_next().expect("another page");
    drop(page);
    assert_eq!(block_on(join_all(calls)), [Ok(1), Ok(2)]);
    assert_eq!(next.blocking_number(), Ok(2));
}

fn resources() {
    let uri = worker("resources");
    for _ in 0..2 {
        let client = Counting::new(&uri);
        let pages: Vec<_> = (0..3).map(|number| Page::blocking_new(&uri, number).expect("a page")).collect();
        let next = block_on(join_all(pages.iter().map(|page| page.next())));
        drop(pages);
        let numbers = block_on(join_all(next.iter().map(|page| page.as_ref().expect("a page").number())));
        assert_eq!(numbers, [Ok(1), Ok(2), Ok(3)]);
        drop(next);
        assert_eq!(client.blocking_pages(), Ok(0));
    }
}

fn ephemeral_workers() {
    let fan_out = || {
        let (before, durable) = (Counting::new(&fresh()), named("durable"));
        let clients = [(); 3].map(|()| Counting::new(&fresh()));
        drop(before);
        let numbers = block_on(join_all(clients.iter().map(|client| client.add(1))));
        assert_eq!(numbers, [Ok(1), Ok(1), Ok(1)]);
        let [first, second, third] = clients;
        assert!(durable.blocking_add(1).is_ok());
        drop(second);
        let again = (first.blocking_add(1), third.blocking_add(1));
        assert_eq!(again, (Ok(2), Ok(2)), "each is called where it was before");
        (first, third)
    };
    let (first, third) = fan_out();
    drop(first);
    let kept = fan_out();
    drop(third);
    assert_eq!(kept.0.blocking_add(1), Ok(3));
}

fn resources_of_ephemeral_workers() {
    let pages: Vec<_> = (0..3).map(|number| Page::blocking_new(&fresh(), number).expect("a page")).collect();
    let next = block_on(join_all(pages.iter().map(|page| page.next())));
    drop(pages);
    let elsewhere = Page::blocking_new(&fresh(), 9).expect("a page");
    let numbers = block_on(join_all(next.iter().map(|page| page.as_ref().expect("a page").number())));
    assert_eq!(numbers, [Ok(1), Ok(2), Ok(3)], "they are where the first ones were");
    drop(next);
    assert_eq!(elsewhere.blocking_number(), Ok(9));
}

fn calls_that_outlive_an_ephemeral_workers_client() {
    let names = block_on(join_all([(); 3].map(|()| Counting::new(&fresh()).name())));
    let names: Vec<_> = names.into_iter().map(|name| name.expect("it has one")).collect();
    assert!(names[0] != names[1] && names[1] != names[2] && names[0] != names[2], "{names:?}");
    assert!(named("a").blocking_add(0).is_ok());
}
