//! The piece of memory that a stub's tables are in.

/// What lies in it from the beginning, one after the other.
pub(super) struct Memory {
    begin: u32,
    pub(super) bytes: Vec<u8>,
}

impl Memory {
    /// `begin` is the address of the first byte.
    pub(super) fn new(begin: u32) -> Memory {
        Memory { begin: begin.next_multiple_of(8), bytes: Vec::new() }
    }

    pub(super) fn begin(&self) -> u32 {
        self.begin
    }

    /// The address after the last byte, as a multiple of eight.
    pub(super) fn end(&self) -> u32 {
        self.begin + u32::try_from(self.bytes.len().next_multiple_of(8)).unwrap_or(u32::MAX)
    }

    /// Adds numbers of 32 bits, and gives their address.
    pub(super) fn words(&mut self, words: &[u32]) -> u32 {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        let address = self.address();
        self.bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        address
    }

    /// Adds a text, and gives its address and length.
    pub(super) fn text(&mut self, text: &str) -> (u32, u32) {
        let address = self.address();
        self.bytes.extend_from_slice(text.as_bytes());
        (address, self.address() - address)
    }

    fn address(&self) -> u32 {
        self.begin + u32::try_from(self.bytes.len()).unwrap_or(u32::MAX)
    }
}
