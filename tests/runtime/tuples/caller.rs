use crate::worker;
use client::{Api, Small};
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("tuples"));
    assert_eq!(block_on(api.one((7,))).unwrap(), (7,));
    // The record could be copied, but beside a list it is passed by reference, as wit-bindgen does.
    assert_eq!(block_on(api.mixed((&Small { x: 7 }, &[1, 2]))).unwrap(), (Small { x: 7 }, vec![1, 2]));
    assert_eq!(block_on(api.two(("a", 1))).unwrap(), ("a!".to_owned(), 2));
    let texts = ["x".to_owned(), String::new()];
    let nested = block_on(api.nested(((1, &texts), Some((true, 'é'))))).unwrap();
    assert_eq!(nested, ((1, texts.to_vec()), Some((true, 'é'))));
    let twelve = (1, 2, 3, u64::MAX, -5, -6, -7, i64::MIN, 9.5, -0.5, 'k', "l");
    let back = block_on(api.twelve(twelve)).unwrap();
    assert_eq!((back.0, back.3, back.4, back.7, back.9, back.11.as_str()), (1, u64::MAX, -5, i64::MIN, -0.5, "l"));
    let pairs = [("a".to_owned(), 1), ("b".to_owned(), 2)];
    assert_eq!(block_on(api.listed(&pairs)).unwrap(), [pairs[1].clone(), pairs[0].clone()]);
}
