use crate::worker;
use client::Versioned;
use client::api::{Api, Cell, Point};
use golem_rpc_sdk::block_on;

pub fn run() {
    let uri = worker("versioned");
    assert_eq!(block_on(Api::new(&uri).move_on(Point { x: 1 }, 41)).unwrap(), Point { x: 42 });
    assert_eq!(block_on(Versioned::new(&uri).version()).unwrap(), "1.2.3-rc.1");
    assert_eq!(block_on(Cell::blocking_new(&uri, 3).unwrap().get()).unwrap(), 3);
}
