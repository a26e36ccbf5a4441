use crate::worker;
use client::{one, two};
use golem_rpc_sdk::block_on;

pub fn run() {
    let uri = worker("shared");
    let (first, second) = (one::One::new(&uri), two::Two::new(&uri));
    assert_eq!(block_on(first.keep(one::Item { a: 1 }, one::Kind::Y)).unwrap(), one::Item { a: 2 });
    let item = two::Item { b: "b".to_owned(), kind: two::FirstKind::X };
    assert_eq!(block_on(second.keep(&item)).unwrap(), item);
    assert_eq!(block_on(second.turn(two::Kind::Z(6))).unwrap(), two::Kind::Z(7));
}
