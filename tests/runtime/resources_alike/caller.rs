use crate::worker;
use client::left::{self, Left};
use client::right::{self, Right};
use golem_rpc_sdk::block_on;

pub fn run() {
    let uri = worker("alike");
    let weights = [3, 8, 5].map(|weight| left::Item::blocking_new(&uri, weight).unwrap());
    let [a, b, c] = &weights;
    let heaviest = block_on(Left::new(&uri).heaviest(&[vec![a, c], vec![], vec![b]])).unwrap();
    assert_eq!(heaviest, [5, 0, 8]);

    let right = Right::new(&uri);
    let text = right::Item::blocking_new(&uri, "four").unwrap();
    assert_eq!(block_on(right.weigh(&text, c)).unwrap(), 20);
    let [a, ..] = weights;
    let (weight, text) = block_on(right.swap((text, a))).unwrap();
    assert_eq!((weight.blocking_weight().unwrap(), text.blocking_text().unwrap().as_str()), (3, "four"));

    let other = right::Item::blocking_new(&uri, "other").unwrap();
    let regrouped = block_on(right.regroup(vec![vec![text, other], vec![]])).unwrap();
    let texts: Vec<_> = regrouped.into_iter().map(|item| item.map(|item| item.blocking_text().unwrap())).collect();
    assert_eq!(texts, [Some("other".to_owned()), None]);
}
