//! What others can see of the SDK, compared with a snapshot, so that a change of it is noticed.
//!
//! It is read from the sources and not from what rustdoc makes of them: that has another form with
//! every version of the compiler. The snapshot is the SDK as one would declare it: all public
//! items at the paths where others find them, with their signatures and implementations. What is
//! public but hidden in the documentation is marked so.

mod names;
mod outline;
mod sources;

use outline::Outline;
use sources::Sources;
use std::path::Path;

#[test]
fn the_face_of_the_sdk_is_the_known_one() {
    let sdk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/src");
    insta::assert_snapshot!("sdk", outline_of(&Sources::read(&sdk.join("lib.rs")).unwrap()));
}

fn outline_of(sources: &Sources) -> String {
    Outline::of(sources).text()
}

fn outline(root: &str) -> String {
    outline_of(&Sources::parse(root).unwrap())
}

#[test]
fn what_is_public_is_seen_where_others_find_it() {
    let text = outline(
        r#"
        mod inner {
            pub(crate) mod deep {
                /// Told elsewhere.
                #[derive(Debug)]
                pub struct Point { pub x: i32, y: i32 }
                pub struct Private;
                impl Point {
                    pub fn new(x: i32) -> Self { Self { x, y: 0 } }
                    fn hidden(&self) {}
                }
                impl crate::Shape for Point { type Area = u32; fn area(&self) -> u32 { 7 } }
                impl crate::Shape for Private { type Area = u32; fn area(&self) -> u32 { 7 } }
            }
            pub use deep::Point as Dot;
        }
        pub trait Shape { type Area; fn area(&self) -> Self::Area; fn twice(&self) -> u8 { 2 } }
        impl Shape for u8 { type Area = u8; fn area(&self) -> u8 { 1 } }
        pub use inner::Dot;
        pub use std::rc::Rc;
        fn private() {}
        #[cfg(test)]
        mod tests { pub fn never() {} }
        "#,
    );
    insta::assert_snapshot!(text, @"
    pub trait Shape {
        type Area;
        fn area(&self) -> Self::Area;
        fn twice(&self) -> u8 {
            ..
        }
    }
    impl Shape for u8 {
        type Area = u8;
    }
    #[derive(Debug)]
    pub struct Point {
        pub x: i32,
        // private fields
    }
    impl Point {
        pub fn new(x: i32) -> Self;
    }
    impl crate::Shape for Point {
        type Area = u32;
    }
    pub use Point as Dot;
    pub use std::rc::Rc;
    ");
}

#[test]
fn every_change_of_the_face_changes_the_outline() {
    let before =
        "pub mod a { pub fn f(x: u8) -> u8 { x } pub enum E { A } pub struct S(u8); impl S { pub fn g(&self) {} } }";
    for (from, to) in [
        ("x: u8", "x: u16"),
        ("-> u8", "-> u16"),
        ("pub fn f", "fn f"),
        ("{ A }", "{ A, B }"),
        ("&self", "&mut self"),
        ("pub fn g", "pub const fn g"),
        ("S(u8)", "S(pub u8)"),
        ("pub struct", "#[doc(hidden)] pub struct"),
        ("pub enum", "#[derive(Clone)] pub enum"),
        ("pub mod a", "#[cfg(unix)] pub mod a"),
        ("impl S", "impl Clone for S { fn clone(&self) -> S { S(0) } } impl S"),
    ] {
        assert!(before.contains(from));
        assert_ne!(outline(before), outline(&before.replacen(from, to, 1)), "{to}");
    }
    for (from, to) in [("{ x }", "{ x + 1 }"), ("S(u8)", "S(u16)"), ("pub fn f", "/// Told.\n pub fn f")] {
        assert_eq!(outline(before), outline(&before.replacen(from, to, 1)), "{to}");
    }
}
