//! Writes random WIT in the syntax of 2024.

/// Translates what wit-parser prints into the syntax of 2024: `-> ()` for no result, and `float32`
/// and `float64`.
pub fn of_2024(text: &str) -> String {
    text.lines().flat_map(|line| [of_line(line), "\n".to_owned()]).collect()
}

fn of_line(line: &str) -> String {
    if line.trim_start().starts_with("//") {
        return line.to_owned();
    }
    let line = replace_word(&replace_word(line, "f32", "float32"), "f64", "float64");
    match line.strip_suffix(");") {
        Some(start) if line.contains(": func(") || line.contains(": static func(") => {
            if line.contains("->") {
                line
            } else {
                format!("{start}) -> ();")
            }
        }
        _ => line,
    }
}

/// Replaces a word of WIT. A name is not replaced, which has a `%` before it or is part of a longer
/// one.
fn replace_word(line: &str, word: &str, by: &str) -> String {
    let in_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '%';
    let mut replaced = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let is_word = !before.ends_with(in_name) && !after.starts_with(in_name);
        replaced.push_str(before);
        replaced.push_str(if is_word { by } else { word });
        rest = after;
    }
    replaced + rest
}
