//! Targets that are in another workspace, or compiled.

use std::fs;

use crate::support::{Scratch, component_of};

const WIT: &str = "package shop:stock;\n\ninterface api {\n  count: func(item: string) -> u32;\n}\n\n\
    world stock {\n  export api;\n}\n";

/// A workspace with a caller, and a component beside it in another one.
fn scratch() -> Scratch {
    let scratch = Scratch::empty();
    scratch.write("app/Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"caller\"]\n");
    scratch.component("app/caller", "caller", "package demo:caller;\n\nworld caller {\n  export run: func();\n}\n");
    scratch.write("shop/Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"stock\"]\n");
    scratch.component("shop/stock", "stock", WIT);
    fs::write(scratch.path("shop/stock.wasm"), component_of(WIT)).unwrap();
    scratch
}

/// What a command prints when it is run in the caller's workspace.
fn run(scratch: &Scratch, command: &str) -> String {
    let done = scratch.tool(command).current_dir(scratch.path("app")).assert().success();
    String::from_utf8_lossy(&done.get_output().stdout).into_owned()
}

fn fail(scratch: &Scratch, command: &str) -> String {
    let done = scratch.tool(command).current_dir(scratch.path("app")).env("COLUMNS", "400").assert().code(1);
    String::from_utf8_lossy(&done.get_output().stderr).into_owned()
}

/// How it may be named.
const NAMES: [&str; 4] = ["../shop/stock", "../shop/stock/wit", "../shop/stock/wit/stock.wit", "../shop/stock.wasm"];

#[test]
fn they_are_linked_recorded_and_unlinked() {
    for name in NAMES {
        for mode in ["direct", "composed"] {
            let scratch = scratch();
            let before = scratch.tree();
            let report =
                run(&scratch, &format!("initialize-workspace --targets {name} --callers caller --mode {mode}"));
            assert!(report.contains("written    stock-"), "{report}");
            let manifest = scratch.read("app/Cargo.toml");
            let link = format!("{{ caller = \"caller\", target = \"stock\", mode = \"{mode}\", at = \"{name}\" }}");
            assert!(manifest.contains(&link), "{manifest}");
            assert!(scratch.read("app/caller/Cargo.toml").contains("stock-client = "));
            assert!(run(&scratch, "status").contains("caller calls stock"));
            run(&scratch, "check");
            // It is known by its name from now on.
            assert!(
                run(&scratch, "initialize-workspace --targets stock --callers caller").starts_with("nothing to do")
            );
            run(&scratch, "unlink --target stock --caller caller");
            assert_eq!(scratch.tree(), before, "{name}");
        }
    }
}

#[test]
fn a_client_that_is_stale_is_told() {
    for name in &NAMES[..3] {
        let scratch = scratch();
        run(&scratch, &format!("initialize-workspace --targets {name} --callers caller --mode direct"));
        scratch.write("shop/stock/wit/stock.wit", &WIT.replace("u32", "u64"));
        assert!(fail(&scratch, "check").contains("stock-client/src/lib.rs"));
        assert!(run(&scratch, "status").contains("stale"));
    }
}

#[test]
fn what_is_out_of_reach_is_told_and_its_client_stays() {
    for mode in ["direct", "composed"] {
        let scratch = scratch();
        run(&scratch, &format!("initialize-workspace --targets ../shop/stock --callers caller --mode {mode}"));
        let before: Vec<_> = scratch.tree().into_iter().filter(|(name, _)| name.starts_with("app/")).collect();
        fs::remove_dir_all(scratch.path("shop")).unwrap();
        let checked = scratch.tool("check").current_dir(scratch.path("app")).assert().success();
        let warning = String::from_utf8_lossy(&checked.get_output().stderr).into_owned();
        assert!(warning.contains("whether what was generated for `stock` is stale cannot be told"), "{warning}");
        run(&scratch, "initialize-workspace --targets stock --callers caller");
        assert_eq!(scratch.tree().into_iter().collect::<Vec<_>>(), before);
        for folder in ["stock-client", "stock-stub-client"] {
            let _ = fs::remove_dir_all(scratch.path("app").join(folder));
        }
        let error = fail(&scratch, "check");
        assert!(error.contains("there is nothing at `../shop/stock`") && error.contains("--targets PATH"), "{error}");
    }
}

#[test]
fn it_may_move() {
    let scratch = scratch();
    run(&scratch, "initialize-workspace --targets ../shop/stock --callers caller --mode direct");
    fs::rename(scratch.path("shop"), scratch.path("market")).unwrap();
    run(&scratch, "initialize-workspace --targets ../market/stock --callers caller");
    assert!(scratch.read("app/Cargo.toml").contains("mode = \"direct\", at = \"../market/stock\" }"));
    run(&scratch, "check");
}

#[test]
fn what_cannot_be_called_from_there_is_refused() {
    let scratch = scratch();
    run(&scratch, "initialize-workspace --targets ../shop/stock --callers caller --mode direct");
    let error = fail(&scratch, "initialize-workspace --targets caller --callers stock");
    assert!(
        error.contains("`stock` is not in this workspace") && error.contains("run the command in the workspace"),
        "{error}"
    );
    let error = fail(&scratch, "initialize-workspace --targets ../shop/nothing --callers caller");
    assert!(error.contains("no component `../shop/nothing`") && error.contains("`.wasm` file"), "{error}");
    scratch.component("shop/caller", "caller", WIT);
    let error = fail(&scratch, "initialize-workspace --targets ../shop/caller --callers caller");
    assert!(error.contains("as is a component of the workspace, in `caller`"), "{error}");
}

#[test]
fn a_new_component_calls_them() {
    for name in NAMES {
        let scratch = scratch();
        run(&scratch, &format!("new asker --calls {name}"));
        let wit = scratch.read("app/asker/wit/asker.wit");
        assert!(
            wit.contains("count-all: func(workers: list<string>, item: string) -> result<list<u32>, string>;"),
            "{wit}"
        );
        assert!(scratch.read("app/Cargo.toml").contains(&format!("at = \"{name}\"")));
        run(&scratch, "check");
        assert!(run(&scratch, &format!("new asker --calls {name}")).starts_with("nothing to do"));
    }
}

#[test]
fn members_may_be_named_by_any_path() {
    for name in ["./component1", "component1/", "component1/wit", "component2/../component1"] {
        let scratch = Scratch::new();
        scratch.succeed(&format!("initialize-workspace --targets {name} --callers component2"));
        assert!(scratch.read("Cargo.toml").contains("target = \"component1\", mode = \"composed\" }"), "{name}");
    }
}
