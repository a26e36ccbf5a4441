wit_bindgen::generate!({ world: "resources-elsewhere", path: "wit" });

use exports::test::resources_elsewhere::shop::{Counter, CounterBorrow, Guest, GuestCounter};
use std::cell::Cell;

struct Target;

thread_local! {
    static ALIVE: Cell<u32> = const { Cell::new(0) };
}

struct MyCounter(Cell<u32>);

impl MyCounter {
    fn make(value: u32) -> Self {
        ALIVE.set(ALIVE.get() + 1);
        Self(Cell::new(value))
    }
}

impl Drop for MyCounter {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}

impl GuestCounter for MyCounter {
    fn new(start: u32) -> Self {
        Self::make(start)
    }
    fn get(&self) -> u32 {
        self.0.get()
    }
    fn absorb(&self, other: Counter) -> u32 {
        self.0.set(self.0.get() + other.get::<Self>().get());
        self.get()
    }
    fn is_above(&self, other: CounterBorrow<'_>) -> bool {
        self.get() > other.get::<Self>().get()
    }
    fn reset_both(&self, other: CounterBorrow<'_>) {
        self.0.set(0);
        other.get::<Self>().0.set(0);
    }
    fn merge(a: Counter, b: CounterBorrow<'_>) -> Counter {
        Counter::new(Self::make(a.get::<Self>().get() + b.get::<Self>().get()))
    }
}

impl Guest for Target {
    type Counter = MyCounter;

    fn alive() -> u32 {
        ALIVE.get()
    }
    fn open() -> Counter {
        Counter::new(MyCounter::make(3))
    }
    fn total(of: Vec<Counter>) -> u32 {
        of.iter().map(|counter| counter.get::<MyCounter>().get()).sum()
    }
}

export!(Target);
