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

    /// All of so many. None is left.
    ///
    /// # Panics
    ///
    /// When one is missing: a panic that was caught has lost its future.
    pub(crate) fn take(&mut self, count: usize) -> Vec<T> {
        let outputs = std::mem::take(&mut self.0);
        if outputs.len() != count {
            lost();
        }
        // In the same memory, as far as the types allow.
        outputs.into_iter().map(|output| output.unwrap_or_else(|| lost())).collect()
    }
}

#[cold]
#[inline(never)]
#[allow(clippy::panic, reason = "there is no answer, and an answer with a part missing would be a wrong one")]
fn lost() -> ! {
    panic!("a panic that was caught has lost one of the futures")
}
