//! Components that are made where there was nothing, or join what there is.

use crate::support::Scratch;

/// What `new` says besides the files.
const NEXT: &str = "next: `golem-rpc-codegen build`\n";

fn members(scratch: &Scratch) -> String {
    let manifest = scratch.read("Cargo.toml");
    let start = manifest.find("members").unwrap();
    manifest[start..start + manifest[start..].find(']').unwrap() + 1].to_owned()
}

#[test]
fn from_an_empty_folder_to_two_linked_components() {
    let scratch = Scratch::empty();
    let first = scratch.succeed("new counter");
    assert!(first.contains("written    counter/wit/counter.wit\n") && first.contains(NEXT), "{first}");
    assert_eq!(members(&scratch), "members = [\n    \"counter\",\n]");
    assert_eq!(scratch.read(".gitignore"), "target/\n");
    let second = scratch.succeed("new total --calls counter --sdk-version 0.1.0");
    assert!(second.contains("written    counter-client/src/lib.rs\n"), "{second}");
    assert_eq!(members(&scratch), "members = [\n    \"counter\",\n    \"total\",\n    \"counter-client\",\n]");
    for file in
        ["counter/src/lib.rs", "counter/Cargo.toml", "total/src/lib.rs", "total/wit/total.wit", "total/Cargo.toml"]
    {
        insta::assert_snapshot!(file.replace(['/', '.'], "_"), scratch.read(file));
    }
    scratch.succeed("check");
}

#[test]
fn the_second_time_nothing_changes() {
    for mode in ["direct", "composed"] {
        let scratch = Scratch::empty();
        let commands = ["new counter".to_owned(), format!("new total --calls counter --mode {mode}")];
        commands.iter().for_each(|command| drop(scratch.succeed(command)));
        let before = scratch.tree();
        for command in &commands {
            assert!(scratch.succeed(command).starts_with("nothing to do: all "), "{command}");
            assert_eq!(scratch.tree(), before);
        }
    }
}

#[test]
fn line_ends_of_another_system_are_no_change() {
    let scratch = Scratch::empty();
    scratch.succeed("new counter");
    scratch.succeed("new total --calls counter");
    for (name, text) in scratch.tree() {
        scratch.write(&name, &text.replace('\n', "\r\n"));
    }
    let before = scratch.tree();
    for command in ["new counter", "new total --calls counter", "check"] {
        scratch.succeed(command);
        assert_eq!(scratch.tree(), before, "{command}");
    }
}

#[test]
fn what_is_there_stays() {
    let scratch = Scratch::empty();
    scratch.succeed("new counter");
    scratch.write("counter/src/lib.rs", "// mine\n");
    scratch.write("notes/list.txt", "mine");
    let before = scratch.tree();
    insta::assert_snapshot!("an_edited_component", scratch.fail("new counter"));
    insta::assert_snapshot!("a_folder_in_use", scratch.fail("new notes --calls counter"));
    assert_eq!(scratch.tree(), before);
}

#[test]
fn what_a_killed_run_left_is_completed() {
    let scratch = Scratch::empty();
    scratch.succeed("new counter");
    scratch.succeed("new total --calls counter");
    let complete = scratch.tree();
    // Files come in the order in which they are written.
    for gone in [
        &["Cargo.toml"][..],
        &["Cargo.toml", "counter/Cargo.toml"],
        &["Cargo.toml", "counter/Cargo.toml", "counter/wit/counter.wit"],
    ] {
        let scratch = Scratch::empty();
        for (name, text) in
            complete.iter().filter(|(name, _)| name.starts_with("counter/") && !gone.contains(&name.as_str()))
        {
            scratch.write(name, text);
        }
        scratch.succeed("new counter");
        scratch.succeed("new total --calls counter");
        assert_eq!(scratch.tree(), complete);
    }
}

#[test]
fn a_failure_leaves_nothing() {
    let scratch = Scratch::empty();
    scratch.succeed("new counter");
    scratch.write("counter-client/Cargo.toml", "[package]\nname = \"mine\"\nversion = \"0.1.0\"\n");
    let before = scratch.tree();
    let error = scratch.fail("new total --calls counter");
    assert!(error.contains("`counter-client/Cargo.toml` was not generated"), "{error}");
    assert_eq!(scratch.tree(), before);
    scratch.fail("new total --calls nobody");
    assert_eq!(scratch.tree(), before);
}

#[test]
fn it_joins_the_workspace_that_it_is_in() {
    let scratch = Scratch::new();
    scratch.succeed("new component3 --calls component1 component2");
    let manifest = scratch.read("Cargo.toml");
    assert!(
        manifest.starts_with("# Two components.\n")
            && manifest.contains("\"component2\", # asks it\n    \"component3\""),
        "{manifest}"
    );
    let wit = scratch.read("component3/wit/component3.wit");
    assert!(wit.contains("get-all: func(workers: list<string>) -> result<list<u64>, string>;"), "{wit}");
    assert!(wit.contains("run-all: func(workers: list<string>) -> result<_, string>;"), "{wit}");
    assert!(!scratch.path(".gitignore").exists());

    let globbed = Scratch::new();
    globbed.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"component*\"]\n");
    globbed.succeed("new component3");
    assert_eq!(globbed.read("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"component*\"]\n");

    let below = Scratch::new();
    std::fs::create_dir(below.path("more")).unwrap();
    below.tool("new counter").current_dir(below.path("more")).assert().success();
    assert!(members(&below).contains("\"more/counter\"") && below.path("more/counter/src/lib.rs").exists());

    let excluded = Scratch::new();
    excluded.write("Cargo.toml", &scratch.read("Cargo.toml").replace("resolver", "exclude = [\"counter\"]\nresolver"));
    assert!(excluded.fail("new counter").contains("excludes `counter`"));
}

#[test]
fn packages_beside_it_are_members_of_the_new_workspace() {
    let scratch = Scratch::new();
    std::fs::remove_file(scratch.path("Cargo.toml")).unwrap();
    scratch.write("apart/Cargo.toml", "[package]\nname = \"apart\"\nversion = \"0.1.0\"\n[workspace]\n");
    scratch.succeed("new component3 --calls component1");
    assert!(members(&scratch).starts_with(
        "members = [\n    \"component1\",\n    \"component2\",\n    \"component3\",\n    \"component1-client\","
    ));
    assert!(!members(&scratch).contains("apart"));
}

#[test]
fn a_component_is_built_as_the_others_are() {
    let scratch = Scratch::empty();
    scratch.succeed("new counter --style cargo-component");
    scratch.succeed("new total --calls counter");
    insta::assert_snapshot!("of_cargo_component", scratch.read("counter/Cargo.toml"));
    assert!(scratch.read("total/Cargo.toml").contains("[package.metadata.component]\npackage = \"demo:total\""));
    assert!(scratch.fail("new other --style cargo").contains("are built by cargo-component"));
}

#[test]
fn the_two_of_the_documentation() {
    let scratch = Scratch::empty();
    scratch.succeed("new --example counters --mode composed --sdk-version 0.1.0");
    assert!(scratch.read("component2/src/lib.rs").contains("\"TARGET_COMPONENT_ID\""));
    assert!(
        scratch
            .read("Cargo.toml")
            .contains("{ caller = \"component2\", target = \"component1\", mode = \"composed\" }")
    );
    assert!(scratch.succeed("new --example counters --mode composed").starts_with("nothing to do"));
}

#[test]
fn names() {
    let scratch = Scratch::new();
    let before = scratch.tree();
    for (name, why) in [
        ("Counter", "call it `counter`"),
        ("my_counter", "call it `my-counter`"),
        ("2nd", "each beginning with a letter"),
        ("a-1", "each beginning with a letter"),
        ("aux", "Windows has no folder of that name"),
        ("com1", "Windows has no folder of that name"),
        ("type", "it is a keyword of Rust"),
        ("std", "a crate that components need is called so"),
        ("component1-client", "that is generated for callers of `component1`"),
        ("component1-stub", "that is generated for callers of `component1`"),
        ("more/component1", "the workspace has a package `component1` already, in `component1`"),
        (".", "cannot be the name of a component"),
    ] {
        let error = scratch.fail(&format!("new {name}"));
        assert!(error.contains(why) && error.contains("help:"), "{name}: {error}");
        assert_eq!(scratch.tree(), before);
    }
    // What are keywords of WIT are names all the same.
    let empty = Scratch::empty();
    empty.succeed("new record");
    empty.succeed("new world --calls record");
    assert!(empty.read("world/wit/world.wit").starts_with("package demo:%world;"));
    empty.succeed("check");
}

/// Whatever the target's functions are, there is something to begin with.
#[test]
fn what_a_caller_asks_depends_on_the_target() {
    for (interface, signature, code) in [
        (
            "get: func() -> option<string>",
            "get-all: func(workers: list<string>) -> result<list<option<string>>, string>",
            "worker.get()",
        ),
        (
            "record r { a: u8 } get: func() -> r",
            "get-all: func(workers: list<string>) -> result<list<string>, string>",
            "format!(\"{:?}\", value?)",
        ),
        (
            "find: func(workers: string, uris: list<u32>, n: u8) -> u64",
            "find-all: func(workers2: list<string>, workers: string, uris: list<u32>, n: u8) \
             -> result<list<u64>, string>",
            "worker.find(&workers, &uris, n)",
        ),
        (
            "set: func(variable: u64)",
            "set-all: func(workers: list<string>, variable: u64) -> result<_, string>",
            "trigger_set(variable)?;",
        ),
        ("new: func() -> u8", "new-all: func(workers: list<string>) -> result<list<u8>, string>", "Api::connect"),
        ("resource r { constructor(); }", "component1: func() -> result<_, string>", "Ok(())"),
        ("record r { a: u8 } put: func(a: r) -> u8", "component1: func() -> result<_, string>", "Ok(())"),
        (
            "a: func(x: u8) -> u8; b: func() -> u8; c: func()",
            "b-all: func(workers: list<string>) -> result<list<u8>, string>",
            "worker.b()",
        ),
    ] {
        let scratch = Scratch::new();
        let end = if interface.ends_with('}') { "" } else { ";" };
        let wit = format!(
            "package demo:component1;\ninterface api {{ {interface}{end} }}\nworld component1 {{ export api; }}\n"
        );
        scratch.write("component1/wit/component1.wit", &wit);
        scratch.succeed("new asker --calls component1");
        let (wit, source) = (scratch.read("asker/wit/asker.wit"), scratch.read("asker/src/lib.rs"));
        assert!(wit.contains(&format!("  {signature};\n")), "{interface}\n{wit}");
        assert!(source.contains(code), "{interface}\n{source}");
        scratch.succeed("check");
    }
}

#[test]
fn a_package_is_no_workspace() {
    let scratch = Scratch::empty();
    scratch.write("Cargo.toml", "[package]\nname = \"alone\"\nversion = \"0.1.0\"\n");
    scratch.write("src/lib.rs", "");
    let before = scratch.tree();
    insta::assert_snapshot!("in_a_package", scratch.fail("new counter"));
    assert_eq!(scratch.tree(), before);
}
