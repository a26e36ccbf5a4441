//! Runs the program `golem-rpc-host` as its users do.

use crate::guests::Guests;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tempfile::TempDir;

/// A folder with an application: `app.toml`, and the files that a run needs or leaves.
pub struct Application {
    folder: TempDir,
}

impl Application {
    /// An application with one of the guests, and more lines for its TOML file.
    pub fn new(guests: Guests, more: &str) -> Self {
        let folder = tempfile::tempdir().expect("there is room");
        let files = guests.files();
        let components: String = files.iter().map(|(name, file)| format!("{name} = {file:?}\n")).collect();
        let app = format!("{more}\n[components]\n{components}");
        fs::write(folder.path().join("app.toml"), app).expect("it can be written");
        Self { folder }
    }

    /// The path of a file or folder beside the application.
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

    /// The command line of `invoke`.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let variable = ["--env", "TARGET_COMPONENT_ID=@target"];
        self.command_without_variables(&[&variable[..], arguments].concat())
    }

    /// The same without the variable that names the target.
    pub fn command_without_variables(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&*PROGRAM);
        command.args(["invoke", "--app", "app.toml"]).args(arguments);
        command.current_dir(self.folder.path()).env("NO_COLOR", "1");
        #[cfg(unix)]
        listen_to_signals(&mut command);
        command
    }
}

/// Makes the program listen to Ctrl-C. A process that a script starts in the background ignores it,
/// and so do the processes that it starts itself.
#[cfg(unix)]
fn listen_to_signals(command: &mut Command) {
    use std::os::unix::process::CommandExt;

    let reset = || {
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
            // SAFETY: it takes two numbers, and may be called between fork and exec.
            unsafe { libc::signal(signal, libc::SIG_DFL) };
        }
        Ok(())
    };
    // SAFETY: `reset` only calls what may be called between fork and exec.
    unsafe { command.pre_exec(reset) };
}

static PROGRAM: LazyLock<PathBuf> =
    LazyLock::new(|| xtask::binaries::build().expect("our programs compile").join("golem-rpc-host"));

/// The result of a run.
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

    /// What it printed. Panics if it failed.
    #[track_caller]
    pub fn printed(self) -> String {
        assert!(self.succeeded, "{}", self.err);
        self.out
    }

    /// Its error, as one line. Panics if it didn't fail.
    #[track_caller]
    pub fn said(self) -> String {
        assert!(!self.succeeded, "{}", self.out);
        self.err.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ")
    }
}

/// The content of a file that a run has written.
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
