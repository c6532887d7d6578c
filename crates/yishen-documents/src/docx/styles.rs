//! What a style makes of a paragraph or run.

use std::collections::BTreeMap;

use yishen_engine::BlockKind;

use super::xml::{Broken, Node, Ns, Xml};

/// How many styles may stand on one another; Word allows eleven.
const MAX_CHAIN: usize = 32;

/// A document's styles by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    default_paragraph: Option<String>,
    /// All text is hidden unless it says otherwise.
    hidden: bool,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<bool>,
    hidden: Option<bool>,
}

impl Styles {
    pub(super) fn read(part: &str, depth: usize) -> Result<Styles, Broken> {
        let mut styles = Styles::default();
        let mut xml = Xml::new(part, depth);
        let mut path: Vec<&str> = Vec::new();
        let mut open: Option<(String, Style)> = None;
        while let Some(node) = xml.next()? {
            let element = match node {
                Node::Open(element) => element,
                Node::Close(_) => {
                    if path.pop() == Some("style")
                        && let Some((id, style)) = open.take()
                    {
                        styles.styles.insert(id, style);
                    }
                    continue;
                }
                Node::Text(..) => continue,
            };
            let name = if element.ns == Ns::Word { element.name } else { "" };
            let parent = path.last().copied().unwrap_or_default();
            let value = || element.attribute("val").unwrap_or_default();
            match (name, parent, &mut open) {
                ("style", ..) => {
                    let id = element.attribute("styleId").unwrap_or_default();
                    let is = |attribute, value| element.raw(attribute).is_some_and(|(v, _)| v == value);
                    if is("type", "paragraph") && (is("default", "1") || is("default", "true")) {
                        styles.default_paragraph = Some(id.clone());
                    }
                    open = Some((id, Style::default()));
                }
                ("name", "style", Some((_, style))) => style.name = value(),
                ("basedOn", "style", Some((_, style))) => style.based_on = Some(value()),
                ("outlineLvl", "pPr", Some((_, style))) => style.outline = value().parse().ok(),
                ("numId", "numPr", Some((_, style))) => style.list = Some(value() != "0"),
                // The look of a table style's parts is no property of its own.
                ("vanish", "rPr", Some((_, style))) if path.iter().all(|p| *p != "tblStylePr") => style.hidden = Some(element.is_on()),
                ("vanish", "rPr", None) if path.contains(&"docDefaults") => styles.hidden = element.is_on(),
                _ => {}
            }
            path.push(name);
        }
        Ok(styles)
    }

    /// A style and those it stands on, nearest first.
    fn chain(&self, id: Option<&str>) -> impl Iterator<Item = &Style> {
        let first = id.or(self.default_paragraph.as_deref()).and_then(|id| self.styles.get(id));
        std::iter::successors(first, |style| style.based_on.as_ref().and_then(|id| self.styles.get(id))).take(MAX_CHAIN)
    }

    /// The kind and level of a paragraph in this style, outside tables.
    pub(super) fn kind(&self, id: Option<&str>, outline: Option<u8>, list: Option<bool>) -> (BlockKind, u8) {
        // A file without styles still names them as Word does: Heading1, Title.
        let own = id.filter(|id| !self.styles.contains_key(*id)).map(kind_of_name);
        let named = own.or_else(|| self.chain(id).map(|s| kind_of_name(&s.name)).find(Option::is_some)).flatten();
        let outline = outline.or_else(|| self.chain(id).find_map(|s| s.outline)).filter(|&level| level < 9);
        let list = list.or_else(|| self.chain(id).find_map(|s| s.list)) == Some(true);
        match (named, outline) {
            (Some(kind), _) if kind.0 != BlockKind::ListItem => kind,
            (_, Some(level)) => (BlockKind::Heading, level + 1),
            (Some(kind), None) => kind,
            (None, None) if list => (BlockKind::ListItem, 0),
            (None, None) => (BlockKind::Paragraph, 0),
        }
    }

    /// Whether text in these styles is hidden. A character style turns round what the paragraph's says.
    pub(super) fn hidden(&self, paragraph: Option<&str>, run: Option<&str>) -> bool {
        let of = |id| self.chain(id).find_map(|s| s.hidden).unwrap_or(false);
        self.hidden || (of(paragraph) ^ (run.is_some() && of(run)))
    }
}

/// What Word's own styles are for, in English and Chinese.
fn kind_of_name(name: &str) -> Option<(BlockKind, u8)> {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    for stem in ["heading", "标题", "標題"] {
        if let Some(level) = name.strip_prefix(stem).and_then(|n| n.parse::<u8>().ok()).filter(|n| (1..=9).contains(n)) {
            return Some((BlockKind::Heading, level));
        }
    }
    let starts = |stems: &[&str]| stems.iter().any(|s| name.starts_with(s));
    match name.as_str() {
        "title" | "标题" | "標題" => Some((BlockKind::Title, 0)),
        "subtitle" | "副标题" | "副標題" => Some((BlockKind::Heading, 1)),
        "caption" | "题注" | "題注" | "标号" => Some((BlockKind::Caption, 0)),
        "quote" | "intensequote" | "quotations" | "引用" | "明显引用" | "鲜明引用" => Some((BlockKind::Quotation, 0)),
        "htmlpreformatted" | "html预设格式" | "preformattedtext" => Some((BlockKind::Code, 0)),
        _ if starts(&["listbullet", "listnumber", "列表项目符号", "列表编号"]) => Some((BlockKind::ListItem, 0)),
        _ => None,
    }
}
