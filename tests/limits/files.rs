//! Limits on files: how many, how large, how many of them open, and files that are something else.

use crate::{ask, assert_hit, limited, with};
use golem_rpc_host::LimitHit;
use std::fs;

const DISK: u64 = 8 << 20;

#[test]
fn the_disk() {
    for virtual_time in [false, true] {
        let host = with(|builder| builder.virtual_time(virtual_time), |limits| limits.disk = Some(DISK));
        let hit = LimitHit::Disk(DISK);
        assert_hit(&host, hit, "fills", "files.fill(\"/a\", 9)");
        assert_hit(&host, hit, "appends", "loops.forever(append-file)");
        assert_hit(&host, hit, "sizes", "files.set-size(\"/a\", 1099511627776)");
        assert_eq!(ask(&host, "two", "files.fill(\"/a\", 5)"), "\"ok\"");
        assert_hit(&host, hit, "two", "files.fill(\"/b\", 5)");
        assert_eq!(ask(&host, "other", "files.fill(\"/a\", 7)"), "\"ok\"", "each has its own");
    }
}

#[test]
fn what_is_removed_is_given_back() {
    let host = limited(|limits| limits.disk = Some(DISK));
    for _ in 0..4 {
        assert_eq!(ask(&host, "w", "files.fill(\"/a\", 5)"), "\"ok\"");
        assert_eq!(ask(&host, "w", "files.remove(\"/a\")"), "\"ok\"");
        assert_eq!(ask(&host, "w", "files.set-size(\"/b\", 8000000)"), "\"ok\"");
        assert_eq!(ask(&host, "w", "files.set-size(\"/b\", 0)"), "\"ok\"");
        assert_eq!(ask(&host, "w", "files.write(\"/c\", \"short\")"), "\"ok\"");
    }
    // Writing to the same place again doesn't make the file larger.
    for _ in 0..4 {
        assert_eq!(ask(&host, "w", "files.fill(\"/a\", 7)"), "\"ok\"");
    }
    assert_hit(&host, LimitHit::Disk(DISK), "w", "files.fill(\"/b\", 2)");
}

#[test]
fn how_many() {
    let host = limited(|limits| limits.files = Some(20));
    let hit = LimitHit::Files(20);
    assert_hit(&host, hit, "files", "files.make-many(\"/\", 21)");
    for (worker, function) in [("directories", "make-directory"), ("links", "link"), ("symlinks", "symlink")] {
        assert_eq!(ask(&host, worker, "files.make-many(\"/\", 19)"), "\"ok\"");
        let call = |name: &str| match function {
            "make-directory" => format!("files.make-directory({name:?})"),
            function => format!("files.{function}(\"1\", {name:?})"),
        };
        // The target of a symbolic link is written as a relative path.
        let told = ask(&host, worker, &call("twentieth"));
        assert!(told.contains("ok") || told.contains("Ok"), "{told}");
        assert_hit(&host, hit, worker, &call("one-more"));
    }
    assert_eq!(ask(&host, "again", "files.make-many(\"/\", 20)"), "\"ok\"");
    assert_eq!(ask(&host, "again", "files.make-many(\"/\", 20)"), "\"ok\"", "they are there");
    assert_eq!(ask(&host, "again", "files.remove(\"/3\")"), "\"ok\"");
    assert_eq!(ask(&host, "again", "files.write(\"/new\", \"\")"), "\"ok\"");
}

#[test]
fn how_many_are_open() {
    for virtual_time in [false, true] {
        let host = with(|builder| builder.virtual_time(virtual_time).network(true), |_| {});
        for (worker, kind) in [("files", "open-files"), ("directories", "directories"), ("sockets", "sockets")] {
            assert_hit(&host, LimitHit::OpenFiles(256), worker, &format!("handles.leak({kind}, 1000)"));
        }
        assert_eq!(ask(&host, "closes", "files.make-many(\"/\", 1000)"), "\"ok\"", "what is closed does not count");
    }
}

#[test]
fn connections() {
    let host = with(|builder| builder.network(true), |limits| limits.open_files = Some(20));
    assert_hit(&host, LimitHit::OpenFiles(20), "accepts", "network.accept-many(30)");
    assert_eq!(ask(&host, "less", "network.accept-many(15)"), "\"Ok(())\"");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    assert_hit(&host, LimitHit::OpenFiles(20), "asks", &format!("network.get-many({address:?}, 30)"));
    // Files whose opening was denied must not stay open.
    let denied = limited(|limits| limits.open_files = Some(20));
    for _ in 0..10 {
        ask(&denied, "asks", &format!("network.get({address:?})"));
        ask(&denied, "asks", &format!("network.connect({address:?})"));
        ask(&denied, "asks", "network.resolve(\"localhost\")");
    }
}

/// Files that were there before the host was started.
#[test]
fn files_of_earlier_hosts_count() {
    let folder = tempfile::tempdir().unwrap();
    let host = || with(|builder| builder.files(folder.path()), |limits| limits.disk = Some(DISK));
    assert_eq!(ask(&host(), "w", "files.fill(\"/a\", 7)"), "\"ok\"");
    let again = host();
    assert_hit(&again, LimitHit::Disk(DISK), "w", "files.fill(\"/b\", 2)");
    assert_eq!(ask(&again, "other", "files.fill(\"/a\", 7)"), "\"ok\"");
}

/// Opening a FIFO waits for somebody at its other end. In virtual time all workers would wait.
#[cfg(unix)]
#[test]
fn pipes() {
    use std::{ffi::CString, os::unix::ffi::OsStrExt as _};

    for virtual_time in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let host = with(|builder| builder.virtual_time(virtual_time).files(folder.path()), |_| {});
        assert_eq!(ask(&host, "w", "files.write(\"/note\", \"text\")"), "\"ok\"");
        let pipe = folder.path().join("attacker/w/pipe");
        let name = CString::new(pipe.as_os_str().as_bytes()).unwrap();
        // SAFETY: it reads the name, which ends with a zero and lives longer than the call.
        assert_eq!(unsafe { libc::mkfifo(name.as_ptr(), 0o600) }, 0);
        fs::hard_link(&pipe, folder.path().join("attacker/w/link")).unwrap();
        assert_eq!(ask(&host, "w", "files.symlink(\"pipe\", \"symlink\")"), "\"Some(Ok(()))\"");
        for path in ["pipe", "link", "symlink"] {
            for call in ["read({})", "write({}, \"x\")", "append({}, \"x\")", "fill({}, 1)", "open-through({}, true)"] {
                let told = ask(&host, "w", &format!("files.{}", call.replace("{}", &format!("{path:?}"))));
                let told = told.to_lowercase();
                assert!(told.contains("not supported") || told.contains("unsupported"), "{call} {path}: {told}");
            }
        }
        assert_eq!(ask(&host, "w", "files.remove(\"/pipe\")"), "\"ok\"");
        assert_eq!(ask(&host, "w", "files.read(\"/note\")"), "\"text\"");
    }
}
