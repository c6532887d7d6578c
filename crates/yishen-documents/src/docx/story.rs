//! One part's words: its paragraphs in reading order, each with where its words stand.

use std::ops::Range;

use yishen_engine::BlockKind;

use super::styles::Styles;
use super::table::Table;
use super::xml::{Broken, Element, Node, Ns, Xml, units};
use super::{AUTHOR, LINE_BREAK};

/// The paragraphs of a part, and what in it is no text.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) pictures: u32,
    pub(super) videos: u32,
    /// Embedded files and controls.
    pub(super) objects: u32,
    /// Elements lay too deep, or words were in too many pieces.
    pub(super) cut: bool,
}

/// A paragraph, or words that stand for themselves: a picture's other text, a label of a chart.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) kind: BlockKind,
    pub(super) level: u8,
    /// Which `<w:p>` of the part it is, from 1.
    pub(super) number: u32,
    pub(super) text: String,
    pub(super) words: Vec<Words>,
    /// The paragraphs of this story that stand over it.
    pub(super) heads: Vec<usize>,
    /// It stands in the text itself, not in a table, text box, header or note.
    pub(super) flows: bool,
    /// The note that it belongs to.
    pub(super) note: Option<String>,
    /// What is attached to it.
    pub(super) refers: Vec<Reference>,
}

/// Something that stands in another part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reference {
    Footnote(String),
    Endnote(String),
    Comment(String),
    /// A chart or diagram, by the id of its relationship until that is followed, then by its part's name.
    Graphic(String),
}

/// A stretch of a paragraph's text.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) text: Range<usize>,
    pub(super) run: Range<usize>,
    pub(super) xml: Range<usize>,
    pub(super) hidden: bool,
    /// They stand directly in their run.
    pub(super) is_direct: bool,
}

/// What the words of a part are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Body,
    HeaderFooter,
    Notes,
    Graphic,
}

/// Reads a part. What is deleted, moved away or only an instruction is left out.
pub(super) fn read(part: &str, role: Role, styles: &Styles, depth: usize, pieces_left: &mut usize) -> Result<Story, Broken> {
    let mut xml = Xml::new(part, depth);
    let mut reader = Reader::new(role, styles, pieces_left);
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(root) if reader.stack.is_empty() => {
                // Only charts and diagrams are in other words than Word's.
                if role != Role::Graphic && root.ns != Ns::Word {
                    return Err(Broken);
                }
                reader.open(&root, &xml);
            }
            Node::Open(element) => reader.open(&element, &xml),
            Node::Close(end) => reader.close(end),
            Node::Text(raw, at) => reader.text(raw, at),
        }
    }
    reader.story.cut |= xml.cut;
    Ok(reader.story)
}

/// The elements that mean something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    Text,
    /// A label of a chart: paragraph, run and text in one.
    Label,
    Table,
    Row,
    RowProperties,
    Cell,
    CellProperties,
    Box,
    Alternatives,
    Note,
    ListProperties,
    Point,
    Other,
}

struct Reader<'s> {
    role: Role,
    styles: &'s Styles,
    pieces_left: &'s mut usize,
    story: Story,
    stack: Vec<Tag>,
    /// How many elements are open within one that is left out.
    skipped: usize,
    /// Every paragraph of the part is counted, those left out too.
    number: u32,
    open: Vec<OpenParagraph>,
    surroundings: Vec<Surrounding>,
    /// For each field that is open, whether its result has begun.
    fields: Vec<bool>,
    /// Whether one of the alternatives was taken.
    taken: Vec<bool>,
    note: Option<String>,
    /// A paragraph whose mark was deleted goes on in the next one at this depth.
    unfinished: Option<(usize, usize)>,
    /// The other text of the drawing that is open, which its picture often repeats.
    frame_alt: String,
}

/// What paragraphs stand in.
enum Surrounding {
    Table(Table),
    /// A text box, with the fields that are open around it.
    Box(Vec<bool>),
}

/// A paragraph that has not ended.
#[derive(Default)]
struct OpenParagraph {
    index: usize,
    style: Option<String>,
    outline: Option<u8>,
    list: Option<bool>,
    /// Its mark is deleted.
    joined: bool,
    runs: Vec<OpenRun>,
    /// The text of the `<w:t>` that is open.
    pending: Vec<(String, Range<usize>)>,
    preserve: bool,
}

struct OpenRun {
    start: usize,
    /// The first of the paragraph's words that are its own.
    first: usize,
    /// The first of the story's paragraphs that stand in it: text boxes, and what stands for a picture.
    first_inner: usize,
    style: Option<String>,
    hidden: Option<bool>,
}

impl<'s> Reader<'s> {
    fn new(role: Role, styles: &'s Styles, pieces_left: &'s mut usize) -> Reader<'s> {
        Reader {
            role,
            styles,
            pieces_left,
            story: Story::default(),
            stack: Vec::new(),
            skipped: 0,
            number: 0,
            open: Vec::new(),
            surroundings: Vec::new(),
            fields: Vec::new(),
            taken: Vec::new(),
            note: None,
            unfinished: None,
            frame_alt: String::new(),
        }
    }

    fn open(&mut self, element: &Element<'_>, xml: &Xml<'_>) {
        let paragraph = element.name == "p" && matches!(element.ns, Ns::Word | Ns::Drawing);
        self.number += u32::from(paragraph);
        if self.skipped > 0 || self.leaves_out(element, xml) {
            self.skipped += 1;
            return;
        }
        let tag = match (element.ns, element.name) {
            _ if paragraph => self.open_paragraph(),
            (Ns::Word, _) => self.word(element),
            (Ns::Drawing, _) => self.drawing(element),
            (Ns::Math, "oMath" | "oMathPara" | "r") => self.open_run(element),
            (Ns::Math, "t") => Tag::Text,
            (Ns::Chart, "pt") => Tag::Point,
            (Ns::Chart, "v") if self.parent() == Tag::Point => self.open_label(element),
            (Ns::Compatibility, "AlternateContent") => {
                self.taken.push(false);
                Tag::Alternatives
            }
            (Ns::Vml, _) => self.vml(element),
            _ => self.other(element),
        };
        if tag == Tag::Text {
            let preserve = element.ns != Ns::Word || element.raw("space").is_some_and(|(value, _)| value == "preserve");
            if let Some(open) = self.open.last_mut() {
                open.preserve = preserve;
            }
        }
        self.stack.push(tag);
    }

    /// Whether readers don't see what is in the element.
    fn leaves_out(&mut self, element: &Element<'_>, xml: &Xml<'_>) -> bool {
        let in_properties = matches!(self.parent(), Tag::RunProperties | Tag::RowProperties | Tag::CellProperties | Tag::ParagraphProperties);
        match (element.ns, element.name) {
            // Deleted, moved away, the properties before a change, and the small letters over others.
            (Ns::Word, "del" | "moveFrom") => !in_properties,
            (Ns::Word, "rt" | "sdtPr" | "sectPr" | "numberingChange" | "instrText" | "delText" | "delInstrText") => true,
            (Ns::Word, name) if name.ends_with("PrChange") => true,
            (Ns::Word, "comment") => self.role == Role::Notes && element.attribute("author").is_some_and(|author| author == AUTHOR),
            (Ns::Word, "p" | "tbl" | "sdt") => self.table().is_some_and(|t| t.row_gone || t.cell_gone),
            (Ns::Compatibility, "Choice") => {
                let known = |prefix: &str| xml.namespace(prefix) != Ns::Other;
                let shown = element.attribute("Requires").is_some_and(|needs| needs.split_whitespace().all(known));
                match self.taken.last_mut() {
                    Some(taken) if shown && !*taken => {
                        *taken = true;
                        false
                    }
                    _ => true,
                }
            }
            (Ns::Compatibility, "Fallback") => self.taken.last() == Some(&true),
            _ => false,
        }
    }

    fn parent(&self) -> Tag {
        self.stack.last().copied().unwrap_or(Tag::Other)
    }

    fn grandparent(&self) -> Tag {
        self.stack.iter().rev().nth(1).copied().unwrap_or(Tag::Other)
    }

    fn table(&mut self) -> Option<&mut Table> {
        match self.surroundings.last_mut() {
            Some(Surrounding::Table(table)) => Some(table),
            _ => None,
        }
    }

    fn word(&mut self, element: &Element<'_>) -> Tag {
        let parent = self.parent();
        let value = || element.attribute("val").unwrap_or_default();
        match (element.name, parent) {
            ("r", _) => self.open_run(element),
            ("t", _) => Tag::Text,
            ("pPr", Tag::Paragraph) => Tag::ParagraphProperties,
            ("rPr", _) => Tag::RunProperties,
            ("tab" | "ptab", Tag::Run) => self.character("\t", element),
            ("br", Tag::Run) | ("cr", Tag::Run) => self.character(LINE_BREAK, element),
            ("noBreakHyphen", Tag::Run) => self.character("-", element),
            ("softHyphen", Tag::Run) => self.character("\u{ad}", element),
            ("sym", Tag::Run) => {
                let code = element.attribute("char").and_then(|c| u32::from_str_radix(&c, 16).ok()).and_then(char::from_u32);
                match code.filter(|c| !c.is_control()) {
                    Some(c) => self.character(c.encode_utf8(&mut [0; 4]), element),
                    None => Tag::Other,
                }
            }
            ("pStyle", Tag::ParagraphProperties) => self.paragraph(|p| p.style = Some(value())),
            ("outlineLvl", Tag::ParagraphProperties) => self.paragraph(|p| p.outline = value().parse().ok()),
            ("numPr", Tag::ParagraphProperties) => Tag::ListProperties,
            ("numId", Tag::ListProperties) => self.paragraph(|p| p.list = Some(value() != "0")),
            ("del" | "moveFrom", Tag::RunProperties) if self.grandparent() == Tag::ParagraphProperties => self.paragraph(|p| p.joined = true),
            ("rStyle", Tag::RunProperties) => self.run(|r| r.style = Some(value())),
            ("vanish", Tag::RunProperties) if self.grandparent() == Tag::Run => self.run(|r| r.hidden = Some(element.is_on())),
            ("fldChar", _) => self.field(element),
            ("tbl", _) => {
                self.surroundings.push(Surrounding::Table(Table::default()));
                Tag::Table
            }
            ("gridCol", _) => self.in_table(Table::add_column),
            ("tr", _) => {
                self.in_table(Table::open_row);
                Tag::Row
            }
            ("trPr", Tag::Row) => Tag::RowProperties,
            ("tblHeader", Tag::RowProperties) => self.in_table(|t| t.is_head |= element.is_on()),
            ("gridBefore", Tag::RowProperties) => self.in_table(|t| t.skip_columns(&value())),
            ("del", Tag::RowProperties) => self.in_table(|t| t.row_gone = true),
            ("tc", _) => {
                self.in_table(Table::open_cell);
                Tag::Cell
            }
            ("tcPr", Tag::Cell) => Tag::CellProperties,
            ("gridSpan", Tag::CellProperties) => self.in_table(|t| t.set_span(&value())),
            ("vMerge", Tag::CellProperties) => self.in_table(|t| t.goes_on = value() != "restart"),
            ("cellDel", Tag::CellProperties) => self.in_table(|t| t.cell_gone = true),
            ("txbxContent", _) => {
                let fields = std::mem::take(&mut self.fields);
                self.surroundings.push(Surrounding::Box(fields));
                Tag::Box
            }
            ("footnote" | "endnote" | "comment", _) if self.role == Role::Notes => {
                self.note = element.attribute("id");
                self.fields.clear();
                Tag::Note
            }
            ("footnoteReference", _) => self.refer(element, "id", Reference::Footnote),
            ("endnoteReference", _) => self.refer(element, "id", Reference::Endnote),
            ("commentReference", _) => self.refer(element, "id", Reference::Comment),
            ("object" | "control" | "altChunk" | "subDoc", _) => {
                self.story.objects += 1;
                Tag::Other
            }
            _ => Tag::Other,
        }
    }

    fn drawing(&mut self, element: &Element<'_>) -> Tag {
        match element.name {
            "r" | "fld" => self.open_run(element),
            "t" => Tag::Text,
            "br" => self.character(LINE_BREAK, element),
            "blip" => {
                self.story.pictures += 1;
                Tag::Other
            }
            "videoFile" | "audioFile" | "quickTimeFile" => {
                self.story.videos += 1;
                Tag::Other
            }
            _ => Tag::Other,
        }
    }

    fn vml(&mut self, element: &Element<'_>) -> Tag {
        if element.name == "imagedata" {
            self.story.pictures += 1;
        }
        // Text drawn along a path, and what stands for a shape.
        let words = if element.name == "textpath" { ("string", BlockKind::Paragraph) } else { ("alt", BlockKind::Alt) };
        self.alt(element, words.0, words.1);
        Tag::Other
    }

    fn other(&mut self, element: &Element<'_>) -> Tag {
        match (element.ns, element.name) {
            (Ns::Frame, "docPr") => {
                self.frame_alt = element.attribute("descr").unwrap_or_default();
                self.alt(element, "title", BlockKind::Alt);
                self.alt(element, "descr", BlockKind::Alt);
            }
            (Ns::Office, "cNvPr") if element.attribute("descr").is_some_and(|descr| descr != self.frame_alt) => {
                self.alt(element, "descr", BlockKind::Alt);
            }
            (Ns::Office, "webVideoPr") => self.story.videos += 1,
            (Ns::Office, "contentPart") => self.story.pictures += 1,
            (Ns::Chart | Ns::Office, "chart") => return self.refer(element, "id", Reference::Graphic),
            (Ns::Office, "relIds") => return self.refer(element, "dm", Reference::Graphic),
            _ => {}
        }
        Tag::Other
    }

    fn new_paragraph(&mut self, kind: BlockKind) -> usize {
        let paragraph = Paragraph {
            kind,
            level: 0,
            number: self.number,
            text: String::new(),
            words: Vec::new(),
            heads: self.table().map_or(Vec::new(), |t| t.heads()),
            flows: self.role == Role::Body && self.surroundings.is_empty(),
            note: self.note.clone(),
            refers: Vec::new(),
        };
        self.story.paragraphs.push(paragraph);
        self.story.paragraphs.len() - 1
    }

    fn open_paragraph(&mut self) -> Tag {
        let index = match self.unfinished.take() {
            Some((depth, index)) if depth == self.stack.len() => index,
            other => {
                self.unfinished = other;
                self.new_paragraph(BlockKind::Paragraph)
            }
        };
        let paragraph = &mut self.story.paragraphs[index];
        if paragraph.words.is_empty() {
            paragraph.number = self.number;
        }
        self.open.push(OpenParagraph { index, ..OpenParagraph::default() });
        Tag::Paragraph
    }

    fn close_paragraph(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let (kind, level) = match (self.role, self.surroundings.last()) {
            (Role::HeaderFooter, _) => (BlockKind::HeaderFooter, 0),
            (Role::Notes, _) => (BlockKind::Note, 0),
            (Role::Graphic, _) => (BlockKind::Paragraph, 0),
            (Role::Body, Some(Surrounding::Table(_))) => (BlockKind::TableCell, 0),
            (Role::Body, _) => self.styles.kind(open.style.as_deref(), open.outline, open.list),
        };
        let paragraph = &mut self.story.paragraphs[open.index];
        (paragraph.kind, paragraph.level) = (kind, level);
        if !paragraph.text.trim().is_empty() {
            let short = paragraph.text.chars().count() <= super::table::MAX_HEAD;
            if let Some(table) = self.table() {
                table.note_words(open.index, short);
            }
        }
        // Empty ones are many in some files, and say nothing.
        let last = &self.story.paragraphs[open.index];
        if last.words.is_empty() && last.refers.is_empty() && !open.joined && open.index + 1 == self.story.paragraphs.len() {
            self.story.paragraphs.pop();
        }
        if open.joined {
            self.unfinished = Some((self.stack.len(), open.index));
        }
    }

    fn open_run(&mut self, element: &Element<'_>) -> Tag {
        if let Some(open) = self.open.last_mut() {
            let first = self.story.paragraphs[open.index].words.len();
            open.runs.push(OpenRun { start: element.range.start, first, first_inner: self.story.paragraphs.len(), style: None, hidden: None });
        }
        Tag::Run
    }

    fn close_run(&mut self, end: usize) {
        let outermost = self.open.len() == 1;
        let Some(open) = self.open.last_mut() else { return };
        let Some(run) = open.runs.pop() else { return };
        // A run within a run counts as the outer one: that is where a comment can stand.
        if outermost && open.runs.is_empty() {
            let (until, inner) = self.story.paragraphs.split_at_mut(run.first_inner);
            let own = &mut until[open.index].words[run.first..];
            own.iter_mut().chain(inner.iter_mut().flat_map(|p| &mut p.words)).for_each(|w| w.run = run.start..end);
        }
    }

    fn open_label(&mut self, element: &Element<'_>) -> Tag {
        self.number += 1;
        let index = self.new_paragraph(BlockKind::Caption);
        self.open.push(OpenParagraph { index, preserve: true, ..OpenParagraph::default() });
        self.open_run(element);
        Tag::Label
    }

    fn text(&mut self, raw: &str, at: usize) {
        if self.skipped == 0
            && matches!(self.parent(), Tag::Text | Tag::Label)
            && let Some(open) = self.open.last_mut()
        {
            // One more than may be read, so that it is noticed.
            let most = *self.pieces_left + 1 - open.pending.len().min(*self.pieces_left);
            open.pending.extend(units(raw, at).take(most));
        }
    }

    fn close_text(&mut self) {
        let Some(open) = self.open.last_mut() else { return };
        let mut pending = std::mem::take(&mut open.pending);
        if !open.preserve {
            trim(&mut pending);
        }
        for (text, xml) in pending {
            self.push(&text, xml);
        }
    }

    /// An element that is a character.
    fn character(&mut self, character: &str, element: &Element<'_>) -> Tag {
        self.push(character, element.range.clone());
        Tag::Other
    }

    fn push(&mut self, text: &str, xml: Range<usize>) {
        let Some(open) = self.open.last() else { return };
        if *self.pieces_left == 0 {
            self.story.cut = true;
            return;
        }
        *self.pieces_left -= 1;
        let run = open.runs.last();
        let is_direct = self.open.len() == 1 && open.runs.len() == 1 && self.parent() == Tag::Run;
        let hidden = run.and_then(|r| r.hidden).unwrap_or_else(|| self.styles.hidden(open.style.as_deref(), run.and_then(|r| r.style.as_deref())));
        let paragraph = &mut self.story.paragraphs[open.index];
        let start = paragraph.text.len();
        paragraph.text.push_str(text);
        paragraph.words.push(Words {
            text: start..paragraph.text.len(),
            run: open.runs.first().map_or(xml.clone(), |r| r.start..xml.end),
            xml,
            hidden: hidden || self.fields.contains(&false),
            is_direct,
        });
    }

    /// Words in an attribute become a paragraph of their own.
    fn alt(&mut self, element: &Element<'_>, attribute: &str, kind: BlockKind) {
        let Some((raw, range)) = element.raw(attribute).filter(|(raw, _)| !raw.trim().is_empty()) else { return };
        let kind = if self.role == Role::HeaderFooter { BlockKind::HeaderFooter } else { kind };
        let index = self.new_paragraph(kind);
        let paragraph = &mut self.story.paragraphs[index];
        paragraph.flows = false;
        for (text, xml) in units(raw, range.start) {
            if *self.pieces_left == 0 {
                self.story.cut = true;
                break;
            }
            *self.pieces_left -= 1;
            let start = paragraph.text.len();
            paragraph.text.push_str(&text);
            paragraph.words.push(Words { text: start..paragraph.text.len(), run: xml.clone(), xml, hidden: false, is_direct: false });
        }
    }

    fn refer(&mut self, element: &Element<'_>, attribute: &str, kind: fn(String) -> Reference) -> Tag {
        if let (Some(id), Some(open)) = (element.attribute(attribute), self.open.last()) {
            self.story.paragraphs[open.index].refers.push(kind(id));
        }
        Tag::Other
    }

    fn field(&mut self, element: &Element<'_>) -> Tag {
        match element.raw("fldCharType").map(|(value, _)| value) {
            Some("begin") if self.fields.len() < 64 => self.fields.push(false),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    *field = true;
                }
            }
            Some("end") => {
                self.fields.pop();
            }
            _ => {}
        }
        Tag::Other
    }

    fn paragraph(&mut self, set: impl FnOnce(&mut OpenParagraph)) -> Tag {
        if let Some(open) = self.open.last_mut() {
            set(open);
        }
        Tag::Other
    }

    fn run(&mut self, set: impl FnOnce(&mut OpenRun)) -> Tag {
        if let Some(run) = self.open.last_mut().and_then(|o| o.runs.last_mut()) {
            set(run);
        }
        Tag::Other
    }

    fn in_table(&mut self, set: impl FnOnce(&mut Table)) -> Tag {
        if let Some(table) = self.table() {
            set(table);
        }
        Tag::Other
    }

    fn close(&mut self, end: usize) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let Some(tag) = self.stack.pop() else { return };
        match tag {
            Tag::Paragraph => self.close_paragraph(),
            Tag::Run => self.close_run(end),
            Tag::Text => self.close_text(),
            Tag::Label => {
                self.close_text();
                self.close_run(end);
                self.open.pop();
            }
            Tag::Cell => {
                self.in_table(Table::close_cell);
            }
            Tag::Row => {
                self.in_table(Table::close_row);
            }
            Tag::Table => {
                self.surroundings.pop();
            }
            Tag::Box => {
                if let Some(Surrounding::Box(fields)) = self.surroundings.pop() {
                    self.fields = fields;
                }
            }
            Tag::Alternatives => {
                self.taken.pop();
            }
            Tag::Note => self.note = None,
            _ => {}
        }
        if self.unfinished.is_some_and(|(depth, _)| self.stack.len() < depth) {
            self.unfinished = None;
        }
    }
}

/// Takes away the white space around a text that does not ask for it to be kept.
fn trim(units: &mut Vec<(String, Range<usize>)>) {
    while let Some((text, xml)) = units.first_mut() {
        let kept = text.trim_ascii_start();
        if !kept.is_empty() {
            xml.start += text.len() - kept.len();
            *text = kept.to_owned();
            break;
        }
        units.remove(0);
    }
    while let Some((text, xml)) = units.last_mut() {
        let kept = text.trim_ascii_end();
        if !kept.is_empty() {
            xml.end -= text.len() - kept.len();
            *text = kept.to_owned();
            break;
        }
        units.pop();
    }
}
