use crate::Attacker;
use crate::exports::test::attacker::files::Guest;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::{DescriptorFlags, ErrorCode, OpenFlags, PathFlags};

impl Guest for Attacker {
    fn read(path: String) -> String {
        told(fs::read_to_string(path))
    }

    fn write(path: String, text: String) -> String {
        done(fs::write(path, text))
    }

    fn append(path: String, text: String) -> String {
        let opened = OpenOptions::new().append(true).create(true).open(path);
        done(opened.and_then(|mut file| file.write_all(text.as_bytes())))
    }

    fn list(path: String) -> String {
        let names = fs::read_dir(path).and_then(|entries| {
            entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<io::Result<Vec<_>>>()
        });
        told(names.map(|mut names| {
            names.sort();
            names.join(",")
        }))
    }

    fn make_directory(path: String) -> String {
        done(fs::create_dir_all(path))
    }

    fn make_many(path: String, n: u32) -> String {
        done((0..n).try_for_each(|index| fs::write(format!("{path}/{index}"), "")))
    }

    fn rename(old: String, new: String) -> String {
        done(fs::rename(old, new))
    }

    fn link(old: String, new: String) -> String {
        done(fs::hard_link(old, new))
    }

    fn symlink(old: String, new: String) -> String {
        let linked = get_directories().first().map(|(root, _)| root.symlink_at(&old, &new));
        format!("{linked:?}")
    }

    fn remove(path: String) -> String {
        done(fs::remove_file(path))
    }

    fn remove_all(path: String) -> String {
        done(fs::remove_dir_all(path))
    }

    fn size(path: String) -> String {
        told(fs::metadata(path).map(|metadata| metadata.len().to_string()))
    }

    fn set_size(path: String, bytes: u64) -> String {
        done(File::create(path).and_then(|file| file.set_len(bytes)))
    }

    fn fill(path: String, mib: u32) -> String {
        let block = vec![0; 1 << 20];
        done(File::create(path).and_then(|mut file| (0..mib).try_for_each(|_| file.write_all(&block))))
    }

    fn open_through(path: String, write: bool) -> String {
        open_through(&path, write).unwrap_or_else(|error| format!("error: {error:?}"))
    }
}

fn open_through(path: &str, write: bool) -> Result<String, ErrorCode> {
    let directories = get_directories();
    let (root, _) = directories.first().ok_or(ErrorCode::NoEntry)?;
    let (open, flags) = if write {
        (OpenFlags::CREATE, DescriptorFlags::READ | DescriptorFlags::WRITE)
    } else {
        (OpenFlags::empty(), DescriptorFlags::READ)
    };
    let file = root.open_at(PathFlags::SYMLINK_FOLLOW, path, open, flags)?;
    if write {
        return Ok(format!("wrote {}", file.write(b"through", 0)?));
    }
    let (bytes, _) = file.read(1_000, 0)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn done(result: io::Result<()>) -> String {
    told(result.map(|()| "ok".to_owned()))
}

fn told(result: io::Result<String>) -> String {
    result.unwrap_or_else(|error| format!("error: {error}"))
}
