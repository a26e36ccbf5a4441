use crate::worker;
use client::cabinet::Drawer;
use client::desk::{Answer, Desk};
use client::tokens::Sealed;
use golem_rpc_sdk::block_on;

pub fn run() {
    let uri = worker("tokens");
    let desk = Desk::new(&uri);
    let (one, eleven) = (block_on(desk.issue(1)).unwrap(), desk.blocking_issue(11).unwrap());
    assert_eq!(block_on(desk.check(&one)).unwrap(), 1);
    assert_eq!(block_on(desk.both(&one, Some(&eleven))).unwrap(), 12);
    assert_eq!(desk.blocking_both(&eleven, None).unwrap(), 11);

    let Sealed { token, seal } = block_on(desk.seal(one)).unwrap();
    assert!(seal.is_none());
    let Answer::Refused(why) = desk.blocking_unseal(Sealed { token, seal }).unwrap() else { panic!("it has no seal") };
    assert_eq!((why.as_str(), desk.blocking_alive().unwrap()), ("1 has no seal", 1));
    let sealed = desk.blocking_seal(eleven).unwrap();
    assert!(sealed.seal.is_some());
    let Answer::Granted(eleven) = block_on(desk.unseal(sealed)).unwrap() else { panic!("it has a seal") };

    let stamps = block_on(desk.stamps(3)).unwrap();
    let lent: Vec<_> = stamps.iter().collect();
    assert_eq!(block_on(desk.count(&lent[1..])).unwrap(), 2);

    let drawer = Drawer::blocking_new(&uri, eleven).unwrap();
    assert_eq!(block_on(drawer.put(desk.blocking_issue(2).unwrap())).unwrap(), 2);
    assert_eq!(desk.blocking_check(&block_on(drawer.take()).unwrap().unwrap()).unwrap(), 2);
    let eleven = drawer.blocking_take().unwrap().unwrap();
    assert!(drawer.blocking_take().unwrap().is_none());
    assert_eq!(desk.blocking_alive().unwrap(), 1, "what the client had is dropped in the worker");
    drop(eleven);
    assert_eq!(block_on(desk.alive()).unwrap(), 0);
}
