//! The target. Each call says when it is to be answered.

wit_bindgen::generate!({ world: "fan-out", path: "wit" });

use exports::test::fan_out::answering::Guest;
use std::thread::sleep;
use std::time::Duration;

struct Target;

impl Guest for Target {
    fn answer_after(milliseconds: u32, value: u32) -> u32 {
        sleep(Duration::from_millis(milliseconds.into()));
        value
    }

    fn nothing() {}
}

export!(Target);
