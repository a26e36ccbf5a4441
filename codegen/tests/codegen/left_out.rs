//! An export that cannot be called remotely is left out, and the others are generated.

use std::path::Path;

use golem_rpc_codegen::{Config, Mode, Report};

use crate::support::{self, shown, write};

/// A world with an interface that can be called, and one that can't.
fn http_beside_api() -> tempfile::TempDir {
    let wit = support::wit(
        "package demo:both;\ninterface api { get: func() -> u64; }\nworld w {\n  export api;\n  \
         export web:http/handler@0.2.0;\n}\n",
    );
    let http = "package web:http@0.2.0;\ninterface types { resource request; resource response-out; }\n\
        interface handler {\n  use types.{request, response-out};\n  \
        handle: func(request: request, to: response-out);\n  again: func(request: request);\n}\n";
    write(&wit.path().join("deps/http.wit"), http);
    wit
}

/// Generates everything from this WIT into a folder.
fn all(config: &Config, root: &Path) -> Report {
    let composed = config.clone().stub_crate(root.join("x-stub")).client_crate(root.join("x-client"), Mode::Composed);
    let report = composed.generate().unwrap();
    let direct = config.clone().client_crate(root.join("y-client"), Mode::Direct).generate().unwrap();
    assert_eq!(direct.left_out, report.left_out);
    report
}

/// What is left out of an interface with these items, as one line for each export.
fn left_out_of(items: &str) -> Vec<String> {
    let text =
        format!("package a:b;\ninterface api {{\n{items}\n  get: func() -> u64;\n}}\nworld w {{ export api; }}\n");
    let (wit, root) = (support::wit(&text), tempfile::tempdir().unwrap());
    let report = all(&Config::new(wit.path()), root.path());
    let line = |export: &golem_rpc_codegen::LeftOut| {
        let place = export.place.as_deref().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned();
        format!("{place} {export}")
    };
    report.left_out.iter().map(line).collect()
}

#[test]
fn an_interface_is_named_once_with_the_reason() {
    let (wit, root) = (http_beside_api(), tempfile::tempdir().unwrap());
    let report = all(&Config::new(wit.path()), root.path());
    let [http] = report.left_out.as_slice() else { panic!("{:?}", report.left_out) };
    assert_eq!(http.what, "interface `web:http/handler@0.2.0`");
    let reason = "function `handle` of `web:http/handler@0.2.0` has resource `request` in it, which the component does \
        not export";
    assert_eq!(http.reason, reason);
    assert!(http.place.as_ref().unwrap().ends_with("http.wit:5:3"), "{:?}", http.place);
    for client in ["x-client", "y-client"] {
        let text = std::fs::read_to_string(root.path().join(client).join("src/lib.rs")).unwrap();
        // The item of the list takes more than one line.
        let docs = text.lines().filter_map(|line| line.strip_prefix("//!")).collect::<String>();
        let docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(docs.contains(&format!(" - interface `web:http/handler@0.2.0`: {reason}")), "{text}");
        assert!(!text.contains("fn handle"), "{text}");
    }
    let stub = std::fs::read_to_string(root.path().join("x-stub/wit/_stub.wit")).unwrap();
    assert!(stub.contains("blocking-get") && !stub.contains("handle"), "{stub}");
}

#[test]
fn functions_are_left_out_one_by_one() {
    let left_out = left_out_of(
        "  record page { lines: list<string>, rest: option<stream<u8>> }\n  read: func() -> page;\n  \
         write: func(page: page);\n  wait: async func();\n  later: func() -> future<u8>;\n  \
         index: func() -> map<string, u8>;\n  resource file {\n    constructor(s: stream<u8>);\n    \
         size: func() -> u64;\n    rest: func() -> stream<u8>;\n  }",
    );
    let expected = [
        "world.wit:3:10 function `read` of `a:b/api`: type `page` has a stream in it",
        "world.wit:3:10 function `write` of `a:b/api`: type `page` has a stream in it",
        "world.wit:6:3 function `wait` of `a:b/api` is async",
        "world.wit:7:3 function `later` of `a:b/api` has a future in it",
        "world.wit:8:3 function `index` of `a:b/api` has a map in it",
        "world.wit:10:5 function `[constructor]file` of `a:b/api` has a stream in it",
        "world.wit:12:5 function `[method]file.rest` of `a:b/api` has a stream in it",
    ];
    assert_eq!(left_out.len(), expected.len(), "{left_out:#?}");
    for (line, expected) in left_out.iter().zip(expected) {
        assert!(line.starts_with(expected), "{line}\n{expected}");
    }
}

#[test]
fn what_an_interface_that_is_left_out_has_to_give_others_is_there() {
    let text = "package a:b;\ninterface files { resource file { read: func() -> stream<u8>; } flags mode { read } }\n\
        interface api {\n  use files.{file, mode};\n  open: func(mode: mode) -> file;\n  close: func(file: file);\n}\n\
        world w { export files; export api; }\n";
    let (wit, root) = (support::wit(text), tempfile::tempdir().unwrap());
    let report = all(&Config::new(wit.path()), root.path());
    assert_eq!(report.left_out.len(), 1);
    let client: String = support::texts(&root.path().join("y-client/src")).into_values().collect();
    assert!(client.contains("pub struct File") && client.contains("a:b/files.{file.drop}"), "{client}");
}

#[test]
fn strict_refuses_the_first_of_them() {
    let wit = http_beside_api();
    let strict = Config::new(wit.path()).strict(true).stub_crate("x-stub");
    insta::assert_snapshot!(shown(&strict.generate().unwrap_err()).replace(&*wit.path().to_string_lossy(), "WIT"));
}

#[test]
fn interfaces_are_chosen_by_their_names() {
    let text = "package a:b@1.0.0;\ninterface tokens { resource token { constructor(); } }\n\
        interface desk { use tokens.{token}; check: func(t: borrow<token>) -> bool; }\ninterface other { f: func(); }\n\
        world w { export tokens; export desk; export other; export mine: func() -> u8; }\n";
    let wit = support::wit(text);
    let has = |names: &[&str]| {
        let root = tempfile::tempdir().unwrap();
        let config = names.iter().fold(Config::new(wit.path()), |config, name| config.interface(*name));
        assert!(all(&config, root.path()).left_out.is_empty(), "what was not asked for is not told");
        let client: String = support::texts(&root.path().join("y-client/src")).into_values().collect();
        let calls = ["{token.new}", "{token.drop}", "{check}", "{f}", "\"mine\""];
        calls.map(|call| client.contains(call))
    };
    assert_eq!(has(&[]), [true; 5]);
    for desk in ["desk", "a:b/desk", "a:b/desk@1.0.0"] {
        assert_eq!(has(&[desk]), [false, true, true, false, false]);
    }
    assert_eq!(has(&["other", "w"]), [false, false, false, true, true]);
    let unknown = Config::new(wit.path()).interface("dsk").stub_crate("x-stub").generate().unwrap_err();
    insta::assert_snapshot!(shown(&unknown).replace(&*wit.path().to_string_lossy(), "WIT"));
}

#[test]
fn the_manifest_can_say_the_same() {
    let (wit, project) = (http_beside_api(), tempfile::tempdir().unwrap());
    for (name, text) in support::texts(wit.path()) {
        write(&project.path().join("wit").join(name), &text);
    }
    let generate = |metadata: &str| {
        let manifest = format!("[package]\nname = \"target\"\n\n[package.metadata.golem-rpc]\n{metadata}\n");
        write(&project.path().join("Cargo.toml"), &manifest);
        Config::new(project.path().join("wit")).stub_crate(project.path().join("x-stub")).generate()
    };
    assert!(generate("interfaces = [\"api\"]").unwrap().left_out.is_empty());
    assert!(generate("interfaces = [\"handler\"]").unwrap_err().to_string().contains("resource `request`"));
    generate("strict = true").unwrap_err();
    assert_eq!(generate("").unwrap().left_out.len(), 1);
}
