wit_bindgen::generate!({ world: "parcels", path: "wit" });

use exports::test::parcels::api::{Color, Guest, GuestShelf, Item, Rights, Shelf, ShelfBorrow};

struct Target;

struct MyShelf {
    name: String,
}

impl GuestShelf for MyShelf {
    fn new(name: String) -> Self {
        Self { name }
    }
    fn put(&self, items: Vec<Item>) -> u32 {
        items.len() as u32
    }
}

impl Guest for Target {
    type Shelf = MyShelf;

    fn echo(items: Vec<Item>) -> Vec<Item> {
        items
    }
    fn take(shelf: Shelf) -> String {
        shelf.get::<MyShelf>().name.clone()
    }
    fn look(shelf: ShelfBorrow<'_>) -> String {
        shelf.get::<MyShelf>().name.clone()
    }
    fn pair() -> (u8, u8) {
        (1, 2)
    }
    fn favourite() -> Color {
        Color::Green
    }
    fn granted() -> Rights {
        Rights::READ
    }
    fn maybe() -> Option<u8> {
        Some(1)
    }
    fn outcome() -> Result<u8, String> {
        Ok(1)
    }
    fn note() {}
    fn later() -> u8 {
        1
    }
}

export!(Target);
