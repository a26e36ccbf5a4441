use crate::golem::rpc::types::{
    ResourceMode, ValueAndType, WitNode, WitType, WitTypeNode, WitValue, extract_type, extract_value,
};

pub fn tried() -> Vec<String> {
    let typed = ValueAndType {
        value: WitValue { nodes: vec![WitNode::RecordValue(vec![1]), WitNode::PrimString("a".to_owned())] },
        typ: WitType {
            nodes: vec![
                WitTypeNode::RecordType(vec![("name".to_owned(), 1)]),
                WitTypeNode::PrimStringType,
                WitTypeNode::ResultType((None, Some(1))),
                WitTypeNode::HandleType((7, ResourceMode::Borrowed)),
            ],
        },
    };
    vec![format!("{:?}", extract_value(&typed).nodes), format!("{:?}", extract_type(&typed).nodes)]
}
