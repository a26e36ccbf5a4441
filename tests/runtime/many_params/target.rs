wit_bindgen::generate!({ world: "many-params", path: "wit" });

use exports::test::many_params::api::Guest;
use std::fmt::Write;

struct Target;

#[rustfmt::skip]
impl Guest for Target {
    fn sum(
        p0: u8, p1: String, p2: Option<u32>, p3: f64, p4: u8, p5: String, p6: Option<u32>, p7: f64,
        p8: u8, p9: String, p10: Option<u32>, p11: f64, p12: u8, p13: String, p14: Option<u32>, p15: f64,
        p16: u8, p17: String, p18: Option<u32>, p19: f64, p20: u8, p21: String, p22: Option<u32>, p23: f64,
    ) -> String {
        let mut text = String::new();
        write!(text, "{p0:?} ").unwrap();
        write!(text, "{p1:?} ").unwrap();
        write!(text, "{p2:?} ").unwrap();
        write!(text, "{p3:?} ").unwrap();
        write!(text, "{p4:?} ").unwrap();
        write!(text, "{p5:?} ").unwrap();
        write!(text, "{p6:?} ").unwrap();
        write!(text, "{p7:?} ").unwrap();
        write!(text, "{p8:?} ").unwrap();
        write!(text, "{p9:?} ").unwrap();
        write!(text, "{p10:?} ").unwrap();
        write!(text, "{p11:?} ").unwrap();
        write!(text, "{p12:?} ").unwrap();
        write!(text, "{p13:?} ").unwrap();
        write!(text, "{p14:?} ").unwrap();
        write!(text, "{p15:?} ").unwrap();
        write!(text, "{p16:?} ").unwrap();
        write!(text, "{p17:?} ").unwrap();
        write!(text, "{p18:?} ").unwrap();
        write!(text, "{p19:?} ").unwrap();
        write!(text, "{p20:?} ").unwrap();
        write!(text, "{p21:?} ").unwrap();
        write!(text, "{p22:?} ").unwrap();
        write!(text, "{p23:?} ").unwrap();
        text
    }
    fn silent(
        _: u8, _: String, _: Option<u32>, _: f64, _: u8, _: String, _: Option<u32>, _: f64,
        _: u8, _: String, _: Option<u32>, _: f64, _: u8, _: String, _: Option<u32>, _: f64,
        _: u8, _: String, _: Option<u32>, _: f64, _: u8, _: String, _: Option<u32>, _: f64,
    ) {}
}

export!(Target);
