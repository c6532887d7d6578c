//! What a reader sees of a draft, for whoever shows a finding in its surroundings.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::draft::{Draft, Field, FieldName};
use crate::locate::masked_characters;
use crate::report::Finding;
use crate::screener::Screener;
use crate::span::Span;

/// The visible words of each block, without markup, and which of their characters are private. Holds the draft plain:
/// treat it as the draft itself.
pub struct Reading {
    blocks: Vec<VisibleBlock>,
    /// Field, first byte of a piece in the field's source, block, piece; in ascending order.
    pieces: Vec<(usize, usize, usize, usize)>,
    fields: Vec<FieldName>,
}

/// The visible words of a block.
pub struct VisibleBlock {
    field: FieldName,
    text: String,
    private: BTreeSet<usize>,
    pieces: Vec<VisiblePiece>,
}

struct VisiblePiece {
    source: Span,
    /// Where its words begin in the block's text, and how many bytes they are.
    text: Range<usize>,
    literal: bool,
}

impl VisibleBlock {
    /// The field that it stands in.
    pub fn field(&self) -> FieldName {
        self.field
    }

    /// The words, plain.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of [`VisibleBlock::text`] at which a character begins that must not leave the process.
    pub fn private(&self) -> &BTreeSet<usize> {
        &self.private
    }

    /// The bytes of the text that come from these bytes of the field's source.
    fn range_of(&self, span: Span) -> Range<usize> {
        let first = self.pieces.partition_point(|p| p.source.end <= span.start);
        let start = self.pieces.get(first).map_or(self.text.len(), |p| match p.literal {
            true => p.text.start + span.start.saturating_sub(p.source.start),
            false => p.text.start,
        });
        let after = self.pieces.partition_point(|p| p.source.start < span.end);
        let end = self.pieces[..after].last().map_or(0, |p| match p.literal {
            true => (p.text.start + span.end.saturating_sub(p.source.start)).min(p.text.end),
            false => p.text.end,
        });
        start..end.max(start)
    }
}

impl Reading {
    /// Every block, in the draft's order.
    pub fn blocks(&self) -> &[VisibleBlock] {
        &self.blocks
    }

    /// The block that a finding stands in, and the bytes of its words in the block's text. Costs two binary searches.
    pub fn of(&self, finding: &Finding) -> Option<(&VisibleBlock, Range<usize>)> {
        let field = self.fields.iter().position(|&f| f == finding.field())?;
        let start = finding.ranges().first()?.start;
        let at = self.pieces.partition_point(|&(f, s, ..)| (f, s) <= (field, start)).checked_sub(1)?;
        let (f, _, block, piece) = self.pieces[at];
        let visible = &self.blocks[block];
        (f == field && start <= visible.pieces[piece].source.end).then(|| (visible, visible.range_of(finding.span())))
    }
}

impl Screener {
    /// The visible words of the draft with what is private in them. Costs as much as screening.
    pub fn reading(&self, draft: &Draft<'_>) -> Reading {
        let summaries = self.summaries(draft, |_, _, _| {}, &mut Vec::new());
        let mut all = Vec::new();
        let mut blocks = Vec::with_capacity(draft.blocks().len());
        for (b, (block, summary)) in draft.blocks().iter().zip(&summaries).enumerate() {
            let source = draft.source_of(b);
            let (mut text, mut pieces) = (String::new(), Vec::with_capacity(block.pieces().len()));
            for (p, piece) in block.pieces().iter().enumerate() {
                let start = text.len();
                text.push_str(piece.words(source));
                pieces.push(VisiblePiece { source: piece.span(), text: start..text.len(), literal: piece.is_literal() });
                all.push((block.field(), piece.start(), b, p));
            }
            let masked = masked_characters(summary);
            let mut wanted = masked.iter().copied().peekable();
            let mut private = BTreeSet::new();
            for (i, (at, _)) in text.char_indices().enumerate() {
                if wanted.next_if_eq(&(i as u32)).is_some() {
                    private.insert(at);
                }
            }
            blocks.push(VisibleBlock { field: draft.fields()[block.field()].name(), text, private, pieces });
        }
        all.sort_unstable();
        Reading { blocks, pieces: all, fields: draft.fields().iter().map(Field::name).collect() }
    }
}
