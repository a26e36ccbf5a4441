use crate::worker;
use client::calc::{Calc, Pair};
use client::texts::Texts;
use golem_rpc_sdk::block_on;

pub fn run() {
    let uri = worker("inline");
    let calc = Calc::new(&uri);
    assert_eq!(block_on(calc.sum(Pair { a: 40, b: 2 })).unwrap(), 42);
    assert_eq!(calc.blocking_make(1, 2).unwrap(), Pair { a: 1, b: 2 });
    assert_eq!(block_on(Texts::new(&uri).shout("loud")).unwrap(), "LOUD");
}
