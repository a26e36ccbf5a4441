use crate::worker;
use client::{Api, Receipt, Why};
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("results"));
    assert_eq!(block_on(api.place(9)).unwrap().unwrap(), Receipt { id: 9 });
    let placed = || -> Result<Receipt, Box<dyn std::error::Error>> { Ok(block_on(api.place(0))??) };
    assert_eq!(placed().unwrap_err().downcast_ref(), Some(&Why::Busy));
    assert_eq!(api.blocking_place(1).unwrap().unwrap_err(), Why::Refused("too low".to_owned()));

    for value in [Ok(Ok(1)), Ok(Err("inner")), Err(Ok(())), Err(Err(()))] {
        let expected = value.map(|value| value.map_err(str::to_owned));
        assert_eq!(block_on(api.nested(value)).unwrap(), expected);
    }
    let listed = [Ok(1), Err("no".to_owned()), Ok(255)];
    assert_eq!(block_on(api.listed(&listed)).unwrap(), listed);
    let texts = ["a".to_owned()];
    assert_eq!(block_on(api.of_lists(Ok(&texts))).unwrap(), Ok(texts.to_vec()));
    assert_eq!(block_on(api.of_lists(Err(&[1, 2]))).unwrap(), Err(vec![1, 2]));
    for value in [Ok(None), Ok(Some(1)), Err(None), Err(Some("x"))] {
        assert_eq!(block_on(api.in_option(value)).unwrap(), value.map_err(|value| value.map(str::to_owned)));
    }
}
