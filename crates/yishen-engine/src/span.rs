//! Places in a field, and the units that hosts count them in.

use serde::{Deserialize, Serialize};

/// A range of bytes of a field's source as given, end exclusive, on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The span as a range, to slice the source with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// What a serialised report counts its offsets and columns in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum OffsetUnit {
    /// UTF-8 bytes, as Rust slices.
    Byte,
    /// Unicode code points, as Python slices.
    #[default]
    Codepoint,
    /// UTF-16 code units, as JavaScript slices.
    Utf16,
}

impl OffsetUnit {
    /// How much `text` measures in this unit.
    pub fn measure(self, text: &str) -> usize {
        match self {
            OffsetUnit::Byte => text.len(),
            OffsetUnit::Codepoint => text.chars().count(),
            OffsetUnit::Utf16 => text.chars().map(char::len_utf16).sum(),
        }
    }
}
