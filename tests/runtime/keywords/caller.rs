use crate::worker;
use client::{Interface, Option as OptionRecord, OptionOfString, Record, Result as ResultVariant, Static};
use golem_rpc_sdk::block_on;

pub fn run() {
    let interface = Interface::new(&worker("keywords"));
    let record = Record { type_: 1, match_: "m".to_owned(), enum_: true, a1_b2: 9 };
    assert_eq!(block_on(interface.type_(&record, 4)).unwrap(), Record { type_: 5, ..record });
    for value in [Static::Async, Static::Await, Static::Http2, Static::Loop] {
        assert_eq!(block_on(interface.fn_(value)).unwrap(), value);
    }
    for value in [ResultVariant::Option(3), ResultVariant::List, ResultVariant::Vec] {
        assert_eq!(block_on(interface.box_(value)).unwrap(), value);
    }
    assert_eq!(interface.blocking_get_http_url2("http://", 1).unwrap(), "http://1");
    let option = OptionRecord { string: "s".to_owned() };
    assert_eq!(block_on(interface.vec(Some(&option))).unwrap(), Some(option));
    assert_eq!(block_on(interface.constructor()).unwrap(), OptionOfString { some: 7 });
    interface.blocking_import().unwrap();
}
