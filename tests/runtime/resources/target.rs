wit_bindgen::generate!({ world: "resources", path: "wit" });

use exports::test::resources::{desk, shop};
use shop::{Counter, CounterBorrow, Held, Loan, Pair, Plain};
use std::cell::{Cell, RefCell};

struct Target;

thread_local! {
    static ALIVE: Cell<u32> = const { Cell::new(0) };
}

struct MyCounter {
    name: String,
    value: Cell<u32>,
}

impl MyCounter {
    fn make(name: String, value: u32) -> Self {
        ALIVE.set(ALIVE.get() + 1);
        Self { name, value: Cell::new(value) }
    }
}

impl Drop for MyCounter {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}

fn value(counter: &Counter) -> u32 {
    counter.get::<MyCounter>().value.get()
}

impl shop::GuestCounter for MyCounter {
    fn new(name: String, start: u32) -> Self {
        Self::make(name, start)
    }
    fn add(&self, by: u32) -> u32 {
        self.value.set(self.value.get() + by);
        self.value.get()
    }
    fn get(&self) -> u32 {
        self.value.get()
    }
    fn name(&self) -> String {
        self.name.clone()
    }
    fn reset(&self) {
        self.value.set(0);
    }
    fn absorb(&self, other: Counter) -> u32 {
        self.add(value(&other))
    }
    fn is_above(&self, other: CounterBorrow<'_>) -> bool {
        self.value.get() > other.get::<MyCounter>().value.get()
    }
    fn twin(&self) -> Counter {
        Counter::new(Self::make(format!("{}'s twin", self.name), self.value.get()))
    }
    fn merge(a: Counter, b: CounterBorrow<'_>) -> Counter {
        let b = b.get::<MyCounter>();
        let name = format!("{}+{}", a.get::<MyCounter>().name, b.name);
        Counter::new(Self::make(name, value(&a) + b.value.get()))
    }
    fn limit(location: String, remote: u32) -> u32 {
        location.len() as u32 + remote
    }
}

#[derive(Default)]
struct MyBasket {
    items: RefCell<Vec<Counter>>,
}

impl shop::GuestBasket for MyBasket {
    fn new() -> Self {
        Self::default()
    }
    fn put(&self, items: Vec<Counter>) {
        self.items.borrow_mut().extend(items);
    }
    fn total(&self) -> u32 {
        self.items.borrow().iter().map(value).sum()
    }
    fn empty(&self) -> Vec<Counter> {
        self.items.take()
    }
}

struct MyTicket(u64);

impl shop::GuestTicket for MyTicket {
    fn number(&self) -> u64 {
        self.0
    }
}

struct MyNarrow(u8);

impl shop::GuestNarrow for MyNarrow {
    fn new(width: u8) -> Result<Self, String> {
        if width > 10 { Err(format!("{width} is not narrow")) } else { Ok(Self(width)) }
    }
    fn width(&self) -> u8 {
        self.0
    }
}

impl shop::Guest for Target {
    type Counter = MyCounter;
    type Basket = MyBasket;
    type Ticket = MyTicket;
    type Narrow = MyNarrow;

    fn alive() -> u32 {
        ALIVE.get()
    }
    fn draw() -> shop::Ticket {
        shop::Ticket::new(MyTicket(4711))
    }
    fn make(names: Vec<String>) -> Vec<Counter> {
        let names = names.into_iter().enumerate();
        names.map(|(index, name)| Counter::new(MyCounter::make(name, index as u32))).collect()
    }
    fn total(of: Vec<CounterBorrow<'_>>) -> u32 {
        of.iter().map(|counter| counter.get::<MyCounter>().value.get()).sum()
    }
    fn maybe(of: Option<CounterBorrow<'_>>) -> Option<u32> {
        of.map(|counter| counter.get::<MyCounter>().value.get())
    }
    fn consume(all: Vec<Counter>) -> u32 {
        all.iter().map(value).sum()
    }
    fn swap(value: Pair) -> Pair {
        match value.second {
            Some(second) => Pair { label: value.label, first: second, second: Some(value.first) },
            None => Pair { second: None, ..value },
        }
    }
    fn hold(value: Held) -> Held {
        match value {
            Held::Nothing => Held::Nothing,
            Held::One(counter) => Held::Many(vec![counter]),
            Held::Many(mut counters) => Held::One(counters.remove(0)),
        }
    }
    fn scaled(loan: Loan<'_>) -> u32 {
        loan.factor * loan.of.get::<MyCounter>().value.get()
    }
    fn both((counter, other): (Counter, CounterBorrow<'_>)) -> (Counter, u32) {
        (counter, other.get::<MyCounter>().value.get())
    }
    fn outcome(value: Result<Counter, String>) -> Result<Counter, String> {
        value
    }
    fn same(value: Plain) -> Plain {
        value
    }
}

impl desk::Guest for Target {
    fn inspect(of: CounterBorrow<'_>) -> String {
        of.get::<MyCounter>().name.clone()
    }
    fn open(name: String) -> Counter {
        Counter::new(MyCounter::make(name, 7))
    }
    fn label(value: Pair) -> String {
        value.label
    }
}

export!(Target);
