//! What CHANGELOG.md says of this version, in the form of [Keep a Changelog].
//!
//! Between releases, what has changed stands under `## [Unreleased]`. A release needs a heading
//! with its version and the date, and nothing left above it.
//!
//! [Keep a Changelog]: https://keepachangelog.com/en/1.1.0/

use super::finding::Finding;
use std::path::Path;

/// The file in the project's folder.
pub const FILE: &str = "CHANGELOG.md";

/// How far it is.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    /// This version has a section with a date.
    Ready,
    /// What has changed is written down and has yet to get the version's heading.
    Unreleased(Finding),
    /// It says nothing of this version, or not in the form that it should have.
    Wrong(Finding),
}

/// Looks for `version` in the changelog's text.
pub fn check(text: &str, version: &str) -> State {
    let sections = sections(text);
    let finding = |line, what: String, cure: String| Finding::new(Path::new(FILE), line, what, cure);
    let heading = format!("## [{version}] - YYYY-MM-DD");
    let unreleased = sections.iter().find(|section| section.name == "Unreleased" && section.entries > 0);
    if let Some(Section { line, entries, .. }) = unreleased {
        let what = format!("{entries} changes are under `Unreleased`, not under {version}");
        return State::Unreleased(finding(*line, what, format!("write `{heading}` over them")));
    }
    let Some(section) = sections.iter().find(|section| section.name == version) else {
        let what = format!("nothing is said of {version}");
        return State::Wrong(finding(1, what, format!("write what has changed, under `{heading}`")));
    };
    let newest = sections.iter().find(|section| section.name != "Unreleased");
    if section.entries == 0 {
        let what = format!("no change is listed for {version}");
        State::Wrong(finding(
            section.line,
            what,
            "write what has changed, a line that begins with `- ` for each".into(),
        ))
    } else if newest != Some(section) {
        let what = format!("{version} is not the newest version");
        State::Wrong(finding(section.line, what, "move it above the others, or raise the workspace's version".into()))
    } else if !is_date(section.date) {
        let what = format!("{version} has no date");
        State::Wrong(finding(section.line, what, format!("write `{heading}`")))
    } else {
        State::Ready
    }
}

#[derive(PartialEq)]
struct Section<'a> {
    line: usize,
    name: &'a str,
    /// What follows the name and ` - `.
    date: &'a str,
    entries: usize,
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if let Some(heading) = line.strip_prefix("## ") {
            let (name, date) = heading.split_once(" - ").unwrap_or((heading, ""));
            let name = name.trim().trim_start_matches('[').trim_end_matches(']');
            sections.push(Section { line: number, name, date: date.trim(), entries: 0 });
        } else if line.starts_with("- ")
            && let Some(section) = sections.last_mut()
        {
            section.entries += 1;
        }
    }
    sections
}

/// Whether it is of the form 2026-01-31.
fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let is_number = |part: &str, digits| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts[..], [year, month, day] if is_number(year, 4) && is_number(month, 2) && is_number(day, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELEASED: &str = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-27\n\n### Added\n\n- one\n\n\
                            ## [0.1.0] - 2026-01-01\n\n- first\n";

    fn wrong(text: &str, version: &str) -> String {
        match check(text, version) {
            State::Wrong(finding) => finding.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_version_with_a_date_and_changes_is_ready() {
        assert_eq!(check(RELEASED, "0.2.0"), State::Ready);
    }

    #[test]
    fn changes_without_a_version_are_to_get_one() {
        let State::Unreleased(finding) = check("## [Unreleased]\n\n- one\n- two\n", "0.1.0") else { panic!() };
        assert_eq!(
            finding.to_string(),
            "CHANGELOG.md:1: 2 changes are under `Unreleased`, not under 0.1.0\n    \
             to do: write `## [0.1.0] - YYYY-MM-DD` over them"
        );
        let late = RELEASED.replace("## [Unreleased]\n", "## [Unreleased]\n\n- more\n");
        assert!(matches!(check(&late, "0.2.0"), State::Unreleased(_)));
    }

    #[test]
    fn what_is_missing_is_told_with_its_line() {
        assert!(wrong(RELEASED, "0.3.0").starts_with("CHANGELOG.md:1: nothing is said of 0.3.0"));
        assert!(wrong("## [Unreleased]\n", "0.1.0").contains("nothing is said of 0.1.0"));
        assert!(wrong(RELEASED, "0.1.0").starts_with("CHANGELOG.md:11: 0.1.0 is not the newest"));
        assert!(wrong(&RELEASED.replace("- one\n", ""), "0.2.0").starts_with("CHANGELOG.md:5: no change is listed"));
        for date in ["", " - soon", " - 2026-11", " - 27-11-2026"] {
            let text = RELEASED.replace(" - 2026-11-27", date);
            assert!(wrong(&text, "0.2.0").starts_with("CHANGELOG.md:5: 0.2.0 has no date"), "{date}");
        }
    }
}
