wit_bindgen::generate!({ world: "other-versions", path: "wit", generate_all });

use exports::test::other_versions::api::{
    Datetime, Guest, NewDatetime, NewUri, NewWorkerId, Seen, Uri, WorkerId, WorkerMetadata,
};
use golem::rpc0_2_0::types::{ComponentId, Uuid};

struct Target;

impl Guest for Target {
    fn who(metadata: WorkerMetadata) -> WorkerId {
        metadata.worker_id
    }
    fn address(of: WorkerMetadata) -> Uri {
        of.address
    }
    fn renamed(id: WorkerId) -> NewWorkerId {
        let uuid = id.component_id.uuid;
        let uuid = Uuid { high_bits: uuid.high_bits, low_bits: uuid.low_bits };
        NewWorkerId { component_id: ComponentId { uuid }, worker_name: id.worker_name }
    }
    fn readdressed(uri: Uri) -> NewUri {
        NewUri { value: uri.value }
    }
    fn later(seen: Seen) -> NewDatetime {
        let Datetime { seconds, nanoseconds } = seen.at;
        NewDatetime { seconds: seconds + seen.metadata.retry_in, nanoseconds }
    }
}

export!(Target);
