use crate::worker;
use client::{Api, Maybe};
use golem_rpc_sdk::{block_on, join_all};

pub fn run() {
    let api = Api::new(&worker("options"));
    let all = [None, Some(None), Some(Some(None)), Some(Some(Some(7)))];
    assert_eq!(block_on(join_all(all.map(|value| api.three(value)))), all.map(Ok));
    assert_eq!(block_on(join_all(all.map(|value| api.depth(value)))), [Ok(0), Ok(1), Ok(2), Ok(3)]);
    for value in [None, Some(None), Some(Some("x"))] {
        assert_eq!(block_on(api.text(value)).unwrap(), value.map(|value| value.map(str::to_owned)));
    }
    for text in [None, Some(None), Some(Some(String::new()))] {
        let record = Maybe { number: Some(1), text };
        assert_eq!(block_on(api.in_record(&record)).unwrap(), record);
    }
    for value in [None, Some(Ok(None)), Some(Ok(Some(1))), Some(Err("no"))] {
        let expected = value.map(|value| value.map_err(str::to_owned));
        assert_eq!(api.blocking_of_results(value).unwrap(), expected);
    }
}
