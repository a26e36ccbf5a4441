//! [`WorkerRecord`]: how versions from 0.2.0 on take a worker.

/// The component's UUID and the worker's name, which is empty for an ephemeral worker.
pub(super) struct WorkerRecord<'a> {
    pub(super) high_bits: u64,
    pub(super) low_bits: u64,
    pub(super) name: &'a [u8],
}

impl WorkerRecord<'_> {
    /// Reads what [`Address::of_record`](super::address::Address::of_record) has put after the URI.
    ///
    /// # Safety
    ///
    /// They are the URI of such an address, which lives as long as what this gives.
    pub(super) unsafe fn after(uri: *const u8, len: usize) -> Self {
        // SAFETY: the numbers follow the URI, in this order and without gaps, and then the name.
        unsafe {
            let numbers = uri.add(len).cast::<u64>();
            let name_len = numbers.add(2).cast::<usize>();
            let name = std::slice::from_raw_parts(name_len.add(1).cast::<u8>(), name_len.read_unaligned());
            Self { high_bits: numbers.add(1).read_unaligned(), low_bits: numbers.read_unaligned(), name }
        }
    }
}
