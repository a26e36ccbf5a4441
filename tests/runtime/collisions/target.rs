wit_bindgen::generate!({ world: "collisions", path: "wit" });

use exports::test::collisions::api::{Api, Guest};

struct Target;

impl Guest for Target {
    fn f(value: Api) -> Api {
        value
    }
    fn blocking_f() -> String {
        "blocking-f".to_owned()
    }
    fn trigger_f() -> String {
        "trigger-f".to_owned()
    }
    fn blocking_blocking_f() {}
    fn new(x: u8) -> u8 {
        x
    }
    fn connect() -> u8 {
        1
    }
    fn handle() -> String {
        "handle".to_owned()
    }
    fn from_handle() {}
}

export!(Target);
