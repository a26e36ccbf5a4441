//! Several versions of a package in one WIT.

use golem_rpc_codegen::{Config, Mode, Outcome, add_stub_dependency};
use std::fs;
use std::path::Path;
use wit_parser::Resolve;

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A target that uses the type `money` of this version.
fn target(root: &Path, name: &str, version: &str) {
    let world = format!(
        "package demo:{name};\ninterface api {{\n  use demo:money/types@{version}.{{amount}};\n  \
         pay: func(amount: amount);\n}}\nworld w {{ export api; }}\n"
    );
    write(root, &format!("{name}/wit/world.wit"), &world);
    let money = format!("package demo:money@{version};\ninterface types {{ record amount {{ cents: u64 }} }}\n");
    write(root, &format!("{name}/wit/deps/money/money.wit"), &money);
    Config::new(root.join(name).join("wit")).stub_crate(root.join(format!("{name}-stub"))).generate().unwrap();
}

#[test]
fn stubs_with_different_versions_of_a_package_meet_in_a_caller() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    target(root, "shop", "1.0.0");
    target(root, "bank", "2.0.0");
    let caller = root.join("caller/wit");
    write(root, "caller/wit/caller.wit", CALLER);
    let add = |name: &str| add_stub_dependency(&root.join(format!("{name}-stub/wit")), &caller, false).unwrap();
    add("shop");
    add("bank");
    Resolve::default().push_dir(&caller).unwrap();
    let version = |folder: &str| fs::read_to_string(caller.join("deps").join(folder).join("package.wit")).unwrap();
    assert!(version("demo_money").contains("package demo:money@1.0.0;"));
    assert!(version("demo_money@2.0.0").contains("package demo:money@2.0.0;"));
    for name in ["bank", "shop"] {
        let written = add(name).files.into_iter().filter(|file| file.outcome == Outcome::Written);
        assert_eq!(written.count(), 0, "{name}: doing it again changes nothing");
    }
}

const CALLER: &str = "package demo:caller;
world caller {
  import demo:shop-stub/stub-w;
  import demo:bank-stub/stub-w;
}
";

/// What every stub needs is in the same folder for all of them, even if there are other versions of
/// its packages.
#[test]
fn other_versions_of_what_every_stub_needs_have_folders_of_their_own() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let world = "package demo:agents;\ninterface api {\n  use golem:rpc/types@0.2.0.{worker-id};\n  \
        use wasi:io/error@0.2.3.{code};\n  who: func(code: code) -> worker-id;\n}\nworld w { export api; }\n";
    write(root, "wit/world.wit", world);
    write(
        root,
        "wit/deps/rpc/rpc.wit",
        "package golem:rpc@0.2.0;\ninterface types { record worker-id { name: string } }\n",
    );
    write(root, "wit/deps/io/io.wit", "package wasi:io@0.2.3;\ninterface error { enum code { one, two } }\n");
    let (stub, client) = (root.join("agents-stub"), root.join("agents-client"));
    Config::new(root.join("wit")).stub_crate(&stub).client_crate(&client, Mode::Composed).generate().unwrap();
    for output in [stub, client] {
        let mut folders: Vec<_> = fs::read_dir(output.join("wit/deps"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !name.starts_with("demo_"))
            .collect();
        folders.sort();
        assert_eq!(folders, ["golem_rpc", "golem_rpc@0.2.0", "wasi_io", "wasi_io@0.2.3"]);
        Resolve::default().push_dir(output.join("wit")).unwrap();
    }
}

/// If the target's types come from packages that are called like the stub's or the client's, these
/// get other names.
#[test]
fn packages_of_the_users_are_not_those_that_are_generated() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let world = "package demo:store;\ninterface api {\n  use demo:store-client/types.{order};\n  \
        use demo:store-stub/types.{item};\n  find: func(order: order) -> item;\n}\nworld w { export api; }\n";
    write(root, "wit/world.wit", world);
    write(root, "wit/deps/a/a.wit", "package demo:store-client;\ninterface types { record order { id: u64 } }\n");
    write(root, "wit/deps/b/b.wit", "package demo:store-stub;\ninterface types { record item { id: u64 } }\n");
    let (stub, client) = (root.join("x-stub"), root.join("x-client"));
    Config::new(root.join("wit")).stub_crate(&stub).client_crate(&client, Mode::Composed).generate().unwrap();
    for (output, package) in [(stub, "demo:store-stub2"), (client, "demo:store-client2")] {
        let mut resolve = Resolve::default();
        let (id, _) = resolve.push_dir(output.join("wit")).unwrap();
        assert_eq!(resolve.packages[id].name.to_string(), package);
    }
}
