use crate::worker;
use client::{Color, Point, WorldFunctions};
use golem_rpc_sdk::block_on;

pub fn run() {
    let world = WorldFunctions::new(&worker("world"));
    assert_eq!(block_on(world.add(40, 2)).unwrap(), 42);
    assert_eq!(world.blocking_add(1, 1).unwrap(), 2);
    assert_eq!(block_on(world.paint(Point { x: -1 }, Color::Green)).unwrap(), (Point { x: -1 }, Color::Green));
    world.blocking_silent().unwrap();
    world.trigger_silent().unwrap();
}
