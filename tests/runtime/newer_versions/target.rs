wit_bindgen::generate!({ world: "newer-versions", path: "wit", generate_all });

use exports::test::newer_versions::api::{Guest, PromiseId, Uri, WitTypeNode, WorkerId};

struct Target;

impl Guest for Target {
    fn who(promise: PromiseId) -> WorkerId {
        promise.worker_id
    }
    fn address(node: WitTypeNode, at: Uri) -> Vec<Uri> {
        match node {
            WitTypeNode::PrimU8Type => Vec::new(),
            WitTypeNode::ListType(count) => vec![at; count as usize],
        }
    }
}

export!(Target);
