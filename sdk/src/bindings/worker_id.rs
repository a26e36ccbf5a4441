//! [`WorkerId`] and [`AgentId`], the records that name a worker, from a [`WorkerUri`] and back.

use super::ids::{ComponentId, Uuid};
use super::rpc_0_2_0::WorkerId;
use super::rpc_0_2_2::AgentId;
use crate::naming::{UriError, WorkerUri};

fn component_id(uri: &WorkerUri) -> ComponentId {
    let bits = uri.uuid();
    ComponentId { uuid: Uuid { high_bits: (bits >> 64) as u64, low_bits: bits as u64 } }
}

fn worker_uri(component_id: ComponentId, name: &str) -> Result<WorkerUri, UriError> {
    let Uuid { high_bits, low_bits } = component_id.uuid;
    WorkerUri::of_uuid(u128::from(high_bits) << 64 | u128::from(low_bits), name)
}

/// The record of an ephemeral worker, which has no name, has an empty one.
impl From<&WorkerUri> for WorkerId {
    fn from(uri: &WorkerUri) -> Self {
        Self { component_id: component_id(uri), worker_name: uri.worker_name().unwrap_or_default() }
    }
}

/// Like that of a borrowed address.
impl From<WorkerUri> for WorkerId {
    fn from(uri: WorkerUri) -> Self {
        Self::from(&uri)
    }
}

/// Fails when the name is empty.
impl TryFrom<&WorkerId> for WorkerUri {
    type Error = UriError;

    fn try_from(id: &WorkerId) -> Result<Self, UriError> {
        worker_uri(id.component_id, &id.worker_name)
    }
}

/// Like that of a borrowed record.
impl TryFrom<WorkerId> for WorkerUri {
    type Error = UriError;

    fn try_from(id: WorkerId) -> Result<Self, UriError> {
        Self::try_from(&id)
    }
}

/// The record of an ephemeral worker, which has no name, has an empty one.
impl From<&WorkerUri> for AgentId {
    fn from(uri: &WorkerUri) -> Self {
        Self { component_id: component_id(uri), agent_id: uri.worker_name().unwrap_or_default() }
    }
}

/// Like that of a borrowed address.
impl From<WorkerUri> for AgentId {
    fn from(uri: WorkerUri) -> Self {
        Self::from(&uri)
    }
}

/// Fails when the name is empty.
impl TryFrom<&AgentId> for WorkerUri {
    type Error = UriError;

    fn try_from(id: &AgentId) -> Result<Self, UriError> {
        worker_uri(id.component_id, &id.agent_id)
    }
}

/// Like that of a borrowed record.
impl TryFrom<AgentId> for WorkerUri {
    type Error = UriError;

    fn try_from(id: AgentId) -> Result<Self, UriError> {
        Self::try_from(&id)
    }
}

#[cfg(test)]
mod tests {
    use super::{AgentId, ComponentId, Uuid, WorkerId};
    use crate::naming::{UriError, WorkerUri};

    const ID: &str = "0b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c05";

    #[test]
    fn an_address_becomes_a_record_and_back() {
        let uuid = Uuid { high_bits: 0x0b3f_7a5e_3bd0_4c1b, low_bits: 0x9e0a_2f4d_bb8f_3c05 };
        let component_id = ComponentId { uuid };
        for name in ["a", "counter 1", "ünï/%2F", "100%"] {
            let uri = WorkerUri::durable(ID, name).unwrap();
            let worker = WorkerId { component_id, worker_name: name.to_owned() };
            assert_eq!(WorkerId::from(&uri), worker, "the name is in plain text");
            assert_eq!(WorkerUri::try_from(worker), Ok(uri.clone()));
            let agent = AgentId { component_id, agent_id: name.to_owned() };
            assert_eq!(AgentId::from(uri.clone()), agent);
            assert_eq!(WorkerUri::try_from(&agent), Ok(uri));
        }
    }

    #[test]
    fn an_ephemeral_worker_has_no_name() {
        let worker = WorkerId::from(WorkerUri::ephemeral(ID).unwrap());
        assert_eq!(worker.worker_name, "");
        assert_eq!(WorkerUri::try_from(worker), Err(UriError::EmptyWorkerName));
    }
}
