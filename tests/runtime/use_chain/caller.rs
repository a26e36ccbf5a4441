use crate::worker;
use client::{Api, Edge, Line, Point};
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("chain"));
    let line = Line { from: Point { x: 1, y: 2 }, to: Point { x: 3, y: 4 }, label: Some("l".to_owned()) };
    let mirrored = block_on(api.mirror(&line)).unwrap();
    assert_eq!(mirrored, Line { from: line.to, to: line.from, label: line.label });
    assert_eq!(block_on(api.origin()).unwrap(), Point { x: 0, y: 0 });
    assert_eq!(api.blocking_turn(Edge::Left).unwrap(), Edge::Right);
    // The type has the name that `use` gives it, and its own name in the module that declares it.
    assert_eq!(client::shapes::Corner::Left, Edge::Left);
}
