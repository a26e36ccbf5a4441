//! Asks Golem 1.3 and 1.4 for agents.

wit_bindgen::generate!({ world: "golem-api", path: "wit", generate_all });

use golem::api::host;

struct Component;

impl Guest for Component {
    fn itself() -> String {
        let host::AgentMetadata { agent_id, args, status, .. } = host::get_self_metadata();
        format!("{} {args:?} {}", agent_id.agent_id, matches!(status, host::AgentStatus::Running))
    }

    fn component(name: String) -> Option<(u64, u64)> {
        let uuid = host::resolve_component_id(&name)?.uuid;
        Some((uuid.high_bits, uuid.low_bits))
    }

    fn worker(component: String, name: String) -> Option<String> {
        Some(uri(host::resolve_agent_id(&component, &name)?))
    }

    fn existing(component: String, name: String) -> Option<String> {
        Some(uri(host::resolve_agent_id_strict(&component, &name)?))
    }
}

fn uri(id: host::AgentId) -> String {
    let host::Uuid { high_bits, low_bits } = id.component_id.uuid;
    let digits = format!("{high_bits:016x}{low_bits:016x}");
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &digits[part]);
    format!("urn:worker:{}/{}", parts.join("-"), id.agent_id)
}

export!(Component);
