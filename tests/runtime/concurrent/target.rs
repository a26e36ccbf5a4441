wit_bindgen::generate!({ world: "concurrent", path: "wit" });

use exports::test::concurrent::work::Guest;
use std::thread::sleep;
use std::time::Duration;

struct Target;

impl Guest for Target {
    fn number(milliseconds: u32) -> u32 {
        sleep(Duration::from_millis(milliseconds.into()));
        milliseconds
    }
    fn text(milliseconds: u32) -> String {
        sleep(Duration::from_millis(milliseconds.into()));
        milliseconds.to_string()
    }
    fn nothing() {}
}

export!(Target);
