wit_bindgen::generate!({ world: "fairness", path: "wit" });

use exports::test::fairness::work::Guest;
use std::thread::sleep;
use std::time::Duration;

struct Target;

impl Guest for Target {
    fn number(milliseconds: u32) -> u32 {
        sleep(Duration::from_millis(milliseconds.into()));
        milliseconds
    }
}

export!(Target);
