wit_bindgen::generate!({ world: "lists", path: "wit" });

use exports::test::lists::api::Guest;

struct Target;

impl Guest for Target {
    fn matrix(value: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
        value
    }
    fn deep(value: Vec<Vec<Vec<Vec<u8>>>>) -> Vec<Vec<Vec<Vec<u8>>>> {
        value
    }
    fn bits(value: Vec<bool>) -> Vec<bool> {
        value.into_iter().map(|bit| !bit).collect()
    }
    fn chars(value: Vec<char>) -> String {
        value.into_iter().collect()
    }
    fn maybe(value: Vec<Option<Vec<String>>>) -> Vec<Option<Vec<String>>> {
        value
    }
    fn reversed(mut value: Vec<u8>) -> Vec<u8> {
        value.reverse();
        value
    }
    fn none(value: Option<Vec<u8>>) -> Option<Vec<u8>> {
        value
    }
}

export!(Target);
