wit_bindgen::generate!({ world: "docs", path: "wit" });

use exports::test::docs::api::{Guest, Item};

struct Target;

impl Guest for Target {
    fn get() -> Item {
        Item { id: 7 }
    }
    fn put(_: Item) {}
}

export!(Target);
