//! The rooms of a crate, and that imports run one way between them.
//!
//! A crate writes its rooms down once, from the uppermost to the lowest, in a table of its
//! `lib.rs` docs under the heading `# Rooms`:
//!
//! ```text
//! //! # Rooms
//! //!
//! //! | room | what is in it |
//! //! |---|---|
//! //! | `client` | calls to one worker |
//! //! | `codec`, `names` | what values and functions are on the wire |
//! ```
//!
//! A room is a module of the crate's root: a folder or a single file. Its files may use those of
//! the rooms below, and each other. Rooms in one row may use each other, too.
//!
//! Modules that are compiled for tests only are not looked at: a test may use the whole crate.

mod imports;
mod modules;
mod text;

use anyhow::{Context, Result};
pub use modules::Import;
use modules::Modules;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// What is wrong with a crate's rooms, a line for each finding. Empty when nothing is.
///
/// # Errors
///
/// When the crate's sources can't be read, or its `lib.rs` docs have no table of rooms.
pub fn wrong_directions(crate_folder: &Path) -> Result<Vec<String>> {
    let source = crate_folder.join("src");
    let root = fs::read_to_string(source.join("lib.rs")).with_context(|| format!("no {}", source.display()))?;
    let rooms = table_of_rooms(&root).with_context(|| format!("{}/lib.rs has no table of rooms", source.display()))?;
    Ok(check(&rooms, &Modules::read(&source)?))
}

/// The files of a crate that import each other, directly or by way of others: a list for each such
/// circle, and none when imports between files run one way.
///
/// # Errors
///
/// When the crate's sources can't be read.
pub fn circles(crate_folder: &Path) -> Result<Vec<Vec<String>>> {
    Ok(Modules::read(&crate_folder.join("src"))?.circles())
}

/// The row of each room, from the top.
type Rooms = HashMap<String, usize>;

fn table_of_rooms(root: &str) -> Option<Rooms> {
    let docs = root.lines().filter_map(|line| line.strip_prefix("//!")).map(str::trim);
    let mut docs = docs.skip_while(|line| *line != "# Rooms");
    docs.next()?;
    let rows = docs.take_while(|line| !line.starts_with("# ")).filter(|line| line.starts_with("| `"));
    let mut rooms = Rooms::new();
    for (row, line) in rows.enumerate() {
        let names = line.trim_start_matches('|').split('|').next().unwrap_or_default();
        rooms.extend(names.split(',').map(|name| (name.trim().trim_matches('`').to_owned(), row)));
    }
    (!rooms.is_empty()).then_some(rooms)
}

fn check(rooms: &Rooms, modules: &Modules) -> Vec<String> {
    let mut findings = Vec::new();
    let mut unknown: Vec<_> = modules.rooms().filter(|room| !rooms.contains_key(*room)).collect();
    unknown.sort_unstable();
    findings.extend(unknown.into_iter().map(|room| format!("`{room}` is not in the table of rooms")));
    let mut missing: Vec<_> = rooms.keys().filter(|room| !modules.rooms().any(|other| other == *room)).collect();
    missing.sort_unstable();
    findings.extend(missing.into_iter().map(|room| format!("the table has a room `{room}`, the crate has not")));
    let upward = modules.imports().filter_map(|import| {
        let (from, to) = (import.from.room()?, import.to.room());
        let Some(to) = to else {
            return Some(format!(
                "{}:{}: `{from}` uses the crate's root, where nothing is to be defined",
                import.from.path, import.line
            ));
        };
        let (Some(above), Some(below)) = (rooms.get(from), rooms.get(to)) else { return None };
        (above > below).then(|| {
            format!(
                "{}:{}: `{from}` uses `{to}` ({}), which is above it",
                import.from.path, import.line, import.to.path
            )
        })
    });
    findings.extend(upward);
    // A line may use several things of one room.
    findings.dedup();
    findings
}

#[cfg(test)]
mod tests {
    use super::{Modules, check, table_of_rooms};

    const ROOT: &str = "
        //! # Rooms
        //!
        //! | room | what is in it |
        //! |---|---|
        //! | `client` | calls |
        //! | `codec`, `names` | the wire |
        mod client;
        mod codec;
        mod names;
        pub use client::Client;
    ";

    fn findings(files: &[(&str, &str)]) -> Vec<String> {
        let root: String = ROOT.lines().map(|line| line.trim_start().to_owned() + "\n").collect();
        let mut all = vec![("lib.rs", &*root), ("client.rs", ""), ("codec/mod.rs", ""), ("names.rs", "")];
        all.retain(|(path, _)| !files.iter().any(|(other, _)| other == path));
        all.extend(files);
        check(&table_of_rooms(&root).unwrap(), &Modules::of(all))
    }

    #[test]
    fn imports_that_run_down_are_right() {
        assert_eq!(findings(&[]), Vec::<String>::new());
        let client = "use crate::codec::Encode;\nuse crate::{names, codec::{self, Decode}};";
        assert_eq!(findings(&[("client.rs", client)]), Vec::<String>::new());
        let same_row = [("codec/mod.rs", "use crate::names;"), ("names.rs", "fn f() { crate::codec::g() }")];
        assert_eq!(findings(&same_row), Vec::<String>::new());
    }

    #[test]
    fn a_module_within_a_file_may_use_what_the_file_has() {
        let codec = "mod inner { pub mod deep { use super::super::helpers; } }\nmod helpers {}\nuse crate::names;";
        assert_eq!(findings(&[("codec/mod.rs", codec)]), Vec::<String>::new());
    }

    #[test]
    fn imports_that_run_up_are_told_with_file_line_and_rooms() {
        let told = ["codec/mod.rs:2: `codec` uses `client` (client.rs), which is above it"];
        for codec in [
            "\nuse crate::client::Call;",
            "\nuse crate::Client;",
            "\nuse crate::{names, client::{Call, Remote}};",
            "\nfn f() -> crate::client::Call { }",
            "\nuse super::client;",
            "\nmod inner { use super::super::client::Call; }",
            "\npub(crate) use crate::Client as Other;",
        ] {
            assert_eq!(findings(&[("codec/mod.rs", codec)]), told, "{codec}");
        }
        let deeper = [("codec/encode.rs", "use super::super::client;"), ("codec/mod.rs", "mod encode;")];
        assert_eq!(findings(&deeper), ["codec/encode.rs:1: `codec` uses `client` (client.rs), which is above it"]);
    }

    #[test]
    fn what_is_no_import_is_not_taken_for_one() {
        for codec in [
            "// use crate::client::Call;\n/* crate::client */",
            "//! [`call`](crate::client::call)",
            "const TEXT: &str = \"use crate::client;\";",
            "const TEXT: &str = r#\"use \"crate::client\";\"#;",
            "#[cfg(test)]\nmod tests { use crate::client::Call; fn f() { { } } }",
            "#[cfg(test)]\nuse crate::client::Call;",
            "pub(in crate::client) fn f() {}",
            "fn f() { quote! { use crate::client::Call; #(crate::client::#calls)* } }",
        ] {
            assert_eq!(findings(&[("codec/mod.rs", codec)]), Vec::<String>::new(), "{codec}");
        }
        let test_file = [("codec/mod.rs", "#[cfg(test)]\nmod tests;"), ("codec/tests.rs", "use crate::client::Call;")];
        assert_eq!(findings(&test_file), Vec::<String>::new());
    }

    #[test]
    fn code_after_texts_and_lifetimes_is_read() {
        let told = ["codec/mod.rs:1: `codec` uses `client` (client.rs), which is above it"];
        for before in [
            "const C: char = '\"';",
            "fn f<'a>(_: &'a str) {}",
            "const T: &str = \"\\\"\";",
            "/* /* */ */",
            "fn f() { quote!({}) }",
        ] {
            assert_eq!(findings(&[("codec/mod.rs", &format!("{before} use crate::client;"))]), told, "{before}");
        }
    }

    #[test]
    fn the_table_names_all_rooms_and_no_others() {
        assert_eq!(findings(&[("other.rs", "")]), ["`other` is not in the table of rooms"]);
        let root = ROOT.replace("//! | `client`", "//! | `cellar` | dark |\n//! | `client`");
        let root: String = root.lines().map(|line| line.trim_start().to_owned() + "\n").collect();
        let modules = Modules::of([("lib.rs", &*root), ("client.rs", ""), ("codec.rs", ""), ("names.rs", "")]);
        let findings = check(&table_of_rooms(&root).unwrap(), &modules);
        assert_eq!(findings, ["the table has a room `cellar`, the crate has not"]);
        assert!(table_of_rooms("//! No rooms.").is_none());
    }

    #[test]
    fn files_that_import_each_other_are_a_circle() {
        let circles = |files: &[(&str, &str)]| Modules::of(files.to_vec()).circles();
        let one_way = [("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::b::X;"), ("b.rs", "struct X;")];
        assert!(circles(&one_way).is_empty());
        let two = [("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::b::X;"), ("b.rs", "use crate::a::Y;")];
        assert_eq!(circles(&two), [["a.rs", "b.rs"]]);
        // A folder's mod.rs that only re-exports what its files define does not use them.
        let shown = [("lib.rs", "mod a;"), ("a/mod.rs", "mod b; pub use b::X; struct Y;"), ("a/b.rs", "use super::Y;")];
        assert!(circles(&shown).is_empty());
        let used = [("lib.rs", "mod a;"), ("a/mod.rs", "mod b; use b::X; struct Y;"), ("a/b.rs", "use super::Y;")];
        assert_eq!(circles(&used), [["a/b.rs", "a/mod.rs"]]);
    }
}
