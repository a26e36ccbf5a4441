//! The modules of a crate, and which of them import which.

use super::imports::{UsedPath, used_paths};
use super::text::{tokens, without_quotes, without_tests};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;

/// All modules of a crate that have a file of their own.
pub(super) struct Modules {
    /// By their paths, of which the root's is empty.
    files: BTreeMap<Vec<String>, File>,
}

/// A module's file.
pub struct File {
    /// From the crate's `src` folder.
    pub path: String,
    module: Vec<String>,
    paths: Vec<UsedPath>,
}

/// A use of one file by another.
pub struct Import<'a> {
    /// The file that uses the other.
    pub from: &'a File,
    /// The line that it does so in.
    pub line: usize,
    /// The file that what is used is defined in.
    pub to: &'a File,
    /// Whether it only shows what a file below it defines.
    is_shown: bool,
}

impl File {
    /// The room that it is in; none for the crate's root.
    pub fn room(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }
}

impl Modules {
    /// Those of the crate whose `src` folder is `source`.
    pub(super) fn read(source: &Path) -> Result<Self> {
        let mut files = Vec::new();
        read_folder(source, "", &mut files)?;
        Ok(Self::of(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))))
    }

    /// Those of the files with these paths and texts.
    pub(super) fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut modules = BTreeMap::new();
        let mut for_tests = HashSet::new();
        for (path, text) in files {
            let Some(module) = module_of(path) else { continue };
            let tokens = tokens(text);
            let (tokens, tests) = without_tests(&tokens);
            for_tests.extend(tests.iter().map(|name| [&*module, &[(*name).to_owned()]].concat()));
            let paths = used_paths(&without_quotes(&tokens));
            modules.insert(module.clone(), File { path: path.to_owned(), module, paths });
        }
        modules.retain(|module, _| !(1..=module.len()).any(|len| for_tests.contains(&module[..len])));
        Self { files: modules }
    }

    /// The modules of the root.
    pub(super) fn rooms(&self) -> impl Iterator<Item = &str> {
        self.files.keys().filter(|module| module.len() == 1).map(|module| module[0].as_str())
    }

    /// All uses of one file by another, but for those of the root, which shows what the others
    /// have.
    pub(super) fn imports(&self) -> impl Iterator<Item = Import<'_>> {
        let files = self.files.values().filter(|file| !file.module.is_empty());
        files.flat_map(move |from| {
            from.paths.iter().filter_map(move |path| {
                let to = self.definer(&self.absolute(from, path)?);
                let is_shown = path.is_shown && to.module.starts_with(&from.module);
                (to.path != from.path).then_some(Import { from, line: path.line, to, is_shown })
            })
        })
    }

    /// The path from the root, if it is one into this crate.
    fn absolute(&self, file: &File, used: &UsedPath) -> Option<Vec<String>> {
        let mut segments = used.segments.iter().map(String::as_str).peekable();
        let mut begin = file.module.clone();
        match *segments.peek()? {
            "crate" => {
                segments.next();
                begin.clear();
            }
            "self" => drop(segments.next()),
            "super" => {
                let mut depth = used.depth;
                while segments.next_if_eq(&"super").is_some() {
                    match depth.checked_sub(1) {
                        Some(left) => depth = left,
                        None => drop(begin.pop()),
                    }
                }
                if depth > 0 {
                    return None;
                }
            }
            child if self.files.contains_key(&[&*begin, &[child.to_owned()]].concat()) => {}
            _ => return None,
        }
        begin.extend(segments.map(str::to_owned));
        Some(begin)
    }

    /// The file in which the item at `path` is defined, by way of the `use` declarations before.
    fn definer(&self, path: &[String]) -> &File {
        let mut path = path.to_vec();
        // Declarations that name each other are no valid Rust, but are no reason to hang.
        for _ in 0..32 {
            let len = (0..=path.len()).rev().find(|len| self.files.contains_key(&path[..*len])).unwrap_or(0);
            let file = &self.files[&path[..len]];
            let Some(name) = path.get(len) else { return file };
            let declared = file.paths.iter().find(|used| used.name.as_ref() == Some(name));
            let Some(mut target) = declared.and_then(|used| self.absolute(file, used)) else { return file };
            target.extend_from_slice(&path[len + 1..]);
            // A module within the file uses what the file itself has by this name.
            if target == path {
                return file;
            }
            path = target;
        }
        &self.files[&Vec::new()]
    }

    /// Files that import each other, directly or by way of others.
    pub(super) fn circles(&self) -> Vec<Vec<String>> {
        let mut used_by: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for import in self.imports().filter(|import| !import.is_shown && !import.to.module.is_empty()) {
            used_by.entry(&import.from.path).or_default().insert(&import.to.path);
        }
        let reach = |from| {
            let (mut seen, mut left) = (BTreeSet::new(), vec![from]);
            while let Some(file) = left.pop() {
                left.extend(used_by.get(file).into_iter().flatten().filter(|next| seen.insert(**next)));
            }
            seen
        };
        let reached: BTreeMap<&str, BTreeSet<&str>> = used_by.keys().map(|file| (*file, reach(*file))).collect();
        let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
        for (file, reached_from) in reached.iter().filter(|(file, reached)| reached.contains(**file)) {
            let is_in = |other: &&&str| reached.get(**other).is_some_and(|back| back.contains(file));
            circles.insert(reached_from.iter().filter(is_in).map(|file| (*file).to_owned()).collect());
        }
        circles.into_iter().collect()
    }
}

/// The module that a file of the `src` folder is; none for a program's.
fn module_of(path: &str) -> Option<Vec<String>> {
    let path = path.strip_suffix(".rs")?;
    let mut module: Vec<String> = path.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod") || path == "lib" {
        module.pop();
    }
    (path != "main" && module.first().is_none_or(|first| first != "bin")).then_some(module)
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            read_folder(&path, &format!("{prefix}{name}/"), files)?;
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))?;
            files.push((format!("{prefix}{name}"), text));
        }
    }
    Ok(())
}
