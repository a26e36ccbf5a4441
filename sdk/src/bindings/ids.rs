//! How `golem:rpc` names components from 0.2.0 on.

/// A UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid {
    /// The first half of its digits.
    pub high_bits: u64,
    /// The second half of its digits.
    pub low_bits: u64,
}

/// Which component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId {
    /// Its UUID.
    pub uuid: Uuid,
}
