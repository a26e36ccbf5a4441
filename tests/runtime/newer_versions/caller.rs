use crate::worker;
use client::{Api, PromiseId, Uri, WitTypeNode, WorkerId};
use golem_rpc_sdk::{block_on, join_all};

pub fn run() {
    let (api, address) = (Api::new(&worker("versions")), worker("somebody"));
    let at = Uri { value: address.to_string() };
    let promise = PromiseId { worker_id: WorkerId { name: "somebody".to_owned(), at: at.clone() }, idx: 7 };
    assert_eq!(block_on(api.who(&promise)).unwrap(), promise.worker_id);
    let addresses = [1, 2].map(|count| api.address(WitTypeNode::ListType(count), &at));
    assert_eq!(block_on(join_all(addresses)), [Ok(vec![at.clone()]), Ok(vec![at.clone(); 2])]);
    assert_eq!(api.blocking_address(WitTypeNode::PrimU8Type, &at).unwrap(), []);
}
