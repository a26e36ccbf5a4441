//! Edits the workspace's `Cargo.toml`: its members, and the table in which the links are recorded.

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Value, value};

use super::links::{Link, Links};
use super::toml;
use crate::client::Mode;
use crate::disk;
use crate::error::Error;
use crate::golem_version::GolemVersion;
use crate::paths::slashed;
use crate::sdk::Sdk;

const TABLE: [&str; 3] = ["workspace", "metadata", "golem-rpc"];

/// What a link says of its stub if no compiler makes it.
const INSTANT: &str = "instant";

/// The manifest of a workspace: how it was, and how it is going to be.
pub(crate) struct RootManifest {
    pub(crate) path: PathBuf,
    pub(crate) old: String,
    document: DocumentMut,
}

impl RootManifest {
    pub(crate) fn read(root: &Path) -> Result<RootManifest, Error> {
        let path = root.join("Cargo.toml");
        let old = disk::read(&path)?.unwrap_or_default();
        let document = toml::parse(&path, &old)?;
        if !document.contains_key("workspace") {
            return Err(no_workspace(&format!("`{}` is a package and no workspace", path.display())));
        }
        Ok(RootManifest { path, old, document })
    }

    pub(crate) fn text(&self) -> String {
        toml::text(&self.document, &self.old)
    }

    /// Whether the manifest describes a package as well as the workspace.
    pub(crate) fn is_package(&self) -> bool {
        self.document.contains_key("package")
    }

    /// The paths of the members, some of which may be patterns.
    pub(crate) fn members(&self) -> impl Iterator<Item = &str> {
        let members = self.document["workspace"].get("members").and_then(Item::as_array);
        members.into_iter().flatten().filter_map(Value::as_str)
    }

    /// Whether the workspace says that the crate in `folder` is none of it.
    pub(crate) fn excludes(&self, folder: &str) -> bool {
        let excluded = self.document["workspace"].get("exclude").and_then(Item::as_array);
        excluded.into_iter().flatten().filter_map(Value::as_str).any(|path| folder == path.trim_matches('/'))
    }

    /// The links that are recorded.
    pub(crate) fn links(&self) -> Result<Links, Error> {
        let mut links = Links::default();
        let table = TABLE.iter().try_fold(self.document.as_item(), |item, key| item.get(key));
        let Some(table) = table else { return Ok(links) };
        let text = |key| table.get(key).and_then(Item::as_str);
        if let Some(golem) = table.get("golem") {
            links.golem = self.golem(golem)?;
        }
        let path = text("sdk-path").map(|path| Sdk::Path(path.into()));
        links.sdk = path.or_else(|| text("sdk-version").map(|version| Sdk::Version(version.to_owned())));
        for entry in table.get("links").and_then(Item::as_array).into_iter().flatten() {
            let text = |key| entry.as_inline_table().and_then(|link| link.get(key)?.as_str());
            let mode = match text("mode") {
                Some("composed") => Some(Mode::Composed),
                Some("direct") => Some(Mode::Direct),
                _ => None,
            };
            let instant_stub = match (text("stub"), mode) {
                (Some(INSTANT), Some(Mode::Composed)) => Some(true),
                (None, _) => Some(false),
                _ => None,
            };
            match (text("caller"), text("target"), mode, instant_stub) {
                (Some(caller), Some(target), Some(mode), Some(instant_stub)) => {
                    let caller = caller.to_owned();
                    links.insert(Link { caller, target: target.to_owned(), mode, instant_stub });
                    text("at").into_iter().for_each(|path| links.put_elsewhere(target, path.into()));
                }
                _ => return Err(self.unknown(entry)),
            }
        }
        Ok(links)
    }

    fn golem(&self, recorded: &Item) -> Result<GolemVersion, Error> {
        let version = recorded.as_str().and_then(|text| text.parse().ok());
        version.ok_or_else(|| {
            let recorded = recorded.to_string();
            Error::options(
                format!("`{}` records a version of Golem that is not known: {}", self.path.display(), recorded.trim()),
                "write `golem = \"1.0\"`, or 1.1, 1.2, 1.3 or 1.4",
            )
        })
    }

    fn unknown(&self, entry: &Value) -> Error {
        Error::options(
            format!("`{}` records a link that cannot be read: `{}`", self.path.display(), entry.to_string().trim()),
            "write it as `{ caller = \"…\", target = \"…\", mode = \"composed\" }`, or `mode = \"direct\"`; a composed \
             one may have `stub = \"instant\"`",
        )
    }

    /// Records the links. If there are none, the table is removed.
    pub(crate) fn record(&mut self, links: &Links) -> Result<(), Error> {
        // An equal record is kept as the user has written it.
        if self.links()? == *links {
            return Ok(());
        }
        if links.is_empty() && links.golem == GolemVersion::default() {
            if let Some(metadata) = self.document["workspace"].get_mut("metadata").and_then(Item::as_table_like_mut) {
                metadata.remove("golem-rpc");
            }
            toml::remove_if_ours(&mut self.document, &TABLE[..2]);
            return Ok(());
        }
        let is_new = TABLE.iter().try_fold(self.document.as_item(), |item, key| item.get(key)).is_none();
        let table = toml::table_at(&mut self.document, &TABLE)
            .ok_or_else(|| self::odd(&self.path, "workspace.metadata.golem-rpc"))?;
        let sdk = match &links.sdk {
            Some(Sdk::Path(folder) | Sdk::Checkout(folder)) => Some(("sdk-path", slashed(folder))),
            Some(Sdk::Version(version)) => Some(("sdk-version", version.clone())),
            None => None,
        };
        for key in ["sdk-path", "sdk-version"] {
            match &sdk {
                Some((wanted, text)) if *wanted == key => drop(table.insert(key, value(text))),
                _ => drop(table.remove(key)),
            }
        }
        if links.golem == GolemVersion::default() {
            table.remove("golem");
        } else if table.get("golem").and_then(Item::as_str) != Some(links.golem.name()) {
            table.insert("golem", value(links.golem.name()));
        }
        let array = table.entry("links").or_insert_with(|| value(Array::new()));
        update(array.as_array_mut().ok_or_else(|| odd(&self.path, "workspace.metadata.golem-rpc.links"))?, links);
        if let Some(table) = self.document["workspace"]["metadata"]["golem-rpc"].as_table_mut().filter(|_| is_new) {
            table.decor_mut().set_prefix("\n# Who calls whom: kept by golem-rpc-codegen.\n");
            table.decor_mut().set_suffix("");
            table.set_position(Some(isize::MAX));
        }
        Ok(())
    }

    /// Makes the crate in `folder`, a path relative to the workspace, a member, unless it is one.
    pub(crate) fn add_member(&mut self, folder: &str) -> Result<(), Error> {
        let path = self.path.clone();
        let table = self.document["workspace"].as_table_like_mut().ok_or_else(|| odd(&path, "workspace"))?;
        let members = table.entry("members").or_insert_with(|| value(Array::new()));
        let members = members.as_array_mut().ok_or_else(|| odd(&path, "workspace.members"))?;
        if members.iter().filter_map(Value::as_str).any(|pattern| matches(pattern, folder)) {
            return Ok(());
        }
        let indent = members.get(0).and_then(prefix).filter(|prefix| prefix.contains('\n'));
        let indent = indent.map(|prefix| prefix[prefix.rfind('\n').unwrap_or(0)..].to_owned());
        push(members, folder.into(), indent.as_deref());
        Ok(())
    }

    /// Undoes [`add_member`](Self::add_member).
    pub(crate) fn remove_member(&mut self, folder: &str) {
        let Some(table) = self.document["workspace"].as_table_like_mut() else { return };
        let Some(members) = table.get_mut("members").and_then(Item::as_array_mut) else { return };
        let index = members.iter().position(|member| member.as_str() == Some(folder));
        if let Some(index) = index {
            take(members, index);
        }
        if members.is_empty() {
            table.remove("members");
        }
    }
}

/// Makes the entries of `array` those of `links`, in the same order. Comments beside entries that
/// stay are kept.
fn update(array: &mut Array, links: &Links) {
    let key = |entry: &Value| {
        let text = |key| Some(entry.as_inline_table()?.get(key)?.as_str()?.to_owned());
        Some((text("caller")?, text("target")?))
    };
    let wanted: Vec<_> = links.iter().map(|link| (Some((link.caller.clone(), link.target.clone())), link)).collect();
    for index in (0..array.len()).rev() {
        let there = array.get(index).and_then(key);
        if !wanted.iter().any(|(wanted, _)| *wanted == there) {
            take(array, index);
        }
    }
    for (index, (wanted, link)) in wanted.into_iter().enumerate() {
        let there = array.iter().position(|entry| key(entry) == wanted);
        match there.and_then(|there| array.get_mut(there)).and_then(Value::as_inline_table_mut) {
            Some(entry) => bring_up_to_date(entry, &link, links.path_of(&link.target)),
            None => insert(array, index, entry(&link, links.path_of(&link.target))),
        }
    }
}

/// What says the same already stays as it is written.
fn bring_up_to_date(entry: &mut InlineTable, link: &Link, at: Option<&Path>) {
    let stub = link.instant_stub.then(|| INSTANT.to_owned());
    for (key, text) in [("mode", Some(mode_name(link.mode).to_owned())), ("stub", stub), ("at", at.map(slashed))] {
        let is_as_wanted = entry.get(key).and_then(Value::as_str) == text.as_deref();
        match text {
            _ if is_as_wanted => {}
            Some(text) => drop(entry.insert(key, text.into())),
            None => drop(entry.remove(key)),
        }
    }
}

fn entry(link: &Link, at: Option<&Path>) -> Value {
    let mut entry = InlineTable::new();
    entry.insert("caller", link.caller.as_str().into());
    entry.insert("target", link.target.as_str().into());
    entry.insert("mode", mode_name(link.mode).into());
    if link.instant_stub {
        entry.insert("stub", INSTANT.into());
    }
    at.into_iter().for_each(|at| drop(entry.insert("at", slashed(at).into())));
    entry.into()
}

/// Inserts a value on a line of its own. What stands before the value that follows it stays where
/// it is, for that may be a comment on the line above.
fn insert(array: &mut Array, index: usize, mut value: Value) {
    const INDENT: &str = "\n    ";
    let Some(next) = array.get_mut(index) else { return push(array, value, Some(INDENT)) };
    value.decor_mut().set_prefix(prefix(next).unwrap_or(INDENT).to_owned());
    next.decor_mut().set_prefix(INDENT);
    array.insert_formatted(index, value);
}

pub(crate) fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Composed => "composed",
        Mode::Direct => "direct",
    }
}

fn odd(path: &Path, key: &str) -> Error {
    Error::options(
        format!("`{key}` in `{}` is not what cargo expects there", path.display()),
        "correct it: `cargo metadata` tells what is wrong",
    )
}

fn prefix(value: &Value) -> Option<&str> {
    value.decor().prefix()?.as_str()
}

fn suffix(value: &Value) -> &str {
    value.decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default()
}

/// Adds a value at the end, on a line of its own if `indent` says how such a line begins. What
/// stands between the last value and the bracket stays with that value, for that may be a comment
/// on it.
fn push(array: &mut Array, mut value: Value, indent: Option<&str>) {
    let was_empty = array.is_empty();
    let trailing = array.trailing().as_str().unwrap_or_default().to_owned();
    let last = array.len().checked_sub(1).and_then(|last| array.get_mut(last));
    let after_last = last.map(|last| {
        let after = suffix(last).to_owned();
        last.decor_mut().set_suffix("");
        after
    });
    let after_last = after_last.unwrap_or_default();
    let comma = array.trailing_comma() || was_empty && indent.is_some();
    let between = if array.trailing_comma() { &trailing } else { &after_last };
    let (comment, end) = match (between.rsplit_once('\n'), indent) {
        (Some((comment, end)), Some(_)) => (comment, format!("\n{end}")),
        (None, Some(_)) if was_empty => ("", "\n".to_owned()),
        _ => ("", between.clone()),
    };
    let space = if was_empty { "" } else { " " };
    value.decor_mut().set_prefix(format!("{comment}{}", indent.unwrap_or(space)));
    value.decor_mut().set_suffix(if comma { "" } else { &end });
    array.push_formatted(value);
    array.set_trailing_comma(comma);
    if comma {
        array.set_trailing(end);
    }
}

/// Removes a value, and the space that [`push`] added around it.
fn take(array: &mut Array, index: usize) {
    let removed = array.remove(index);
    let before = prefix(&removed).unwrap_or_default();
    let before = before.rsplit_once('\n').map_or("", |(comment, _)| comment);
    if let Some(next) = array.get_mut(index) {
        let joined = format!("{before}{}", prefix(next).unwrap_or_default());
        next.decor_mut().set_prefix(joined);
    } else if array.trailing_comma() {
        let joined = format!("{before}{}", array.trailing().as_str().unwrap_or_default());
        array.set_trailing(joined);
    } else if let Some(last) = index.checked_sub(1).and_then(|last| array.get_mut(last)) {
        last.decor_mut().set_suffix(format!("{before}{}", suffix(&removed)));
    }
}

/// Whether the path of a member is matched by an entry of `members`, which may be a pattern.
pub(crate) fn matches(pattern: &str, folder: &str) -> bool {
    let (pattern, folder): (Vec<_>, Vec<_>) =
        (pattern.trim_matches('/').split('/').collect(), folder.split('/').collect());
    pattern.len() == folder.len()
        && pattern.iter().zip(folder).all(|(pattern, part)| part_matches(pattern.as_bytes(), part.as_bytes()))
}

fn part_matches(pattern: &[u8], part: &[u8]) -> bool {
    match (pattern, part) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => part_matches(rest, part) || !part.is_empty() && part_matches(pattern, &part[1..]),
        ([b'?', rest @ ..], [_, part @ ..]) => part_matches(rest, part),
        ([p, rest @ ..], [c, part @ ..]) => p == c && part_matches(rest, part),
        _ => false,
    }
}

/// That there is no workspace where one is needed.
pub(crate) fn no_workspace(what: &str) -> Error {
    Error::options(
        what,
        "`golem-rpc-codegen new NAME` makes one, with a first component; for components that there are, put a \
         Cargo.toml into the folder above them, with `[workspace]`, `resolver = \"3\"` and `members = \
         [\"component1\", \"component2\"]`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ways in which people write `members`, each with comments.
    const MANIFESTS: &[&str] = &[
        "[workspace]\nmembers = [\"a\", \"b\"]\n",
        "[workspace]\nmembers = [ \"a\", \"b\" ] # all\n",
        "# first\n[workspace]\nresolver = \"2\"\nmembers = [\n    \"a\", # one\n    \"b\", # two\n]\n\n# last\n\
         [profile.release]\nlto = true\n# end\n",
        "[workspace]\nmembers = [\n  \"a\",\n  # the other\n  \"b\"\n]\nexclude = [\"x\"]\n",
        "[workspace]\nmembers = [\n\t\"a\"\n\t, \"b\"\n]\n[workspace.metadata.other]\nx = 1\n",
        "[workspace]\nmembers = [\"a\",\n           \"b\"]\n",
        "[workspace]\nmembers = [\n    \"a\", # one\n    \"b\" # two\n]\n",
        "[workspace]\nmembers = [\"a\",]\n",
        "[workspace]\r\nmembers = [\r\n    \"a\", # one\r\n    \"b\",\r\n]\r\n\r\n[profile.release]\r\nlto = true\r\n",
        "workspace = { members = [\"a\"] }\n",
        "[package]\nname = \"root\"\n\n[workspace]\n",
        "[workspace]\nmembers = [\"*\"]\n\n[workspace.metadata]\nx = 1\n",
    ];

    fn link(caller: &str, target: &str, mode: Mode, instant_stub: bool) -> Link {
        Link { caller: caller.to_owned(), target: target.to_owned(), mode, instant_stub }
    }

    fn manifest(text: &str) -> RootManifest {
        RootManifest {
            path: "Cargo.toml".into(),
            old: text.to_owned(),
            document: toml::parse("Cargo.toml".as_ref(), text).unwrap(),
        }
    }

    #[test]
    fn what_is_added_and_removed_again_leaves_no_trace() {
        for text in MANIFESTS {
            let mut links = Links::default();
            links.insert(link("a", "b", Mode::Composed, false));
            links.insert(link("b", "a", Mode::Direct, false));
            links.insert(link("b", "c", Mode::Composed, true));
            let mut edited = manifest(text);
            edited.add_member("b-stub").unwrap();
            edited.add_member("b-client").unwrap();
            edited.record(&links).unwrap();
            let mut edited = manifest(&edited.text());
            assert_eq!(edited.links().unwrap(), links, "{}", edited.text());
            for comment in text.lines().filter_map(|line| line.split_once('#')) {
                assert!(edited.text().contains(comment.1), "{text}\n{}", edited.text());
            }
            let before = edited.text();
            edited.add_member("b-stub").unwrap();
            edited.record(&links).unwrap();
            assert_eq!(edited.text(), before);
            edited.remove_member("b-client");
            edited.remove_member("b-stub");
            edited.record(&Links::default()).unwrap();
            assert_eq!(edited.text(), *text);
        }
    }

    #[test]
    fn an_edited_manifest_reads_well() {
        let mut edited = manifest(MANIFESTS[2]);
        edited.add_member("b-stub").unwrap();
        let mut links = Links::default();
        links.sdk = Some(Sdk::Path("../sdk".into()));
        links.insert(link("a", "b", Mode::Composed, false));
        edited.record(&links).unwrap();
        insta::assert_snapshot!(edited.text());
    }

    #[test]
    fn a_record_that_says_the_same_stays_as_it_is_written() {
        let text =
            "[workspace]\nmetadata.golem-rpc.links = [{ mode = \"direct\", target = \"b\", caller = \"a\" }] # mine\n";
        let mut links = Links::default();
        links.insert(link("a", "b", Mode::Direct, false));
        let mut edited = manifest(text);
        edited.record(&links).unwrap();
        assert_eq!(edited.text(), text);
    }

    #[test]
    fn members_stay_in_their_layout() {
        for (before, after) in [
            ("[\"a\", \"b\"]", "[\"a\", \"b\", \"c\"]"),
            ("[ \"a\" ]", "[ \"a\", \"c\" ]"),
            ("[\n  \"a\", # one\n]", "[\n  \"a\", # one\n  \"c\",\n]"),
            ("[\n  \"a\" # one\n]", "[\n  \"a\", # one\n  \"c\"\n]"),
            ("[\"a\",]", "[\"a\", \"c\",]"),
            ("[]", "[\"c\"]"),
        ] {
            let mut edited = manifest(&format!("[workspace]\nmembers = {before}\n"));
            edited.add_member("c").unwrap();
            assert_eq!(edited.text(), format!("[workspace]\nmembers = {after}\n"));
        }
    }

    #[test]
    fn members_may_be_patterns() {
        assert!(
            matches("*", "a") && matches("crates/*-stub", "crates/a-stub") && matches("a?", "ab") && matches("a/", "a")
        );
        assert!(!matches("*", "a/b") && !matches("a", "ab") && !matches("crates/*-stub", "crates/a"));
    }
}
