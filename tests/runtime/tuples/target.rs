wit_bindgen::generate!({ world: "tuples", path: "wit" });

use exports::test::tuples::api::{Guest, Small};

struct Target;

type Nested = ((u8, Vec<String>), Option<(bool, char)>);
type Twelve = (u8, u16, u32, u64, i8, i16, i32, i64, f32, f64, char, String);

impl Guest for Target {
    fn mixed(value: (Small, Vec<u8>)) -> (Small, Vec<u8>) {
        value
    }
    fn one(value: (u8,)) -> (u8,) {
        value
    }
    fn two((text, number): (String, u8)) -> (String, u8) {
        (format!("{text}!"), number + 1)
    }
    fn nested(value: Nested) -> Nested {
        value
    }
    fn twelve(value: Twelve) -> Twelve {
        value
    }
    fn listed(values: Vec<(String, u8)>) -> Vec<(String, u8)> {
        values.into_iter().rev().collect()
    }
}

export!(Target);
