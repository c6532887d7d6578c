//! A report's comments written into the Word file that it was made for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use yishen_engine::{Channel, Date, Draft, Report};

use super::AUTHOR;
use super::comments::{self, Comment};
use super::map::{DocxMap, DocxPiece};
use super::package::{Package, PartFault};
use super::run::{Cut, Run, Side};
use super::xml::{Element, Node, Ns, Xml, name_of};
use crate::{Limits, ReadError, ReadErrorKind};

const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// The same Word file with a comment (批注) on the words of each finding, and one on the first paragraph that sums the
/// report up. Nothing else changes: the text is the same, parts that no comment concerns are copied byte for byte, and a
/// run is parted only where a comment begins or ends within it.
///
/// `report` is that of the draft which [`crate::push_docx`] made of the same bytes with the same limits. Word takes no
/// comment in headers, footers, notes, text boxes and hidden text: there it stands on the nearest paragraph of the body
/// and quotes the words, as do findings in other fields than the body. Comments that an earlier call left (they are known by
/// their author, 医审) are replaced; those of people stay. The comments carry `date`, for no clock is read.
/// They are plain, not masked, as is the file that they stand in.
///
/// Costs reading the file twice and writing it once.
///
/// # Errors
/// Bytes that are no Word file, or one whose comments or lists of parts are damaged.
pub fn annotate(bytes: &[u8], report: &Report, date: Option<Date>, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    write(bytes, &comments::of(report), date, limits)
}

pub(super) fn write(bytes: &[u8], comments: &[Comment], date: Option<Date>, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let mut draft = Draft::new(Channel::Website);
    let map = super::push_docx(&mut draft, bytes, limits)?;
    let text = draft.fields().first().map_or("", |f| f.source());

    let mut package = Package::open(bytes, limits)?;
    let main = package.main_part()?;
    let part = |package: &mut Package<'_>, name: &str| match package.xml(name) {
        Ok(xml) => Ok(Some(xml)),
        Err(PartFault::Missing) => Ok(None),
        Err(fault) => Err(super::parts::unreadable(fault, name)),
    };
    let xml = part(&mut package, &main)?.ok_or_else(|| ReadError::new(ReadErrorKind::NotWord))?;
    let types = part(&mut package, CONTENT_TYPES)?.ok_or_else(|| ReadError::at(ReadErrorKind::Damaged, CONTENT_TYPES))?;
    let relations_name = super::package::relations_of(&main);
    let relations_xml = part(&mut package, &relations_name)?;
    let relations = package.relations(&main).map_err(|fault| super::parts::unreadable(fault, &relations_name))?;
    let related = relations.iter().find(|r| r.kind == "comments").and_then(|r| r.target.clone());
    let comments_name = related.clone().unwrap_or_else(|| package.unused(&main, "comments", ".xml"));
    let old = part(&mut package, &comments_name)?;

    let damaged = |name: &str| ReadError::at(ReadErrorKind::Damaged, name);
    let survey = survey(&xml, limits.depth).ok_or_else(|| damaged(&main))?;
    // The comments of an earlier report give way to these.
    let (earlier, gone) = own_comments(old.as_deref().unwrap_or("<none/>"), limits.depth).ok_or_else(|| damaged(&comments_name))?;
    let old = old.map(|old| edited(&old, gone.into_iter().map(|range| (range, String::new())).collect()));
    let marks_gone = marks_of(&xml, &earlier, limits.depth).ok_or_else(|| damaged(&main))?;
    let others: Vec<i64> = survey.ids.iter().copied().filter(|id| !earlier.contains(id)).collect();
    let first_id = next_id(&others, old.as_deref(), limits.depth).ok_or_else(|| damaged(&comments_name))?;

    let places = Places::of(&map, text, map.parts.iter().position(|p| *p == main).unwrap_or(usize::MAX));
    let markup = Markup::of(&xml, survey.strict, limits.depth);
    let mut body = Body { xml: &xml, markup, depth: limits.depth, runs: BTreeMap::new(), marks: BTreeMap::new(), unplaced: Vec::new() };
    let old_comments = old.unwrap_or_else(|| format!("{DECLARATION}<w:comments xmlns:w=\"{}\"/>", if survey.strict { STRICT } else { TRANSITIONAL }));
    let markup = Markup::of(&old_comments, survey.strict, limits.depth);
    let mut written = String::new();
    for (id, comment) in (first_id..).zip(comments) {
        let anchor = places.anchor(comment.words.as_ref());
        let quote = comment.quote.as_deref().filter(|_| !anchor.as_ref().is_some_and(|a| a.is_exact));
        body.mark(id, anchor);
        written.push_str(&markup.comment(id, date, comment, quote));
    }

    let mut changes = BTreeMap::new();
    let new_comments = append_to_root(&old_comments, |_| written, limits.depth).ok_or_else(|| damaged(&comments_name))?;
    if let Some(types) = with_content_type(&types, &comments_name, limits.depth).ok_or_else(|| damaged(CONTENT_TYPES))? {
        changes.insert(CONTENT_TYPES.to_owned(), types);
    }
    if related.is_none() {
        let ids: BTreeSet<&str> = relations.iter().map(|r| r.id.as_str()).collect();
        let new = with_relation(relations_xml.as_deref(), &ids, &comments_name, survey.strict, limits.depth).ok_or_else(|| damaged(&relations_name))?;
        changes.insert(relations_name, new);
    }
    changes.insert(main, body.finish(survey.opening, marks_gone));
    changes.insert(comments_name, new_comments);
    package.rewrite(&changes)
}

/// What is to be known of the main part besides its words.
struct Survey {
    strict: bool,
    ids: Vec<i64>,
    /// Where a comment can stand in a document without words.
    opening: Gap,
}

fn survey(xml: &str, depth: usize) -> Option<Survey> {
    let mut reader = Xml::new(xml, depth);
    let (mut ids, mut opening) = (Vec::new(), None);
    // The first paragraph, and how many elements are open in it.
    let mut first: Option<(Range<usize>, usize)> = None;
    while let Some(node) = reader.next().ok()? {
        match node {
            Node::Open(element) => {
                if let Some((_, open)) = &mut first {
                    *open += 1;
                }
                match (element.ns, element.name) {
                    (Ns::Word, "commentRangeStart" | "commentRangeEnd" | "commentReference") => ids.extend(id_of(&element)),
                    // Without a paragraph, one is put in.
                    (Ns::Word, "body") => {
                        let tag = &xml[element.range.clone()];
                        let p = name_of(tag).replace("body", "p");
                        let mut gap = Gap::before_end(xml, &element.range, element.range.end);
                        if !tag.ends_with("/>") {
                            gap.range = element.range.end..element.range.end;
                        }
                        gap.before = format!("{}<{p}>", gap.before);
                        gap.after = format!("</{p}>{}", gap.after);
                        opening = Some(gap);
                    }
                    (Ns::Word, "p") if first.is_none() => first = Some((element.range.clone(), 0)),
                    _ => {}
                }
            }
            Node::Close(end) => match &mut first {
                Some((tag, 0)) => {
                    opening = Some(Gap::before_end(xml, tag, end));
                    // No other paragraph is the first one.
                    first = Some((tag.clone(), usize::MAX >> 1));
                }
                Some((_, open)) => *open -= 1,
                None => {}
            },
            Node::Text(..) => {}
        }
    }
    Some(Survey { strict: xml.contains(STRICT), ids, opening: opening? })
}

/// A place to put something into.
struct Gap {
    range: Range<usize>,
    before: String,
    after: String,
}

impl Gap {
    /// The place before the end tag of an element that starts with `tag` and ends at `end`; one that is closed in its
    /// start tag is opened for it.
    fn before_end(xml: &str, tag: &Range<usize>, end: usize) -> Gap {
        let spelt = &xml[tag.clone()];
        match spelt.strip_suffix("/>") {
            Some(open) => Gap { range: tag.clone(), before: format!("{open}>"), after: format!("</{}>", name_of(spelt)) },
            None => {
                let at = xml[..end].rfind("</").unwrap_or(end);
                Gap { range: at..at, before: String::new(), after: String::new() }
            }
        }
    }

    fn filled(self, contents: &str) -> (Range<usize>, String) {
        (self.range, format!("{}{contents}{}", self.before, self.after))
    }
}

fn id_of(element: &Element<'_>) -> Option<i64> {
    element.attribute("id")?.parse().ok()
}

/// The id after all that comments have already.
fn next_id(used: &[i64], comments: Option<&str>, depth: usize) -> Option<i64> {
    let mut last = used.iter().copied().max().unwrap_or(-1);
    let mut reader = Xml::new(comments.unwrap_or("<none/>"), depth);
    while let Some(node) = reader.next().ok()? {
        if let Node::Open(element) = node
            && element.name == "comment"
        {
            last = last.max(id_of(&element).unwrap_or(-1));
        }
    }
    Some(last.saturating_add(1).max(0))
}

/// The comments that a report was written as before: their ids, and their bytes.
fn own_comments(xml: &str, depth: usize) -> Option<(BTreeSet<i64>, Vec<Range<usize>>)> {
    let mut reader = Xml::new(xml, depth);
    let (mut ids, mut ranges) = (BTreeSet::new(), Vec::new());
    // Where such a comment begins, and how many elements are open in it.
    let mut current: Option<(usize, usize)> = None;
    while let Some(node) = reader.next().ok()? {
        match (node, &mut current) {
            (Node::Open(_), Some((_, open))) => *open += 1,
            (Node::Open(element), None) if (element.ns, element.name) == (Ns::Word, "comment") && element.attribute("author").is_some_and(|a| a == AUTHOR) => {
                ids.extend(id_of(&element));
                current = Some((element.range.start, 0));
            }
            (Node::Close(end), Some((start, 0))) => {
                ranges.push(*start..end);
                current = None;
            }
            (Node::Close(_), Some((_, open))) => *open -= 1,
            _ => {}
        }
    }
    Some((ids, ranges))
}

/// The bytes of the marks of some comments in the main part; of a run that holds nothing else, the whole run.
fn marks_of(xml: &str, ids: &BTreeSet<i64>, depth: usize) -> Option<Vec<Range<usize>>> {
    /// An element that is open.
    struct Open {
        start: usize,
        is_run: bool,
        is_mark: bool,
        marks: Vec<Range<usize>>,
        /// It holds something besides marks and properties.
        is_filled: bool,
    }
    let mut reader = Xml::new(xml, depth);
    let (mut open, mut ranges): (Vec<Open>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    while let Some(node) = reader.next().ok()? {
        match node {
            Node::Open(element) => {
                let is_word = element.ns == Ns::Word;
                let is_mark = is_word
                    && matches!(element.name, "commentRangeStart" | "commentRangeEnd" | "commentReference")
                    && id_of(&element).is_some_and(|id| ids.contains(&id));
                if let Some(parent) = open.last_mut() {
                    parent.is_filled |= !(is_mark || is_word && element.name == "rPr");
                }
                open.push(Open { start: element.range.start, is_run: is_word && element.name == "r", is_mark, marks: Vec::new(), is_filled: false });
            }
            Node::Text(..) => {
                if let Some(parent) = open.last_mut() {
                    parent.is_filled = true;
                }
            }
            Node::Close(end) => {
                let Some(closed) = open.pop() else { continue };
                match open.last_mut() {
                    Some(parent) if closed.is_mark && parent.is_run => parent.marks.push(closed.start..end),
                    _ if closed.is_mark || (!closed.is_filled && !closed.marks.is_empty()) => ranges.push(closed.start..end),
                    _ => ranges.extend(closed.marks),
                }
            }
        }
    }
    Some(ranges)
}

/// Puts XML at the end of a part's root; `None` when the part is broken.
fn append_to_root(xml: &str, contents: impl FnOnce(&str) -> String, depth: usize) -> Option<String> {
    let mut reader = Xml::new(xml, depth);
    let (mut root, mut end) = (None, 0);
    while let Some(node) = reader.next().ok()? {
        match node {
            Node::Open(element) => root = root.or(Some(element.range)),
            Node::Close(at) => end = at,
            Node::Text(..) => {}
        }
    }
    let root = root?;
    // The contents are spelt with the root's prefix.
    let prefix = name_of(&xml[root.clone()]).rsplit_once(':').map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
    Some(edited(xml, vec![Gap::before_end(xml, &root, end).filled(&contents(&prefix))]))
}

/// The list of content types with the comments in it; the inner `None` when they are in it already.
fn with_content_type(xml: &str, comments: &str, depth: usize) -> Option<Option<String>> {
    let name = format!("/{comments}");
    let mut reader = Xml::new(xml, depth);
    while let Some(node) = reader.next().ok()? {
        if let Node::Open(element) = node
            && element.name == "Override"
            && element.attribute("PartName").is_some_and(|n| n.eq_ignore_ascii_case(&name))
        {
            return Some(None);
        }
    }
    let name = escape(&name);
    let line = |prefix: &str| format!("<{prefix}Override PartName=\"{name}\" ContentType=\"{COMMENTS_TYPE}\"/>");
    append_to_root(xml, line, depth).map(Some)
}

/// The relationships of the main part with that to the comments.
fn with_relation(xml: Option<&str>, ids: &BTreeSet<&str>, comments: &str, strict: bool, depth: usize) -> Option<String> {
    let id = (1..).map(|n| format!("rId{n}")).find(|id| !ids.contains(id.as_str()))?;
    let base =
        if strict { "http://purl.oclc.org/ooxml/officeDocument/relationships" } else { "http://schemas.openxmlformats.org/officeDocument/2006/relationships" };
    let target = escape(&format!("/{comments}"));
    let line = |prefix: &str| format!("<{prefix}Relationship Id=\"{id}\" Type=\"{base}/comments\" Target=\"{target}\"/>");
    match xml {
        Some(xml) => append_to_root(xml, line, depth),
        None => {
            Some(format!("{DECLARATION}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>", line("")))
        }
    }
}

/// How elements of Word's vocabulary are spelt: with `w:`, which is declared where the root does not.
struct Markup {
    declaration: String,
}

impl Markup {
    fn of(xml: &str, strict: bool, depth: usize) -> Markup {
        let declared = Xml::new(xml, depth).root_binds("w");
        Markup { declaration: if declared { String::new() } else { format!(" xmlns:w=\"{}\"", if strict { STRICT } else { TRANSITIONAL }) } }
    }

    fn range_start(&self, id: i64) -> String {
        format!("<w:commentRangeStart{} w:id=\"{id}\"/>", self.declaration)
    }

    fn range_end(&self, id: i64) -> String {
        format!("<w:commentRangeEnd{} w:id=\"{id}\"/>", self.declaration)
    }

    fn reference(&self, id: i64) -> String {
        format!("<w:r{}><w:commentReference w:id=\"{id}\"/></w:r>", self.declaration)
    }

    fn comment(&self, id: i64, date: Option<Date>, comment: &Comment, quote: Option<&str>) -> String {
        let mut lines = comment.lines.clone();
        if let Some(quote) = quote {
            lines.insert(1.min(lines.len()), format!("原文：「{quote}」"));
        }
        let date = date.map_or(String::new(), |day| format!(" w:date=\"{day}T00:00:00Z\""));
        let mut out = format!("<w:comment{} w:id=\"{id}\" w:author=\"{AUTHOR}\"{date} w:initials=\"{AUTHOR}\">", self.declaration);
        for (i, line) in lines.iter().enumerate() {
            let mark = if i == 0 { "<w:r><w:annotationRef/></w:r>" } else { "" };
            let bold = if i == 0 { "<w:b/>" } else { "" };
            let _ = write!(out, "<w:p>{mark}<w:r><w:rPr>{bold}<w:sz w:val=\"20\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escape(line));
        }
        out.push_str("</w:comment>");
        out
    }
}

/// Text as XML spells it, a line's end as a blank, without the characters that XML has not.
fn escape(text: &str) -> String {
    let spoken = text.chars().filter_map(|c| match c {
        '\n' | '\r' | '\t' | '\u{2028}' => Some(' '),
        c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => None,
        c => Some(c),
    });
    quick_xml::escape::escape(spoken.collect::<String>()).into_owned()
}

/// Where the words of the extracted text stand in the main part.
struct Places<'m> {
    map: &'m DocxMap,
    text: &'m [u8],
    main: usize,
    /// The pieces that a comment can stand on.
    usable: Vec<&'m DocxPiece>,
}

/// What a comment stands on.
struct Anchor<'m> {
    first: &'m DocxPiece,
    last: &'m DocxPiece,
    /// The bytes of the words within the first and last piece.
    start: usize,
    end: usize,
    /// These are the words themselves, not what is nearest to them.
    is_exact: bool,
}

impl<'m> Places<'m> {
    fn of(map: &'m DocxMap, text: &'m str, main: usize) -> Places<'m> {
        Places { map, text: text.as_bytes(), main, usable: map.pieces.iter().filter(|p| takes_comment(p, main)).collect() }
    }

    /// On the words, or else on the nearest paragraph of the body; `None` in a document without words.
    fn anchor(&self, words: Option<&Range<usize>>) -> Option<Anchor<'m>> {
        let exact = words.and_then(|words| self.on_words(words));
        exact.or_else(|| {
            let (start, end) = words.map_or((0, 0), |w| (w.start, w.end));
            let next = self.usable.partition_point(|p| p.text.end <= start);
            let nearest = self.usable[..next].last().or_else(|| self.usable[next..].iter().find(|p| p.text.start >= end))?;
            let line_start = self.text[..nearest.text.start].iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
            let line_end = self.text[nearest.text.end..].iter().position(|b| *b == b'\n').map_or(self.text.len(), |i| nearest.text.end + i);
            let mut on = self.on_words(&(line_start..line_end))?;
            on.is_exact = false;
            Some(on)
        })
    }

    fn on_words(&self, words: &Range<usize>) -> Option<Anchor<'m>> {
        let found: Vec<_> = self.map.find(words.clone()).collect();
        if !found.iter().all(|(piece, _)| takes_comment(piece, self.main)) {
            return None;
        }
        let (first, start) = found.iter().min_by_key(|(_, words)| words.start)?;
        let (last, end) = found.iter().max_by_key(|(_, words)| words.end)?;
        Some(Anchor { first, last, start: start.start, end: end.end, is_exact: found.iter().all(|(piece, _)| piece.is_direct) })
    }
}

/// Whether a comment can stand on a piece.
fn takes_comment(piece: &DocxPiece, main: usize) -> bool {
    piece.part == main && !piece.is_hidden && piece.run != piece.words
}

/// The main part while comments are put into it.
struct Body<'x> {
    xml: &'x str,
    markup: Markup,
    depth: usize,
    /// The runs that comments begin or end within, by their first bytes.
    runs: BTreeMap<usize, Run>,
    /// What begins and ends where.
    marks: BTreeMap<usize, Marks>,
    /// Comments that stand on nothing.
    unplaced: Vec<i64>,
}

struct Marks {
    /// The run that is parted here, and how.
    cut: Option<(usize, Cut)>,
    starts: Vec<i64>,
    ends: Vec<i64>,
}

impl Body<'_> {
    fn mark(&mut self, id: i64, anchor: Option<Anchor<'_>>) {
        let Some(anchor) = anchor else {
            self.unplaced.push(id);
            return;
        };
        self.at(anchor.first, anchor.start, Side::Start).starts.push(id);
        self.at(anchor.last, anchor.end, Side::End).ends.push(id);
    }

    fn at(&mut self, piece: &DocxPiece, at: usize, side: Side) -> &mut Marks {
        let edge = match side {
            Side::Start => piece.run.start,
            Side::End => piece.run.end,
        };
        let mut cut = Cut::Edge(edge);
        if piece.is_direct {
            let read = || Run::read(self.xml, piece.run.clone(), self.depth);
            let run = self.runs.get(&piece.run.start);
            if run.is_none()
                && let Some(run) = read()
            {
                self.runs.insert(piece.run.start, run);
            }
            if let Some(run) = self.runs.get(&piece.run.start) {
                cut = run.cut(self.xml, at, side);
            }
        }
        let parted = (!matches!(cut, Cut::Edge(_))).then_some((piece.run.start, cut));
        self.marks.entry(cut.at()).or_insert_with(|| Marks { cut: parted, starts: Vec::new(), ends: Vec::new() })
    }

    /// `gone` are the marks of comments that are no more.
    fn finish(self, opening: Gap, gone: Vec<Range<usize>>) -> String {
        let mut edits: Vec<(Range<usize>, String)> = gone.into_iter().map(|range| (range, String::new())).collect();
        let markup = &self.markup;
        for (&at, marks) in &self.marks {
            let mut written: String = marks.ends.iter().map(|&id| markup.range_end(id)).collect();
            written.extend(marks.ends.iter().map(|&id| markup.reference(id)));
            written.extend(marks.starts.iter().map(|&id| markup.range_start(id)));
            if let Some((run, cut)) = marks.cut
                && let Some(run) = self.runs.get(&run)
            {
                let (before, after) = run.parting(cut);
                written = format!("{before}{written}{after}");
                edits.extend(run.settle(cut));
            }
            edits.push((at..at, written));
        }
        if !self.unplaced.is_empty() {
            let points: String = self.unplaced.iter().map(|&id| markup.range_start(id) + &markup.range_end(id) + &markup.reference(id)).collect();
            edits.push(opening.filled(&points));
        }
        edited(self.xml, edits)
    }
}

/// The text with stretches of it replaced. None overlap; the same one may be named twice.
fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    edits.dedup();
    let mut out = String::with_capacity(text.len() + edits.iter().map(|(_, new)| new.len()).sum::<usize>());
    let mut done = 0;
    for (range, new) in edits {
        out.push_str(&text[done..range.start]);
        out.push_str(&new);
        done = range.end;
    }
    out.push_str(&text[done..]);
    out
}
