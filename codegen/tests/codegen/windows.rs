//! What is generated can be checked out on Windows, and is the same when its lines end as they do
//! there.

use golem_rpc_codegen::{Config, Mode, Outcome};

use crate::support;

const WIT: &str = "package a:devices;\n\n/// Names of devices.\n\
    interface con {\n  record lpt1 { a: u8 }\n  get: func() -> lpt1;\n}\n\
    interface aux {\n  use con.{lpt1};\n  put: func(a: lpt1);\n}\nworld nul {\n  export con;\n  export aux;\n}\n";

fn generate(source: &std::path::Path, root: &std::path::Path) -> golem_rpc_codegen::Report {
    let composed =
        Config::new(source).stub_crate(root.join("x-stub")).client_crate(root.join("x-client"), Mode::Composed);
    let mut report = composed.generate().unwrap();
    report
        .files
        .extend(Config::new(source).client_crate(root.join("y-client"), Mode::Direct).generate().unwrap().files);
    report
}

#[test]
fn no_file_is_called_like_a_device() {
    let (source, root) = (support::wit(WIT), tempfile::tempdir().unwrap());
    generate(source.path(), root.path());
    let texts = support::texts(root.path());
    for name in texts.keys() {
        let file = name.rsplit('/').next().unwrap();
        assert!(!["con.", "aux.", "nul."].iter().any(|device| file.starts_with(device)), "{name}");
    }
    for name in ["y-client/src/con_.rs", "x-client/src/aux_.rs", "x-stub/wit/deps/a_devices/con_.wit"] {
        assert!(texts.contains_key(name), "{name}: {:?}", texts.keys());
    }
    assert!(texts["y-client/src/lib.rs"].contains("#[path = \"con_.rs\"]\npub mod con;"));
}

#[test]
fn line_ends_change_nothing() {
    let (source, root) = (support::wit(&WIT.replace('\n', "\r\n")), tempfile::tempdir().unwrap());
    generate(source.path(), root.path());
    let of_unix = tempfile::tempdir().unwrap();
    generate(support::wit(WIT).path(), of_unix.path());
    assert_eq!(support::texts(root.path()), support::texts(of_unix.path()));
    // As version control may check them out.
    for (name, text) in support::texts(root.path()) {
        std::fs::write(root.path().join(name), text.replace('\n', "\r\n")).unwrap();
    }
    let report = generate(source.path(), root.path());
    assert!(report.files.iter().all(|file| file.outcome == Outcome::Unchanged), "{report:?}");
}
