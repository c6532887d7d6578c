//! From the text that was extracted from a Word file back to the file.

use std::ops::Range;

/// From the text that was extracted from a Word file back to the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocxMap {
    pub(super) parts: Vec<String>,
    pub(super) pieces: Vec<DocxPiece>,
}

/// A stretch of the extracted text that comes from one run. All bytes in a part are those of its XML in UTF-8, byte
/// order mark included; only a part in UTF-16 has other ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocxPiece {
    /// The bytes of the extracted text.
    pub text: Range<usize>,
    /// The part, an index of [`DocxMap::parts`].
    pub part: usize,
    /// The bytes of the run, `<w:r>` to `</w:r>`, in the part's XML, at whose edges a comment can stand. A run within
    /// another, as in ruby or a text box, counts as the outermost one, a run of a formula as the formula; the
    /// description of a picture stands in the run of the picture. Words in no run at all have their own bytes here.
    pub run: Range<usize>,
    /// The words stand directly in their run, so that it can be parted before and after them.
    pub is_direct: bool,
    /// The words are not seen on the page.
    pub is_hidden: bool,
    /// The bytes of the words within the part's XML: contents of a `<w:t>` that stand as they are, or else of one
    /// character the reference, `&amp;`, or the whole element, `<w:tab/>`.
    pub words: Range<usize>,
}

impl DocxPiece {
    /// The words stand in the XML as they are, so that it can be cut between any two characters.
    pub fn is_literal(&self) -> bool {
        // A reference or an element is longer than its one character in UTF-8.
        self.text.len() == self.words.len()
    }
}

impl DocxMap {
    /// The names of the archive's entries that words were read from.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// The pieces, in the order of the text.
    pub fn pieces(&self) -> &[DocxPiece] {
        &self.pieces
    }

    /// The pieces that hold words of this range of the extracted text, each with the bytes of those words in its part.
    pub fn find(&self, text: Range<usize>) -> impl Iterator<Item = (&DocxPiece, Range<usize>)> {
        let first = self.pieces.partition_point(|p| p.text.end <= text.start);
        self.pieces[first..].iter().take_while(move |p| p.text.start < text.end).map(move |piece| {
            if !piece.is_literal() {
                return (piece, piece.words.clone());
            }
            let start = text.start.max(piece.text.start) - piece.text.start;
            let end = text.end.min(piece.text.end) - piece.text.start;
            (piece, piece.words.start + start..piece.words.start + end)
        })
    }
}
