//! Paths as manifests and messages name them, on every system.

use std::path::{Component, Path, PathBuf};

use crate::error::Error;

/// The path that leads from the folder `from` to `to`, with `/` between its parts on every system.
/// Neither of the two has to exist.
pub(crate) fn relative(from: &Path, to: &Path) -> Result<String, Error> {
    let (from, to) = (real(from)?, real(to)?);
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if common == 0 {
        // On Windows no relative path leads from one drive to another.
        return Ok(slashed(&to));
    }
    let up = from.components().skip(common).map(|_| "..".to_owned());
    let down = to.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<_> = up.chain(down).collect();
    Ok(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// The absolute path, with symbolic links resolved as far as it exists. An empty path is the
/// current folder.
fn real(path: &Path) -> Result<PathBuf, Error> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let absolute = normal(&std::path::absolute(path).map_err(Error::io("read", path))?);
    let mut existing = absolute.as_path();
    loop {
        if let Ok(real) = canonical(existing) {
            let rest = absolute.strip_prefix(existing).unwrap_or(Path::new(""));
            return Ok(if rest.as_os_str().is_empty() { real } else { real.join(rest) });
        }
        match existing.parent() {
            Some(parent) => existing = parent,
            None => return Ok(absolute),
        }
    }
}

/// The absolute path, with symbolic links resolved. The standard library's function puts `\\?\`
/// before it on Windows. This one does not, since cargo does not take such a path in a manifest.
pub(crate) fn canonical(path: &Path) -> std::io::Result<PathBuf> {
    dunce::canonicalize(path)
}

/// The path with `/` between its parts, as manifests have it on every system.
pub(crate) fn slashed(path: &Path) -> String {
    let text = dunce::simplified(path).to_string_lossy().into_owned();
    // On other systems a backslash is a character like any other, and may be part of a name.
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}

/// The path as messages show it: relative to the current folder if it is that or below it,
/// otherwise as it is. The current folder itself is an empty path.
pub(crate) fn shown(path: &Path) -> PathBuf {
    let Ok(current) = std::env::current_dir() else { return path.to_owned() };
    match relative(&current, path) {
        Ok(short) if short == "." => PathBuf::new(),
        Ok(short) if !short.starts_with("..") && !Path::new(&short).is_absolute() => short.into(),
        _ => path.to_owned(),
    }
}

/// Whether two paths lead to the same file or folder.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    relative(one, other).is_ok_and(|path| path == ".")
}

/// Whether a file cannot have this name on Windows, because a device has it: `aux`, and also
/// `aux.rs`.
pub(crate) fn is_reserved(file: &str) -> bool {
    let stem = file.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|n| n.len() == 1 && n != "0" && n.as_bytes()[0].is_ascii_digit())
    };
    ["con", "prn", "aux", "nul"].contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

/// The path without the parts `.` and `..`. Symbolic links are not looked at: `a/link/..` is `a`,
/// wherever `link` leads.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_crate() {
        let root = tempfile::tempdir().unwrap();
        let (from, to) = (root.path().join("app/component1-stub"), root.path().join("sdk"));
        assert_eq!(relative(&from, &to).unwrap(), "../../sdk");
        assert_eq!(relative(&from, &from.join("sdk")).unwrap(), "sdk");
    }

    #[test]
    fn names_that_windows_reserves() {
        for name in ["con", "AUX", "nul.rs", "com1", "Lpt9.tar.gz", "prn ."] {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["console", "com0", "com10", "counter", "auxiliary", "lpt", "con-sole"] {
            assert!(!is_reserved(name), "{name}");
        }
    }
}
