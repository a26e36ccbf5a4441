use crate::worker;
use client::{Api, Row, Self_, Table, Who};
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("self"));
    assert_eq!(block_on(api.turned(Who::Self_)).unwrap(), Who::Other);
    assert_eq!(api.blocking_turned(Who::Other).unwrap(), Who::Self_);
    assert_eq!(block_on(api.known(Self_::Self_(Who::Self_))).unwrap(), Some(Self_::Self_(Who::Self_)));
    assert_eq!(api.blocking_known(Self_::Guest).unwrap(), None);

    let cells = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, "16");
    let told = block_on(api.cells_of(cells)).unwrap();
    assert_eq!((told.0, told.14, told.15.as_str()), (1, 15, "16"));

    let cells = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, "16".to_owned());
    let table = Table { rows: vec![Row { who: Who::Other, cells }] };
    assert_eq!(format!("{:?}", table.clone()), "Table { rows: [Row { .. }] }");
    let failed = block_on(api.tables(&table)).unwrap_err();
    assert!(failed.to_string().contains("tables"), "{failed}");
}
