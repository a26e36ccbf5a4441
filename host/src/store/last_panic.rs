//! [`LastPanic`]: the message of a Rust panic, out of what a worker writes to standard error.

/// How many bytes of a message are kept.
const LONGEST: usize = 4 * 1024;

/// The message of the last panic among the lines that it is given.
///
/// A component can't tell the host why it traps. A Rust program writes it to standard error:
///
/// ```text
/// thread '<unnamed>' (1) panicked at src/lib.rs:61:9:
/// the message, which may have several lines
/// note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
/// ```
#[derive(Debug, Default)]
pub(super) struct LastPanic {
    message: Option<String>,
    /// How many lines came after the first one, which has the place.
    lines: usize,
    /// Whether the next line may belong to the message.
    goes_on: bool,
}

impl LastPanic {
    /// Looks at the next line.
    pub fn add(&mut self, line: &str) {
        if let Some(place) = place(line) {
            *self = Self { message: Some(String::new()), lines: 0, goes_on: true };
            self.push("panicked at ", place);
        } else if self.goes_on {
            self.goes_on = !ends_message(line);
            if self.goes_on {
                let separator = if self.lines == 0 { " " } else { "\n" };
                self.lines += 1;
                self.push(separator, line);
            }
        }
    }

    /// Takes the message out: `panicked at src/lib.rs:61:9: the message`.
    pub fn take(&mut self) -> Option<String> {
        self.goes_on = false;
        let message = self.message.take()?;
        Some(message.trim_end_matches([' ', '\n', ':']).to_owned())
    }

    /// Adds as much of a line as there is room for.
    fn push(&mut self, separator: &str, line: &str) {
        let Some(message) = &mut self.message else { return };
        message.push_str(separator);
        let room = LONGEST.saturating_sub(message.len());
        if line.len() <= room {
            message.push_str(line);
        } else {
            message.push_str(&line[..line.floor_char_boundary(room)]);
            message.push('…');
            self.goes_on = false;
        }
    }
}

/// Where a panic was, and more, if this is the first line of its message.
fn place(line: &str) -> Option<&str> {
    let (_, place) = line.strip_prefix("thread '")?.split_once(" panicked at ")?;
    Some(place)
}

/// Whether a line comes after the message of a panic.
fn ends_message(line: &str) -> bool {
    line.starts_with("note: run with `RUST_BACKTRACE=") || line == "stack backtrace:"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &str) -> Option<String> {
        let mut panic = LastPanic::default();
        lines.lines().for_each(|line| panic.add(line));
        panic.take()
    }

    #[test]
    fn place_and_message() {
        let note = "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\nmore";
        for (lines, message) in [
            ("thread '<unnamed>' (1) panicked at src/lib.rs:61:9:\nempty", "panicked at src/lib.rs:61:9: empty"),
            ("thread 'main' panicked at src/a b.rs:1:2:\none\n\n  two", "panicked at src/a b.rs:1:2: one\n\n  two"),
            ("thread '<unnamed>' panicked at src/lib.rs:6:9:\n", "panicked at src/lib.rs:6:9"),
            // Before 1.73.
            ("thread '<unnamed>' panicked at 'gone: 5', src/lib.rs:6:9", "panicked at 'gone: 5', src/lib.rs:6:9"),
            ("thread 'a' panicked at x:1:\nfirst\nthread 'b' panicked at y:2:\nlast", "panicked at y:2: last"),
        ] {
            assert_eq!(of(lines).as_deref(), Some(message));
            assert_eq!(of(&format!("before\n{lines}\n{note}")).as_deref(), Some(message));
            assert_eq!(of(&format!("{lines}\nstack backtrace:\n   0: abort")).as_deref(), Some(message));
        }
    }

    #[test]
    fn other_lines_are_none() {
        for lines in ["", "it panicked at noon", "thread 'a' ended", "a\nthread 'a' is panicked\nb"] {
            assert_eq!(of(lines), None, "{lines}");
        }
    }

    #[test]
    fn it_is_taken_once() {
        let mut panic = LastPanic::default();
        panic.add("thread 'a' panicked at x:1:");
        panic.add("message");
        assert!(panic.take().is_some());
        panic.add("of something else");
        assert_eq!(panic.take(), None);
    }

    #[test]
    fn a_long_message_is_cut() {
        let first = "thread 'a' panicked at x:1:\n";
        for lines in [format!("{first}{}", "é".repeat(LONGEST)), format!("{first}{}", "é\n".repeat(LONGEST))] {
            let message = of(&lines).expect("a message");
            assert!(message.len() < LONGEST + 10 && message.contains('é'), "{}", message.len());
        }
    }
}
