//! [`ComponentId`]: the id of a component, which stands in the URIs of its workers.

use std::{fmt, str::FromStr};

use uuid::Uuid;

/// The namespace from which component ids are derived (random, fixed for ever).
const NAMESPACE: Uuid = Uuid::from_u128(0x8d3f_0c52_6a0e_4b57_9c1b_2f74_11d6_e0a9);

/// The id of a component: a UUID, the same for the same name on every run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComponentId(Uuid);

impl ComponentId {
    /// The id that a component gets when it is added under `name`.
    ///
    /// ```
    /// use golem_rpc_host::ComponentId;
    ///
    /// assert_eq!(ComponentId::of_name("counter"), ComponentId::of_name("counter"));
    /// assert_ne!(ComponentId::of_name("counter"), ComponentId::of_name("caller"));
    /// ```
    pub fn of_name(name: &str) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
    }

    pub(crate) fn uuid(self) -> Uuid {
        self.0
    }
}

impl From<Uuid> for ComponentId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl fmt::Display for ComponentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ComponentId {
    type Err = uuid::Error;

    /// Takes the hyphenated form only, as Golem writes it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        uuid::fmt::Hyphenated::from_str(text).map(|id| Self(id.into_uuid()))
    }
}
