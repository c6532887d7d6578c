//! From characters of blocks to places in fields, in one ascending walk over each block.

use std::collections::HashMap;

use unicode_segmentation::GraphemeCursor;

use crate::draft::{Draft, Piece};
use crate::fold::{At, Class, Folded};
use crate::recognise::{Entity, EntityKind};
use crate::report::Located;
use crate::rule::eval::Place;
use crate::span::Span;
use crate::summary::Summary;

/// Looks up the words and source ranges of places. Costs one walk over each block that holds one, and the places' length.
pub(crate) fn locate(draft: &Draft<'_>, summaries: &[Summary], mut places: Vec<Place>) -> HashMap<Place, Located> {
    places.sort_unstable();
    places.dedup();
    let mut located = HashMap::with_capacity(places.len());
    let mut walker: Option<Walker<'_>> = None;
    let mut masked: Vec<u32> = Vec::new();
    for place in places {
        let block = place.block as usize;
        if walker.as_ref().is_none_or(|w| w.block != block) {
            walker = Some(Walker::new(draft, block));
            masked = masked_characters(&summaries[block]);
        }
        if let Some(walker) = &mut walker {
            walker.advance(place.at.start);
            located.insert(place, walker.take(place.at, &masked));
        }
    }
    located
}

/// A position in a block that only goes forward.
#[derive(Clone)]
struct Walker<'d> {
    draft: &'d Draft<'d>,
    block: usize,
    pieces: &'d [Piece],
    /// The piece and the byte in its words.
    piece: usize,
    byte: usize,
    /// The character of the block.
    at: u32,
}

impl<'d> Walker<'d> {
    fn new(draft: &'d Draft<'d>, block: usize) -> Walker<'d> {
        Walker { draft, block, pieces: draft.blocks()[block].pieces(), piece: 0, byte: 0, at: 0 }
    }

    fn words(&self) -> &'d str {
        self.pieces[self.piece].words(self.draft.source_of(self.block))
    }

    /// Goes to the next character; skips empty pieces.
    fn next(&mut self) -> Option<char> {
        while self.piece < self.pieces.len() {
            if let Some(c) = self.words()[self.byte..].chars().next() {
                self.byte += c.len_utf8();
                self.at += 1;
                return Some(c);
            }
            self.piece += 1;
            self.byte = 0;
        }
        None
    }

    fn advance(&mut self, to: u32) {
        while self.at < to && self.next().is_some() {}
    }

    /// The words from here to the place's end.
    fn take(&self, at: At, masked: &[u32]) -> Located {
        let field = self.draft.blocks()[self.block].field();
        let source = self.draft.source_of(self.block);
        let mut walker = self.clone();
        let mut ranges: Vec<Span> = Vec::new();
        let (mut text, mut hidden) = (String::new(), String::new());
        let mut literal = true;
        while walker.at < at.end {
            let index = walker.at;
            let Some(c) = walker.next() else { break };
            let piece = &walker.pieces[walker.piece];
            let span = match piece.is_literal() {
                true => Span::new(piece.start() + walker.byte - c.len_utf8(), piece.start() + walker.byte),
                false => piece.span(),
            };
            literal &= piece.is_literal();
            match ranges.last_mut() {
                Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
                _ => ranges.push(span),
            }
            text.push(c);
            hidden.push(if masked.binary_search(&index).is_ok() { '*' } else { c });
        }
        if ranges.is_empty() {
            // Nothing to point at: the place is where the block begins.
            let start = self.pieces.first().map_or(0, Piece::start);
            ranges.push(Span::new(start, start));
        }
        if let ([only], true) = (ranges.as_mut_slice(), literal) {
            let (before, after) = widen_to_graphemes(source, only);
            text = format!("{before}{text}{after}");
            hidden = format!("{before}{hidden}{after}");
        }
        let span = Span::new(ranges[0].start, ranges[ranges.len() - 1].end);
        Located { field, span, ranges, text, masked: hidden }
    }
}

/// Widens a span so that no user-perceived character is cut; gives what was added before and after.
fn widen_to_graphemes<'s>(source: &'s str, span: &mut Span) -> (&'s str, &'s str) {
    let boundary = |at: usize| GraphemeCursor::new(at, source.len(), true).is_boundary(source, 0).unwrap_or(true);
    let old = *span;
    if old.start == old.end {
        return ("", "");
    }
    while !boundary(span.start) {
        span.start = source[..span.start].char_indices().next_back().map_or(0, |(i, _)| i);
    }
    while !boundary(span.end) {
        span.end += source[span.end..].chars().next().map_or(1, char::len_utf8);
    }
    (&source[span.start..old.start], &source[old.end..span.end])
}

/// The characters of a block that must not leave the process, in order.
pub(crate) fn masked_characters(summary: &Summary) -> Vec<u32> {
    let mut masked: Vec<u32> = summary.entities.iter().filter(|e| e.private).flat_map(|e| masked_of(e, summary)).collect();
    masked.sort_unstable();
    masked.dedup();
    masked
}

/// What of an entity is masked: of long numbers all but the first three and the last four characters, of short words all
/// but the first. Of what has a label in it (住院号0412237) only the letters and digits.
fn masked_of(entity: &Entity, summary: &Summary) -> Vec<u32> {
    use EntityKind::{BankCard, Email, IdCard, Passport, Plate, QqId, RecordNumber, WechatId};
    let class = |i: u32| summary.class[i as usize];
    let number = |i: &u32| matches!(class(*i), Class::Latin | Class::Digit | Class::Letter);
    let mut symbols: Vec<u32> = (entity.at.start..entity.at.end).filter(|&i| class(i).is_symbol()).collect();
    if matches!(entity.kind, RecordNumber | WechatId | QqId | Passport | Plate | BankCard | IdCard | Email) && symbols.iter().any(number) {
        symbols.retain(number);
    }
    let (first, last) = match symbols.len() {
        11.. => (3, 4),
        6..=10 => (2, 2),
        _ => (1, 0),
    };
    let end = symbols.len().saturating_sub(last);
    symbols.truncate(end);
    symbols.split_off(first.min(symbols.len()))
}

/// Folded words with private entities replaced by their kinds: what a fingerprint is made of.
///
/// `undone` are the block's disguised words with what they stand for, by place.
pub(crate) fn anonymous_words(folded: &Folded, summary: &Summary, at: At, undone: &[(At, String)]) -> String {
    let mut words = String::new();
    let mut i = at.start;
    while i < at.end {
        let here = &undone[undone.partition_point(|(word, _)| word.start < i)..];
        if let Some((word, plain)) = here.iter().take_while(|(word, _)| word.start == i).find(|(word, _)| word.end <= at.end) {
            words.push_str(plain);
            i = word.end;
            continue;
        }
        if let Some(entity) = summary.private_at(i) {
            words.push('[');
            words.push_str(entity.kind.id());
            words.push(']');
            i = entity.at.end;
            continue;
        }
        if folded.class[i as usize].is_symbol() {
            words.push(folded.symbol[i as usize]);
        }
        i += 1;
    }
    words
}
