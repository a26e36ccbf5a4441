//! Which imports of a component nobody satisfies.

use wasmtime::{
    Engine,
    component::{
        Component,
        types::{ComponentInstance, ComponentItem},
    },
};

use super::{golem_api, logging, rpc};

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
    ("wasi:http", &["types", "outgoing-handler"], "0.2."),
];

/// The imports of a component that the host does not satisfy. An interface of which the host has a
/// part is listed by the functions that are missing. An interface that has only types is not
/// listed, since there is nothing in it to call.
pub(crate) fn unsatisfied_imports(engine: &Engine, component: &Component) -> Vec<String> {
    let ty = component.component_type();
    let unsatisfied = ty.imports(engine).filter(|(name, _)| !is_provided(name));
    let unsatisfied = unsatisfied.flat_map(|(name, import)| match import.ty {
        ComponentItem::ComponentInstance(instance) if golem_api::is_any(name) => {
            missing_functions(engine, name, &instance)
        }
        item if is_types_only(engine, &item) => vec![],
        _ => vec![name.to_owned()],
    });
    unsatisfied.collect()
}

/// The versions of Golem that a component can run on, as its imports of `golem:rpc` say.
pub(crate) fn served_by(engine: &Engine, component: &Component) -> rpc::ServedBy {
    let ty = component.component_type();
    ty.imports(engine).filter_map(|(name, _)| rpc::served_by(name)).fold(rpc::ServedBy::ANY, rpc::ServedBy::and)
}

fn missing_functions(engine: &Engine, name: &str, interface: &ComponentInstance) -> Vec<String> {
    let members = interface.exports(engine);
    let functions = members.filter(|(_, member)| matches!(member.ty, ComponentItem::ComponentFunc(_)));
    let missing = functions.filter(|(function, _)| !golem_api::has(name, function));
    missing.map(|(function, _)| format!("{name}.{{{function}}}")).collect()
}

fn is_provided(import: &str) -> bool {
    if logging::INTERFACES.contains(&import) || rpc::served_by(import).is_some() {
        return true;
    }
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
        assert!(is_provided("golem:rpc/types@0.1.3"));
        assert!(is_provided("golem:rpc/types@0.2.0"));
        assert!(!is_provided("golem:rpc/types@0.2.1"), "there was never one");
        assert!(is_provided("golem:rpc/types@0.2.2"));
        assert!(!is_provided("golem:rpc/types@0.3.0"));
        assert!(!is_provided("golem:rpc/types@1.0.0"));
        assert!(is_provided("wasi:http/types@0.2.0"));
        assert!(!is_provided("wasi:http/incoming-handler@0.2.0"));
        assert!(is_provided("wasi:logging/logging"));
        assert!(!is_provided("golem"));
    }
}
