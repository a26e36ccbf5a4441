use crate::worker;
use client::{Api, Color, Many, Only};
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("enums"));
    assert_eq!(block_on(api.single(Only::One)).unwrap(), Only::One);
    assert_eq!(block_on(api.next(Color::Red)).unwrap(), Color::BlueIsh);
    assert_eq!(api.blocking_next(Color::BlueIsh).unwrap(), Color::X11Green);
    assert_eq!(block_on(api.next(Color::X11Green)).unwrap(), Color::Red);
    assert_eq!(block_on(api.last(&[Many::C0, Many::C255, Many::C256])).unwrap(), Many::C256);
    assert_eq!(block_on(api.last(&[Many::C299])).unwrap(), Many::C299);
    assert_eq!(block_on(api.find(Color::Red)).unwrap(), Ok(0));
    // The error of a function implements Rust's trait `Error`.
    let error: Box<dyn std::error::Error> = Box::new(api.blocking_find(Color::BlueIsh).unwrap().unwrap_err());
    assert_eq!(error.downcast_ref(), Some(&Color::BlueIsh));
}
