//! The version of Golem that components are generated for.

use golem_rpc_codegen::GolemVersion;

/// The version that the environment variable `GOLEM` names, such as `1.2`, and the first without
/// it: `GOLEM=1.2 cargo test --workspace --test runtime`.
///
/// # Panics
///
/// When there is no such version.
pub fn golem() -> GolemVersion {
    let Ok(version) = std::env::var("GOLEM") else { return GolemVersion::default() };
    version.parse().unwrap_or_else(|error| panic!("GOLEM: {error}"))
}

/// The version of `golem:rpc` of [`golem`].
pub fn rpc() -> &'static str {
    match golem() {
        GolemVersion::V1_0 => "0.1.0",
        GolemVersion::V1_1 => "0.1.3",
        GolemVersion::V1_2 => "0.2.0",
        _ => "0.2.2",
    }
}

/// The version of WASI that this names.
pub fn wasi() -> &'static str {
    if golem() < GolemVersion::V1_3 { "0.2.0" } else { "0.2.3" }
}

/// Code that is written for the first version, by hand, for the one of [`golem`].
pub(crate) fn adapted(code: &str) -> String {
    let golem = golem();
    if golem == GolemVersion::V1_0 {
        return code.to_owned();
    }
    let (record, module) = match golem {
        GolemVersion::V1_1 => ("Uri", "rpc_0_1_3"),
        GolemVersion::V1_2 => ("WorkerId", "rpc_0_2_0"),
        _ => ("AgentId", "rpc_0_2_2"),
    };
    let code = code.replace("golem:rpc/types@0.1.0", &format!("golem:rpc/types@{}", rpc()));
    let code = code.replace("wasi:io/poll@0.2.0", &format!("wasi:io/poll@{}", wasi()));
    let code = code.replace("bindings::rpc,", &format!("bindings::{module},"));
    let code = code.replace("bindings::rpc::Uri", &format!("bindings::{module}::{record}"));
    let code = code.replace("&Uri { value: worker.to_string() }", &format!("&{record}::from(worker)"));
    let version = golem.name().replace('.', "_");
    code.replace("Client::new(worker)", &format!("Client::on::<golem_rpc_sdk::golem::V{version}>(worker)"))
}
