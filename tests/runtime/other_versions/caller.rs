use crate::worker;
use client::{Api, NewDatetime, NewUri, NewWorkerId, Seen, WorkerId, WorkerMetadata};
use golem_rpc_sdk::bindings::rpc::Uri;
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("versions"));
    let address = Uri::from(worker("somebody"));
    let id = worker_id();
    let metadata = WorkerMetadata {
        worker_id: id.clone(),
        address: address.clone(),
        env: vec![("KEY".to_owned(), "value".to_owned())],
        retry_in: 5,
    };
    assert_eq!(block_on(api.who(&metadata)).unwrap(), id);
    assert_eq!(api.blocking_address(&metadata).unwrap(), address);
    let NewWorkerId { component_id, worker_name } = block_on(api.renamed(&id)).unwrap();
    assert_eq!((component_id.uuid.low_bits, worker_name), (2, id.worker_name));
    assert_eq!(block_on(api.readdressed(&address)).unwrap(), NewUri { value: address.value });
    let seen = Seen { metadata, at: client::wall_clock::Datetime { seconds: 10, nanoseconds: 3 } };
    let later = block_on(api.later(&seen)).unwrap();
    assert_eq!(later, NewDatetime { seconds: 15, nanoseconds: 3 });
}

fn worker_id() -> WorkerId {
    let uuid = client::host::Uuid { high_bits: 1, low_bits: 2 };
    WorkerId { component_id: client::host::ComponentId { uuid }, worker_name: "somebody".to_owned() }
}
