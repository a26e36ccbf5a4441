//! [`Folder`]: a folder with a store in it, opened.

use std::{
    fs::{self, DirBuilder},
    io,
    path::{Path, PathBuf},
    process,
};

use redb::{Database, Error, ReadableDatabase as _, ReadableTable as _, StorageError};

use super::change::{Change, apply};
use super::problem::Problem;
use super::tables::{CALLS, COMPONENTS, ENTRIES, NUMBERS, SCHEDULED, WORKERS, all_entries};

/// The form in which records are written. Whoever changes it, or what is in a record, changes this
/// number, too: then a folder of another version is refused and not misread.
const FORMAT: u64 = 1;
/// The name of that number in the store.
const FORMAT_NAME: &str = "format";

/// The file of the store.
const STORE: &str = "workers.redb";
/// A new store, until it is complete.
const UNFINISHED: &str = "workers.redb.new";
/// The number of the process that has the folder open, or had it last.
const PROCESS: &str = "process";

/// How many bytes of the store are kept in memory, at most. What is read is read once.
const CACHE: usize = 32 << 20;

const A_FOLDER_OF_ITS_OWN: &str = "give a folder of its own, a new or an empty one";

/// A folder that keeps workers. No other process can open it while this lives.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    database: Database,
}

impl Folder {
    /// Opens a folder, and makes what is not there yet.
    ///
    /// # Errors
    /// When another process has it open, there is something else in it, it was written by a version
    /// that has another format, or it can't be written.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        make_folder(path).map_err(|error| unusable(path, error))?;
        let store = path.join(STORE);
        if !store.try_exists().map_err(|error| unusable(path, error))? {
            check_empty(path)?;
            make_store(path).map_err(|error| cannot_open(path, error))?;
        }
        let database =
            Database::builder().set_cache_size(CACHE).open(&store).map_err(|error| cannot_open(path, error))?;
        // Only for the message that another process gets, so it does not matter if it fails.
        let _ = fs::write(path.join(PROCESS), process::id().to_string());
        let folder = Self { path: path.to_owned(), database };
        let format = folder.number(FORMAT_NAME)?;
        if format != Some(FORMAT) {
            let format = format.map_or_else(|| "unknown".to_owned(), |format| format.to_string());
            return Err(Problem::new(
                path,
                format!("its format is {format}, and this version of golem-rpc-host has format {FORMAT}"),
                "go on with the version that has written it, or begin anew in an empty folder",
            ));
        }
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A number of the whole host.
    pub fn number(&self, name: &str) -> Result<Option<u64>, Problem> {
        self.read(|database| Ok(database.begin_read()?.open_table(NUMBERS)?.get(name)?.map(|number| number.value())))
    }

    /// The name of a component, and the hash of its bytes.
    pub fn component(&self, id: u128) -> Result<Option<(String, [u8; 32])>, Problem> {
        self.read(|database| {
            let component = database.begin_read()?.open_table(COMPONENTS)?.get(id)?;
            Ok(component.map(|component| (component.value().0.to_owned(), *component.value().1)))
        })
    }

    /// The numbers and records of all workers, in the order in which they were created.
    pub fn workers(&self) -> Result<Vec<(u64, Vec<u8>)>, Problem> {
        self.read(|database| {
            let workers = database.begin_read()?.open_table(WORKERS)?;
            let workers =
                workers.iter()?.map(|worker| worker.map(|(key, record)| (key.value(), record.value().into())));
            Ok(workers.collect::<Result<_, _>>()?)
        })
    }

    /// The records of a worker's log.
    pub fn entries(&self, worker: u64) -> Result<Vec<Vec<u8>>, Problem> {
        self.read(|database| {
            let entries = database.begin_read()?.open_table(ENTRIES)?;
            let entries =
                entries.range(all_entries(worker))?.map(|entry| entry.map(|(_, record)| record.value().into()));
            Ok(entries.collect::<Result<_, _>>()?)
        })
    }

    /// The records of all calls that were not answered, in no order.
    pub fn calls(&self) -> Result<Vec<Vec<u8>>, Problem> {
        self.read(|database| {
            let calls = database.begin_read()?.open_table(CALLS)?;
            let calls = calls.iter()?.map(|call| call.map(|(_, record)| record.value().into()));
            Ok(calls.collect::<Result<_, _>>()?)
        })
    }

    /// The numbers and records of all calls whose time has not come.
    pub fn scheduled(&self) -> Result<Vec<(u64, Vec<u8>)>, Problem> {
        self.read(|database| {
            let calls = database.begin_read()?.open_table(SCHEDULED)?;
            let calls = calls.iter()?.map(|call| call.map(|(key, record)| (key.value(), record.value().into())));
            Ok(calls.collect::<Result<_, _>>()?)
        })
    }

    /// Makes these changes, all of them or none. When this returns, they survive also that the
    /// machine loses its power.
    pub(super) fn write(&self, changes: &[Change]) -> Result<(), Problem> {
        write(&self.database, changes).map_err(|error| {
            Problem::new(
                &self.path,
                format!("can't be written: {error}"),
                "all that was shown so far is kept: when the cause is gone, the next run goes on from there",
            )
        })
    }

    fn read<T>(&self, read: impl FnOnce(&Database) -> Result<T, Error>) -> Result<T, Problem> {
        read(&self.database).map_err(|error| cannot_open(&self.path, error))
    }

    /// What to say of a record that is not as this version writes them.
    pub fn damaged(&self, what: &str) -> Problem {
        damaged(&self.path, what)
    }
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    // What workers were asked and have in their environment is nobody else's business.
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Checks that there is nothing in a folder in which a store is to be made.
fn check_empty(path: &Path) -> Result<(), Problem> {
    for file in path.read_dir().map_err(|error| unusable(path, error))? {
        let name = file.map_err(|error| unusable(path, error))?.file_name();
        if name != UNFINISHED && name != PROCESS {
            let what = format!("there are other files in it, such as {}, and no workers", name.display());
            return Err(Problem::new(path, what, A_FOLDER_OF_ITS_OWN));
        }
    }
    Ok(())
}

/// Makes an empty store under another name, and then gives it its name. If the process is killed
/// meanwhile, the next one does not find half a store.
fn make_store(path: &Path) -> Result<(), Error> {
    let unfinished = path.join(UNFINISHED);
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(StorageError::from(error).into()),
        _ => {}
    }
    let database = Database::create(&unfinished)?;
    // This also makes the tables, so that reading never finds one missing.
    write(&database, &[Change::Number(FORMAT_NAME, FORMAT)])?;
    drop(database);
    fs::rename(unfinished, path.join(STORE)).and_then(|()| sync_folder(path)).map_err(StorageError::from)?;
    Ok(())
}

/// Brings the names in a folder to the disk.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()
}

/// Elsewhere a folder can't be opened like a file, and needs not be.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn write(database: &Database, changes: &[Change]) -> Result<(), Error> {
    let transaction = database.begin_write()?;
    apply(&transaction, changes)?;
    Ok(transaction.commit()?)
}

fn unusable(path: &Path, error: io::Error) -> Problem {
    Problem::new(path, format!("can't be used: {error}"), A_FOLDER_OF_ITS_OWN)
}

fn damaged(path: &Path, what: &str) -> Problem {
    Problem::new(
        path,
        what,
        "it is damaged, or no store of golem-rpc-host: bring back a copy, or begin anew in an empty folder",
    )
}

fn cannot_open(path: &Path, error: impl Into<Error>) -> Problem {
    match error.into() {
        Error::DatabaseAlreadyOpen | Error::LockProtocolMismatch => {
            let process = fs::read_to_string(path.join(PROCESS)).ok().and_then(|text| text.trim().parse::<u32>().ok());
            let process = process.map_or_else(|| "another process".to_owned(), |number| format!("process {number}"));
            Problem::new(
                path,
                format!("is in use by {process}"),
                format!("wait for the end of {process}, or give another folder"),
            )
        }
        Error::Io(error) if error.kind() != io::ErrorKind::InvalidData => unusable(path, error),
        error => damaged(path, &format!("{STORE} in it can't be read: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(path: &Path, format: u64) {
        let database = Database::create(path.join(STORE)).unwrap();
        write(&database, &[Change::Number(FORMAT_NAME, format)]).unwrap();
    }

    #[test]
    fn another_format_is_told() {
        let folder = tempfile::tempdir().unwrap();
        store(folder.path(), FORMAT + 1);
        let Problem { what, cure, .. } = Folder::open(folder.path()).unwrap_err();
        assert_eq!(what, "its format is 2, and this version of golem-rpc-host has format 1");
        assert!(cure.contains("the version that has written it"), "{cure}");
    }

    #[test]
    fn a_store_that_is_not_complete_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(UNFINISHED), "").unwrap();
        drop(Folder::open(folder.path()).unwrap());
        assert!(!folder.path().join(UNFINISHED).exists());
        fs::remove_file(folder.path().join(STORE)).unwrap();
        // As a process leaves it that is killed while it writes the first page.
        fs::write(folder.path().join(UNFINISHED), [0; 4096]).unwrap();
        drop(Folder::open(folder.path()).unwrap());
    }

    #[test]
    fn what_is_written_is_read_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Folder::open(folder.path()).unwrap();
        let entry = |worker, place, record: &str| Change::Entry { worker, place, record: record.into() };
        let changes = [
            entry(1, 1, "b"),
            entry(1, 0, "a"),
            entry(2, 0, "of another"),
            Change::Worker { number: 2, record: b"two".into() },
            Change::Worker { number: 1, record: b"one".into() },
            Change::Component { id: 5, name: "c".into(), hash: [7; 32] },
        ];
        kept.write(&changes).unwrap();
        assert_eq!(kept.entries(1).unwrap(), [b"a", b"b"]);
        assert_eq!(kept.workers().unwrap(), [(1, b"one".to_vec()), (2, b"two".to_vec())]);
        assert_eq!(kept.component(5).unwrap(), Some(("c".to_owned(), [7; 32])));
        kept.write(&[Change::WorkerGone { number: 1 }, Change::LogGone { worker: 2 }, entry(2, 0, "new")]).unwrap();
        assert!(kept.entries(1).unwrap().is_empty());
        assert_eq!(kept.entries(2).unwrap(), [b"new"]);
    }
}
