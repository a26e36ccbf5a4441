wit_bindgen::generate!({ world: "inline-interface", path: "wit" });

use exports::{calc, texts};

struct Target;

impl calc::Guest for Target {
    fn sum(pair: calc::Pair) -> u32 {
        pair.a + pair.b
    }
    fn make(a: u32, b: u32) -> calc::Pair {
        calc::Pair { a, b }
    }
}

impl texts::Guest for Target {
    fn shout(text: texts::Text) -> texts::Text {
        text.to_uppercase()
    }
}

export!(Target);
