use crate::worker;
use client::Api;
use golem_rpc_sdk::block_on;

#[rustfmt::skip]
pub fn run() {
    let api = Api::new(&worker("many"));
    let sum = api.sum(
        0, "s1", Some(2), 3.5, 4, "s5", None, 7.5,
        8, "s9", Some(10), 11.5, 12, "s13", None, 15.5,
        16, "s17", Some(18), 19.5, 20, "s21", None, 23.5,
    );
    let text = block_on(sum).unwrap();
    assert_eq!(text, "0 \"s1\" Some(2) 3.5 4 \"s5\" None 7.5 8 \"s9\" Some(10) 11.5 12 \"s13\" None 15.5 16 \"s17\" \
        Some(18) 19.5 20 \"s21\" None 23.5 ");
    let silent = api.blocking_silent(
        0, "s1", Some(2), 3.5, 4, "s5", None, 7.5,
        8, "s9", Some(10), 11.5, 12, "s13", None, 15.5,
        16, "s17", Some(18), 19.5, 20, "s21", None, 23.5,
    );
    silent.unwrap();
}
