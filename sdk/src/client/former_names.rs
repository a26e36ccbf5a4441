//! The names that these types had in the crate's root, where clients that were generated earlier
//! still look for them.

#[deprecated(note = "it is `golem_rpc_sdk::client::Call`: generate the client again")]
pub type Call<T> = super::Call<T>;

#[deprecated(note = "it is `golem_rpc_sdk::client::Params`: generate the client again")]
pub type Params = super::Params;

#[deprecated(note = "it is `golem_rpc_sdk::client::Remote`: generate the client again")]
pub type Remote = super::Remote;

#[deprecated(note = "it is `golem_rpc_sdk::client::RemoteResource`: generate the client again")]
pub type RemoteResource = super::RemoteResource;

#[deprecated(note = "it is `golem_rpc_sdk::client::ResourceCall`: generate the client again")]
pub type ResourceCall<T> = super::ResourceCall<T>;
