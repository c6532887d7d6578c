//! Character references, `&amp;` and `&#8203;`, each with its place.

use std::ops::Range;

use html5gum::{Token, Tokenizer};

/// The longest name of a character reference has 31 letters.
const LONGEST: usize = 33;

/// Cuts a range of the source into text as it stands and references with what they stand for.
pub(super) fn parts(html: &str, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, Option<String>)> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        if at >= range.end {
            return None;
        }
        let rest = &html[at..range.end];
        let start = at;
        if let Some((len, text)) = rest.starts_with('&').then(|| reference(rest)).flatten() {
            at += len;
            return Some((start..at, Some(text)));
        }
        // Up to the next reference; an ampersand that is none is text.
        let skip = usize::from(rest.starts_with('&'));
        at = rest[skip..].find('&').map_or(range.end, |next| start + skip + next);
        Some((start..at, None))
    })
}

/// The reference that `text` begins with: its length and what it stands for.
fn reference(text: &str) -> Option<(usize, String)> {
    let body = text[1..].bytes().take(LONGEST).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
    let len = 1 + body + usize::from(text[1 + body..].starts_with(';'));
    let written = &text[..len];
    let mut decoded = String::new();
    for token in Tokenizer::new(written) {
        if let Ok(Token::String(string)) = token {
            decoded.push_str(std::str::from_utf8(&string.value).ok()?);
        }
    }
    (decoded != written && body > 0).then_some((len, decoded))
}
