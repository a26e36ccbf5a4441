//! Single acts of a worker. Some of them can be noticed from outside, others can't.

use crate::exports::test::target::acts::Guest;
use crate::golem::api::host;
use crate::wasi::logging::logging::{Level, log};
use crate::{Target, network};
use std::collections::hash_map::RandomState;
use std::fs::{self, File};
use std::hash::BuildHasher;
use std::hint::black_box;
use std::io::{self, Write};
use std::thread::sleep;
use std::time::{Duration, SystemTime};
use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::{Descriptor, DescriptorFlags, NewTimestamp, OpenFlags, PathFlags};

impl Guest for Target {
    fn act_and_trap(act: String, number: u16) {
        do_it(&act, number);
        (0..10).for_each(|_| sleep(Duration::from_millis(1)));
        std::arch::wasm32::unreachable()
    }
}

/// The worker's directory contains the files `a` and `b` and the empty directory `d`.
fn do_it(act: &str, number: u16) {
    let outcome = match act {
        "nothing" => Ok(()),
        "read" => fs::read("/a").map(drop),
        "list" => fs::read_dir("/").map(|mut entries| drop(entries.next())),
        "look" => fs::metadata("/a").map(drop),
        "open" => File::options().read(true).write(true).open("/a").map(drop),
        "miss" => done(fs::remove_file("/missing")),
        "time" => done(black_box(SystemTime::now())),
        "random" => done(black_box(RandomState::new().hash_one(1))),
        "ask-golem" => done(black_box((host::get_self_metadata(), host::generate_idempotency_key()))),
        "create" => File::create_new("/new").map(drop),
        "write" => fs::write("/a", "x"),
        "append" => append(),
        "truncate" => File::create("/a").map(drop),
        "set-size" => File::options().write(true).open("/a").and_then(|file| file.set_len(1)),
        "rename" => fs::rename("/a", "/c"),
        "remove" => fs::remove_file("/a"),
        "link" => fs::hard_link("/a", "/c"),
        "make-directory" => fs::create_dir("/new"),
        "remove-directory" => fs::remove_dir("/d"),
        "symlink" => done(root().symlink_at("a", "c").expect("it can be made")),
        "write-at" => done(open().write(b"x", 0).expect("it can be written")),
        "set-times" => done(open().set_times(NewTimestamp::Now, NewTimestamp::Now).expect("it can be set")),
        "set-times-at" => {
            let set = root().set_times_at(PathFlags::empty(), "a", NewTimestamp::Now, NewTimestamp::Now);
            done(set.expect("it can be set"))
        }
        "print" => done(println!("x")),
        "print-half-a-line" => io::stdout().write_all(b"x").and_then(|()| io::stdout().flush()),
        "print-error" => done(eprintln!("x")),
        "log" => done(log(Level::Info, "acts", "x")),
        "fetch" => done(network::fetch(number)),
        "connect" => done(network::connect(number)),
        "send" => done(network::send(number)),
        "resolve" => done(network::resolve("localhost")),
        unknown => panic!("{unknown}"),
    };
    outcome.expect(act);
}

/// Ignores the result.
fn done<T>(_: T) -> io::Result<()> {
    Ok(())
}

fn append() -> io::Result<()> {
    File::options().append(true).open("/a")?.write_all(b"x")
}

fn root() -> Descriptor {
    get_directories().swap_remove(0).0
}

fn open() -> Descriptor {
    let flags = DescriptorFlags::READ | DescriptorFlags::WRITE;
    root().open_at(PathFlags::empty(), "a", OpenFlags::empty(), flags).expect("it is there")
}
