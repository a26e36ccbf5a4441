//! Rust source as tokens, without comments, texts and code for tests.

/// A word or a mark, and the line that it is on, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) line: usize,
}

/// The tokens of `source`: words, `::`, and each other mark by itself.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while let Some(first) = rest.chars().next() {
        let len = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => text(rest, 1),
            'b' if rest.starts_with("b\"") => text(rest, 2),
            'r' | 'b' if raw_text(rest).is_some() => raw_text(rest).unwrap_or(1),
            '\'' => character_or_lifetime(rest),
            ':' if rest.starts_with("::") => {
                tokens.push(Token { text: "::", line });
                2
            }
            first if first.is_whitespace() => first.len_utf8(),
            first => {
                let word = rest.find(|other| !is_of_word(other)).unwrap_or(rest.len());
                let len = if is_of_word(first) { word } else { first.len_utf8() };
                tokens.push(Token { text: &rest[..len], line });
                len
            }
        };
        line += rest[..len].matches('\n').count();
        rest = &rest[len..];
    }
    tokens
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// How long the comment is that `rest` begins with. Comments nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut len) = (0, 0);
    loop {
        if rest[len..].starts_with("/*") {
            depth += 1;
            len += 2;
        } else if rest[len..].starts_with("*/") {
            depth -= 1;
            len += 2;
            if depth == 0 {
                return len;
            }
        } else {
            match rest[len..].chars().next() {
                Some(character) => len += character.len_utf8(),
                None => return len,
            }
        }
    }
}

/// How long the string literal is whose quote ends at `begin`.
fn text(rest: &str, begin: usize) -> usize {
    let mut escaped = false;
    for (place, character) in rest[begin..].char_indices() {
        match character {
            '"' if !escaped => return begin + place + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// How long the raw string literal is that `rest` begins with, if it does.
fn raw_text(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('b').unwrap_or(rest).strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inner = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let begin = rest.len() - inner.len();
    Some(inner.find(&end).map_or(rest.len(), |place| begin + place + end.len()))
}

/// How long the character literal is that `rest` begins with, or the quote of a lifetime.
fn character_or_lifetime(rest: &str) -> usize {
    let mut characters = rest[1..].chars();
    match characters.next() {
        // The character after the backslash may be a quote itself.
        Some('\\') => rest[3..].find('\'').map_or(1, |place| 3 + place + 1),
        Some(first) if characters.next() == Some('\'') => 1 + first.len_utf8() + 1,
        _ => 1,
    }
}

/// Takes out the items after a `#[cfg(test)]`. Returns the names of the modules among them: those
/// of other files are code for tests, too.
pub(super) fn without_tests<'a>(tokens: &[Token<'a>]) -> (Vec<Token<'a>>, Vec<&'a str>) {
    const ATTRIBUTE: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut modules) = (Vec::new(), Vec::new());
    let mut rest = tokens;
    while let Some(first) = rest.first() {
        let is_attribute =
            rest.len() >= ATTRIBUTE.len() && rest.iter().zip(ATTRIBUTE).all(|(token, text)| token.text == text);
        if !is_attribute {
            kept.push(*first);
            rest = &rest[1..];
            continue;
        }
        let item = item(&rest[ATTRIBUTE.len()..]);
        let words = item.iter().zip(item.iter().skip(1));
        modules.extend(words.filter(|(word, _)| word.text == "mod").map(|(_, name)| name.text).take(1));
        rest = &rest[ATTRIBUTE.len() + item.len()..];
    }
    (kept, modules)
}

/// Takes out what `quote!` is given: that is code of another crate.
pub(super) fn without_quotes<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut kept = Vec::new();
    let mut rest = tokens;
    while let Some(first) = rest.first() {
        kept.push(*first);
        rest = &rest[1..];
        if first.text == "quote" && rest.first().is_some_and(|next| next.text == "!") {
            rest = &rest[1 + group(&rest[1..])..];
        }
    }
    kept
}

/// How many tokens the parentheses, brackets or braces take that `tokens` begin with. Any other
/// token is one by itself.
fn group(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0usize;
    for (place, token) in tokens.iter().enumerate() {
        match token.text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return place + 1;
        }
    }
    tokens.len()
}

/// The item that `tokens` begin with: up to a semicolon, or to the end of its braces.
fn item<'a, 'b>(tokens: &'b [Token<'a>]) -> &'b [Token<'a>] {
    let mut end = 0;
    while let Some(first) = tokens.get(end) {
        end += group(&tokens[end..]);
        let next = tokens.get(end).map(|token| token.text);
        // The braces of a `use` are followed by its semicolon.
        if first.text == ";" || matches!(first.text, "{" | "}") && next != Some(";") {
            break;
        }
    }
    &tokens[..end]
}
