//! How wide lines may be: 120 columns, as rustfmt has it, and 100 those that are comments.
//!
//! rustfmt does not break comments and texts. So this checks what it leaves.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

const LINE: usize = 120;
const COMMENT: usize = 100;

/// The lines of the Rust files in `folder` and below that are too wide, each with its file and
/// number.
///
/// # Errors
///
/// When a file can't be read.
pub fn too_wide(folder: &Path) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            findings.extend(too_wide(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))?;
            findings
                .extend(wide_lines(&text).map(|(line, width)| format!("{}:{line}: {width} columns", path.display())));
        }
    }
    findings.sort();
    Ok(findings)
}

/// Number and width of each line that is too wide. A table's row can't be broken.
fn wide_lines(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let lines = text.lines().enumerate().map(|(place, line)| (place + 1, line.chars().count(), line.trim_start()));
    lines.filter_map(|(number, width, line)| {
        let is_row = line.starts_with("//! |") || line.starts_with("/// |");
        let most = if line.starts_with("//") && !is_row { COMMENT } else { LINE };
        (width > most).then_some((number, width))
    })
}

#[cfg(test)]
mod tests {
    use super::wide_lines;

    #[test]
    fn comments_are_narrower_than_code() {
        let of_width = |begin: &str, width: usize| format!("{begin}{}", "x".repeat(width - begin.len()));
        for (line, is_wide) in [
            (of_width("let ", 120), false),
            (of_width("let ", 121), true),
            (of_width("    // ", 100), false),
            (of_width("    // ", 101), true),
            (of_width("    /// ", 101), true),
            (of_width("//! | ", 120), false),
            ("ü".repeat(120), false),
        ] {
            let text = format!("\n{line}\n");
            let wide: Vec<_> = wide_lines(&text).collect();
            assert_eq!(wide, if is_wide { vec![(2, line.chars().count())] } else { vec![] }, "{line}");
        }
    }
}
