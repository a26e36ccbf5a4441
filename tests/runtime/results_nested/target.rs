wit_bindgen::generate!({ world: "results-nested", path: "wit" });

use exports::test::results_nested::api::{Guest, Receipt, Why};

struct Target;

impl Guest for Target {
    fn place(id: u64) -> Result<Receipt, Why> {
        match id {
            0 => Err(Why::Busy),
            1 => Err(Why::Refused("too low".to_owned())),
            id => Ok(Receipt { id }),
        }
    }
    fn nested(value: Result<Result<u8, String>, Result<(), ()>>) -> Result<Result<u8, String>, Result<(), ()>> {
        value
    }
    fn listed(value: Vec<Result<u8, String>>) -> Vec<Result<u8, String>> {
        value
    }
    fn of_lists(value: Result<Vec<String>, Vec<u8>>) -> Result<Vec<String>, Vec<u8>> {
        value
    }
    fn in_option(value: Result<Option<u8>, Option<String>>) -> Result<Option<u8>, Option<String>> {
        value
    }
}

export!(Target);
