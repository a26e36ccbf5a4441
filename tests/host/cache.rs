//! Compiled components are kept on the disk, so that a known component starts within milliseconds.

use crate::guests::Guests;
use crate::program::Application;
use golem_rpc_host::Host;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("it can be listed").path());
    let mut files: Vec<_> = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect();
    files.sort();
    files
}

#[test]
fn compiled_components_are_kept_unless_that_is_not_wanted() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let home = app.path("home");
        let kept = |arguments: &[&str]| {
            let mut command = app.command(&[arguments, &["caller/c calls.get(\"t\")"]].concat());
            command.env("HOME", &home).env("XDG_CACHE_HOME", home.join("cache"));
            let output = command.output().expect("it runs");
            assert_eq!(String::from_utf8_lossy(&output.stdout), "ok(0)\n");
            let files = files(&home).into_iter();
            // Files with an extension say how often a component was used.
            files.filter(|file| file.extension().is_none()).collect::<Vec<_>>()
        };
        assert!(kept(&["--no-cache"]).is_empty());
        let first = kept(&[]);
        assert_eq!(first.len(), 3, "one for each component: {first:?}");
        assert_eq!(kept(&[]), first);
    }
}

#[test]
fn a_damaged_one_is_compiled_again() {
    let guests = Guests::all().next().expect("some");
    let app = Application::new(guests, "");
    let cache = app.path("cache");
    let run = || {
        let mut command = app.command(&["caller/c calls.get(\"t\")"]);
        let output = command.env("XDG_CACHE_HOME", &cache).output().expect("it runs");
        assert_eq!((output.status.code(), &*String::from_utf8_lossy(&output.stdout)), (Some(0), "ok(0)\n"));
    };
    run();
    let entries = files(&cache);
    let whole: Vec<_> = entries.iter().map(|entry| fs::read(entry).expect("it is kept")).collect();
    let mut random = fastrand::Rng::with_seed(10);
    for round in 0..12 {
        for (entry, whole) in entries.iter().zip(&whole) {
            let mut damaged = whole.clone();
            match round % 3 {
                0 => damaged.truncate(random.usize(..whole.len())),
                1 => (0..1000).for_each(|_| damaged[random.usize(..whole.len())] ^= 1 << random.u8(..8)),
                _ => damaged[random.usize(whole.len() / 2..whole.len())] ^= 1 << random.u8(..8),
            }
            fs::write(entry, damaged).expect("it is there");
        }
        run();
        for (entry, whole) in entries.iter().zip(&whole) {
            assert!(fs::read(entry).expect("it is kept again") == *whole, "round {round}");
        }
    }
    fs::remove_file(&entries[0]).expect("it is there");
    fs::create_dir(&entries[0]).expect("there is room");
    run();
}

#[test]
fn a_known_component_starts_in_milliseconds() {
    for guests in Guests::all() {
        let start = || {
            let start = Instant::now();
            let host = Host::new().expect("it starts");
            for (name, file) in guests.files() {
                host.add_component_file(name, file).expect("it is complete");
            }
            host.invoke_blocking("target/t", "api.get()").expect("it answers");
            start.elapsed()
        };
        // The fastest of several starts counts, since other processes may have the processor during
        // some of them.
        start();
        let quickest = (0..10).map(|_| start()).min().expect("some");
        println!("{quickest:?}");
        assert!(quickest < Duration::from_millis(200), "{quickest:?}");
    }
}
