wit_bindgen::generate!({ world: "order-of-drops", path: "wit" });

use exports::test::order_of_drops::counting::{Guest, GuestPage, Page};
use std::cell::Cell;

thread_local! {
    static NUMBER: Cell<u32> = const { Cell::new(0) };
    static PAGES: Cell<u32> = const { Cell::new(0) };
}

struct Target;

struct MyPage(u32);

impl Drop for MyPage {
    fn drop(&mut self) {
        PAGES.set(PAGES.get() - 1);
    }
}

impl GuestPage for MyPage {
    fn new(number: u32) -> Self {
        PAGES.set(PAGES.get() + 1);
        Self(number)
    }
    fn number(&self) -> u32 {
        self.0
    }
    fn next(&self) -> Page {
        Page::new(Self::new(self.0 + 1))
    }
}

impl Guest for Target {
    type Page = MyPage;

    fn add(by: u32) -> u32 {
        NUMBER.set(NUMBER.get() + by);
        NUMBER.get()
    }
    fn note(by: u32) {
        Self::add(by);
    }
    fn pages() -> u32 {
        PAGES.get()
    }
    fn name() -> String {
        std::env::var("GOLEM_WORKER_NAME").unwrap_or_default()
    }
}

export!(Target);
