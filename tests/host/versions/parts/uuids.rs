use crate::golem::rpc::types::{parse_uuid, uuid_to_string};

pub fn tried() -> Vec<String> {
    let uuid = parse_uuid("7B3F7A5E-3BD0-4C1B-9E0A-2F4DBB8F3C55").expect("it is one");
    vec![format!("{:x}", uuid.high_bits), uuid_to_string(uuid), parse_uuid("none").is_err().to_string()]
}
