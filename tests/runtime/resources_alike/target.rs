wit_bindgen::generate!({ world: "resources-alike", path: "wit" });

use exports::test::resources_alike::left::{self, ItemBorrow as Weighted};
use exports::test::resources_alike::right::{self, ItemBorrow as Named};

struct Target;

struct Weight(u32);

struct Text(String);

impl left::GuestItem for Weight {
    fn new(weight: u32) -> Self {
        Self(weight)
    }
    fn weight(&self) -> u32 {
        self.0
    }
}

impl right::GuestItem for Text {
    fn new(text: String) -> Self {
        Self(text)
    }
    fn text(&self) -> String {
        self.0.clone()
    }
}

impl left::Guest for Target {
    type Item = Weight;
    fn heaviest(of: Vec<Vec<Weighted<'_>>>) -> Vec<u32> {
        let heaviest = |items: &Vec<Weighted<'_>>| items.iter().map(|item| item.get::<Weight>().0).max().unwrap_or(0);
        of.iter().map(heaviest).collect()
    }
}

impl right::Guest for Target {
    type Item = Text;
    fn weigh(item: Named<'_>, other: Weighted<'_>) -> u32 {
        item.get::<Text>().0.len() as u32 * other.get::<Weight>().0
    }
    fn swap((item, other): (right::Item, left::Item)) -> (left::Item, right::Item) {
        (other, item)
    }
    fn regroup(items: Vec<Vec<right::Item>>) -> Vec<Option<right::Item>> {
        items.into_iter().map(|group| group.into_iter().last()).collect()
    }
}

export!(Target);
