//! Source text into tags and text, as browsers cut it, with exact byte ranges and without a copy.
//!
//! The tokenizer of html5gum knows the named references; its spans are not used, for they miss by a byte after CR LF.

use std::ops::Range;

/// Elements whose contents hold no tags.
const RAW: &[&str] = &["script", "style", "iframe", "noembed", "noframes", "noscript", "xmp", "title", "textarea"];

/// One token. Comments and doctypes are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token<'s> {
    Text(Range<usize>),
    Start(Tag<'s>),
    End(Tag<'s>),
    /// A comment, tag or script that the source does not end.
    Unfinished(Range<usize>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'s> {
    pub name: &'s str,
    pub range: Range<usize>,
    source: &'s str,
}

impl<'s> Tag<'s> {
    /// The attributes, as written.
    pub(crate) fn attributes(&self) -> Attributes<'s> {
        let start = self.range.start + 1 + self.name.len();
        Attributes { source: &self.source[..self.range.end], at: start, ended: None }
    }

    pub(crate) fn is_self_closing(&self) -> bool {
        self.source[self.range.clone()].ends_with("/>")
    }
}

/// Names and values of a tag, by their ranges in the source; ends behind the `>`.
pub(crate) struct Attributes<'s> {
    source: &'s str,
    at: usize,
    /// Where the tag ends.
    ended: Option<usize>,
}

impl<'s> Attributes<'s> {
    fn skip(&mut self, over: impl Fn(u8) -> bool) -> Option<u8> {
        let bytes = self.source.as_bytes();
        while let Some(&b) = bytes.get(self.at) {
            if !over(b) {
                return Some(b);
            }
            self.at += 1;
        }
        None
    }
}

impl<'s> Iterator for Attributes<'s> {
    type Item = (&'s str, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.skip(|b| is_space(b) || b == b'/')? == b'>' {
            self.ended = Some(self.at + 1);
            return None;
        }
        let start = self.at;
        self.at += 1;
        self.skip(|b| !is_space(b) && !matches!(b, b'/' | b'>' | b'='))?;
        let name = self.source.get(start..self.at)?;
        let none = self.at..self.at;
        if self.skip(is_space)? != b'=' {
            return Some((name, none));
        }
        self.at += 1;
        match self.skip(is_space)? {
            quote @ (b'"' | b'\'') => {
                self.at += 1;
                let start = self.at;
                self.skip(|b| b != quote)?;
                self.at += 1;
                Some((name, start..self.at - 1))
            }
            b'>' => Some((name, none)),
            _ => {
                let start = self.at;
                self.skip(|b| !is_space(b) && b != b'>')?;
                Some((name, start..self.at))
            }
        }
    }
}

/// White space of HTML.
pub(crate) fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// What a `<` begins.
enum Markup<'s> {
    /// A mere character.
    None,
    Comment,
    Token(Token<'s>),
}

/// The tokens of a stretch of the source.
pub(crate) struct Tokens<'s> {
    source: &'s str,
    at: usize,
    /// The raw element whose contents come next.
    raw: Option<&'s str>,
}

impl<'s> Tokens<'s> {
    /// The tokens of `source[range]`, with ranges in `source`.
    pub(crate) fn new(source: &'s str, range: Range<usize>) -> Tokens<'s> {
        Tokens { source: &source[..range.end], at: range.start, raw: None }
    }

    /// The contents of a raw element, up to its end tag.
    fn raw_text(&mut self, name: &str) -> Option<Token<'s>> {
        let start = self.at;
        let bytes = self.source.as_bytes();
        let mut at = start;
        loop {
            let Some(found) = self.source[at..].find("</").map(|i| at + i) else {
                self.at = bytes.len();
                let shown = matches!(name.to_ascii_lowercase().as_str(), "title" | "textarea" | "xmp");
                let rest = start..bytes.len();
                return (!rest.is_empty()).then_some(if shown { Token::Text(rest) } else { Token::Unfinished(rest) });
            };
            let after = found + 2 + name.len();
            let ends = bytes.get(after).is_some_and(|&b| is_space(b) || matches!(b, b'/' | b'>'));
            if ends && bytes[found + 2..after].eq_ignore_ascii_case(name.as_bytes()) {
                self.at = found;
                return (found > start).then_some(Token::Text(start..found));
            }
            at = found + 2;
        }
    }

    /// What the `<` at `self.at` begins.
    fn markup(&mut self) -> Markup<'s> {
        let start = self.at;
        let bytes = self.source.as_bytes();
        let rest = &self.source[start..];
        let end_tag = rest.starts_with("</");
        let name_at = start + 1 + usize::from(end_tag);
        if bytes.get(name_at).is_some_and(u8::is_ascii_alphabetic) {
            let length = bytes[name_at..].iter().take_while(|&&b| !is_space(b) && !matches!(b, b'/' | b'>')).count();
            let name = &self.source[name_at..name_at + length];
            let mut attributes = Attributes { source: self.source, at: name_at + length, ended: None };
            attributes.by_ref().for_each(drop);
            let Some(end) = attributes.ended else {
                self.at = bytes.len();
                return Markup::Token(Token::Unfinished(start..bytes.len()));
            };
            self.at = end;
            let tag = Tag { name, range: start..end, source: self.source };
            if end_tag {
                return Markup::Token(Token::End(tag));
            }
            self.raw = RAW.iter().any(|r| r.eq_ignore_ascii_case(name)).then_some(name);
            return Markup::Token(Token::Start(tag));
        }
        let end = if rest.starts_with("<!--") {
            comment_end(rest)
        } else if rest.starts_with("<!") || rest.starts_with("<?") || (end_tag && rest.len() > 2) {
            rest.find('>').map(|i| i + 1)
        } else {
            return Markup::None;
        };
        match end {
            Some(end) => {
                self.at = start + end;
                Markup::Comment
            }
            None => {
                self.at = bytes.len();
                Markup::Token(Token::Unfinished(start..bytes.len()))
            }
        }
    }
}

/// Where the comment ends that `text` begins with.
fn comment_end(text: &str) -> Option<usize> {
    for whole in ["<!-->", "<!--->"] {
        if text.starts_with(whole) {
            return Some(whole.len());
        }
    }
    let bytes = text.as_bytes();
    let mut at = 4;
    loop {
        at += text.get(at..)?.find("--")?;
        match (bytes.get(at + 2), bytes.get(at + 3)) {
            (Some(b'>'), _) => return Some(at + 3),
            (Some(b'!'), Some(b'>')) => return Some(at + 4),
            _ => at += 1,
        }
    }
}

impl<'s> Iterator for Tokens<'s> {
    type Item = Token<'s>;

    fn next(&mut self) -> Option<Token<'s>> {
        if let Some(name) = self.raw.take()
            && let Some(token) = self.raw_text(name)
        {
            return Some(token);
        }
        let mut start = self.at;
        while self.at < self.source.len() {
            let Some(found) = self.source[self.at..].find('<') else {
                self.at = self.source.len();
                break;
            };
            self.at += found;
            let markup = self.at;
            match self.markup() {
                Markup::None => self.at = markup + 1,
                Markup::Comment if markup == start => start = self.at,
                Markup::Comment => return Some(Token::Text(start..markup)),
                Markup::Token(token) if markup == start => return Some(token),
                // The text before it comes first; the tag is read again when it is asked for.
                Markup::Token(_) => {
                    self.at = markup;
                    self.raw = None;
                    return Some(Token::Text(start..markup));
                }
            }
        }
        (start < self.at).then_some(Token::Text(start..self.at))
    }
}
