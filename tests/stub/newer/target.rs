wit_bindgen::generate!({ world: "newer", path: "wit" });

use exports::test::parcels::api::{Color, Guest, Rights};

struct Target;

impl Guest for Target {
    fn pair() -> (u8, u8, u8) {
        (1, 2, 3)
    }
    fn favourite() -> Color {
        Color::Green
    }
    fn granted() -> Rights {
        Rights::READ
    }
    fn maybe() -> u8 {
        1
    }
    fn outcome() -> Result<(), String> {
        Ok(())
    }
    fn note() -> u8 {
        1
    }
}

export!(Target);
