wit_bindgen::generate!({ world: "values", path: "wit" });

use exports::test::values::api::{Guest, Order, Point, Scalars};

struct Target;

impl Guest for Target {
    fn nothing() {}
    fn scalar(value: Scalars) -> Scalars {
        value
    }
    fn text(value: String) -> String {
        value
    }
    fn bytes(value: Vec<u8>) -> Vec<u8> {
        value
    }
    fn nested(value: Vec<Vec<Option<String>>>) -> Vec<Vec<Option<String>>> {
        value
    }
    fn maybe(value: Option<Option<u32>>) -> Option<Option<u32>> {
        value
    }
    fn outcome(value: Result<Order, String>) -> Result<Order, String> {
        value
    }
    fn no_ok(value: Result<(), u8>) -> Result<(), u8> {
        value
    }
    fn no_err(value: Result<u8, ()>) -> Result<u8, ()> {
        value
    }
    fn no_both(value: Result<(), ()>) -> Result<(), ()> {
        value
    }
    fn complete(value: Order) -> Order {
        value
    }
    fn several(a: u8, b: String, c: Vec<Point>) -> Vec<Point> {
        assert_eq!((a, b.as_str()), (7, "seven"));
        c
    }
}

export!(Target);
