//! A run that comments begin or end in, and how it is parted there.

use std::ops::Range;

use super::xml::{Node, Xml, name_of};

/// Where in a run a comment begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// Before the run or after it.
    Edge(usize),
    /// Before the content that starts here.
    Between(usize),
    /// Within the words of the content with this index.
    Within(usize, usize),
}

impl Cut {
    pub(super) fn at(self) -> usize {
        match self {
            Cut::Edge(at) | Cut::Between(at) | Cut::Within(at, _) => at,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Start,
    End,
}

/// A run taken apart. All bytes are those of the part.
#[derive(Debug)]
pub(super) struct Run {
    range: Range<usize>,
    /// Its start tag with its properties: what each part of it begins with.
    head: String,
    end_tag: String,
    contents: Vec<Content>,
}

/// A child of a run other than its properties.
#[derive(Debug)]
struct Content {
    range: Range<usize>,
    words: Option<Words>,
}

/// What a `<w:t>` holds.
#[derive(Debug)]
struct Words {
    name: String,
    /// All between its tags.
    inner: Range<usize>,
    /// The words without the white space that does not count.
    kept: Range<usize>,
    preserve: bool,
}

impl Run {
    /// Takes apart the run that stands in these bytes of the part.
    pub(super) fn read(part: &str, range: Range<usize>, depth: usize) -> Option<Run> {
        let text = part.get(range.clone())?;
        let mut xml = Xml::new(text, depth);
        let Ok(Some(Node::Open(root))) = xml.next() else { return None };
        let mut run = Run {
            range: range.clone(),
            head: text[root.range.clone()].to_owned(),
            end_tag: format!("</{}>", name_of(&text[root.range.clone()])),
            contents: Vec::new(),
        };
        let mut open = Vec::new();
        while let Some(node) = xml.next().ok()? {
            match node {
                Node::Open(element) => open.push(element),
                Node::Close(end) => {
                    let Some(element) = open.pop() else { break };
                    if !open.is_empty() {
                        continue;
                    }
                    if element.name == "rPr" {
                        run.head.push_str(&text[element.range.start..end]);
                        continue;
                    }
                    let words = (element.name == "t" && element.range.end < end).then(|| {
                        let inner = element.range.end..text[..end].rfind("</").unwrap_or(end);
                        let preserve = element.raw("space").is_some_and(|(value, _)| value == "preserve");
                        let spelt = &text[inner.clone()];
                        let kept = match preserve {
                            true => inner.clone(),
                            false => inner.start + (spelt.len() - spelt.trim_ascii_start().len())..inner.start + spelt.trim_ascii_end().len(),
                        };
                        Words {
                            name: name_of(&text[element.range.clone()]).to_owned(),
                            inner: shift(&inner, range.start),
                            kept: shift(&kept, range.start),
                            preserve,
                        }
                    });
                    run.contents.push(Content { range: shift(&(element.range.start..end), range.start), words });
                }
                Node::Text(..) => {}
            }
        }
        Some(run)
    }

    /// Where a comment begins or ends whose first or last word starts or ends at this byte.
    pub(super) fn cut(&self, part: &str, at: usize, side: Side) -> Cut {
        let holds = |c: &Content| match side {
            Side::Start => c.range.start <= at && at < c.range.end,
            Side::End => c.range.start < at && at <= c.range.end,
        };
        let index = self.contents.iter().position(holds);
        let before = |index: usize| match index {
            0 => Cut::Edge(self.range.start),
            _ => Cut::Between(self.contents[index].range.start),
        };
        let after = |index: usize| match self.contents.get(index + 1) {
            None => Cut::Edge(self.range.end),
            Some(next) => Cut::Between(next.range.start),
        };
        match (index, side) {
            (None, Side::Start) => Cut::Edge(self.range.start),
            (None, Side::End) => Cut::Edge(self.range.end),
            (Some(index), _) => match (&self.contents[index].words, side) {
                (Some(words), _) if at <= words.kept.start => before(index),
                (Some(words), _) if at >= words.kept.end => after(index),
                (Some(words), _) if !in_character_data(&part[words.inner.start..at]) => Cut::Within(at, index),
                (_, Side::Start) => before(index),
                (_, Side::End) => after(index),
            },
        }
    }

    /// What parts the run at a cut: what ends the part before it, and what begins the one after.
    pub(super) fn parting(&self, cut: Cut) -> (String, String) {
        let words = match cut {
            Cut::Edge(_) => return (String::new(), String::new()),
            Cut::Between(_) => None,
            Cut::Within(_, index) => self.contents[index].words.as_ref(),
        };
        match words {
            None => (self.end_tag.clone(), self.head.clone()),
            Some(Words { name, .. }) => (format!("</{name}>{}", self.end_tag), format!("{}<{name} xml:space=\"preserve\">", self.head)),
        }
    }

    /// What else has to change when words are parted at a cut: white space that ends the part before it, or begins the
    /// one after, must go on counting, and that around the words must go on not to count.
    pub(super) fn settle(&self, cut: Cut) -> Vec<(Range<usize>, String)> {
        let Cut::Within(_, index) = cut else { return Vec::new() };
        match &self.contents[index].words {
            Some(Words { name, inner, kept, preserve: false }) => {
                vec![(self.contents[index].range.start..kept.start, format!("<{name} xml:space=\"preserve\">")), (kept.end..inner.end, String::new())]
            }
            _ => Vec::new(),
        }
    }
}

fn shift(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// Whether what is spelt after `before` stands in character data, which cannot be parted.
fn in_character_data(before: &str) -> bool {
    before.rfind("<![CDATA[").is_some_and(|open| !before[open..].contains("]]>"))
}
