//! Makes a host with the components of `wat/`, and what tests do with it.

use std::path::{Path, PathBuf};

use golem_rpc_host::{Host, HostBuilder};

/// The target's interface.
pub const API: &str = "demo:target/api@1.0.0";

pub fn wasm(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/components/wat").join(format!("{name}.wat"));
    wat::parse_file(path).unwrap_or_else(|error| panic!("{error}"))
}

/// Writes the component to a file, for the command line.
pub fn wasm_file(directory: &Path, name: &str) -> PathBuf {
    let path = directory.join(format!("{name}.wasm"));
    std::fs::write(&path, wasm(name)).unwrap();
    path
}

pub fn builder() -> HostBuilder {
    // Without the cache a test can't depend on what an earlier one has left in it.
    Host::builder().cache(false)
}

/// A host with a driver and a target.
pub fn host() -> Host {
    with_components(builder())
}

pub fn with_components(builder: HostBuilder) -> Host {
    let host = builder.build().unwrap();
    host.add_component("driver", wasm("driver")).unwrap();
    host.add_component("target", wasm("target")).unwrap();
    host
}

/// The result of a call that succeeds.
pub fn ask(host: &Host, worker: &str, call: &str) -> String {
    host.invoke_blocking(worker, call).unwrap_or_else(|error| panic!("{worker} {call}: {error}")).wave
}

/// The text of the error of a call that fails.
pub fn fails(host: &Host, worker: &str, call: &str) -> String {
    match host.invoke_blocking(worker, call) {
        Ok(invocation) => panic!("{worker} {call}: {}", invocation.wave),
        Err(error) => error.to_string(),
    }
}

/// The URI of a worker.
pub fn uri(host: &Host, component: &str, worker: &str) -> String {
    format!("urn:worker:{}/{worker}", host.component_id(component).unwrap())
}

/// A driver that has a client (number 0 or higher) of a target's worker; gives the client's number.
pub fn construct(host: &Host, driver: &str, target: &str) -> String {
    let uri = uri(host, "target", target);
    ask(host, driver, &format!("construct({uri:?})"))
}

/// A call over the wire to a function of the target's api.
pub fn rpc(kind: &str, client: &str, function: &str, params: &str) -> String {
    format!("{kind}({client}, \"{API}.{{{function}}}\", [{params}])")
}

/// A value as the one parameter of a call.
pub fn param(node: &str) -> String {
    format!("{{nodes: [{node}]}}")
}
