//! Rust's standard library on the host: files, environment, sockets. Compiled for wasm32-wasip2, and for wasm32-wasip1 with the adapter that
//! makes a component of it, as cargo-component and with it Golem's own toolchain does.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::Command,
    sync::{Arc, LazyLock, Mutex},
};

use golem_rpc_host::{Host, HostBuilder};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::support::{ask, builder};

const WIT: &str = "package test:guest;
world guest {
  export count: func() -> u32;
  export spy: func() -> u32;
  export variables: func() -> u32;
  export connects: func() -> u32;
}";

const GUEST: &str = r#"
use std::{env, fs, net::TcpStream};

/// How often it was called, kept in a file.
#[unsafe(export_name = "count")]
pub extern "C" fn count() -> u32 {
    let before = fs::read_to_string("/kept/count").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    fs::create_dir_all("/kept").unwrap();
    fs::write("/kept/count", (before + 1).to_string()).unwrap();
    println!("counted");
    before + 1
}

/// How many files and folders it can see that are not its own.
#[unsafe(export_name = "spy")]
pub extern "C" fn spy() -> u32 {
    fs::write("/mine", "").unwrap();
    assert!(fs::read("/mine").is_ok());
    // The last is a link that leads out, put there from outside.
    let folders = ["..", "/..", "/../..", "/tmp", "/proc", "/up"];
    let files = ["/etc/passwd", "/../other/mine", "/up/etc/passwd"];
    let folders = folders.iter().filter(|path| fs::read_dir(path).is_ok()).count();
    let files = files.iter().filter(|path| fs::read(path).is_ok()).count();
    (folders + files) as u32
}

#[unsafe(export_name = "variables")]
pub extern "C" fn variables() -> u32 {
    env::vars().count() as u32
}

#[unsafe(export_name = "connects")]
pub extern "C" fn connects() -> u32 {
    let port: u16 = env::var("PORT").unwrap().parse().unwrap();
    TcpStream::connect(("127.0.0.1", port)).is_ok().into()
}
"#;

struct Guests {
    wasip1: Vec<u8>,
    wasip2: Vec<u8>,
}

static GUESTS: LazyLock<Guests> = LazyLock::new(|| {
    let directory = tempfile::tempdir().unwrap();
    let compile = |target: &str, arguments: &[&str]| {
        let file = directory.path().join(format!("{target}.wasm"));
        fs::write(directory.path().join("guest.rs"), GUEST).unwrap();
        fs::write(directory.path().join("guest.wit"), WIT).unwrap();
        let mut rustc = Command::new(std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into()));
        rustc.current_dir(directory.path()).args([
            "guest.rs",
            "--crate-type",
            "cdylib",
            "--edition",
            "2024",
            "-O",
            "--target",
            target,
        ]);
        let status = rustc.arg("-o").arg(&file).args(arguments).status().unwrap();
        assert!(status.success(), "{target}");
        fs::read(file).unwrap()
    };
    Guests {
        wasip1: adapted(compile("wasm32-wasip1", &[])),
        wasip2: compile("wasm32-wasip2", &["-C", "link-arg=--component-type=guest.wit"]),
    }
});

/// A module for WASI preview 1 as a component.
fn adapted(mut module: Vec<u8>) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("guest.wit", WIT).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    let adapter = wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER;
    ComponentEncoder::default()
        .module(&module)
        .unwrap()
        .adapter("wasi_snapshot_preview1", adapter)
        .unwrap()
        .encode()
        .unwrap()
}

/// A host with both guests, `p1` and `p2`.
fn host(builder: HostBuilder) -> Host {
    let host = builder.build().unwrap();
    host.add_component("p1", &GUESTS.wasip1).unwrap();
    host.add_component("p2", &GUESTS.wasip2).unwrap();
    host
}

/// That is what components of Golem 1.0 import.
#[test]
fn the_adapted_one_imports_the_first_wasi() {
    let text = String::from_utf8_lossy(&GUESTS.wasip1);
    assert!(text.contains("wasi:filesystem/preopens@0.2.0"));
    assert!(!text.contains("@0.2.1"));
}

#[test]
fn each_worker_has_files_of_its_own() {
    let printed = Arc::new(Mutex::new(0));
    let lines = printed.clone();
    let host = host(builder().log(move |line| {
        assert_eq!(line.text, "counted");
        *lines.lock().unwrap() += 1;
    }));
    for component in ["p1", "p2"] {
        let count = |worker: &str| ask(&host, &format!("{component}{worker}"), "count()");
        assert_eq!([count("/a"), count("/a"), count("/b"), count("/a")], ["1", "2", "1", "3"]);
        assert_eq!([count(""), count("")], ["1", "1"], "ephemeral workers share nothing");
        assert_eq!(count("/.."), "1", "whatever its name");
    }
    assert_eq!(*printed.lock().unwrap(), 14);
}

#[test]
fn files_stay_where_that_is_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let count = |component: &str| ask(&host(builder().files(directory.path())), &format!("{component}/a"), "count()");
    assert_eq!([count("p1"), count("p1"), count("p2")], ["1", "2", "1"]);
    assert_eq!(fs::read_to_string(directory.path().join("p1/a/kept/count")).unwrap(), "2");
}

/// The last of the ten hostile components.
#[test]
fn nobody_reads_outside_its_directory() {
    let directory = tempfile::tempdir().unwrap();
    let host = host(builder().files(directory.path()));
    for component in ["p1", "p2"] {
        ask(&host, &format!("{component}/other"), "spy()");
        link_to_root(&directory.path().join(component).join("spy"));
        assert_eq!(ask(&host, &format!("{component}/spy"), "spy()"), "0", "{component}");
    }
}

#[cfg(unix)]
fn link_to_root(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    std::os::unix::fs::symlink("/", folder.join("up")).unwrap();
}

#[cfg(not(unix))]
fn link_to_root(_: &Path) {}

#[test]
fn the_environment_is_the_workers() {
    let host = host(builder().env("KEY", "value"));
    for component in ["p1/a", "p2/a"] {
        assert_eq!(ask(&host, component, "variables()"), "4", "its three and the host's one");
    }
}

#[test]
fn the_network_is_closed_unless_opened() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let connects = |builder: HostBuilder| ask(&host(builder.env("PORT", &port)), "p2/a", "connects()");
    assert_eq!(connects(builder()), "0");
    assert_eq!(connects(builder().network(true)), "1");
}
