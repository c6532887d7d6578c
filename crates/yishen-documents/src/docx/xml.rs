//! A part's XML as elements and text, each with its bytes.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

/// The most prefixes in scope at once: Word declares some forty on a root.
const MAX_PREFIXES: usize = 128;

/// The vocabularies that words are read from, in either edition of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ns {
    /// WordprocessingML.
    Word,
    /// DrawingML.
    Drawing,
    /// The frame of a drawing within a Word document.
    Frame,
    /// Charts.
    Chart,
    /// Formulas.
    Math,
    /// Alternatives for older readers.
    Compatibility,
    /// The drawings of Office before 2010.
    Vml,
    /// Another vocabulary that Word knows.
    Office,
    /// Anything else.
    Other,
}

impl Ns {
    fn of(uri: &str) -> Ns {
        match uri {
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main" | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Ns::Word,
            "http://schemas.openxmlformats.org/drawingml/2006/main" | "http://purl.oclc.org/ooxml/drawingml/main" => Ns::Drawing,
            "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" | "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing" => {
                Ns::Frame
            }
            "http://schemas.openxmlformats.org/drawingml/2006/chart" | "http://purl.oclc.org/ooxml/drawingml/chart" => Ns::Chart,
            "http://schemas.openxmlformats.org/officeDocument/2006/math" | "http://purl.oclc.org/ooxml/officeDocument/math" => Ns::Math,
            "http://schemas.openxmlformats.org/markup-compatibility/2006" => Ns::Compatibility,
            "urn:schemas-microsoft-com:vml" => Ns::Vml,
            _ if [
                "http://schemas.openxmlformats.org/",
                "http://purl.oclc.org/ooxml/",
                "http://schemas.microsoft.com/office/",
                "urn:schemas-microsoft-com:",
            ]
            .iter()
            .any(|known| uri.starts_with(known)) =>
            {
                Ns::Office
            }
            _ => Ns::Other,
        }
    }
}

/// A start tag.
#[derive(Clone, Debug)]
pub(super) struct Element<'x> {
    pub(super) ns: Ns,
    /// The name without its prefix.
    pub(super) name: &'x str,
    /// The bytes of the tag in the part.
    pub(super) range: Range<usize>,
    tag: &'x str,
}

impl<'x> Element<'x> {
    /// The value of the attribute with this name, whatever its prefix, as it is spelt, and its bytes in the part.
    pub(super) fn raw(&self, name: &str) -> Option<(&'x str, Range<usize>)> {
        attributes(self.tag).find(|(n, _)| n.rsplit(':').next() == Some(name)).map(|(_, value)| {
            let text = &self.tag[value.clone()];
            (text, self.range.start + value.start..self.range.start + value.end)
        })
    }

    /// The value of the attribute with this name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let (raw, at) = self.raw(name)?;
        Some(units(raw, at.start).map(|(text, _)| text).collect())
    }

    /// Whether an on-off property is on: it is when its value is left out.
    pub(super) fn is_on(&self) -> bool {
        !self.raw("val").is_some_and(|(value, _)| matches!(value, "0" | "false" | "off"))
    }
}

/// What stands at the reader's place.
#[derive(Debug)]
pub(super) enum Node<'x> {
    Open(Element<'x>),
    /// The end of the innermost element, with the byte after its end tag.
    Close(usize),
    /// Text as it is spelt, and its first byte.
    Text(&'x str, usize),
}

/// The part is no well-formed XML, or declares what an Office file may not.
#[derive(Debug)]
pub(super) struct Broken;

/// Walks a part without recursion. Elements deeper than the limit are left out.
pub(super) struct Xml<'x> {
    text: &'x str,
    base: usize,
    reader: Reader<&'x [u8]>,
    depth: usize,
    max_depth: usize,
    prefixes: Vec<(usize, &'x str, Ns)>,
    /// An empty element has been opened, and closes here.
    closing: Option<usize>,
    /// The root has been read.
    rooted: bool,
    /// Something was nested too deep.
    pub(super) cut: bool,
}

impl<'x> Xml<'x> {
    pub(super) fn new(part: &'x str, max_depth: usize) -> Xml<'x> {
        let text = part.strip_prefix('\u{feff}').unwrap_or(part);
        Xml {
            text,
            base: part.len() - text.len(),
            reader: Reader::from_str(text),
            depth: 0,
            max_depth,
            prefixes: Vec::new(),
            closing: None,
            rooted: false,
            cut: false,
        }
    }

    /// The vocabulary and name of the root, before anything else is read.
    pub(super) fn root(mut self) -> Option<(Ns, &'x str)> {
        match self.next() {
            Ok(Some(Node::Open(root))) => Some((root.ns, root.name)),
            _ => None,
        }
    }

    /// Whether the root declares this prefix for Word's vocabulary.
    pub(super) fn root_binds(mut self, prefix: &str) -> bool {
        matches!(self.next(), Ok(Some(Node::Open(_)))) && self.namespace(prefix) == Ns::Word
    }

    /// What comes next; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Node<'x>>, Broken> {
        if let Some(end) = self.closing.take() {
            self.leave();
            return Ok(Some(Node::Close(end)));
        }
        loop {
            let start = self.reader.buffer_position() as usize;
            let event = self.reader.read_event().map_err(|_| Broken)?;
            let end = self.reader.buffer_position() as usize;
            let (empty, opens) = match event {
                Event::Start(_) => (false, true),
                Event::Empty(_) => (true, true),
                Event::End(_) => {
                    let deep = self.depth > self.max_depth;
                    self.leave();
                    if deep {
                        continue;
                    }
                    return Ok(Some(Node::Close(self.base + end)));
                }
                Event::Text(_) | Event::GeneralRef(_) => (false, false),
                Event::CData(_) => {
                    // Its contents need no reference, but a writer can't cut in it: read whole, as spelt.
                    if self.depth > self.max_depth {
                        continue;
                    }
                    return Ok(Some(Node::Text(&self.text[start..end], self.base + start)));
                }
                // An Office file has no document type, so neither entities of its own.
                Event::DocType(_) => return Err(Broken),
                Event::Eof if self.depth > 0 || !self.rooted => return Err(Broken),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => continue,
            };
            if !opens {
                if self.depth == 0 && !self.text[start..end].trim_ascii().is_empty() {
                    return Err(Broken);
                }
                if self.depth > self.max_depth || self.depth == 0 {
                    continue;
                }
                return Ok(Some(Node::Text(&self.text[start..end], self.base + start)));
            }
            if self.depth >= self.max_depth {
                self.cut = true;
                if !empty {
                    self.depth += 1;
                }
                continue;
            }
            if self.depth == 0 && std::mem::replace(&mut self.rooted, true) {
                return Err(Broken);
            }
            self.depth += 1;
            let element = self.element(start, end)?;
            if empty {
                self.closing = Some(element.range.end);
            }
            return Ok(Some(Node::Open(element)));
        }
    }

    fn leave(&mut self) {
        while self.prefixes.last().is_some_and(|&(depth, ..)| depth >= self.depth) {
            self.prefixes.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn element(&mut self, start: usize, end: usize) -> Result<Element<'x>, Broken> {
        let tag = &self.text[start..end];
        if tag.contains("xmlns") {
            for (name, value) in attributes(tag) {
                let prefix = match name.split_once(':') {
                    Some(("xmlns", prefix)) => prefix,
                    None if name == "xmlns" => "",
                    _ => continue,
                };
                if self.prefixes.len() == MAX_PREFIXES {
                    return Err(Broken);
                }
                self.prefixes.push((self.depth, prefix, Ns::of(&tag[value])));
            }
        }
        let name = name_of(tag);
        let (prefix, name) = name.split_once(':').unwrap_or(("", name));
        Ok(Element { ns: self.namespace(prefix), name, range: self.base + start..self.base + end, tag })
    }

    /// The vocabulary that a prefix stands for here.
    pub(super) fn namespace(&self, prefix: &str) -> Ns {
        self.prefixes.iter().rev().find(|(_, p, _)| *p == prefix).map_or(Ns::Other, |&(.., ns)| ns)
    }
}

/// A tag's name with its prefix.
pub(super) fn name_of(tag: &str) -> &str {
    let rest = tag.strip_prefix('<').unwrap_or(tag);
    &rest[..rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(rest.len())]
}

/// The attributes of a tag: names, and the bytes of their values in the tag.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut at = 1 + name_of(tag).len();
    std::iter::from_fn(move || {
        let rest = tag.get(at..)?;
        let start = at + (rest.len() - rest.trim_ascii_start().len());
        let equals = start + tag.get(start..)?.find('=')?;
        let after = &tag[equals + 1..];
        let open = equals + 1 + (after.len() - after.trim_ascii_start().len());
        let quote = tag[open..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let close = open + 1 + tag[open + 1..].find(quote)?;
        at = close + 1;
        Some((tag[start..equals].trim_ascii_end(), open + 1..close))
    })
}

/// The words of a stretch of XML that starts at byte `at`: text that stands there byte for byte, white space as blanks,
/// and one by one the references, each with its bytes. A reference to nothing known is left as it is spelt.
pub(super) fn units(raw: &str, at: usize) -> impl Iterator<Item = (String, Range<usize>)> {
    const CDATA: &str = "<![CDATA[";
    let cdata = raw.strip_prefix(CDATA).and_then(|r| r.strip_suffix("]]>"));
    let (raw, at) = cdata.map_or((raw, at), |inner| (inner, at + CDATA.len()));
    let mut done = 0;
    std::iter::from_fn(move || {
        let rest = raw.get(done..).filter(|r| !r.is_empty())?;
        let plain = if cdata.is_some() { rest.len() } else { rest.find('&').unwrap_or(rest.len()) };
        let (text, len) = if plain > 0 { (rest[..plain].replace(['\r', '\n', '\t'], " "), plain) } else { reference(rest) };
        let from = at + done;
        done += len;
        Some((text, from..from + len))
    })
}

/// What the reference at the start of `rest` stands for, and its length.
fn reference(rest: &str) -> (String, usize) {
    let Some(end) = rest.bytes().take(16).position(|b| b == b';') else { return ("&".to_owned(), 1) };
    let name = &rest[1..end];
    let character = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => name.strip_prefix('#').and_then(|number| {
            match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            }
            .and_then(char::from_u32)
        }),
    };
    match character {
        Some('\n' | '\r') => (super::LINE_BREAK.to_string(), end + 1),
        Some(c) => (c.to_string(), end + 1),
        None => (rest[..=end].to_owned(), end + 1),
    }
}
