//! `Makefile.toml`, for those who use cargo-make.

use std::path::Path;

use toml_edit::{Item, Table, value};

use super::toml;
use crate::error::Error;

const HEAD: &str = "# For cargo-make: `cargo make build-flow`.\n";
const PROGRAM: &str = "golem-rpc-codegen";

/// Our tasks: name, description, arguments.
const TASKS: [(&str, &str, &[&str]); 2] = [
    ("build-flow", "Generates, compiles and composes all components", &["build"]),
    ("release-build-flow", "The same, optimised", &["build", "--release"]),
];

/// The file with our tasks, or without. Tasks of the user's stay, also those that are called like ours. No text, no file.
pub(crate) fn edited(path: &Path, text: Option<&str>, wanted: bool) -> Result<Option<String>, Error> {
    let mut document = toml::parse(path, text.unwrap_or_default())?;
    if !wanted && text.is_none() {
        return Ok(None);
    }
    if wanted {
        let mut without_header = Table::new();
        without_header.set_implicit(true);
        let tasks = document.entry("tasks").or_insert(Item::Table(without_header)).as_table_like_mut();
        let tasks = tasks
            .ok_or_else(|| Error::options(format!("`tasks` in `{}` is not a table", path.display()), "correct it"))?;
        for (name, description, args) in TASKS {
            tasks.entry(name).or_insert_with(|| Item::Table(task(description, args)));
        }
    } else if let Some(tasks) = document.get_mut("tasks").and_then(Item::as_table_like_mut) {
        let mut comments = String::new();
        for (name, description, args) in TASKS {
            if tasks.get(name).is_some_and(|there| is_as_made(there, &task(description, args))) {
                let removed = tasks.remove(name);
                comments += removed.as_ref().and_then(comment_above).unwrap_or_default();
            }
        }
        toml::remove_if_ours(&mut document, &["tasks"]);
        let comments = comments.replace(HEAD, "");
        if comments.contains('#') {
            let end = document.trailing().as_str().unwrap_or_default().to_owned();
            document.set_trailing(comments + &end);
        }
    }
    let head = if text.is_none() { HEAD } else { "" };
    let text = format!("{head}{}", toml::text(&document, text.unwrap_or_default()));
    Ok((!text.is_empty()).then_some(text))
}

/// Those of our names that the user has given to tasks of his own.
pub(crate) fn taken(path: &Path, text: Option<&str>) -> Result<Vec<&'static str>, Error> {
    let document = toml::parse(path, text.unwrap_or_default())?;
    let Some(tasks) = document.get("tasks") else { return Ok(Vec::new()) };
    let taken = TASKS.iter().filter(|(name, _, args)| tasks.get(name).is_some_and(|task| !is_ours(task, args)));
    Ok(taken.map(|(name, ..)| *name).collect())
}

fn task(description: &str, args: &[&str]) -> Table {
    let mut table = Table::new();
    table.insert("description", value(description));
    // cargo-make has tasks of these names itself, and would add ours to them.
    table.insert("clear", value(true));
    // Once for the workspace, not once in each member.
    table.insert("workspace", value(false));
    table.insert("command", value(PROGRAM));
    table.insert("args", value(args.iter().copied().collect::<toml_edit::Array>()));
    table
}

/// Whether nobody has changed a task since it was made.
fn is_as_made(there: &Item, made: &Table) -> bool {
    there.as_table().is_some_and(|there| {
        let after_header = there.decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default();
        there.to_string().trim() == made.to_string().trim() && after_header.trim().is_empty()
    })
}

fn comment_above(task: &Item) -> Option<&str> {
    task.as_table()?.decor().prefix()?.as_str()
}

fn is_ours(task: &Item, args: &[&str]) -> bool {
    let own = task.get("args").and_then(Item::as_array).into_iter().flatten().map(|arg| arg.as_str());
    task.get("command").and_then(Item::as_str) == Some(PROGRAM) && own.eq(args.iter().map(|arg| Some(*arg)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: Option<&str>, wanted: bool) -> Option<String> {
        super::edited(Path::new("Makefile.toml"), text, wanted).unwrap()
    }

    #[test]
    fn a_new_file_has_both_tasks_and_goes_with_them() {
        let text = edited(None, true).unwrap();
        insta::assert_snapshot!(text);
        assert_eq!(edited(Some(&text), true), Some(text.clone()));
        assert_eq!(edited(Some(&text), false), None);
    }

    #[test]
    fn tasks_of_the_users_stay() {
        for own in [
            "# mine\n[tasks.test]\ncommand = \"cargo\" # really\n",
            "[config]\nx = 1\n\n[tasks]\na = { script = \"b\" }\n",
            "[tasks.build-flow]\nscript = \"mine\"\n",
        ] {
            let text = edited(Some(own), true).unwrap();
            assert!(text.starts_with(own) && text.contains("[tasks.release-build-flow]"), "{text}");
            assert_eq!(edited(Some(&text), true), Some(text.clone()));
            assert_eq!(edited(Some(&text), false).as_deref(), Some(own));
        }
        let mine = Some("[tasks.build-flow]\nscript = \"mine\"\n");
        assert_eq!(taken(Path::new("Makefile.toml"), mine).unwrap(), ["build-flow"]);
        assert_eq!(taken(Path::new("Makefile.toml"), None).unwrap(), [""; 0]);
    }
}
