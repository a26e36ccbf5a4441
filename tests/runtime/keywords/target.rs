wit_bindgen::generate!({ world: "keywords", path: "wit" });

use exports::test::keywords::interface::{Guest, Option as OptionRecord, OptionOfString, Record, Static};

struct Target;

impl Guest for Target {
    fn type_(type_: Record, self_: u8) -> Record {
        Record { type_: type_.type_ + self_, ..type_ }
    }
    fn fn_(move_: Static) -> Static {
        move_
    }
    fn box_(dyn_: exports::test::keywords::interface::Result) -> exports::test::keywords::interface::Result {
        dyn_
    }
    fn get_http_url2(url: String, x1: u8) -> String {
        format!("{url}{x1}")
    }
    fn vec(value: Option<OptionRecord>) -> Option<OptionRecord> {
        value
    }
    fn constructor() -> OptionOfString {
        OptionOfString { some: 7 }
    }
    fn import() {}
}

export!(Target);
