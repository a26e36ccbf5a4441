use crate::Attacker;
use crate::exports::test::attacker::counter::Guest;
use std::cell::Cell;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

pub fn add_one() -> u64 {
    COUNT.set(COUNT.get() + 1);
    COUNT.get()
}

impl Guest for Attacker {
    fn value() -> u64 {
        COUNT.get()
    }

    fn count() -> u64 {
        add_one()
    }

    fn take(text: String) -> u32 {
        text.len() as u32
    }

    fn take_all(texts: Vec<String>) -> u32 {
        texts.len() as u32
    }
}
