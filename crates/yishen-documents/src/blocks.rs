//! Visible words gathered into blocks, as HTML and Markdown readers meet them.

use std::ops::Range;

use yishen_engine::{Block, BlockKind, Draft, NotChecked, NotCheckedKind};

use crate::Limits;

/// The words of a block that is not complete yet.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// Source ranges, with the words where the source spells them otherwise.
    pieces: Vec<(Range<usize>, Option<String>)>,
    /// White space that shows as one space if words follow.
    space: Option<Range<usize>>,
    /// The white space is written as one space.
    plain_space: bool,
    /// The line has no words yet: white space at its beginning does not show.
    line_start: bool,
    line_breaks: usize,
}

impl Words {
    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Adds a range of `part`, which begins at `offset` of the source; runs of white space show as one space.
    pub(crate) fn add_collapsed(&mut self, part: &str, range: Range<usize>, offset: usize) {
        let mut start = offset + range.start;
        for (i, c) in part[range.clone()].char_indices() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c') {
                let at = offset + range.start + i;
                self.add(start..at, None);
                start = at + 1;
                self.add_collapsed_space(at..at + 1, c == ' ');
            }
        }
        self.add(start..offset + range.end, None);
    }

    /// Adds white space that shows as one space if words stand before and after it.
    /// `plain`: it is written as a space.
    pub(crate) fn add_collapsed_space(&mut self, at: Range<usize>, plain: bool) {
        if self.pieces.is_empty() || self.line_start {
            return;
        }
        let from = self.space.as_ref().map_or(at.start, |s| s.start);
        self.plain_space = plain && self.space.is_none();
        self.space = Some(from..at.end);
    }

    /// Adds words; `text` says how they show when the source spells them otherwise.
    pub(crate) fn add(&mut self, range: Range<usize>, text: Option<&str>) {
        if range.is_empty() {
            return;
        }
        if let Some(space) = self.space.take() {
            let text = (!self.plain_space).then(|| " ".to_owned());
            self.push(space, text);
        }
        self.line_start = false;
        self.line_breaks = 0;
        self.push(range, text.map(str::to_owned));
    }

    fn push(&mut self, range: Range<usize>, text: Option<String>) {
        match self.pieces.last_mut() {
            Some((last, None)) if text.is_none() && last.end == range.start => last.end = range.end,
            _ => self.pieces.push((range, text)),
        }
    }

    /// Adds a line break that `range` stands for. Gives how many have come one after the other.
    pub(crate) fn add_line_break(&mut self, range: Range<usize>) -> usize {
        self.space = None;
        if self.pieces.is_empty() {
            return 0;
        }
        self.push(range, Some("\n".to_owned()));
        self.line_start = true;
        self.line_breaks += 1;
        self.line_breaks
    }

    /// Takes the words as pieces of `block`, without line breaks at their end; `None` when there are none.
    pub(crate) fn take(&mut self, mut block: Block) -> Option<Block> {
        let words = std::mem::take(self);
        let mut pieces = words.pieces;
        while pieces.last().is_some_and(|(_, text)| text.as_deref() == Some("\n")) {
            pieces.pop();
        }
        if pieces.is_empty() {
            return None;
        }
        for (range, text) in pieces {
            block = match text {
                Some(text) => block.piece_as(range, &text),
                None => block.piece(range),
            };
        }
        Some(block)
    }
}

/// Puts blocks into a draft's field, up to the limit.
pub(crate) struct Writer<'w, 'a> {
    pub(crate) draft: &'w mut Draft<'a>,
    pub(crate) field: usize,
    left: usize,
    cut: u32,
}

impl<'w, 'a> Writer<'w, 'a> {
    pub(crate) fn new(draft: &'w mut Draft<'a>, field: usize, limits: &Limits) -> Writer<'w, 'a> {
        Writer { draft, field, left: limits.blocks, cut: 0 }
    }

    pub(crate) fn block(&self, kind: BlockKind) -> Block {
        Block::new(self.field, kind)
    }

    /// Adds a block and gives its index, unless the limit is reached.
    pub(crate) fn push(&mut self, block: Block) -> Option<usize> {
        if self.left == 0 {
            self.cut += 1;
            return None;
        }
        self.left -= 1;
        Some(self.draft.push_block(block))
    }

    /// Says what was seen and not read.
    pub(crate) fn remark(&mut self, kind: NotCheckedKind, count: u32, note: &str) {
        if count > 0 {
            self.draft.push_not_checked(NotChecked { kind, count, place: None, note: note.to_owned() });
        }
    }

    pub(crate) fn finish(mut self) {
        let cut = self.cut;
        self.remark(NotCheckedKind::Limit, cut, "段落太多，其余没有检查");
    }
}

/// As much of a source as the limit allows; a remark for the rest.
pub(crate) fn within(source: &str, limits: &Limits) -> (usize, Option<NotChecked>) {
    if source.len() <= limits.bytes {
        return (source.len(), None);
    }
    let end = (0..=limits.bytes).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(0);
    let note = format!("全文超过 {} 字节，其后没有检查", limits.bytes);
    (end, Some(NotChecked { kind: NotCheckedKind::Limit, count: 1, place: None, note }))
}
