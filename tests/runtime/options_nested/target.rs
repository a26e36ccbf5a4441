wit_bindgen::generate!({ world: "options-nested", path: "wit" });

use exports::test::options_nested::api::{Guest, Maybe};

struct Target;

impl Guest for Target {
    fn three(value: Option<Option<Option<u8>>>) -> Option<Option<Option<u8>>> {
        value
    }
    fn text(value: Option<Option<String>>) -> Option<Option<String>> {
        value
    }
    fn in_record(value: Maybe) -> Maybe {
        value
    }
    fn depth(value: Option<Option<Option<u8>>>) -> u8 {
        match value {
            None => 0,
            Some(None) => 1,
            Some(Some(None)) => 2,
            Some(Some(Some(_))) => 3,
        }
    }
    fn of_results(value: Option<Result<Option<u8>, String>>) -> Option<Result<Option<u8>, String>> {
        value
    }
}

export!(Target);
