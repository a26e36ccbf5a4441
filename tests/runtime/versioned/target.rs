wit_bindgen::generate!({ world: "versioned", path: "wit" });

use exports::test::versioned::api::{self, GuestCell, Point};

struct Target;
struct MyCell(u8);

impl GuestCell for MyCell {
    fn new(value: u8) -> Self {
        Self(value)
    }
    fn get(&self) -> u8 {
        self.0
    }
}

impl api::Guest for Target {
    type Cell = MyCell;

    fn move_on(point: Point, by: i32) -> Point {
        Point { x: point.x + by }
    }
}

impl Guest for Target {
    fn version() -> String {
        "1.2.3-rc.1".to_owned()
    }
}

export!(Target);
