//! A component with one function, which asks counters for their values or does nothing.

mod values;

wit_bindgen::generate!({
    inline: "package test:size; world size { export values: func(names: list<string>) -> result<list<u64>, string>; }",
});

struct Caller;

impl Guest for Caller {
    fn values(names: Vec<String>) -> Result<Vec<u64>, String> {
        values::values(&names)
    }
}

export!(Caller);
