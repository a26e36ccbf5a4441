//! The program `golem-rpc-host`, run as its users do.

use crate::guests::Guests;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tempfile::TempDir;

/// A folder with an application in it: `app.toml`, and what else a run needs or leaves.
pub struct Application {
    folder: TempDir,
}

impl Application {
    /// One of the guests, with more lines for its TOML file.
    pub fn new(guests: Guests, more: &str) -> Self {
        let folder = tempfile::tempdir().expect("there is room");
        let files = guests.files();
        let components: String = files.iter().map(|(name, file)| format!("{name} = {file:?}\n")).collect();
        let app = format!("{more}\n[components]\n{components}");
        fs::write(folder.path().join("app.toml"), app).expect("it can be written");
        Self { folder }
    }

    /// A file or folder beside the application's.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `invoke` in the folder.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_script(arguments, "")
    }

    /// Runs `invoke` with a script on standard input.
    pub fn run_script(&self, arguments: &[&str], script: &str) -> Ran {
        let input = self.path("script.txt");
        fs::write(&input, script).expect("it can be written");
        let mut command = self.command(arguments);
        let output = command.stdin(File::open(input).expect("it was written")).output().expect("it runs");
        Ran::of(&output)
    }

    /// The command line.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&*PROGRAM);
        command.args(["invoke", "--app", "app.toml", "--env", "TARGET_COMPONENT_ID=@target"]).args(arguments);
        command.current_dir(self.folder.path()).env("NO_COLOR", "1");
        #[cfg(unix)]
        listen_to_signals(&mut command);
        command
    }
}

/// Tests that run in the background of a script ignore Ctrl-C, and so would whatever they start.
#[cfg(unix)]
fn listen_to_signals(command: &mut Command) {
    use std::os::unix::process::CommandExt;

    let reset = || {
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
            // SAFETY: it takes numbers alone, and may be called between fork and exec.
            unsafe { libc::signal(signal, libc::SIG_DFL) };
        }
        Ok(())
    };
    // SAFETY: all that it calls may be called between fork and exec.
    unsafe { command.pre_exec(reset) };
}

static PROGRAM: LazyLock<PathBuf> =
    LazyLock::new(|| xtask::binaries::build().expect("our programs compile").join("golem-rpc-host"));

/// What came of a run.
pub struct Ran {
    pub succeeded: bool,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let ran = Self { succeeded: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) };
        println!("{}{}", ran.out, ran.err);
        ran
    }

    /// What it printed, if it went well.
    #[track_caller]
    pub fn printed(self) -> String {
        assert!(self.succeeded, "{}", self.err);
        self.out
    }

    /// What it said, in one line, if it did not go well.
    #[track_caller]
    pub fn said(self) -> String {
        assert!(!self.succeeded, "{}", self.out);
        self.err.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ")
    }
}

/// What a run left in a file.
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
