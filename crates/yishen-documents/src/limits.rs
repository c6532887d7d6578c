//! How much of a file is read.

/// Bounds that keep a hostile or broken file from taking memory or time. They count bytes and depth, never time, so that
/// every host stops at the same place. What lies beyond is named in the draft's `not_checked`, with kind `limit`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The most bytes of a file.
    pub bytes: usize,
    /// The most bytes that one part of a Word file may unpack to.
    pub part_bytes: usize,
    /// The most bytes that all read parts of a Word file may unpack to.
    pub unpacked_bytes: usize,
    /// The most parts that are read from a Word file.
    pub parts: usize,
    /// The most entries of a Word file's archive, pictures and all.
    pub entries: usize,
    /// How deep elements may nest before what lies deeper is read as plain text of its outer element (HTML) or left
    /// out (Word).
    pub depth: usize,
    /// The most pieces that a Word file's words may lie in: a reference like `&amp;` and a tab are pieces of their own.
    pub pieces: usize,
    /// The most blocks of a draft.
    pub blocks: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 64 << 20,
            part_bytes: 64 << 20,
            unpacked_bytes: 128 << 20,
            parts: 1_000,
            entries: 10_000,
            pieces: 2_000_000,
            depth: 512,
            blocks: 1_000_000,
        }
    }
}
