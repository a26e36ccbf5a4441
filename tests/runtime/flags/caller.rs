//! The target returns the flags that were not set.

use crate::worker;
use client::{Api, Of1, Of8, Of9, Of16, Of17, Of32};
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("flags"));
    assert_eq!(block_on(api.swap1(Of1::F0)).unwrap(), Of1::empty());
    assert_eq!(block_on(api.swap1(Of1::empty())).unwrap(), Of1::F0);
    assert_eq!(block_on(api.swap8(Of8::F0 | Of8::F7)).unwrap(), Of8::all() - Of8::F0 - Of8::F7);
    assert_eq!(block_on(api.swap9(Of9::all() - Of9::F8)).unwrap(), Of9::F8);
    assert_eq!(block_on(api.swap16(Of16::all() - Of16::F15)).unwrap(), Of16::F15);
    assert_eq!(block_on(api.swap17(Of17::all() - Of17::F16)).unwrap(), Of17::F16);
    assert_eq!(api.blocking_swap32(Of32::all() - Of32::F31 - Of32::F0).unwrap(), Of32::F31 | Of32::F0);
    assert_eq!(api.blocking_swap32(Of32::empty()).unwrap(), Of32::all());
    let several = [Of9::empty(), Of9::F0 | Of9::F8, Of9::all()];
    assert_eq!(block_on(api.all(&several)).unwrap(), several);
}
