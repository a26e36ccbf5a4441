wit_bindgen::generate!({ world: "variants", path: "wit" });

use exports::test::variants::api::{Guest, Inner, Shape};

struct Target;

impl Guest for Target {
    fn echo(value: Shape) -> Shape {
        value
    }
    fn all(values: Vec<Shape>) -> Vec<Shape> {
        values
    }
    fn optional(value: Option<Inner>) -> Option<Inner> {
        value
    }
    fn next(value: Inner) -> Inner {
        match value {
            Inner::A(0) => Inner::B,
            Inner::A(value) => Inner::A(value - 1),
            Inner::B => Inner::A(255),
        }
    }
}

export!(Target);
