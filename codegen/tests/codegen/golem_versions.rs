//! What is generated for each version of Golem.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use golem_rpc_codegen::{Config, GolemVersion, Mode};
use wit_parser::Resolve;

use crate::support::{self, wit};

/// The files of the counters' stub and of its clients, for a version.
fn generated(version: GolemVersion) -> BTreeMap<String, String> {
    let root = tempfile::tempdir().unwrap();
    let config = || Config::new(support::fixture("counters")).sdk_path(root.path().join("sdk")).golem(version);
    config().stub_crate(root.path().join("a-stub")).generate().unwrap();
    for (name, mode) in [("a-direct", Mode::Direct), ("a-composed", Mode::Composed)] {
        config().client_crate(root.path().join(name), mode).generate().unwrap();
    }
    support::texts(root.path())
}

/// Without the first line, which has a fingerprint.
fn body(text: &str) -> &str {
    text.split_once('\n').unwrap().1
}

#[test]
fn what_differs_is_shown() {
    const SHOWN: [&str; 4] =
        ["a-stub/wit/_stub.wit", "a-direct/src/lib.rs", "a-composed/src/lib.rs", "a-composed/src/bindings.rs"];
    for version in [GolemVersion::V1_1, GolemVersion::V1_2, GolemVersion::V1_3] {
        let files = generated(version);
        let shown: String = SHOWN.iter().map(|name| format!("==> {name} <==\n{}\n", body(&files[*name]))).collect();
        insta::assert_snapshot!(format!("counters_{version}"), shown);
    }
}

#[test]
fn for_1_3_and_1_4_it_is_the_same_but_for_the_name() {
    let (three, four) = (generated(GolemVersion::V1_3), generated(GolemVersion::V1_4));
    assert!(three.keys().eq(four.keys()));
    for (name, text) in &three {
        assert_eq!(body(text).replace("V1_3", "V1_4"), body(&four[name]), "{name}");
    }
}

/// No file of a version names the interface of another.
#[test]
fn the_wit_of_each_is_complete_and_of_that_version() {
    for (version, rpc) in GolemVersion::ALL.into_iter().zip(["@0.1.0", "@0.1.3", "@0.2.0", "@0.2.2", "@0.2.2"]) {
        let files = generated(version);
        for (name, text) in files.iter().filter(|(name, _)| !name.ends_with("world.rs")) {
            for rest in text.split("golem:rpc/types").skip(1).filter(|rest| rest.starts_with('@')) {
                assert!(rest.starts_with(rpc), "{name} for {version}: {rest:.20}");
            }
        }
        let root = tempfile::tempdir().unwrap();
        let stub = root.path().join("a-stub");
        Config::new(support::fixture("counters")).stub_crate(&stub).golem(version).generate().unwrap();
        let mut resolve = Resolve::default();
        resolve.push_dir(stub.join("wit")).unwrap();
        let package = |name: &str| resolve.package_names.keys().any(|known| known.to_string() == name);
        assert!(package(&format!("golem:rpc{rpc}")), "{version}");
        assert_eq!(package("wasi:io@0.2.3"), version >= GolemVersion::V1_3);
    }
}

/// 0.2.0 and 0.2.2 can't be in one component: the linker would take one for an older other. So the
/// stub declares such types itself, and all that are beside types which hold them.
#[test]
fn types_of_a_version_that_cannot_be_beside_are_declared_again() {
    let source = wit("package a:b;\ninterface types {\n  use golem:rpc/types@0.2.0.{worker-id};\n  \
         record entry { id: worker-id }\n  enum plain { x, y }\n}\ninterface i {\n  use types.{entry, plain};\n  \
         f: func(id: entry) -> plain;\n}\nworld w { export i; }\n");
    let rpc = source.path().join("deps/rpc");
    fs::create_dir_all(&rpc).unwrap();
    let text = "package golem:rpc@0.2.0;\ninterface types {\n  record worker-id { worker-name: string }\n}\n";
    fs::write(rpc.join("types.wit"), text).unwrap();
    let out = tempfile::tempdir().unwrap();
    for version in GolemVersion::ALL {
        let config = || Config::new(source.path()).golem(version);
        let stub = out.path().join(format!("a{}-stub", version.name().replace('.', "")));
        config().stub_crate(&stub).client_crate(out.path().join("a-client"), Mode::Composed).generate().unwrap();
        let text = fs::read_to_string(stub.join("wit/_stub.wit")).unwrap();
        let again = version >= GolemVersion::V1_3;
        assert_eq!(text.contains("record entry {") && text.contains("enum plain {"), again, "{version}: {text}");
        assert_eq!(stub.join("wit/deps/a_b").exists(), !again);
        let bytes = config().stub_component().unwrap().bytes;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!again || !text.contains("golem:rpc/types@0.2.0"));
    }
}

#[test]
fn versions_have_names() {
    for version in GolemVersion::ALL {
        assert_eq!(version.name().parse::<GolemVersion>().unwrap(), version);
    }
    for text in ["", "1", "1.5", "v1.0", "1.00"] {
        let error = text.parse::<GolemVersion>().unwrap_err();
        assert!(error.to_string().contains(&format!("`{text}`")), "{error}");
    }
}

/// An instant stub has nothing of the versions that it doesn't speak.
#[test]
fn an_instant_stub_names_its_own_version_alone() {
    for (version, rpc) in GolemVersion::ALL.into_iter().zip(["0.1.0", "0.1.3", "0.2.0", "0.2.2", "0.2.2"]) {
        let stub = Config::new(support::fixture("shop")).golem(version).stub_component().unwrap();
        let text = String::from_utf8_lossy(&stub.bytes).into_owned();
        let named: Vec<_> =
            text.split("golem:rpc/types@").skip(1).map(|rest| rest.chars().take(5).collect::<String>()).collect();
        assert!(!named.is_empty() && named.iter().all(|named| named == rpc), "{version}: {named:?}");
    }
}

/// Whatever version it is for, an existing file of another is brought up to date.
#[test]
fn another_version_leaves_nothing_of_the_one_before() {
    let root = tempfile::tempdir().unwrap();
    let config = |folder: &Path, version| {
        let config = Config::new(support::fixture("shop")).sdk_path(root.path().join("sdk")).golem(version);
        config.client_crate(folder, Mode::Composed)
    };
    let (changed, fresh) = (root.path().join("a/x-client"), root.path().join("b/x-client"));
    for version in [GolemVersion::V1_3, GolemVersion::V1_0, GolemVersion::V1_2] {
        config(&changed, version).generate().unwrap();
    }
    config(&fresh, GolemVersion::V1_2).generate().unwrap();
    assert_eq!(support::texts(&changed), support::texts(&fresh));
}
