//! [`Slots`]: values that are known by a number, which is used again after the value is taken out.

use std::mem;

/// A list with holes. Values are found by their keys, which are their positions.
pub(crate) struct Slots<T> {
    slots: Vec<Slot<T>>,
    /// The hole to fill next. The length of the list when there is none.
    hole: usize,
    values: usize,
}

enum Slot<T> {
    Value(T),
    Hole {
        /// As `hole` of the list, once this one is filled.
        next: usize,
    },
}

impl<T> Slots<T> {
    pub(crate) const fn new() -> Self {
        Self { slots: Vec::new(), hole: 0, values: 0 }
    }

    /// Puts a value in, and gives its key.
    pub(crate) fn insert(&mut self, value: T) -> usize {
        let key = self.hole;
        self.values += 1;
        match self.slots.get_mut(key) {
            Some(slot) => {
                if let Slot::Hole { next } = slot {
                    self.hole = *next;
                }
                // There is nothing to drop in a hole. To assign would be code for that.
                mem::forget(mem::replace(slot, Slot::Value(value)));
            }
            None => {
                self.slots.push(Slot::Value(value));
                self.hole = self.slots.len();
            }
        }
        key
    }

    /// Takes a value out, if it is there.
    pub(crate) fn remove(&mut self, key: usize) -> Option<T> {
        let slot = self.slots.get_mut(key).filter(|slot| matches!(slot, Slot::Value(_)))?;
        let taken = mem::replace(slot, Slot::Hole { next: self.hole });
        self.hole = key;
        self.values -= 1;
        match taken {
            Slot::Value(value) => Some(value),
            Slot::Hole { .. } => None,
        }
    }

    /// How many values are in it.
    pub(crate) fn len(&self) -> usize {
        self.values
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.values == 0
    }

    pub(crate) fn get(&self, key: usize) -> Option<&T> {
        match self.slots.get(key) {
            Some(Slot::Value(value)) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        match self.slots.get_mut(key) {
            Some(Slot::Value(value)) => Some(value),
            _ => None,
        }
    }

    /// Makes room for so many more values.
    pub(crate) fn reserve(&mut self, more: usize) {
        let holes = self.slots.len() - self.values;
        self.slots.reserve(more.saturating_sub(holes));
    }
}

#[cfg(test)]
mod tests {
    use super::Slots;

    #[test]
    fn keys_stay_and_are_used_again() {
        let mut slots = Slots::new();
        let [a, b, c] = ["a", "b", "c"].map(|value| slots.insert(value));
        assert_eq!([a, b, c], [0, 1, 2]);
        assert_eq!((slots.remove(b), slots.remove(b), slots.remove(7)), (Some("b"), None, None));
        assert_eq!((slots.get(a), slots.get(b), slots.get(c)), (Some(&"a"), None, Some(&"c")));
        assert_eq!(slots.remove(a), Some("a"));
        assert_eq!(["d", "e", "f"].map(|value| slots.insert(value)), [a, b, 3], "the last hole is filled first");
        *slots.get_mut(b).unwrap() = "g";
        assert_eq!((slots.get(a), slots.get(b), slots.get(9)), (Some(&"d"), Some(&"g"), None));
        assert_eq!(slots.get_mut(9), None);
        for key in [c, a, 3, b] {
            assert!(!slots.is_empty() && slots.remove(key).is_some());
        }
        assert!(slots.is_empty());
    }

    #[test]
    fn room_is_made_for_what_the_holes_do_not_hold() {
        let mut slots = Slots::new();
        slots.reserve(8);
        let room = slots.slots.capacity();
        (0..room).for_each(|value| _ = slots.insert(value));
        (0..room).for_each(|key| _ = slots.remove(key));
        slots.reserve(room);
        assert_eq!(slots.slots.capacity(), room);
    }
}
