//! Results whose content is much larger than their encoding. Only a component in text form returns
//! them, since no compiler would make such code.

use crate::{ask, limited};
use golem_rpc_host::{Error, Failure};

/// A list of texts of one MiB each, all of which are the same bytes in the component's memory.
const SHARED: &str = r#"(component
    (core module $m
        (memory (export "memory") 40)
        (func (export "texts") (param $n i32) (result i32)
            (local $at i32)
            (local.set $at (i32.add (i32.const 1048592) (i32.shl (local.get $n) (i32.const 3))))
            (block $done
                (loop $next
                    (br_if $done (i32.le_u (local.get $at) (i32.const 1048592)))
                    (local.set $at (i32.sub (local.get $at) (i32.const 8)))
                    (i32.store offset=4 (local.get $at) (i32.const 1048576))
                    (br $next)))
            (i32.store (i32.const 1048580) (i32.const 1048592))
            (i32.store (i32.const 1048584) (local.get $n))
            (i32.const 1048580)))
    (core instance $i (instantiate $m))
    (func (export "texts") (param "n" u32) (result (list string))
        (canon lift (core func $i "texts") (memory (core memory $i "memory")))))"#;

#[test]
fn a_text_that_is_shared() {
    let host = limited(|_| {});
    host.add_component("shared", wat::parse_str(SHARED).unwrap()).unwrap();
    assert_eq!(host.invoke_blocking("shared/s", "texts(3)").unwrap().results.len(), 1);
    match host.invoke_blocking("shared/s", "texts(100000)") {
        Err(Error::Invocation { failure: Failure::Trapped(text), .. }) => {
            assert!(text.contains("too much data"), "{text}");
        }
        other => panic!("{}", other.is_ok()),
    }
    assert_eq!(ask(&host, "bystander", "counter.count()"), "1");
}
