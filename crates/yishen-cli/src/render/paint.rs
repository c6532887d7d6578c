//! Colours, columns, and text made safe for a terminal.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;
use yishen::{Severity, Verdict};

/// Colours, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    pub(crate) fn new(on: bool) -> Paint {
        Paint { on }
    }

    fn wrap(self, code: &str, text: &str) -> String {
        match self.on && !text.is_empty() {
            true => format!("\x1b[{code}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.wrap("2", text)
    }

    pub(crate) fn red(self, text: &str) -> String {
        self.wrap("1;31", text)
    }

    pub(crate) fn green(self, text: &str) -> String {
        self.wrap("32", text)
    }

    pub(crate) fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Block => "1;31",
            Severity::Review => "1;33",
            Severity::Advise => "36",
        };
        self.wrap(code, text)
    }

    pub(crate) fn verdict(self, verdict: Verdict, text: &str) -> String {
        let code = match verdict {
            Verdict::Block => "1;31",
            Verdict::Review => "1;33",
            Verdict::Pass => "1;32",
        };
        self.wrap(code, text)
    }
}

/// How many columns a terminal gives to `text`.
pub(crate) fn columns(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// One line that cannot move the cursor, change colours or turn the direction of writing.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let harmless = |c: char| !c.is_control() && !is_bidi(c);
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut last_was_return = false;
    for c in text.chars() {
        match c {
            '\r' => out.push('⏎'),
            '\n' if last_was_return => {}
            '\n' => out.push('⏎'),
            '\t' => out.push(' '),
            c if is_bidi(c) => {}
            c if c.is_control() => out.push(picture(c)),
            c => out.push(c),
        }
        last_was_return = c == '\r';
    }
    Cow::Owned(out)
}

pub(crate) fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}')
}

/// What is shown for a control character.
pub(crate) fn picture(c: char) -> char {
    match c as u32 {
        code @ 0..=0x1F => char::from_u32(0x2400 + code).unwrap_or('\u{FFFD}'),
        0x7F => '\u{2421}',
        _ => '\u{FFFD}',
    }
}

/// What must not begin a line.
const CLOSING: &str = "，。、；：？！）》」』”’…%％】〕,.;:?!)]}·";
/// What must not end one.
const OPENING: &str = "（《「『“‘【〔([{";

/// Breaks a text into lines of at most `width` columns, as Chinese is broken: anywhere but before closing punctuation,
/// after opening punctuation, or within a Latin word or number.
pub(crate) fn fold_lines(text: &str, width: usize) -> Vec<String> {
    let width = width.max(16);
    // What cannot be broken, with its columns.
    let mut chunks: Vec<(String, usize)> = Vec::new();
    let text = clean(text);
    let mut glue = false;
    for grapheme in text.graphemes(true) {
        let solid = |g: &str| g.chars().all(|c| c.is_ascii_graphic());
        let opens = OPENING.contains(grapheme);
        match chunks.last_mut() {
            Some((last, w)) if glue || CLOSING.contains(grapheme) || (solid(grapheme) && last.chars().next_back().is_some_and(|c| c.is_ascii_graphic())) => {
                last.push_str(grapheme);
                *w += grapheme.width();
            }
            _ => chunks.push((grapheme.to_owned(), grapheme.width())),
        }
        glue = opens;
    }
    let mut lines = vec![String::new()];
    let mut used = 0;
    for (chunk, w) in chunks {
        let space = chunk == " ";
        if used + w > width && used > 0 {
            lines.push(String::new());
            used = 0;
        }
        if space && used == 0 {
            continue;
        }
        if w > width {
            // A word longer than the line: cut anywhere.
            for grapheme in chunk.graphemes(true) {
                if used + grapheme.width() > width {
                    lines.push(String::new());
                    used = 0;
                }
                used += grapheme.width();
                if let Some(line) = lines.last_mut() {
                    line.push_str(grapheme);
                }
            }
            continue;
        }
        used += w;
        if let Some(line) = lines.last_mut() {
            line.push_str(&chunk);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_as_chinese_does() {
        let lines = fold_lines("疗效比率脱离样本、随访和适应证没有意义，读者会当成疗效承诺。", 24);
        assert!(lines.iter().all(|l| columns(l) <= 26), "{lines:?}");
        assert!(lines.iter().all(|l| !l.starts_with(['，', '。', '、'])), "{lines:?}");
        assert_eq!(lines.concat(), "疗效比率脱离样本、随访和适应证没有意义，读者会当成疗效承诺。");
    }

    #[test]
    fn words_and_numbers_stay_whole() {
        assert_eq!(fold_lines("规则编号是 advertising/cure-rate 这一条", 22), ["规则编号是 ", "advertising/cure-rate ", "这一条"]);
    }

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        assert_eq!(clean("红\x1b[31m字\u{202E}反\r\n行"), "红␛[31m字反⏎行");
    }
}
