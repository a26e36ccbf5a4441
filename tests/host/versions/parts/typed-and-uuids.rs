use crate::golem::rpc::types::{
    ResourceMode, ValueAndType, WitNode, WitType, WitTypeNode, WitValue, extract_type, extract_value, parse_uuid,
    uuid_to_string,
};

pub fn tried() -> Vec<String> {
    [typed(), uuids()].concat()
}

fn typed() -> Vec<String> {
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

fn uuids() -> Vec<String> {
    let uuid = parse_uuid("7B3F7A5E-3BD0-4C1B-9E0A-2F4DBB8F3C55").expect("it is one");
    vec![format!("{:x}", uuid.high_bits), uuid_to_string(uuid), parse_uuid("none").is_err().to_string()]
}
