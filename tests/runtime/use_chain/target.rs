wit_bindgen::generate!({ world: "use-chain", path: "wit", generate_all });

use exports::test::use_chain::api::{Edge, Guest, Line, Point};

struct Target;

impl Guest for Target {
    fn mirror(line: Line) -> Line {
        Line { from: line.to, to: line.from, ..line }
    }
    fn origin() -> Point {
        Point { x: 0, y: 0 }
    }
    fn turn(edge: Edge) -> Edge {
        match edge {
            Edge::Left => Edge::Right,
            Edge::Right => Edge::Left,
        }
    }
}

export!(Target);
