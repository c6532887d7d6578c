//! The stories as one text, cut into blocks.

use std::ops::Range;
use std::vec;

use yishen_engine::{Block, BlockKind, DocumentPlace, Draft, FieldName, MAX_HEADING, NotChecked, NotCheckedKind, shape_of};

use super::LINE_BREAK;
use super::map::{DocxMap, DocxPiece};
use super::parts::{Parts, Passage};
use super::story::{Paragraph, Reference, Words};
use crate::Limits;

/// Adds the stories to the draft as one field.
pub(super) fn push(draft: &mut Draft<'_>, mut parts: Parts, limits: &Limits) -> DocxMap {
    let mut text = Text { map: DocxMap { parts: std::mem::take(&mut parts.names), pieces: Vec::new() }, most: limits.blocks, ..Text::default() };
    for passage in std::mem::take(&mut parts.flow) {
        text.add(passage, &mut parts, false);
    }
    // Notes that nothing refers to are in the file, but not on the page.
    while let Some((_, passage)) = parts.attached.pop_first() {
        text.add(passage, &mut parts, true);
    }
    if text.blocks.len() >= limits.blocks {
        draft.push_not_checked(NotChecked { kind: NotCheckedKind::Limit, count: 1, place: None, note: "段落太多，后面的没有检查".into() });
    }
    let field = draft.push_field(FieldName::Body, text.text);
    let mut first = None;
    for block in &text.blocks {
        // The first block has no heads yet: where it comes to stand in the draft, the others' heads count from.
        let index = draft.push_block(block.block(field, first.unwrap_or(0)));
        first.get_or_insert(index);
    }
    text.map
}

#[derive(Default)]
struct Text {
    text: String,
    blocks: Vec<Ready>,
    map: DocxMap,
    most: usize,
}

/// A block with its place in the text.
struct Ready {
    kind: BlockKind,
    level: u8,
    hidden: bool,
    range: Range<usize>,
    line_breaks: Vec<usize>,
    /// Indexes of blocks in the text.
    heads: Vec<usize>,
    place: DocumentPlace,
}

/// A passage that is being added.
struct Reading {
    part: usize,
    first: usize,
    paragraphs: vec::IntoIter<Paragraph>,
    /// The blocks of those added.
    added: Vec<Option<usize>>,
    hidden: bool,
}

impl Reading {
    fn of(passage: Passage, hidden: bool) -> Reading {
        Reading { part: passage.part, first: passage.first, paragraphs: passage.paragraphs.into_iter(), added: Vec::new(), hidden }
    }
}

impl Text {
    /// Adds a passage, and after each paragraph what is attached to it.
    fn add(&mut self, passage: Passage, parts: &mut Parts, hidden: bool) {
        let mut open = vec![Reading::of(passage, hidden)];
        while let Some(reading) = open.last_mut() {
            let Some(mut paragraph) = reading.paragraphs.next() else {
                open.pop();
                continue;
            };
            if paragraph.flows && paragraph.kind == BlockKind::Paragraph {
                // Few authors use styles: the shape tells headings and list items, as in plain text.
                let over_text = reading.paragraphs.as_slice().iter().find(|p| p.flows && !p.text.trim().is_empty());
                // Text longer than any heading makes the line over it one.
                let over_text = over_text.is_some_and(|p| p.text.chars().nth(MAX_HEADING).is_some());
                (paragraph.kind, paragraph.level) = shape_of(paragraph.text.trim(), over_text);
            }
            let heads: Vec<usize> = paragraph.heads.iter().filter_map(|&h| *reading.added.get(h.checked_sub(reading.first)?)?).collect();
            let (part, hidden) = (reading.part, reading.hidden);
            let refers = std::mem::take(&mut paragraph.refers);
            let block = self.add_paragraph(&paragraph, part, hidden, &heads);
            reading.added.push(block);
            for reference in refers.into_iter().rev() {
                let hidden = matches!(reference, Reference::Comment(_));
                if let Some(passage) = parts.attached.remove(&reference) {
                    open.push(Reading::of(passage, hidden));
                }
            }
        }
    }

    /// Adds a paragraph's words: those that are seen as one block, each stretch of hidden ones as its own.
    fn add_paragraph(&mut self, paragraph: &Paragraph, part: usize, hidden: bool, heads: &[usize]) -> Option<usize> {
        let seen: Vec<&Words> = paragraph.words.iter().filter(|w| !w.hidden).collect();
        let first = self.add_block(paragraph, &seen, part, hidden, heads);
        let mut rest = first;
        for stretch in paragraph.words.chunk_by(|a, b| a.hidden == b.hidden).filter(|s| s[0].hidden) {
            let block = self.add_block(paragraph, &stretch.iter().collect::<Vec<_>>(), part, true, heads);
            rest = rest.or(block);
        }
        rest
    }

    fn add_block(&mut self, paragraph: &Paragraph, words: &[&Words], part: usize, hidden: bool, heads: &[usize]) -> Option<usize> {
        let blank = words.iter().all(|w| paragraph.text[w.text.clone()].trim().is_empty());
        if blank || self.blocks.len() >= self.most {
            return None;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let start = self.text.len();
        let mut line_breaks = Vec::new();
        for word in words {
            let text = &paragraph.text[word.text.clone()];
            let at = self.text.len();
            line_breaks.extend(text.match_indices(LINE_BREAK).map(|(i, _)| at + i));
            self.text.push_str(text);
            self.map.pieces.push(DocxPiece {
                text: at..self.text.len(),
                part,
                run: word.run.clone(),
                is_direct: word.is_direct,
                is_hidden: hidden,
                words: word.xml.clone(),
            });
        }
        let place = DocumentPlace { part: self.map.parts[part].clone(), paragraph: paragraph.number };
        let range = start..self.text.len();
        self.blocks.push(Ready { kind: paragraph.kind, level: paragraph.level, hidden, range, line_breaks, heads: heads.to_vec(), place });
        Some(self.blocks.len() - 1)
    }
}

impl Ready {
    /// The block in the draft, where the text's first block has index `first`.
    fn block(&self, field: usize, first: usize) -> Block {
        let mut block = Block::new(field, self.kind).level(self.level).place(self.place.clone());
        if self.hidden {
            block = block.hidden();
        }
        let mut start = self.range.start;
        for &at in &self.line_breaks {
            if start < at {
                block = block.piece(start..at);
            }
            block = block.piece_as(at..at + LINE_BREAK.len(), "\n");
            start = at + LINE_BREAK.len();
        }
        if start < self.range.end {
            block = block.piece(start..self.range.end);
        }
        self.heads.iter().fold(block, |block, head| block.under(first + head))
    }
}
