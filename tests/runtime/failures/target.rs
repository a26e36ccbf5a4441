wit_bindgen::generate!({ world: "failures", path: "wit" });

use exports::test::failures::api::Guest;

struct Target;

impl Guest for Target {
    fn refuse() -> Result<u64, String> {
        Err("not today".to_owned())
    }
    fn trap() -> u64 {
        panic!("out of luck")
    }
    fn count() -> u64 {
        42
    }
}

export!(Target);
