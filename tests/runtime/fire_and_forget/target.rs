wit_bindgen::generate!({ world: "fire-and-forget", path: "wit" });

use exports::test::fire_and_forget::log::Guest;
use std::cell::RefCell;

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct Target;

impl Guest for Target {
    fn append(line: String, times: u8) {
        LINES.with_borrow_mut(|lines| lines.extend(std::iter::repeat_n(line, times.into())));
    }
    fn append_counting(line: String) -> u32 {
        LINES.with_borrow_mut(|lines| {
            lines.push(line);
            lines.len() as u32
        })
    }
    fn lines() -> Vec<String> {
        LINES.with_borrow(Clone::clone)
    }
}

export!(Target);
