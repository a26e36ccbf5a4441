//! Functions as people write them, which may be shorter than on the wire.

use super::function_name::FunctionName;

/// Whether `written` is one of the ways to write the function that goes by `name` on the wire:
/// `add`, `api.add`, `api.{add}`, `demo:component1/api.{add}`, `demo:component1/api@1.0.0.{add}`.
pub(crate) fn names_function(written: &str, name: &FunctionName) -> bool {
    let function = name.function.to_string();
    let written = written.replace(".{", ".").replace('}', "");
    let Some(interface) = &name.interface else {
        return written == function;
    };
    let written_interface = match written.strip_suffix(&function) {
        Some("") => return true,
        Some(rest) => rest.strip_suffix('.'),
        None => None,
    };
    let unversioned = interface.split_once('@').map_or(interface.as_str(), |(name, _)| name);
    written_interface.is_some_and(|written| {
        [interface, unversioned].into_iter().any(|interface| written == interface || written == local_name(interface))
    })
}

/// Without the package.
fn local_name(interface: &str) -> &str {
    interface.rsplit_once('/').map_or(interface, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_function(written: &str, wire: &str) -> bool {
        super::names_function(written, &FunctionName::parse(wire).unwrap())
    }

    #[test]
    fn every_way_to_write_a_function() {
        let wire = "demo:component1/api@1.0.0.{add}";
        for written in [
            "add",
            "api.add",
            "api.{add}",
            "api@1.0.0.{add}",
            "demo:component1/api.{add}",
            "demo:component1/api.add",
            "demo:component1/api@1.0.0.{add}",
        ] {
            assert!(names_function(written, wire), "{written}");
        }
        for written in [
            "ad",
            "other.{add}",
            "demo:other/api.{add}",
            "api@2.0.0.{add}",
            "demo:component1/api@2.0.0.{add}",
            "1.0.0.{add}",
            "",
        ] {
            assert!(!names_function(written, wire), "{written}");
        }
        assert!(names_function("run", "run"));
        assert!(names_function("cart.new", "a:b/shop.{cart.new}"));
        assert!(names_function("shop.cart.new", "a:b/shop.{cart.new}"));
        assert!(!names_function("new", "a:b/shop.{cart.new}"));
    }
}
