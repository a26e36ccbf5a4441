//! [`WorkerRecord`]: what a worker is made with, and made again with in another process.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::shared_form;
use crate::naming::{ComponentId, WorkerId};

/// What a worker is made with. If it is kept on the disk, another process makes it with the same.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct WorkerRecord {
    component_id: u128,
    /// Its component's name.
    pub component: String,
    pub name: String,
    /// Whether its name was made up.
    pub ephemeral: bool,
    #[serde(with = "shared_form")]
    pub arguments: Arc<Vec<String>>,
    #[serde(with = "shared_form")]
    pub environment: Arc<Vec<(String, String)>>,
    /// Whether there were files in its directory when it first asked for it. `None` if it never
    /// has.
    pub directory_had_files: Option<bool>,
    /// Whether it has sent something over the network, so that it can't be run again.
    pub used_network: bool,
}

impl WorkerRecord {
    pub fn new(
        id: &WorkerId,
        component: &str,
        ephemeral: bool,
        arguments: Arc<Vec<String>>,
        environment: Arc<Vec<(String, String)>>,
    ) -> Self {
        Self {
            component_id: id.component.uuid().as_u128(),
            component: component.to_owned(),
            name: id.name.clone(),
            ephemeral,
            arguments,
            environment,
            directory_had_files: None,
            used_network: false,
        }
    }

    pub fn id(&self) -> WorkerId {
        WorkerId { component: component_id(self.component_id), name: self.name.clone() }
    }

    /// `component/worker`
    pub fn label(&self) -> Arc<str> {
        format!("{}/{}", self.component, self.name).into()
    }
}

/// The id of a component that is kept as a number.
pub(super) fn component_id(number: u128) -> ComponentId {
    uuid::Uuid::from_u128(number).into()
}
