//! How large and how deep a `wit-value` is.

use std::mem::size_of;

use crate::bindings::{WitNode, WitValue};

impl WitValue {
    /// How many bytes of memory it takes.
    pub(crate) fn size(&self) -> usize {
        let owned = |node: &WitNode| match node {
            WitNode::RecordValue(children) | WitNode::TupleValue(children) | WitNode::ListValue(children) => {
                size_of::<i32>() * children.len()
            }
            WitNode::FlagsValue(flags) => flags.len(),
            WitNode::PrimString(text) => text.len(),
            WitNode::Handle((uri, _)) => uri.value.len(),
            _ => 0,
        };
        size_of::<Self>() + self.nodes.iter().map(|node| size_of::<WitNode>() + owned(node)).sum::<usize>()
    }

    /// How many nodes are on the longest way down from the root, which is included. `None` if a
    /// node contains itself, so that there is no end to it.
    ///
    /// Each node is looked at once, however many parents it has, and the way down is kept in a
    /// list, not on the stack. So neither shared nodes nor deep ones cost more than others.
    pub(crate) fn depth(&self) -> Option<usize> {
        let mut depths = vec![Depth::Unknown; self.nodes.len()];
        let mut open = vec![0];
        while let Some(&index) = open.last() {
            let Some(depth) = depths.get(index).copied() else {
                // There is no such node. The decoder reports that.
                open.pop();
                continue;
            };
            match depth {
                Depth::Unknown => {
                    depths[index] = Depth::Open;
                    for child in children(&self.nodes[index]) {
                        match depths.get(child) {
                            Some(Depth::Unknown) => open.push(child),
                            Some(Depth::Open) => return None,
                            Some(Depth::Known(_)) | None => {}
                        }
                    }
                }
                Depth::Open => {
                    let below = children(&self.nodes[index]).filter_map(|child| match depths.get(child) {
                        Some(Depth::Known(depth)) => Some(*depth),
                        _ => None,
                    });
                    depths[index] = Depth::Known(1 + below.max().unwrap_or(0));
                    open.pop();
                }
                Depth::Known(_) => {
                    open.pop();
                }
            }
        }
        match depths.first() {
            Some(Depth::Known(depth)) => Some(*depth),
            _ => Some(0),
        }
    }
}

#[derive(Clone, Copy)]
enum Depth {
    Unknown,
    /// On the way down to the node that is being looked at. If it is met again, it contains itself.
    Open,
    Known(usize),
}

fn children(node: &WitNode) -> impl Iterator<Item = usize> {
    let (list, single) = match node {
        WitNode::RecordValue(children) | WitNode::TupleValue(children) | WitNode::ListValue(children) => {
            (children.as_slice(), None)
        }
        WitNode::VariantValue((_, payload))
        | WitNode::OptionValue(payload)
        | WitNode::ResultValue(Ok(payload) | Err(payload)) => (&[][..], *payload),
        _ => (&[][..], None),
    };
    // A negative index becomes an index that is beyond the end of any list.
    list.iter().copied().chain(single).map(|index| usize::try_from(index).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(nodes: Vec<WitNode>) -> Option<usize> {
        WitValue { nodes }.depth()
    }

    #[test]
    fn depths() {
        assert_eq!(depth(vec![]), Some(0));
        assert_eq!(depth(vec![WitNode::PrimU8(1)]), Some(1));
        assert_eq!(depth(vec![WitNode::ListValue(vec![1, 1]), WitNode::PrimU8(1)]), Some(2));
        assert_eq!(depth(vec![WitNode::ListValue(vec![-1, 9])]), Some(1), "what is not there is not deep");
        let shared = vec![WitNode::TupleValue(vec![2, 1]), WitNode::OptionValue(Some(2)), WitNode::PrimU8(1)];
        assert_eq!(depth(shared), Some(3), "the longest way counts");
        assert_eq!(depth(vec![WitNode::ListValue(vec![0])]), None);
        let circle = vec![WitNode::OptionValue(Some(1)), WitNode::ResultValue(Err(Some(0)))];
        assert_eq!(depth(circle), None);
    }

    /// A tower of pairs, each twice the one below: 2^64 ways down, each looked at once.
    #[test]
    fn shared_nodes_are_measured_once() {
        let mut nodes: Vec<_> = (1..=64).map(|below| WitNode::TupleValue(vec![below, below])).collect();
        nodes.push(WitNode::PrimU8(1));
        assert_eq!(depth(nodes), Some(65));
    }

    #[test]
    fn the_deepest_of_all_takes_no_stack() {
        let mut nodes: Vec<_> = (1..1_000_000).map(|below| WitNode::OptionValue(Some(below))).collect();
        nodes.push(WitNode::PrimU8(1));
        assert_eq!(depth(nodes), Some(1_000_000));
    }

    #[test]
    fn sizes() {
        let size = |node: WitNode| WitValue { nodes: vec![node] }.size();
        let plain = size(WitNode::PrimU8(1));
        assert_eq!(size(WitNode::PrimString("abc".into())), plain + 3);
        assert_eq!(size(WitNode::ListValue(vec![1, 2])), plain + 8);
    }
}
