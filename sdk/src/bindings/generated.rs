//! What `wit-bindgen` makes of `golem:rpc/types@0.1.0`. [`rpc`](super::rpc) says what of it is
//! used.

#![allow(missing_docs, clippy::undocumented_unsafe_blocks)]

wit_bindgen::generate!({
    path: "wit",
    world: "client",
    with: { "wasi:io/poll@0.2.0": crate::bindings::poll },
    additional_type_attributes: { "golem:rpc/types@0.1.0/uri": [#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]] },
    generate_all,
});
