//! Outputs that come in any order, wanted in the order of their futures.

pub(crate) struct InOrder<T>(Vec<Option<T>>);

impl<T> InOrder<T> {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn put(&mut self, index: usize, output: T) {
        if self.0.len() <= index {
            self.0.resize_with(index + 1, || None);
        }
        if let Some(place) = self.0.get_mut(index) {
            *place = Some(output);
        }
    }

    /// All there are. None is left.
    pub(crate) fn take(&mut self) -> Vec<T> {
        std::mem::take(&mut self.0).into_iter().flatten().collect()
    }
}
