//! The text of a trap, as callers and people see it.

use wasmtime::{Error, FrameInfo, WasmBacktrace};

use crate::failure::WITHOUT_NAME;

/// What went wrong, then where in the component. If the component has told of a panic, that comes
/// first, since wasmtime knows only that an `unreachable` was reached.
///
/// Wasmtime's own form starts with where it was, so that the message is hard to find, and shows the
/// host's stack, too, when `RUST_BACKTRACE` is set.
pub(crate) fn trap_text(error: &Error, panic: Option<String>) -> String {
    let panic = panic.map(|panic| panic + "\n").unwrap_or_default();
    let Some(backtrace) = error.downcast_ref::<WasmBacktrace>() else {
        return format!("{panic}{error:#}");
    };
    let whole = backtrace.to_string();
    let causes: Vec<String> = error.chain().map(|cause| cause.to_string()).filter(|cause| *cause != whole).collect();
    format!("{panic}{}\nwasm backtrace:{}", causes.join(": "), frames(backtrace, &whole))
}

/// The frames of a backtrace, of which `whole` is wasmtime's text. Frames that follow one another
/// and have no names are one line: in a component without names that is nearly all of them, and
/// they tell nothing.
fn frames(backtrace: &WasmBacktrace, whole: &str) -> String {
    let mut lines = whole.lines().skip(1).peekable();
    let mut text = String::new();
    let mut number = 0;
    for alike in backtrace.frames().chunk_by(|one, next| is_nameless(one) && is_nameless(next)) {
        let end = start_of_frame(number + alike.len());
        let of_these = std::iter::from_fn(|| lines.next_if(|line| !line.starts_with(&end)));
        let of_these: Vec<&str> = of_these.collect();
        if is_nameless(&alike[0]) {
            text += &format!("\n{}{}", start_of_frame(number), nameless(alike));
        } else {
            of_these.iter().for_each(|line| text.extend(["\n", line]));
        }
        number += alike.len();
    }
    text
}

/// How wasmtime begins the first line of a frame.
fn start_of_frame(number: usize) -> String {
    format!("  {number:>3}: ")
}

fn is_nameless(frame: &FrameInfo) -> bool {
    frame.func_name().is_none() && frame.symbols().is_empty()
}

fn nameless(frames: &[FrameInfo]) -> String {
    let (plural, innermost) = if frames.len() == 1 { ("", "") } else { ("s", "the innermost ") };
    let offset = frames[0].module_offset().map(|offset| format!(", {innermost}at {offset:#x}"));
    format!("{} function{plural} {WITHOUT_NAME}{}", frames.len(), offset.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use wasmtime::{Engine, Instance, Module, Store};

    use super::*;

    /// The text of the trap of a module whose functions call one another in this order. Those with
    /// an empty name have none.
    fn trapped(names: &[&str]) -> String {
        let calls = |(number, name): (usize, &&str)| {
            let next = number + 1;
            let body = if next < names.len() { format!("(call {next})") } else { "(unreachable)".to_owned() };
            format!("(func {name} {body})")
        };
        let functions: String = names.iter().enumerate().map(calls).collect();
        let wasm = wat::parse_str(format!("(module {functions} (start 0))")).unwrap();
        let engine = Engine::default();
        let module = Module::new(&engine, wasm).unwrap();
        let error = Instance::new(&mut Store::new(&engine, ()), &module, &[]).unwrap_err();
        let text = trap_text(&error, Some("panicked at a.rs:1:2: why".to_owned()));
        let start = "panicked at a.rs:1:2: why\nwasm trap: wasm `unreachable` instruction executed\nwasm backtrace:\n";
        text.strip_prefix(start).unwrap_or_else(|| panic!("{text}")).to_owned()
    }

    #[test]
    fn names_stay() {
        let text = trapped(&["$outer", "$inner"]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines[0].starts_with("    0: ") && lines[0].ends_with("!inner"), "{text}");
        assert!(lines[1].starts_with("    1: ") && lines[1].ends_with("!outer"), "{text}");
        assert!(!text.contains(WITHOUT_NAME));
    }

    #[test]
    fn frames_without_names_are_one_line() {
        let text = trapped(&["", "", ""]);
        assert!(text.starts_with("    0: 3 functions without name, the innermost at 0x"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
        let text = trapped(&["$outer", "", "", "$inner", "", ""]);
        let lines: Vec<&str> = text.lines().collect();
        let [first, inner, second, outer] = lines.as_slice() else { panic!("{text}") };
        assert!(first.starts_with("    0: 2 functions without name, the innermost at 0x"), "{text}");
        assert!(inner.starts_with("    2: ") && inner.ends_with("!inner"), "{text}");
        assert!(second.starts_with("    3: 2 functions without name"), "{text}");
        assert!(outer.starts_with("    5: ") && outer.ends_with("!outer"), "{text}");
        assert!(trapped(&["$outer", ""]).starts_with("    0: 1 function without name, at 0x"));
    }
}
