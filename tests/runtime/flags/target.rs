wit_bindgen::generate!({ world: "%flags", path: "wit" });

use exports::test::flags::api::{Guest, Of1, Of8, Of9, Of16, Of17, Of32};

struct Target;

impl Guest for Target {
    fn swap1(value: Of1) -> Of1 {
        !value
    }
    fn swap8(value: Of8) -> Of8 {
        !value
    }
    fn swap9(value: Of9) -> Of9 {
        !value
    }
    fn swap16(value: Of16) -> Of16 {
        !value
    }
    fn swap17(value: Of17) -> Of17 {
        !value
    }
    fn swap32(value: Of32) -> Of32 {
        !value
    }
    fn all(values: Vec<Of9>) -> Vec<Of9> {
        values
    }
}

export!(Target);
