//! Character references: `&amp;`, `&#8203;`, `&nbsp` without its semicolon.

use html5gum::{Token, Tokenizer};

/// The longest name of a reference, with the ampersand and the semicolon.
const LONGEST: usize = 34;

/// The reference that `text` begins with: how many bytes spell it, and what it stands for.
pub(super) fn reference(text: &str, in_attribute: bool) -> Option<(usize, String)> {
    let rest = text.strip_prefix('&')?;
    if let Some(number) = rest.strip_prefix('#') {
        return numeric(number).map(|(length, c)| (length + 2, c.into()));
    }
    let name = rest.bytes().take(LONGEST - 2).take_while(u8::is_ascii_alphanumeric).count();
    let length = 1 + name + usize::from(rest[name..].starts_with(';'));
    let (length, decoded) = named(&text[..length])?;
    // In an address, `&copy=1` is a parameter.
    let next = text[length..].bytes().next();
    let parameter = in_attribute && !text[..length].ends_with(';') && next.is_some_and(|b| b == b'=' || b.is_ascii_alphanumeric());
    (!parameter).then_some((length, decoded))
}

fn numeric(text: &str) -> Option<(usize, char)> {
    let (mark, radix) = if text.starts_with(['x', 'X']) { (1, 16) } else { (0, 10) };
    let digits = text[mark..].bytes().take_while(|&b| (b as char).is_digit(radix)).count();
    if digits == 0 {
        return None;
    }
    let digits = &text[mark..mark + digits];
    let number = digits.chars().filter_map(|c| c.to_digit(radix)).fold(0_u32, |n, d| n.saturating_mul(radix).saturating_add(d));
    let c = match number {
        0 => None,
        // Old pages mean the characters of Windows there.
        0x80..=0x9F => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[number as u8]).0.chars().next(),
        _ => char::from_u32(number),
    };
    let length = mark + digits.len();
    Some((length + usize::from(text[length..].starts_with(';')), c.unwrap_or('\u{FFFD}')))
}

/// Decodes a named reference that `text`, all ASCII, begins with; what follows the name stays as it is.
fn named(text: &str) -> Option<(usize, String)> {
    let usual = match text {
        "&nbsp;" => "\u{A0}",
        "&amp;" => "&",
        "&lt;" => "<",
        "&gt;" => ">",
        "&quot;" => "\"",
        _ => "",
    };
    if !usual.is_empty() {
        return Some((text.len(), usual.to_owned()));
    }
    let mut decoded = String::new();
    for Ok(token) in Tokenizer::new(text) {
        if let Token::String(value) = token {
            decoded.push_str(&String::from_utf8_lossy(&value));
        }
    }
    let kept = text.bytes().rev().zip(decoded.bytes().rev()).take_while(|(a, b)| a == b).count();
    decoded.truncate(decoded.len() - kept);
    (kept < text.len()).then(|| (text.len() - kept, decoded))
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn references_are_decoded_as_browsers_do() {
        for (text, length, decoded) in [
            ("&amp;x", 5, "&"),
            ("&ampx", 4, "&"),
            ("&notit;", 4, "¬"),
            ("&nbsp治", 5, "\u{A0}"),
            ("&ZeroWidthSpace;", 16, "\u{200B}"),
            ("&CounterClockwiseContourIntegral;", 33, "∳"),
            ("&#27835;愈", 8, "治"),
            ("&#x6CBB愈", 7, "治"),
            ("&#8203;", 7, "\u{200B}"),
            ("&#150;", 6, "–"),
            ("&#0;", 4, "\u{FFFD}"),
            ("&#99999999999999;", 17, "\u{FFFD}"),
            ("&fjlig;", 7, "fj"),
        ] {
            assert_eq!(reference(text, false), Some((length, decoded.to_owned())), "{text}");
        }
        for text in ["&", "& ", "&#", "&#x", "&#;", "&;", "&unknown;", "&治;", "&shyx"] {
            assert_eq!(reference(text, true), None, "{text}");
        }
        assert_eq!(reference("&copy=1", true), None);
    }
}
