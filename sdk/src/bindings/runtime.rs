//! What generated bindings call of `wit-bindgen`'s runtime: one function.

/// Links the `cabi_realloc` of `wit-bindgen`, by which the host asks for memory. It is not needed
/// here: the memory for what these imports give is that of [`reply_memory`](super::reply_memory).
/// Bindings of a component's exports, which do need it, link it themselves.
pub(super) fn maybe_link_cabi_realloc() {}
