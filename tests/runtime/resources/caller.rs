use crate::worker;
use client::desk::Desk;
use client::shop::{Basket, Counter, Held, Loan, Narrow, Pair, Plain, Shop};
use golem_rpc_sdk::{block_on, join_all};

pub fn run() {
    methods();
    handed_out();
    parameters();
    statics();
    in_lists();
    in_other_values();
    across_interfaces();
    fallible_constructor();
    dropped_remotely();
}

fn methods() {
    let counter = Counter::blocking_new(&worker("methods"), "one", 40).unwrap();
    assert_eq!(block_on(counter.add(2)).unwrap(), 42);
    assert_eq!(counter.blocking_name().unwrap(), "one");
    counter.trigger_reset().unwrap();
    assert_eq!(block_on(counter.get()).unwrap(), 0);
    let other = Counter::blocking_new(&worker("methods"), "other", 1).unwrap();
    assert_eq!(block_on(join_all([other.get(), counter.get()])), [Ok(1), Ok(0)]);
}

fn handed_out() {
    let ticket = block_on(Shop::new(&worker("handed out")).draw()).unwrap();
    assert_eq!(block_on(ticket.number()).unwrap(), 4711);
}

fn parameters() {
    let uri = worker("parameters");
    let shop = Shop::new(&uri);
    let (low, high) = (Counter::blocking_new(&uri, "low", 1).unwrap(), Counter::blocking_new(&uri, "high", 9).unwrap());
    assert!(block_on(high.is_above(&low)).unwrap());
    assert!(!low.blocking_is_above(&high).unwrap());
    let twin = block_on(high.twin()).unwrap();
    assert_eq!(twin.blocking_name().unwrap(), "high's twin");
    assert_eq!(shop.blocking_alive().unwrap(), 3);
    assert_eq!(block_on(low.absorb(twin)).unwrap(), 10);
    assert_eq!(shop.blocking_alive().unwrap(), 2, "the target has dropped what it was given, once");
    assert_eq!(block_on(shop.maybe(Some(&low))).unwrap(), Some(10));
    assert_eq!(shop.blocking_maybe(None).unwrap(), None);
}

fn statics() {
    let uri = worker("statics");
    let (a, b) = (Counter::blocking_new(&uri, "a", 1).unwrap(), Counter::blocking_new(&uri, "b", 2).unwrap());
    let merged = block_on(Counter::merge(&uri, a, &b)).unwrap();
    assert_eq!(merged.blocking_name().unwrap(), "a+b");
    assert_eq!(Counter::blocking_merge(&uri, merged, &b).unwrap().blocking_get().unwrap(), 5);
    assert_eq!(block_on(Counter::limit(&uri, "four", 3)).unwrap(), 7);
}

fn in_lists() {
    let uri = worker("lists");
    let shop = Shop::new(&uri);
    let names = ["a", "b", "c"].map(str::to_owned);
    let counters = block_on(shop.make(&names)).unwrap();
    let told: Vec<_> = block_on(join_all(counters.iter().map(|counter| counter.name())));
    assert_eq!(told.into_iter().map(Result::unwrap).collect::<Vec<_>>(), names);
    let lent: Vec<_> = counters.iter().collect();
    assert_eq!(block_on(shop.total(&lent)).unwrap(), 3);
    assert_eq!(shop.blocking_total(&lent[1..2]).unwrap(), 1);

    let basket = Basket::blocking_new(&uri).unwrap();
    basket.blocking_put(counters).unwrap();
    assert_eq!(block_on(basket.total()).unwrap(), 3);
    let counters = basket.blocking_empty().unwrap();
    assert_eq!((counters.len(), basket.blocking_total().unwrap()), (3, 0));
    assert_eq!(shop.blocking_consume(counters).unwrap(), 3);
    assert_eq!(block_on(shop.alive()).unwrap(), 0);
}

fn in_other_values() {
    let uri = worker("values");
    let shop = Shop::new(&uri);
    let counter = |name: &str, value| Counter::blocking_new(&uri, name, value).unwrap();
    let swapped = block_on(shop.swap(Pair {
        label: "pair".to_owned(),
        first: counter("first", 1),
        second: Some(counter("second", 2)),
    }));
    let Pair { label, first, second } = swapped.unwrap();
    assert_eq!((label.as_str(), first.blocking_name().unwrap().as_str()), ("pair", "second"));
    assert_eq!(second.as_ref().map(|counter| counter.blocking_get().unwrap()), Some(1));
    let alone = shop.blocking_swap(Pair { label, first, second: None }).unwrap();
    assert!(alone.second.is_none());

    let Held::Many(many) = block_on(shop.hold(Held::One(alone.first))).unwrap() else { panic!("one became many") };
    assert_eq!(many.len(), 1);
    let Held::One(one) = shop.blocking_hold(Held::Many(many)).unwrap() else { panic!("many became one") };
    assert!(matches!(block_on(shop.hold(Held::Nothing)).unwrap(), Held::Nothing));

    assert_eq!(block_on(shop.scaled(&Loan { factor: 10, of: &one })).unwrap(), 20);
    let (one, value) = block_on(shop.both((one, second.as_ref().unwrap()))).unwrap();
    assert_eq!((one.blocking_get().unwrap(), value), (2, 1));
    let one = block_on(shop.outcome(Ok(one))).unwrap().unwrap();
    assert_eq!(block_on(shop.outcome(Err("none".to_owned()))).unwrap().unwrap_err(), "none");
    drop((one, second));
    assert_eq!(block_on(shop.alive()).unwrap(), 0);
    assert_eq!(block_on(shop.same(Plain { value: 5 })).unwrap(), Plain { value: 5 });
}

fn across_interfaces() {
    let uri = worker("interfaces");
    let desk = Desk::new(&uri);
    let counter = block_on(desk.open("desk")).unwrap();
    assert_eq!(block_on(desk.inspect(&counter)).unwrap(), "desk");
    assert_eq!(counter.blocking_get().unwrap(), 7);
    let pair = Pair { label: "both".to_owned(), first: counter, second: None };
    assert_eq!(desk.blocking_label(pair).unwrap(), "both");
    assert_eq!(Shop::new(&uri).blocking_alive().unwrap(), 0);
}

fn fallible_constructor() {
    let uri = worker("narrow");
    assert_eq!(Narrow::blocking_new(&uri, 7).unwrap().unwrap().blocking_width().unwrap(), 7);
    assert_eq!(Narrow::blocking_new(&uri, 70).unwrap().unwrap_err(), "70 is not narrow");
}

fn dropped_remotely() {
    let uri = worker("drops");
    let shop = Shop::new(&uri);
    let counters: Vec<_> = (0..5).map(|start| Counter::blocking_new(&uri, "c", start).unwrap()).collect();
    assert_eq!(shop.blocking_alive().unwrap(), 5);
    // The worker runs its calls in order, so the call after the drop sees its effect.
    drop(counters);
    assert_eq!(shop.blocking_alive().unwrap(), 0);
}
