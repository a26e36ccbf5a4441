//! Asks Golem 1.1 and 1.2 for workers.

wit_bindgen::generate!({ world: "golem-api", path: "wit", generate_all });

use golem::api::host;

struct Component;

impl Guest for Component {
    fn itself() -> String {
        let host::WorkerMetadata { worker_id, args, status, .. } = host::get_self_metadata();
        format!("{} {args:?} {}", worker_id.worker_name, matches!(status, host::WorkerStatus::Running))
    }

    fn component(name: String) -> Option<(u64, u64)> {
        let uuid = host::resolve_component_id(&name)?.uuid;
        Some((uuid.high_bits, uuid.low_bits))
    }

    fn worker(component: String, name: String) -> Option<String> {
        Some(host::worker_uri(&host::resolve_worker_id(&component, &name)?).value)
    }

    fn existing(component: String, name: String) -> Option<String> {
        Some(host::worker_uri(&host::resolve_worker_id_strict(&component, &name)?).value)
    }
}

export!(Component);
