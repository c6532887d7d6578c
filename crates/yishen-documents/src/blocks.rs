//! Words gathered into blocks, before the draft takes them.

use std::borrow::Cow;
use std::ops::Range;

use yishen_engine::{Block, BlockKind, Draft, FieldName, NotChecked, NotCheckedKind};

use crate::Limits;

/// The words of a block that is still open. White space collapses as browsers show it: a run is one space, and none stands
/// where a line begins or ends.
#[derive(Default)]
pub(crate) struct Words {
    pieces: Vec<(Range<usize>, Option<Box<str>>)>,
    /// White space that shows if a word follows.
    space: Option<Range<usize>>,
    /// A line break that shows if a word follows.
    line_break: Option<Range<usize>>,
    /// All words so far stand in links.
    linked: bool,
}

impl Words {
    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Words that stand in the source as they are.
    pub(crate) fn push(&mut self, range: Range<usize>) {
        self.settle();
        match self.pieces.last_mut() {
            Some((last, None)) if last.end == range.start => last.end = range.end,
            _ => self.pieces.push((range, None)),
        }
    }

    /// Words that the source spells otherwise.
    pub(crate) fn push_as(&mut self, range: Range<usize>, text: &str) {
        self.settle();
        self.pieces.push((range, Some(text.into())));
    }

    pub(crate) fn push_space(&mut self, range: Range<usize>) {
        self.space.get_or_insert(range);
    }

    /// A line break; true when it makes an empty line, which parts blocks.
    pub(crate) fn push_break(&mut self, range: Range<usize>) -> bool {
        self.space = None;
        let second = self.line_break.is_some();
        self.line_break.get_or_insert(range);
        second
    }

    /// Says whether the words about to come stand in a link.
    pub(crate) fn in_link(&mut self, linked: bool) {
        self.linked = linked && (self.linked || self.is_empty());
    }

    /// Writes the white space that a word has made visible.
    fn settle(&mut self) {
        let (space, line_break) = (self.space.take(), self.line_break.take());
        if self.is_empty() {
            return;
        }
        match (line_break, space) {
            (Some(range), _) => self.pieces.push((range, Some("\n".into()))),
            (None, Some(range)) => self.pieces.push((range, Some(" ".into()))),
            (None, None) => {}
        }
    }
}

/// A block to be: heads are indices of blocks gathered before it.
struct Gathered {
    kind: BlockKind,
    level: u8,
    hidden: bool,
    words: Words,
    heads: Vec<usize>,
}

/// The blocks of one field, and what of it was not read.
pub(crate) struct Blocks {
    most: usize,
    gathered: Vec<Gathered>,
    headed: bool,
    not_checked: Vec<NotChecked>,
}

impl Blocks {
    pub(crate) fn new(limits: &Limits) -> Blocks {
        Blocks { most: limits.blocks, gathered: Vec::new(), headed: false, not_checked: Vec::new() }
    }

    /// No block can be added any more.
    pub(crate) fn is_full(&self) -> bool {
        self.gathered.len() >= self.most
    }

    /// Adds a block, unless it is empty, and gives its index.
    pub(crate) fn add(&mut self, kind: BlockKind, level: u8, hidden: bool, words: Words, heads: &[usize]) -> Option<usize> {
        if words.is_empty() || self.is_full() {
            return None;
        }
        // The first heading of the highest level is the headline, if none stands before it.
        let (kind, level) = match (kind, level) {
            (BlockKind::Heading, 1) if !self.headed => (BlockKind::Title, 0),
            (BlockKind::Paragraph, _) if words.linked => (BlockKind::Link, 0),
            other => other,
        };
        self.headed |= matches!(kind, BlockKind::Title | BlockKind::Heading);
        self.gathered.push(Gathered { kind, level, hidden, words, heads: heads.to_vec() });
        Some(self.gathered.len() - 1)
    }

    /// Records what was not read.
    pub(crate) fn not_checked(&mut self, kind: NotCheckedKind, count: u32, note: impl Into<String>) {
        if count > 0 {
            self.not_checked.push(NotChecked { kind, count, place: None, note: note.into() });
        }
    }

    /// Hands the source and its blocks to the draft.
    pub(crate) fn push_to<'a>(self, draft: &mut Draft<'a>, name: FieldName, source: Cow<'a, str>) {
        let field = draft.push_field(name, source);
        let mut first = None;
        for gathered in self.gathered {
            let mut block = Block::new(field, gathered.kind).level(gathered.level);
            if gathered.hidden {
                block = block.hidden();
            }
            for (range, text) in gathered.words.pieces {
                block = match text {
                    Some(text) => block.piece_as(range, &text),
                    None => block.piece(range),
                };
            }
            // Blocks are numbered through all fields; the draft says where this field's begin.
            for head in gathered.heads {
                block = block.under(first.unwrap_or(0) + head);
            }
            let index = draft.push_block(block);
            first.get_or_insert(index);
        }
        for entry in self.not_checked {
            draft.push_not_checked(entry);
        }
    }
}

#[cfg(test)]
impl Blocks {
    /// Kinds and words of the blocks; `!` marks hidden ones, `^n` those under block n.
    pub(crate) fn shown(&self, source: &str) -> Vec<String> {
        let show = |b: &Gathered| {
            let words: String = b.words.pieces.iter().map(|(range, text)| text.as_deref().unwrap_or(&source[range.clone()])).collect();
            let heads: String = b.heads.iter().map(|h| format!("^{h}")).collect();
            format!("{}{}{}{heads} {words}", if b.hidden { "!" } else { "" }, b.kind.id(), if b.level > 0 { b.level.to_string() } else { String::new() })
        };
        self.gathered.iter().map(show).collect()
    }

    /// Kinds and counts of what was not read.
    pub(crate) fn unread(&self) -> Vec<(NotCheckedKind, u32)> {
        self.not_checked.iter().map(|n| (n.kind, n.count)).collect()
    }
}
