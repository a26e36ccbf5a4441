//! Edits `Makefile.toml`, the file with the tasks of cargo-make.

use std::path::Path;

use toml_edit::{Item, Table, value};

use super::toml;
use crate::error::Error;

const HEAD: &str = "# For cargo-make: `cargo make build-flow`.\n";
const PROGRAM: &str = "golem-rpc-codegen";

/// The tasks that are generated: name, description, and arguments of the program.
const TASKS: [(&str, &str, &[&str]); 2] = [
    ("build-flow", "Generates, compiles and composes all components", &["build"]),
    ("release-build-flow", "The same, optimised", &["build", "--release"]),
];

/// Returns the file with the generated tasks, or without them if they are not `wanted`. Tasks that
/// the user wrote stay, even if they have the name of a generated one. If nothing remains of the
/// file, it is `None`.
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

/// The names of generated tasks that the user has given to other tasks.
pub(crate) fn taken(path: &Path, text: Option<&str>) -> Result<Vec<&'static str>, Error> {
    let document = toml::parse(path, text.unwrap_or_default())?;
    let Some(tasks) = document.get("tasks") else { return Ok(Vec::new()) };
    let taken = TASKS.iter().filter(|(name, _, args)| tasks.get(name).is_some_and(|task| !is_ours(task, args)));
    Ok(taken.map(|(name, ..)| *name).collect())
}

fn task(description: &str, args: &[&str]) -> Table {
    let mut table = Table::new();
    table.insert("description", value(description));
    // cargo-make has tasks of these names itself. Without this, it would add the fields of its task
    // to those of ours.
    table.insert("clear", value(true));
    // Without this, cargo-make would run the task once in each member of the workspace.
    table.insert("workspace", value(false));
    table.insert("command", value(PROGRAM));
    table.insert("args", value(args.iter().copied().collect::<toml_edit::Array>()));
    table
}

/// Whether a task is as it was generated, and nobody has changed it since.
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
