//! A `wit-value` as text for people, without its type.

use wasmtime::component::Val;

use super::wave;
use crate::bindings::{WitNode, WitValue};

/// How deep values are shown. What lies deeper is shown as `…`, and so is a value that contains
/// itself.
const DEEPEST: usize = 100;

/// How many bytes are shown about. What comes after that is shown as `…`: a value of a few nodes
/// that share their children can be a text of any length.
const LONGEST: usize = 1 << 20;

/// A `wit-value` as WAVE, as far as that is possible without its type. There are no names on the
/// wire, so a record is shown as a tuple, and a case or a flag by its number: `case-1(5)`,
/// `{flag-0, flag-2}`.
pub(crate) fn wit_value_text(value: &WitValue) -> String {
    let mut text = Text { nodes: &value.nodes, out: String::new() };
    text.node(0, 0);
    text.out
}

/// The results of a function as [`wit_value_text`] would show them. On the wire they are a tuple.
/// If there is one result, it is shown by itself.
pub(crate) fn results_text(results: &WitValue) -> String {
    let only = match results.nodes.first() {
        Some(WitNode::TupleValue(nodes)) if nodes.len() == 1 => nodes[0],
        _ => 0,
    };
    let mut text = Text { nodes: &results.nodes, out: String::new() };
    text.node(only, 0);
    text.out
}

struct Text<'a> {
    nodes: &'a [WitNode],
    out: String,
}

impl Text<'_> {
    fn node(&mut self, index: i32, depth: usize) {
        let node = usize::try_from(index).ok().and_then(|index| self.nodes.get(index));
        let (Some(node), true) = (node, depth < DEEPEST && self.out.len() < LONGEST) else {
            self.out.push('…');
            return;
        };
        match node {
            WitNode::RecordValue(nodes) | WitNode::TupleValue(nodes) => self.sequence("(", nodes, ")", depth),
            WitNode::ListValue(nodes) => self.sequence("[", nodes, "]", depth),
            WitNode::VariantValue((case, payload)) => self.case(&format!("case-{case}"), *payload, depth),
            WitNode::EnumValue(case) => self.out += &format!("case-{case}"),
            WitNode::FlagsValue(flags) => {
                let set = flags.iter().enumerate().filter(|(_, is_set)| **is_set);
                let set: Vec<String> = set.map(|(number, _)| format!("flag-{number}")).collect();
                self.out += &format!("{{{}}}", set.join(", "));
            }
            WitNode::OptionValue(None) => self.out += "none",
            WitNode::OptionValue(some) => self.case("some", *some, depth),
            WitNode::ResultValue(Ok(value)) => self.case("ok", *value, depth),
            WitNode::ResultValue(Err(value)) => self.case("err", *value, depth),
            WitNode::PrimU8(value) => self.out += &value.to_string(),
            WitNode::PrimU16(value) => self.out += &value.to_string(),
            WitNode::PrimU32(value) => self.out += &value.to_string(),
            WitNode::PrimU64(value) => self.out += &value.to_string(),
            WitNode::PrimS8(value) => self.out += &value.to_string(),
            WitNode::PrimS16(value) => self.out += &value.to_string(),
            WitNode::PrimS32(value) => self.out += &value.to_string(),
            WitNode::PrimS64(value) => self.out += &value.to_string(),
            WitNode::PrimFloat32(value) => self.out += &wave::text(&Val::Float32(*value)),
            WitNode::PrimFloat64(value) => self.out += &wave::text(&Val::Float64(*value)),
            WitNode::PrimChar(value) => self.out += &wave::text(&Val::Char(*value)),
            WitNode::PrimBool(value) => self.out += &value.to_string(),
            WitNode::PrimString(value) => self.out += &wave::text(&Val::String(value.clone())),
            WitNode::Handle((uri, id)) => {
                self.out += &format!("handle({}, {id})", wave::text(&Val::String(uri.value.clone())));
            }
        }
    }

    fn sequence(&mut self, open: &str, nodes: &[i32], close: &str, depth: usize) {
        self.out += open;
        for (place, node) in nodes.iter().enumerate() {
            if place > 0 {
                self.out += ", ";
            }
            if self.out.len() >= LONGEST {
                self.out.push('…');
                break;
            }
            self.node(*node, depth + 1);
        }
        self.out += close;
    }

    fn case(&mut self, name: &str, payload: Option<i32>, depth: usize) {
        self.out += name;
        if let Some(payload) = payload {
            self.out.push('(');
            self.node(payload, depth + 1);
            self.out.push(')');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(nodes: Vec<WitNode>) -> String {
        wit_value_text(&WitValue { nodes })
    }

    #[test]
    fn values() {
        let nodes = vec![
            WitNode::RecordValue(vec![1, 2, 3, 4, 5]),
            WitNode::PrimString("a\"b".into()),
            WitNode::ListValue(vec![6, 6]),
            WitNode::VariantValue((2, Some(6))),
            WitNode::FlagsValue(vec![true, false, true]),
            WitNode::ResultValue(Err(None)),
            WitNode::PrimFloat64(1.0),
        ];
        assert_eq!(text(nodes), "(\"a\\\"b\", [1, 1], case-2(1), {flag-0, flag-2}, err)");
        assert_eq!(text(vec![WitNode::OptionValue(None)]), "none");
        assert_eq!(text(vec![WitNode::OptionValue(Some(1)), WitNode::EnumValue(3)]), "some(case-3)");
    }

    #[test]
    fn results() {
        let text = |nodes| results_text(&WitValue { nodes });
        assert_eq!(text(vec![WitNode::TupleValue(vec![1]), WitNode::PrimU8(5)]), "5");
        assert_eq!(text(vec![WitNode::TupleValue(vec![])]), "()");
        assert_eq!(text(vec![]), "…");
    }

    #[test]
    fn values_that_are_none_end() {
        assert_eq!(text(vec![]), "…");
        assert_eq!(text(vec![WitNode::ListValue(vec![-1, 7])]), "[…, …]");
        assert!(text(vec![WitNode::OptionValue(Some(0))]).ends_with(&format!("…{}", ")".repeat(DEEPEST))));
        // Each of these has the next one twice.
        let doubled = (1..90).map(|next| WitNode::TupleValue(vec![next, next])).collect();
        assert!(text(doubled).len() < 2 * LONGEST);
    }
}
