wit_bindgen::generate!({ world: "shared-types", path: "wit" });

use exports::test::shared_types::{one, two};

struct Target;

impl one::Guest for Target {
    fn keep(item: one::Item, kind: one::Kind) -> one::Item {
        one::Item { a: item.a + u8::from(kind == one::Kind::Y) }
    }
}

impl two::Guest for Target {
    fn keep(item: two::Item) -> two::Item {
        item
    }
    fn turn(kind: two::Kind) -> two::Kind {
        let two::Kind::Z(value) = kind;
        two::Kind::Z(value + 1)
    }
}

export!(Target);
