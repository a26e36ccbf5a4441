wit_bindgen::generate!({ world: "prelude-names", path: "wit", generate_all });

use exports::test::prelude_names::shapes::{self, Drawn, Either, Shape, ShapeBorrow};
use test::prelude_names::types;

struct Target;

struct MyShape(types::Vec);

fn shape(x: f64) -> Shape {
    Shape::new(MyShape(types::Vec { x, y: 0.0 }))
}

impl shapes::GuestShape for MyShape {
    fn new(&self) -> u8 {
        2
    }
    fn into(&self) -> u64 {
        self.0.x as u64
    }
    fn try_into(&self) -> u64 {
        self.0.y as u64
    }
    fn clone(&self) -> Shape {
        Shape::new(MyShape(self.0))
    }
    fn drop(&self) -> u8 {
        1
    }
    fn to_string(&self) -> String {
        format!("{}, {}", self.0.x, self.0.y)
    }
    fn to_owned(&self, n: u8) -> u8 {
        n
    }
    fn into_iter(&self) -> Vec<u8> {
        vec![1, 2]
    }
    fn eq(&self, other: ShapeBorrow<'_>) -> bool {
        self.0.x == other.get::<MyShape>().0.x
    }
    fn default() -> Shape {
        shape(0.0)
    }
    fn try_from(n: u8) -> u8 {
        n
    }
}

impl shapes::Guest for Target {
    type Shape = MyShape;

    fn into(n: u8) -> String {
        n.to_string()
    }
    fn try_into() -> String {
        "try".to_owned()
    }
    fn to_string() -> String {
        "shapes".to_owned()
    }
    fn default() -> u8 {
        7
    }
    fn made(at: types::Vec) -> Shape {
        Shape::new(MyShape(at))
    }
    fn all(near: types::Vec) -> Vec<Shape> {
        vec![shape(near.x), shape(near.y)]
    }
    fn some(of: Option<types::Vec>) -> Option<types::Vec> {
        of
    }
    fn none(of: types::Option) -> types::Option {
        of
    }
    fn okay(of: Result<types::Vec, types::Err>) -> Result<types::Vec, types::Err> {
        of
    }
    fn boxes(of: Vec<types::Box>) -> Vec<types::Box> {
        of
    }
    fn hold(of: Drawn) -> Drawn {
        Drawn { vec: of.shape.get::<MyShape>().0, shape: of.shape }
    }
    fn pick(of: Either, and: Option<Shape>) -> Vec<Either> {
        std::iter::once(of).chain(and.map(Either::Ok)).collect()
    }
    fn lend(of: Vec<ShapeBorrow<'_>>, clone: types::Clone) -> types::Clone {
        let lent = of.iter().map(|shape| shape.get::<MyShape>().0);
        types::Clone { n: clone.n.into_iter().chain(lent).collect() }
    }
    fn rest(a: types::Sized, b: types::Guest_, c: types::Ok) -> Result<types::Guest_, types::Ok> {
        if a.n == 0 { Err(c) } else { Ok(b) }
    }
}

export!(Target);
