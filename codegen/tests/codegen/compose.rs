//! Stubs are linked into the component that imports them. If it imports none, the error says what
//! to do.

use std::path::{Path, PathBuf};

use golem_rpc_codegen::{Config, Error, GolemVersion, Stub, add_stub_dependency, compose, compose_stubs};
use miette::Diagnostic;
use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{ManglingAndAbi, Resolve};

use crate::support;

struct Workspace {
    root: tempfile::TempDir,
}

impl Workspace {
    fn new() -> Workspace {
        Workspace::for_golem(GolemVersion::default())
    }

    fn for_golem(version: GolemVersion) -> Workspace {
        let root = tempfile::tempdir().unwrap();
        for (fixture, stub) in [("counters", "component1-stub"), ("shop", "shop-stub")] {
            let config = Config::new(support::fixture(fixture)).golem(version);
            config.stub_crate(root.path().join(stub)).generate().unwrap();
        }
        Workspace { root }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn stub(&self, name: &str) -> PathBuf {
        self.component(&self.path(name).join("wit"), &format!("{name}.wasm"))
    }

    /// A caller whose world contains these lines.
    fn caller(&self, lines: &str) -> PathBuf {
        let wit = self.path("caller/wit");
        std::fs::create_dir_all(&wit).unwrap();
        for stub in ["component1-stub", "shop-stub"] {
            add_stub_dependency(&self.path(stub).join("wit"), &wit, false).unwrap();
        }
        let world = format!("package demo:caller;\nworld caller {{\n{lines}\nexport run: func();\n}}\n");
        std::fs::write(wit.join("caller.wit"), world).unwrap();
        self.component(&wit, "caller.wasm")
    }

    /// A component of a world. Its functions trap.
    fn component(&self, wit: &Path, file: &str) -> PathBuf {
        let mut resolve = Resolve::default();
        let (package, _) = resolve.push_dir(wit).unwrap();
        let world = resolve.select_world(&[package], None).unwrap();
        let mut module = dummy_module(&resolve, world, ManglingAndAbi::Standard32);
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
        let component = ComponentEncoder::default().module(&module).unwrap().validate(true).encode().unwrap();
        let path = self.path(file);
        std::fs::write(&path, component).unwrap();
        path
    }
}

/// The names of what a component imports.
fn imports(component: &Path) -> Vec<String> {
    let bytes = std::fs::read(component).unwrap();
    let decoded = wit_component::decode(&bytes).unwrap();
    let resolve = decoded.resolve();
    let (_, world) = resolve.worlds.iter().next().unwrap();
    world.imports.keys().map(|key| resolve.name_world_key(key)).collect()
}

fn cure(error: &Error) -> String {
    error.help().map(|help| help.to_string()).unwrap_or_default()
}

#[test]
fn what_is_imported_is_linked_and_the_rest_left_out() {
    let workspace = Workspace::new();
    let caller = workspace.caller("import demo:component1-stub/stub-component1;");
    let stubs = [workspace.stub("component1-stub"), workspace.stub("shop-stub")];
    let composed = workspace.path("out/composed.wasm");
    assert!(imports(&caller).contains(&"demo:component1-stub/stub-component1".to_owned()));
    let composition = compose(&caller, &stubs, &composed).unwrap();
    assert_eq!((composition.linked, composition.unused), (vec![stubs[0].clone()], vec![stubs[1].clone()]));
    assert!(!imports(&composed).iter().any(|import| import.contains("stub")), "{:?}", imports(&composed));
}

#[test]
fn types_are_shared_through_a_stub() {
    let workspace = Workspace::new();
    let caller = workspace.caller("import demo:shop-stub/stub-shop@1.2.0;");
    let composed = workspace.path("composed.wasm");
    compose(&caller, &[workspace.stub("shop-stub")], &composed).unwrap();
    assert!(!imports(&composed).iter().any(|import| import.contains("stub")), "{:?}", imports(&composed));
}

#[test]
fn a_caller_without_the_import_is_told_the_line_to_add() {
    let workspace = Workspace::new();
    let caller = workspace.caller("");
    let error = compose(&caller, &[workspace.stub("component1-stub")], &workspace.path("x.wasm")).unwrap_err();
    assert_eq!(error.to_string(), format!("no dependencies of component `{}` were found", caller.display()));
    assert!(
        cure(&error).contains("add `import demo:component1-stub/stub-component1;` to the world"),
        "{}",
        cure(&error)
    );
    assert!(!workspace.path("x.wasm").exists());
}

#[test]
fn a_stub_of_another_contract_is_refused() {
    let workspace = Workspace::new();
    let caller = workspace.caller("import demo:component1-stub/stub-component1;");
    let wit = workspace.path("component1-stub/wit/_stub.wit");
    let text = std::fs::read_to_string(&wit).unwrap();
    std::fs::write(&wit, text.replace("blocking-add: func(value: u64)", "blocking-add: func(value: string)")).unwrap();
    let error = compose(&caller, &[workspace.stub("component1-stub")], &workspace.path("x.wasm")).unwrap_err();
    assert!(error.to_string().contains("imports `demo:component1-stub/stub-component1`, but what"), "{error}");
    assert!(cure(&error).contains("add-stub-dependency"), "{}", cure(&error));
}

/// Composes a caller whose WIT has another version of `wasi:io` than that of its stub.
fn composed_with_wasi(version: &str) -> Result<Vec<String>, Error> {
    let workspace = Workspace::new();
    workspace.caller("import demo:component1-stub/stub-component1;");
    for package in
        ["demo_component1-stub/_stub.wit", "demo_shop-stub/_stub.wit", "golem_rpc/types.wit", "wasi_io/poll.wit"]
    {
        let path = workspace.path("caller/wit/deps").join(package);
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.replace("wasi:io/poll@0.2.0", &format!("wasi:io/poll@{version}"));
        std::fs::write(&path, text.replace("wasi:io@0.2.0", &format!("wasi:io@{version}"))).unwrap();
    }
    let caller = workspace.component(&workspace.path("caller/wit"), "caller.wasm");
    compose(&caller, &[workspace.stub("component1-stub")], &workspace.path("composed.wasm"))?;
    Ok(imports(&workspace.path("composed.wasm")))
}

#[test]
fn a_later_version_of_wasi_fits_and_another_one_is_refused() {
    let imports = composed_with_wasi("0.2.6").unwrap();
    assert_eq!(imports, ["wasi:io/poll@0.2.6", "golem:rpc/types@0.1.0"]);
    let error = composed_with_wasi("0.3.0").unwrap_err();
    assert!(
        error.to_string().contains("`wasi:io/poll@0.3.0` but it is from interface `wasi:io/poll@0.2.0`"),
        "{error}"
    );
    assert!(cure(&error).starts_with("caller and stub use different versions of WASI"), "{}", cure(&error));
}

#[test]
fn other_files_are_refused_by_name() {
    let workspace = Workspace::new();
    let caller = workspace.caller("import demo:component1-stub/stub-component1;");
    let file = workspace.path("module.wasm");
    for (bytes, message) in [
        (wat::parse_str("(module)").unwrap(), "is a core module"),
        (b"text".to_vec(), "is not a WebAssembly component"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let error = compose(&caller, std::slice::from_ref(&file), &workspace.path("x.wasm")).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert!(error.to_string().contains("module.wasm"), "{error}");
    }
}

/// A stub of `target`, as the command line makes it for `caller`.
fn made(target: &Path, caller: &Path) -> Stub {
    Stub::of(target, Config::new(target).stub_component_for(caller).unwrap().bytes)
}

#[test]
fn stubs_are_made_in_the_same_step() {
    let workspace = Workspace::new();
    let caller = workspace.caller(
        "import demo:component1-stub/stub-component1;\nimport demo:shop-stub/stub-shop@1.2.0;\nexport other: func();",
    );
    let (counters, shop, dest) = (support::fixture("counters"), support::fixture("shop"), workspace.path("out.wasm"));
    // One of both is made, the other one was compiled.
    let stubs = [made(&counters, &caller), Stub::file(workspace.stub("shop-stub"))];
    let done = compose_stubs(&caller, &stubs, &dest).unwrap();
    assert_eq!(done.linked, [counters.clone(), workspace.path("shop-stub.wasm")]);
    assert!(!imports(&dest).iter().any(|import| import.contains("-stub/")));
    compose_stubs(&caller, &[made(&counters, &caller), made(&shop, &caller)], &dest).unwrap();
    assert!(!imports(&dest).iter().any(|import| import.contains("-stub/")));
}

/// Nobody says for which Golem: the caller was made for one.
#[test]
fn a_stub_is_made_for_the_golem_of_its_caller() {
    for version in GolemVersion::ALL {
        let workspace = Workspace::for_golem(version);
        let caller = workspace.caller("import demo:shop-stub/stub-shop@1.2.0;");
        let dest = workspace.path("out.wasm");
        compose_stubs(&caller, &[made(&support::fixture("shop"), &caller)], &dest).unwrap();
        let rpc = |path: &Path| {
            let imports = imports(path).into_iter().filter(|import| import.starts_with("golem:rpc/"));
            imports.collect::<Vec<_>>()
        };
        assert!(rpc(&dest).len() == 1 && rpc(&dest) == rpc(&caller), "{version}: {:?}", rpc(&dest));
        // One for another Golem does not fit.
        let other = if version == GolemVersion::V1_2 { GolemVersion::V1_3 } else { GolemVersion::V1_2 };
        let chosen = Config::new(support::fixture("shop")).golem(other).stub_component_for(&caller).unwrap();
        let error = compose_stubs(&caller, &[Stub::of("shop", chosen.bytes)], &dest).unwrap_err();
        assert!(error.to_string().contains("stub-shop"), "{version}: {error}");
    }
}

#[test]
fn where_no_stub_is_imported_no_option_is_offered_that_there_is_not() {
    let workspace = Workspace::new();
    let caller = workspace.caller("");
    let several = support::wit(
        "package a:b;\ninterface api { f: func(); }\nworld one { export api; }\nworld two { export api; }\n",
    );
    let error = Config::new(several.path()).stub_component_for(&caller).unwrap_err();
    assert_eq!(error.to_string(), "package `a:b` has several worlds: `one`, `two`");
    assert!(cure(&error).contains("golem-rpc-codegen stub --world NAME"), "{}", cure(&error));
}

#[test]
fn the_world_of_a_target_is_the_one_whose_stub_is_imported() {
    let workspace = Workspace::new();
    let caller = workspace.caller("import demo:component1-stub/stub-component1;");
    let dest = workspace.path("out.wasm");
    // A compiled component has forgotten the name of its world, and this one is called differently.
    let compiled = workspace.component(&support::fixture("counters"), "renamed.wasm");
    // One that has several worlds, of which another one is the first.
    let several = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(support::fixture("counters").join("component1.wit")).unwrap();
    let others = "world another { export api; }\nworld yet-another { export api; }\n";
    std::fs::write(several.path().join("w.wit"), format!("{text}{others}")).unwrap();
    for target in [compiled.as_path(), several.path()] {
        compose_stubs(&caller, &[made(target, &caller)], &dest).unwrap();
        assert!(!imports(&dest).iter().any(|import| import.contains("-stub/")), "{}", target.display());
    }
    // A world that was chosen stays the one.
    let chosen = Config::new(several.path()).world("another").stub_component_for(&caller).unwrap();
    let error = compose_stubs(&caller, &[Stub::of(several.path(), chosen.bytes)], &dest).unwrap_err();
    assert!(cure(&error).contains("import demo:component1-stub/stub-another;"), "{error:?}");
}
