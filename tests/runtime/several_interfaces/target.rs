wit_bindgen::generate!({ world: "several-interfaces", path: "wit" });

use exports::test::several_interfaces::{admin, reader, writer};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

thread_local! {
    static MAP: RefCell<BTreeMap<String, String>> = RefCell::default();
    static MODE: Cell<admin::Mode> = const { Cell::new(admin::Mode::Open) };
}

struct Target;

impl reader::Guest for Target {
    fn get(key: String) -> Option<String> {
        MAP.with_borrow(|map| map.get(&key).cloned())
    }
    fn count() -> u32 {
        MAP.with_borrow(|map| map.len() as u32)
    }
}

impl writer::Guest for Target {
    fn put(key: String, value: String) {
        MAP.with_borrow_mut(|map| map.insert(key, value));
    }
    fn count() -> u32 {
        1000
    }
}

impl admin::Guest for Target {
    fn get() -> admin::Mode {
        MODE.get()
    }
    fn set(mode: admin::Mode) {
        MODE.set(mode);
    }
}

export!(Target);
