wit_bindgen::generate!({ world: "unicode", path: "wit" });

use exports::test::unicode::api::{Guest, Text};

struct Target;

impl Guest for Target {
    fn look(value: String) -> Text {
        Text { first: value.chars().next(), value }
    }
    fn length(value: String) -> (u32, u32) {
        (value.len() as u32, value.chars().count() as u32)
    }
    fn join(parts: Vec<String>, by: char) -> String {
        parts.join(&by.to_string())
    }
}

export!(Target);
