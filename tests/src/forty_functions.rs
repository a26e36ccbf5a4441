//! [`forty_functions`]: a WIT that is as large as real ones are.

use std::fmt::Write;

/// The text of a package with a world `large`. It has forty functions, half of them methods, with
/// the usual types of parameters and results.
pub fn forty_functions() -> String {
    let mut wit = String::from(
        "package bench:large;\n\ninterface many {\n  record item {\n    id: u64,\n    name: string,\n    \
         tags: list<string>,\n  }\n\n  resource thing {\n",
    );
    for index in 0..20 {
        // Writing to a `String` can't fail, here and below.
        let _ = writeln!(wit, "    method{index}: func(item: item, count: u32) -> result<item, string>;");
    }
    wit += "  }\n\n";
    for index in 0..20 {
        let _ = writeln!(wit, "  function{index}: func(items: list<item>, note: option<string>) -> list<u64>;");
    }
    wit + "}\n\nworld large {\n  export many;\n}\n"
}
