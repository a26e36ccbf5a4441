//! Which imports of a component nobody satisfies.

use wasmtime::{
    Engine,
    component::{Component, types::ComponentItem},
};

/// The interfaces this host implements, in any compatible version.
const PROVIDED: &[(&str, &[&str], &str)] = &[
    (
        "wasi:cli",
        &[
            "environment",
            "exit",
            "stdin",
            "stdout",
            "stderr",
            "terminal-input",
            "terminal-output",
            "terminal-stdin",
            "terminal-stdout",
            "terminal-stderr",
        ],
        "0.2.",
    ),
    ("wasi:clocks", &["monotonic-clock", "wall-clock"], "0.2."),
    ("wasi:filesystem", &["preopens", "types"], "0.2."),
    ("wasi:io", &["error", "poll", "streams"], "0.2."),
    ("wasi:random", &["random", "insecure", "insecure-seed"], "0.2."),
    (
        "wasi:sockets",
        &["instance-network", "ip-name-lookup", "network", "tcp", "tcp-create-socket", "udp", "udp-create-socket"],
        "0.2.",
    ),
    ("golem:rpc", &["types"], "0.1."),
];

/// All imports that neither the host nor nobody at all (because they are types only) needs to satisfy.
pub(crate) fn unsatisfied_imports(engine: &Engine, component: &Component) -> Vec<String> {
    component
        .component_type()
        .imports(engine)
        .filter(|(name, import)| !is_provided(name) && !is_types_only(engine, &import.ty))
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn is_provided(import: &str) -> bool {
    let Some((package, interface)) = import.split_once('/') else {
        return false;
    };
    let Some((interface, version)) = interface.split_once('@') else {
        return false;
    };
    PROVIDED.iter().any(|(provided, interfaces, versions)| {
        *provided == package && interfaces.contains(&interface) && version.starts_with(versions)
    })
}

fn is_types_only(engine: &Engine, item: &ComponentItem) -> bool {
    match item {
        ComponentItem::Type(_) => true,
        ComponentItem::ComponentInstance(instance) => {
            instance.exports(engine).all(|(_, export)| is_types_only(engine, &export.ty))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert!(is_provided("wasi:io/poll@0.2.0"));
        assert!(is_provided("wasi:io/poll@0.2.12"));
        assert!(!is_provided("wasi:io/poll@0.3.0"));
        assert!(!is_provided("wasi:io/poll"));
        assert!(is_provided("golem:rpc/types@0.1.0"));
        assert!(!is_provided("golem:rpc/types@0.2.0"));
        assert!(!is_provided("wasi:http/types@0.2.0"));
        assert!(!is_provided("golem"));
    }
}
