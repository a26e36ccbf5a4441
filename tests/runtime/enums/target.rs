wit_bindgen::generate!({ world: "enums", path: "wit" });

use exports::test::enums::api::{Color, Guest, Many, Only};

struct Target;

impl Guest for Target {
    fn single(value: Only) -> Only {
        value
    }
    fn next(value: Color) -> Color {
        match value {
            Color::Red => Color::BlueIsh,
            Color::BlueIsh => Color::X11Green,
            Color::X11Green => Color::Red,
        }
    }
    fn last(values: Vec<Many>) -> Many {
        values[values.len() - 1]
    }
    fn find(color: Color) -> Result<u8, Color> {
        if color == Color::Red { Ok(0) } else { Err(color) }
    }
}

export!(Target);
