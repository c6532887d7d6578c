//! Which parts hold words, and what could not be read of them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use yishen_engine::{NotChecked, NotCheckedKind};

use super::package::{Package, PartFault, Relation};
use super::story::{self, Paragraph, Reference, Role, Story};
use super::styles::Styles;
use super::xml::{Ns, Xml};
use crate::{Limits, ReadError, ReadErrorKind};

/// A document's stories, in the order in which they are read.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The names of the parts.
    pub(super) names: Vec<String>,
    /// Headers and footers, then the main text.
    pub(super) flow: Vec<Passage>,
    /// What is attached to a paragraph. Charts are told by their part's name, notes by their ids.
    pub(super) attached: BTreeMap<Reference, Passage>,
    pub(super) not_checked: Vec<NotChecked>,
    /// How many pieces of words may still be read.
    pieces_left: usize,
}

/// Paragraphs that stand together.
#[derive(Debug)]
pub(super) struct Passage {
    /// An index of [`Parts::names`].
    pub(super) part: usize,
    /// Where the first of them stands in its story.
    pub(super) first: usize,
    pub(super) paragraphs: Vec<Paragraph>,
}

/// What is no text, counted over all parts.
#[derive(Default)]
struct Counts {
    pictures: u32,
    videos: u32,
    objects: u32,
}

impl Parts {
    pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Parts, ReadError> {
        let mut package = Package::open(bytes, limits)?;
        let main = package.main_part()?;
        let main_xml = package.xml(&main).map_err(|fault| unreadable(fault, &main))?;
        let mut parts = Parts { pieces_left: limits.pieces, ..Parts::default() };
        let mut counts = Counts::default();
        let relations = parts.relations(&mut package, &main);

        let mut styles = Styles::default();
        for part in targets(&relations, &["styles"]) {
            match package.xml(part).and_then(|xml| Styles::read(&xml, limits.depth).map_err(|_| PartFault::Damaged)) {
                Ok(read) => styles = read,
                Err(fault) => parts.fault(part, fault),
            }
        }
        // The root of a workbook or presentation is another one.
        if Xml::new(&main_xml, limits.depth).root().is_some_and(|root| root != (Ns::Word, "document")) {
            return Err(ReadError::new(ReadErrorKind::NotWord));
        }
        let mut body = story::read(&main_xml, Role::Body, &styles, limits.depth, &mut parts.pieces_left).map_err(|_| unreadable(PartFault::Damaged, &main))?;
        parts.attach_graphics(&mut package, &mut body, &relations, limits);

        for part in targets(&relations, &["header", "footer"]) {
            if let Some(story) = parts.story(&mut package, part, Role::HeaderFooter, &styles, limits) {
                let part = parts.name(part, &story, &mut counts);
                parts.flow.push(Passage { part, first: 0, paragraphs: story.paragraphs });
            }
        }
        for kind in ["footnotes", "endnotes", "comments"] {
            for part in targets(&relations, &[kind]) {
                let Some(story) = parts.story(&mut package, part, Role::Notes, &styles, limits) else { continue };
                let part = parts.name(part, &story, &mut counts);
                parts.attach_notes(kind, part, story);
            }
        }
        let part = parts.name(&main, &body, &mut counts);
        parts.flow.push(Passage { part, first: 0, paragraphs: body.paragraphs });
        parts.count(&counts);
        Ok(parts)
    }

    /// A part beside the main one with what is attached to it, or a remark that it could not be read.
    fn story(&mut self, package: &mut Package<'_>, part: &str, role: Role, styles: &Styles, limits: &Limits) -> Option<Story> {
        let read = package.xml(part).and_then(|xml| story::read(&xml, role, styles, limits.depth, &mut self.pieces_left).map_err(|_| PartFault::Damaged));
        match read {
            Ok(mut story) => {
                let relations = self.relations(package, part);
                self.attach_graphics(package, &mut story, &relations, limits);
                Some(story)
            }
            Err(fault) => {
                self.fault(part, fault);
                None
            }
        }
    }

    fn relations(&mut self, package: &mut Package<'_>, part: &str) -> Vec<Relation> {
        package.relations(part).unwrap_or_else(|fault| {
            self.fault(&format!("{part} 的关系表"), fault);
            Vec::new()
        })
    }

    /// Reads the charts and diagrams that a story shows.
    fn attach_graphics(&mut self, package: &mut Package<'_>, story: &mut Story, relations: &[Relation], limits: &Limits) {
        for reference in story.paragraphs.iter_mut().flat_map(|p| &mut p.refers) {
            let Reference::Graphic(id) = reference else { continue };
            let Some(target) = relations.iter().find(|r| r.id == *id).and_then(|r| r.target.as_deref()) else {
                self.fault("图表", PartFault::Missing);
                continue;
            };
            target.clone_into(id);
            if self.attached.contains_key(reference) {
                continue;
            }
            match package
                .xml(target)
                .and_then(|xml| story::read(&xml, Role::Graphic, &Styles::default(), limits.depth, &mut self.pieces_left).map_err(|_| PartFault::Damaged))
            {
                Ok(graphic) => {
                    let part = self.name(target, &graphic, &mut Counts::default());
                    self.attached.insert(reference.clone(), Passage { part, first: 0, paragraphs: graphic.paragraphs });
                }
                Err(fault) => self.fault(target, fault),
            }
        }
    }

    /// Takes a part of notes apart.
    fn attach_notes(&mut self, kind: &str, part: usize, story: Story) {
        let mut first = 0;
        let mut paragraphs = story.paragraphs.into_iter().peekable();
        while let Some(paragraph) = paragraphs.next() {
            let note = paragraph.note.clone();
            let mut passage = vec![paragraph];
            while let Some(next) = paragraphs.next_if(|p| p.note == note) {
                passage.push(next);
            }
            let id = note.unwrap_or_default();
            let reference = match kind {
                "footnotes" => Reference::Footnote(id),
                "endnotes" => Reference::Endnote(id),
                _ => Reference::Comment(id),
            };
            let passage = Passage { part, first, paragraphs: passage };
            first += passage.paragraphs.len();
            // Notes with the same id: none is lost.
            match self.attached.entry(reference) {
                Entry::Occupied(_) => self.flow.push(passage),
                Entry::Vacant(entry) => {
                    entry.insert(passage);
                }
            }
        }
    }

    fn name(&mut self, part: &str, story: &Story, counts: &mut Counts) -> usize {
        counts.pictures += story.pictures;
        counts.videos += story.videos;
        counts.objects += story.objects;
        if story.cut {
            self.add(NotCheckedKind::Limit, 1, Some(part), "嵌套太深或文字太碎，有一部分没有检查");
        }
        self.names.push(part.to_owned());
        self.names.len() - 1
    }

    fn count(&mut self, counts: &Counts) {
        for (kind, count, note) in [
            (NotCheckedKind::Picture, counts.pictures, "图片里的字没有检查"),
            (NotCheckedKind::Video, counts.videos, "视频、音频没有检查"),
            (NotCheckedKind::Part, counts.objects, "嵌入的文件、公式对象或控件没有检查"),
        ] {
            if count > 0 {
                self.add(kind, count, None, note);
            }
        }
    }

    fn fault(&mut self, part: &str, fault: PartFault) {
        let (kind, note) = match fault {
            PartFault::Missing => (NotCheckedKind::Part, "文件里缺这一部分，没有检查"),
            PartFault::Damaged => (NotCheckedKind::Part, "这一部分损坏，没有检查"),
            PartFault::Encrypted => (NotCheckedKind::Part, "这一部分有密码，没有检查"),
            PartFault::TooLarge => (NotCheckedKind::Limit, "这一部分太大，没有检查"),
        };
        self.add(kind, 1, Some(part), note);
    }

    fn add(&mut self, kind: NotCheckedKind, count: u32, place: Option<&str>, note: &str) {
        self.not_checked.push(NotChecked { kind, count, place: place.map(str::to_owned), note: note.to_owned() });
    }
}

/// The parts of these kinds, each once, in the order of their names.
fn targets<'r>(relations: &'r [Relation], kinds: &[&str]) -> Vec<&'r str> {
    let mut parts: Vec<&str> = relations.iter().filter(|r| kinds.contains(&r.kind.as_str())).filter_map(|r| r.target.as_deref()).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

pub(super) fn unreadable(fault: PartFault, part: &str) -> ReadError {
    let kind = match fault {
        PartFault::Missing => ReadErrorKind::NotWord,
        PartFault::Damaged => ReadErrorKind::Damaged,
        PartFault::TooLarge => ReadErrorKind::TooLarge,
        PartFault::Encrypted => ReadErrorKind::Encrypted,
    };
    ReadError::at(kind, part)
}
