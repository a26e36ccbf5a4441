wit_bindgen::generate!({ world: "with-types", path: "wit", generate_all });

use exports::test::with_types::api::{Color, Guest, Item, Items, Label, ManyRights, Only, Rights, Sample, Shape};

struct Target;

impl Guest for Target {
    fn one(item: Item) -> Item {
        item
    }
    fn all(items: Items, label: Label) -> (Items, Label) {
        (items, label)
    }
    fn measured(samples: Vec<Sample>) -> Vec<Sample> {
        samples
    }
    fn last(samples: Vec<Sample>) -> Option<Sample> {
        samples.last().copied()
    }
    fn drawn(shape: Shape) -> Result<Shape, Color> {
        match shape {
            Shape::Empty => Err(Color::Blue),
            shape => Ok(shape),
        }
    }
    fn enums(colors: Vec<Color>, only: Only) -> (Vec<Color>, Only) {
        (colors, only)
    }
    fn granted(rights: Vec<Rights>, many: ManyRights) -> (Vec<Rights>, ManyRights) {
        (rights, many)
    }
}

export!(Target);
