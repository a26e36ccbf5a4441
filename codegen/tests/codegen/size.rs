//! Large WIT and deeply nested types. The time to generate grows like the text, and types that are
//! nested too deep are an error.

use std::path::Path;
use std::time::{Duration, Instant};

use golem_rpc_codegen::{Config, Error, Mode, Report};

use crate::support::wit;

/// If the time doubled with each type, a WIT with forty of them would take a day.
const SOON: Duration = Duration::from_secs(120);

/// Generates a client in both modes, and a stub.
fn generate(source: &Path) -> Result<Vec<Report>, Error> {
    let out = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let config = |name: &str, mode| Config::new(source).client_crate(out.path().join(name), mode);
    let configs = [
        config("direct", Mode::Direct),
        config("composed", Mode::Composed),
        Config::new(source).stub_crate(out.path().join("a-stub")),
    ];
    let too_large = |report: &Result<Report, Error>| {
        report.as_ref().is_err_and(|error| error.to_string().contains("too much for rustc"))
    };
    let reports = configs.iter().map(Config::generate).filter(|report| !too_large(report)).collect();
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    reports
}

fn package(items: &str) -> tempfile::TempDir {
    wit(&format!("package a:b;\n\ninterface i {{\n{items}}}\n\nworld w {{\n  export i;\n}}\n"))
}

/// A chain of types, each of which contains the one before it. It contains that as often as `PART`
/// occurs in `other`.
fn types(count: usize, first: &str, other: &str) -> String {
    let others = (1..count).map(|n| other.replace("OWN", &format!("t{n}")).replace("PART", &format!("t{}", n - 1)));
    let types: String = others.flat_map(|ty| [ty, "\n".to_owned()]).collect();
    format!("{}\n{types}f: func(x: t{last}) -> t{last};\n", first.replace("OWN", "t0"), last = count - 1)
}

#[test]
fn types_that_name_each_other_twice() {
    for (first, other) in [
        ("record OWN { a: u8 }", "record OWN { a: PART, b: PART }"),
        ("record OWN { a: string }", "record OWN { a: PART, b: PART }"),
        ("variant OWN { a(u8) }", "variant OWN { a(PART), b(PART) }"),
        ("type OWN = u8;", "type OWN = tuple<PART, PART>;"),
        ("type OWN = u8;", "type OWN = result<PART, PART>;"),
        ("record OWN { a: u8 }", "record OWN { a: list<PART>, b: option<tuple<PART, PART>> }"),
        ("resource r; record OWN { a: r }", "record OWN { a: PART, b: PART }"),
        ("type OWN = u8;", "type OWN = PART;"),
    ] {
        for count in [20, 64, 1000] {
            let source = package(&types(count, first, other));
            let reports = generate(source.path()).unwrap_or_else(|error| panic!("{count} times {other}: {error:?}"));
            assert!(reports.iter().all(|report| report.left_out.is_empty() && !report.files.is_empty()), "{other}");
        }
    }
}

#[test]
fn what_no_compiler_is_done_with_is_refused_where_it_is_compiled() {
    let composed = |types: &str| {
        let (source, out) = (package(types), tempfile::tempdir().unwrap());
        let config = |name: &str, mode| Config::new(source.path()).client_crate(out.path().join(name), mode);
        config("direct", Mode::Direct).generate().unwrap();
        config("composed", Mode::Composed).generate().map_err(|error| crate::support::shown(&error))
    };
    let doubling = |other: &str, function: &str| {
        let types = types(24, "record OWN { a: u8 }", other);
        composed(&types.replace("f: func(x: t23) -> t23;", function))
    };
    let record = "record OWN { a: PART, b: PART }";
    for (other, function) in [
        (record, "f: func(x: t23);"),
        (record, "f: func() -> t23;"),
        (record, "f: func() -> option<t23>;"),
        (record, "f: func() -> result<t23, string>;"),
        (record, "type u = t23; f: func(x: u);"),
        (record, "f: func(x: list<tuple<t23, string>>);"),
        (record, "resource r { constructor(); f: func(x: t23); }"),
        (record, "resource r { f: static func() -> t23; }"),
        ("type OWN = tuple<PART, PART>;", "f: func(x: t23);"),
        ("variant OWN { a(PART), b(PART) }", "f: func(x: t23);"),
        ("type OWN = result<PART, PART>;", "f: func(x: t23);"),
        ("record OWN { a: option<PART>, b: option<PART> }", "f: func(x: list<t23>);"),
    ] {
        let report = doubling(other, function).expect_err(other);
        assert!(report.contains("too much for rustc") && report.contains("world.wit:"), "{report}");
        assert!(report.contains("--mode direct"), "{report}");
    }
    // Items of numbers are copied, however many there are.
    doubling(record, "f: func(x: list<t20>) -> list<t20>;").unwrap();
    doubling(record, "f: func(x: t12) -> t12;").unwrap();
}

#[test]
fn types_in_each_other_ten_thousand_deep() {
    // The stack of a test's thread is small.
    let source = package(&types(10_000, "record OWN { a: u8 }", "record OWN { a: PART }"));
    generate(source.path()).unwrap();
}

#[test]
fn what_is_nested_too_deep_is_told() {
    let deep = |open: &str, close: &str| format!("f: func(x: {}u8{});\n", open.repeat(100_000), close.repeat(100_000));
    for (open, close) in [("option<", ">"), ("list<", ">"), ("tuple<u8, ", ">"), ("result<_, ", ">"), ("(", ")")] {
        let source = package(&deep(open, close));
        let error = generate(source.path()).unwrap_err();
        assert!(matches!(error, Error::Wit(_)), "{error:?}");
    }
    let source = package("record r { next: list<r> }\nf: func(x: r);\n");
    assert!(generate(source.path()).unwrap_err().to_string().contains("depends on itself"));
}

#[test]
fn a_component_with_deep_types_is_read_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    for depth in [1_000, 100_000, 1_000_000] {
        let types: String = (1..depth).map(|n| format!("(type $t{n} (list $t{}))", n - 1)).collect();
        let last = depth - 1;
        let text = format!("(component (type $t0 (list u8)) {types} (import \"f\" (func (param \"x\" $t{last}))))");
        let path = folder.path().join("deep.wasm");
        std::fs::write(&path, wat::parse_str(text).unwrap()).unwrap();
        // The world exports nothing, so it is refused in any case.
        generate(&path).unwrap_err();
    }
}

#[test]
fn thousands_of_exports() {
    let functions: String =
        (0..3000).map(|n| format!("f{n}x: func(a: u32, b: string) -> result<u64, string>;\n")).collect();
    generate(package(&functions).path()).unwrap();
    let left_out: String = (0..3000).map(|n| format!("f{n}x: func(a: stream<u8>);\n")).collect();
    let reports = generate(package(&format!("{left_out}f: func();\n")).path()).unwrap();
    assert_eq!(reports[0].left_out.len(), 3000);
    let place = reports[0].left_out[2].place.as_deref().unwrap();
    assert!(place.ends_with("world.wit:6:1"), "{place}");
    let interfaces: String = (0..1000).map(|n| format!("interface i{n} {{ f: func(a: u8); }}\n")).collect();
    let exports: String = (0..1000).map(|n| format!("export i{n};\n")).collect();
    generate(wit(&format!("package a:b;\n{interfaces}world w {{\n{exports}}}\n")).path()).unwrap();
}
