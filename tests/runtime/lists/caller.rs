use crate::worker;
use client::Api;
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("lists"));
    let matrix = [vec![1.0, f64::INFINITY], vec![], vec![-0.5]];
    assert_eq!(block_on(api.matrix(&matrix)).unwrap(), matrix);
    let deep = [vec![vec![vec![1, 2], vec![]], vec![]], vec![]];
    assert_eq!(block_on(api.deep(&deep)).unwrap(), deep);
    assert_eq!(block_on(api.bits(&[true, false, true])).unwrap(), [false, true, false]);
    assert_eq!(block_on(api.chars(&['a', 'é', '\u{10FFFF}'])).unwrap(), "aé\u{10FFFF}");
    let maybe = [None, Some(vec![]), Some(vec![String::new(), "x".to_owned()])];
    assert_eq!(block_on(api.maybe(&maybe)).unwrap(), maybe);
    assert_eq!(api.blocking_reversed(&[1, 2, 255]).unwrap(), [255, 2, 1]);
    assert_eq!(api.blocking_none(None).unwrap(), None);
    assert_eq!(api.blocking_none(Some(&[])).unwrap(), Some(vec![]));
}
