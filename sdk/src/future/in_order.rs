//! [`InOrder`]: collects outputs that come in any order, and gives them in the order of their
//! futures.

pub(crate) struct InOrder<T>(Vec<Option<T>>);

impl<T> InOrder<T> {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn put(&mut self, index: usize, output: T) {
        if self.0.len() <= index {
            self.0.resize_with(index + 1, || None);
        }
        if let Some(slot) = self.0.get_mut(index) {
            *slot = Some(output);
        }
    }

    /// Takes all outputs, of which there must be `count`.
    ///
    /// # Panics
    ///
    /// When one is missing. That is so when its future was lost by a panic which somebody caught.
    pub(crate) fn take(&mut self, count: usize) -> Vec<T> {
        let outputs = std::mem::take(&mut self.0);
        if outputs.len() != count {
            lost();
        }
        // `collect` uses the same memory again where the types allow it.
        outputs.into_iter().map(|output| output.unwrap_or_else(|| lost())).collect()
    }
}

#[cold]
#[inline(never)]
#[allow(clippy::panic, reason = "there is no answer, and an answer with a part missing would be a wrong one")]
fn lost() -> ! {
    panic!("a panic that was caught has lost one of the futures")
}
