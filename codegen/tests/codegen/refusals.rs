//! WIT for which nothing can be generated is refused. The error shows the line and says what to do.

use golem_rpc_codegen::{Config, Mode};

use crate::support::{self, shown};

/// The error when everything is generated from a WIT, as a terminal without colours shows it.
fn report(text: &str) -> String {
    report_of(text, Mode::Direct)
}

fn report_of(text: &str, client: Mode) -> String {
    let source = support::wit(text);
    let root = tempfile::tempdir().unwrap();
    let config = Config::new(source.path())
        .stub_crate(root.path().join("x-stub"))
        .client_crate(root.path().join("x-client"), client);
    let error = config.generate().expect_err("this must be refused");
    assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0, "a refusal writes nothing");
    if client == Mode::Direct {
        let without_compiler = Config::new(source.path()).stub_component().expect_err("this must be refused");
        assert_eq!(shown(&without_compiler), shown(&error));
    }
    shown(&error).replace(&*source.path().to_string_lossy(), "WIT")
}

#[test]
fn a_world_without_exports() {
    insta::assert_snapshot!(report("package a:b;\nworld w {\n}\n"));
}

#[test]
fn a_stream_in_a_type() {
    insta::assert_snapshot!(report(
        "package a:b;\ninterface api {\n  record r { s: option<stream<u8>> }\n  f: func() -> r;\n}\n\
         world w { export api; }\n"
    ));
}

#[test]
fn a_future_in_a_signature() {
    insta::assert_snapshot!(report(
        "package a:b;\ninterface api {\n  f: func(x: future<u8>);\n}\nworld w { export api; }\n"
    ));
}

#[test]
fn an_async_function() {
    insta::assert_snapshot!(report("package a:b;\ninterface api {\n  f: async func();\n}\nworld w { export api; }\n"));
}

#[test]
fn an_imported_resource_in_a_signature() {
    insta::assert_snapshot!(report(
        "package a:b;\ninterface t { resource cart; }\ninterface api {\n  use t.{cart};\n  f: func(x: borrow<cart>);\n\
         }\nworld w { export api; }\n"
    ));
}

/// The error for a composed client. A direct client and the stub can be generated from the same
/// WIT.
fn only_composed(text: &str) -> String {
    let (source, root) = (support::wit(text), tempfile::tempdir().unwrap());
    let config = Config::new(source.path()).stub_crate(root.path().join("x-stub"));
    config.client_crate(root.path().join("x-client"), Mode::Direct).generate().unwrap();
    report_of(text, Mode::Composed)
}

#[test]
fn a_keyword_that_wit_bindgen_does_not_know() {
    insta::assert_snapshot!(only_composed(
        "package a:b;\ninterface api {\n  record r {\n    gen: u8,\n  }\n  f: func(gen: r);\n}\n\
         world w { export api; }\n"
    ));
}

#[test]
fn a_case_that_wit_bindgen_cannot_say() {
    insta::assert_snapshot!(only_composed(
        "package a:b;\ninterface api {\n  variant v { other, self }\n  f: func(x: v);\n}\nworld w { export api; }\n"
    ));
}

#[test]
fn an_alias_of_what_is_lent() {
    insta::assert_snapshot!(only_composed(
        "package a:b;\ninterface api {\n  resource r;\n  type lent = borrow<r>;\n  f: func(x: lent);\n}\n\
         world w { export api; }\n"
    ));
}

#[test]
fn a_tuple_in_a_type_that_is_too_long_to_be_shown() {
    let items = ["u8"; 13].join(", ");
    insta::assert_snapshot!(only_composed(&format!(
        "package a:b;\ninterface api {{\n  record r {{ t: tuple<{items}> }}\n  f: func(x: r);\n}}\n\
         world w {{ export api; }}\n"
    )));
}

#[test]
fn a_package_that_is_called_like_a_keyword() {
    insta::assert_snapshot!(only_composed(
        "package a:loop;\ninterface api {\n  record r { n: u8 }\n  f: func(x: r);\n}\nworld w { export api; }\n"
    ));
}

#[test]
fn flags_that_wit_bindgen_calls_in_two_ways() {
    insta::assert_snapshot!(only_composed(
        "package a:b;\ninterface api {\n  flags guest { seated }\n  f: func(x: guest);\n}\nworld w { export api; }\n"
    ));
}

#[test]
fn a_tuple_that_is_too_long_to_travel() {
    let items = ["u8"; 17].join(", ");
    insta::assert_snapshot!(report(&format!(
        "package a:b;\ninterface api {{\n  f: func(x: tuple<{items}>);\n}}\nworld w {{ export api; }}\n"
    )));
}

#[test]
fn a_map() {
    insta::assert_snapshot!(report(
        "package a:b;\ninterface api {\n  f: func(x: map<string, u8>);\n}\nworld w { export api; }\n"
    ));
}

#[test]
fn a_mistake_in_the_wit() {
    insta::assert_snapshot!(report(
        "package a:b;\ninterface api {\n  f: func(x: nowhere);\n}\nworld w { export api; }\n"
    ));
}

#[test]
fn a_package_that_is_not_there() {
    insta::assert_snapshot!(report(
        "package a:b;\ninterface api {\n  use c:d/e.{f};\n  g: func(x: f);\n}\nworld w { export api; }\n"
    ));
}

#[test]
fn several_worlds() {
    insta::assert_snapshot!(report("package a:b;\nworld one { export f: func(); }\nworld two { export f: func(); }\n"));
}

#[test]
fn no_such_world() {
    let source = support::wit("package a:b;\nworld one { export f: func(); }\n");
    let config = Config::new(source.path()).world("two").stub_crate("x-stub");
    insta::assert_snapshot!(shown(&config.generate().unwrap_err()));
}

#[test]
fn more_flags_than_there_can_be() {
    let flags: Vec<_> = (0..33).map(|n| format!("flag{n}")).collect();
    let text = format!(
        "package a:b;\ninterface api {{\n  flags many {{ {} }}\n  f: func(x: many);\n}}\nworld w {{ export api; }}\n",
        flags.join(", ")
    );
    let report = report(&text);
    assert!(report.contains("cannot have more than 32 flags") && report.contains("world.wit:3:"), "{report}");
}

#[test]
fn no_wit_at_all() {
    let config = Config::new("no/such/folder").stub_crate("x-stub");
    insta::assert_snapshot!(shown(&config.generate().unwrap_err()));
}
