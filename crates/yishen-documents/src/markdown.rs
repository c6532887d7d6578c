//! Markdown: the events of pulldown-cmark drive the reader of HTML, which also reads the tags in it.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, MetadataBlockKind, Options, Parser, Tag, TagEnd};
use yishen_engine::{BlockKind, Draft, FieldName};

use crate::Limits;
use crate::blocks::Blocks;
use crate::html::{Element, Reader, Tokens};

/// Adds `source` to the draft as Markdown, with tables, footnotes, task lists, tags of HTML and a head of `key: value`
/// lines between `---`, whose title is read as the headline.
pub fn push_markdown<'a>(draft: &mut Draft<'a>, name: FieldName, source: impl Into<Cow<'a, str>>, limits: &Limits) {
    let source = source.into();
    read(&source, limits).push_to(draft, name, source);
}

fn read(source: &str, limits: &Limits) -> Blocks {
    let mut reader = Reader::new(source, limits);
    let readable = &source[reader.readable()];
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let events = Parser::new_ext(readable, options).into_offset_iter();
    let mut definitions: Vec<(Range<usize>, String)> = events.reference_definitions().iter().map(|(_, d)| (d.span.clone(), d.dest.to_string())).collect();
    definitions.sort_unstable_by_key(|(span, _)| span.start);

    let mut place = Place::Text;
    for (event, range) in events {
        match event {
            Event::Start(tag) => start(&mut reader, readable, &tag, &range, &mut place),
            Event::End(tag) => end(&mut reader, tag, &mut place),
            Event::Text(text) => match place {
                Place::Text => words(&mut reader, readable, range, &text),
                Place::Code => lines(&mut reader, readable, range, &text),
                Place::Metadata => metadata(&mut reader, readable, range),
                Place::Html => {}
            },
            Event::Code(text) => words(&mut reader, readable, range, &text),
            Event::InlineHtml(_) => html(&mut reader, readable, range),
            Event::SoftBreak => reader.space(range),
            Event::HardBreak => reader.line_break(range),
            Event::Rule => {
                reader.open("hr", Element::Block(None));
                reader.close("hr");
            }
            _ => {}
        }
    }
    // Addresses that stand apart from their links.
    reader.open("p", Element::Paragraph);
    for (span, address) in definitions {
        if let Some(at) = readable[span.clone()].rfind(&address) {
            reader.address(span.start + at..span.start + at + address.len(), 0..0);
        }
    }
    reader.close("p");
    reader.finish()
}

/// What the text of an event is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Code,
    Metadata,
    /// Read when its block began.
    Html,
}

fn start<'s>(reader: &mut Reader<'s>, source: &'s str, tag: &Tag<'_>, range: &Range<usize>, place: &mut Place) {
    let (name, element) = match tag {
        Tag::Heading { level, .. } => ("h1", Element::Heading(*level as u8)),
        Tag::CodeBlock(_) => {
            *place = Place::Code;
            ("pre", Element::Pre)
        }
        Tag::MetadataBlock(MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle) => {
            *place = Place::Metadata;
            return;
        }
        Tag::HtmlBlock => {
            *place = Place::Html;
            return html(reader, source, range.clone());
        }
        Tag::FootnoteDefinition(_) => ("aside", Element::Block(Some(BlockKind::Note))),
        Tag::Link { dest_url, title, link_type, .. } => {
            reader.open("a", Element::Link);
            if *link_type == LinkType::Inline {
                let inside = &source[range.clone()];
                if let Some(at) = inside.rfind(&**dest_url) {
                    reader.address(range.start + at..range.start + at + dest_url.len(), range.start..range.start + at);
                }
                spoken(reader, source, range, title);
            }
            return;
        }
        Tag::Image { title, .. } => {
            reader.picture();
            reader.open("rt", Element::Beside(BlockKind::Alt));
            return spoken(reader, source, range, title);
        }
        Tag::TableHead => ("tr", Element::Row),
        other => match simple(other.to_end()) {
            Some(simple) => simple,
            None => return,
        },
    };
    reader.open(name, element);
}

/// Elements that begin and end alike.
fn simple(tag: TagEnd) -> Option<(&'static str, Element)> {
    let name = match tag {
        TagEnd::Paragraph => "p",
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::List(_) => "ul",
        TagEnd::Item => "li",
        TagEnd::Table => "table",
        TagEnd::TableHead | TagEnd::TableRow => "tr",
        TagEnd::TableCell => "td",
        _ => return None,
    };
    Some((name, Element::of(name)))
}

fn end(reader: &mut Reader<'_>, tag: TagEnd, place: &mut Place) {
    match tag {
        TagEnd::Heading(_) => reader.close("h1"),
        TagEnd::CodeBlock => {
            *place = Place::Text;
            reader.close("pre");
        }
        TagEnd::MetadataBlock(_) | TagEnd::HtmlBlock => *place = Place::Text,
        TagEnd::FootnoteDefinition => reader.close("aside"),
        TagEnd::Link => reader.close("a"),
        TagEnd::Image => reader.close("rt"),
        other => {
            if let Some((name, _)) = simple(other) {
                reader.close(name);
            }
        }
    }
}

/// Words of one event: as they stand in the source, if they do.
fn words(reader: &mut Reader<'_>, source: &str, range: Range<usize>, text: &str) {
    let written = &source[range.clone()];
    // Code stands between its back ticks.
    match written.find(text) {
        Some(at) if !text.is_empty() => reader.word(range.start + at..range.start + at + text.len()),
        _ if !text.is_empty() => reader.word_as(range, text),
        _ => {}
    }
}

/// Code, whose lines count.
fn lines(reader: &mut Reader<'_>, source: &str, range: Range<usize>, text: &str) {
    if source[range.clone()] != *text {
        return words(reader, source, range, text);
    }
    reader.verbatim(range);
}

/// The title of `key: value` lines is the headline; the other lines are read as they stand.
fn metadata(reader: &mut Reader<'_>, source: &str, range: Range<usize>) {
    let mut start = range.start;
    for line in source[range].split_inclusive('\n') {
        let end = start + line.trim_end().len();
        let value = ["title:", "title =", "title=", "标题：", "标题:"].iter().find_map(|key| source[start..end].strip_prefix(key));
        let (element, text) = match value {
            Some(value) => (Element::Heading(1), value.trim_matches([' ', '\t', '"', '\''])),
            None => (Element::Block(Some(BlockKind::Note)), source[start..end].trim()),
        };
        if let Some(at) = source[start..end].rfind(text).filter(|_| !text.is_empty()) {
            reader.open("div", element);
            reader.word(start + at..start + at + text.len());
            reader.close("div");
        }
        start += line.len();
    }
}

/// The words of a title in `[…](… "title")`.
fn spoken(reader: &mut Reader<'_>, source: &str, range: &Range<usize>, title: &str) {
    if let Some(at) = source[range.clone()].rfind(title).filter(|_| !title.is_empty()) {
        reader.attribute(range.start + at..range.start + at + title.len(), BlockKind::Alt, false);
    }
}

fn html<'s>(reader: &mut Reader<'s>, source: &'s str, range: Range<usize>) {
    for token in Tokens::new(source, range) {
        reader.token(token);
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::Limits;

    #[track_caller]
    fn shows(source: &str, blocks: &[&str]) {
        assert_eq!(read(source, &Limits::default()).shown(source), blocks, "{source}");
    }

    #[test]
    fn emphasis_tags_and_references_do_not_tear_words() {
        shows("保证**根**治*糖*尿<b>病</b>&amp;`率`\\*高", &["paragraph 保证根治糖尿病&率*高"]);
        shows("甲\r\n乙  \n丙\n\n~~丁~~", &["paragraph 甲 乙\n丙", "paragraph 丁"]);
        shows("甲<span style='display:none'>乙</span>丙", &["paragraph 甲丙", "!paragraph 乙"]);
        shows("<div>\n<p>甲<br>乙</p>\n</div>\n\n丙<!-- 丁 -->戊", &["paragraph 甲\n乙", "paragraph 丙戊"]);
    }

    #[test]
    fn its_blocks_are_blocks_of_a_kind() {
        shows(
            "# 甲\n## 乙\n丙\n- 丁\n- [x] 戊\n\n> 己\n\n---\n\n    庚 &amp;\n    辛",
            &["title 甲", "heading2 乙", "paragraph 丙", "list-item 丁", "list-item 戊", "quotation 己", "code 庚 &amp;\n辛"],
        );
        shows("|误区|真相|\n|--|--|\n|一|二\\|三|", &["table-cell 误区", "table-cell 真相", "table-cell^0 一", "table-cell^1 二|三"]);
        shows("甲[^1]。\n\n[^1]: 乙", &["paragraph 甲。", "note 乙"]);
    }

    #[test]
    fn links_and_pictures_show_their_words_and_addresses() {
        shows("见[此*处*](https://a.example/x \"乙\")。", &["paragraph 见此处。", "link https://a.example/x", "alt 乙"]);
        shows("[此处][a]\n\n[a]: https://a.example", &["link 此处", "link https://a.example"]);
        shows("<https://a.example>", &["link https://a.example"]);
        shows("根![甲**乙**](x.png)治", &["paragraph 根治", "alt 甲乙"]);
        assert_eq!(read("![](x.png)", &Limits::default()).unread(), [(yishen_engine::NotCheckedKind::Picture, 1)]);
    }

    #[test]
    fn the_head_of_a_file_is_its_title_and_notes() {
        shows("---\ntitle: \"甲\"\nauthor: 乙\n---\n\n# 丙\n丁", &["title 甲", "note author: 乙", "heading1 丙", "paragraph 丁"]);
    }
}
