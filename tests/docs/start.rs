//! The README's start, word by word, from an empty folder, in both modes.

use crate::pages::{Page, pages};
use crate::session;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

/// The components that the start makes, for the pages that begin with compiled ones.
static BUILT: LazyLock<PathBuf> = LazyLock::new(|| {
    let page = pages().into_iter().find(|page| page.name == "README.md").expect("the project has one");
    ["composed", "direct"].map(|mode| follow(&page, mode)).into_iter().next_back().expect("there are two modes")
});

/// The folder with the components that the start makes. It is followed once, whoever asks first.
pub fn built() -> &'static Path {
    &BUILT
}

/// Runs the commands, and gives the folder with what they have built.
fn follow(page: &Page, mode: &str) -> PathBuf {
    // Not below this project: its workspace would be that of the new components.
    let empty = tempfile::tempdir().expect("there is room");
    let mut folder = empty.path().to_owned();
    println!("{}, from an empty folder, {mode}:", page.name);
    let commands = session::commands(page).into_iter().filter(|(command, _)| !session::is_of_project(command));
    for (command, expected) in commands {
        // The README's line is that of the default.
        let command = match mode {
            "direct" => command.to_owned(),
            _ => command.replace("--calls counter", &format!("--calls counter --mode {mode}")),
        };
        let start = Instant::now();
        session::step(&mut folder, &command, &expected);
        println!("{:8.1} s  {command}", start.elapsed().as_secs_f64());
    }
    keep(&folder.join("target/wasm32-wasip2/debug"), mode)
}

/// What they have built, after the rest has gone.
fn keep(built: &Path, mode: &str) -> PathBuf {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs-start").join(mode);
    fs::create_dir_all(&kept).expect("there is room");
    for file in fs::read_dir(built).expect("something was built").flatten().map(|entry| entry.path()) {
        if file.extension().is_some_and(|extension| extension == "wasm") {
            fs::copy(&file, kept.join(file.file_name().unwrap_or_default())).expect("there is room");
        }
    }
    kept
}
