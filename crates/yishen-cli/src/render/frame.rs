//! The line of a draft that holds a finding, with carets under its words.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;
use yishen::Span;

use super::paint::{is_bidi, picture};

/// The bytes of a text at which a character begins that must not be shown.
pub(crate) type Hidden = BTreeSet<usize>;

/// The most lines of a draft that one frame shows.
const MAX_LINES: usize = 3;

/// A line, or a part of it, ready to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Its number, counted from the first line of the span.
    pub(crate) offset: usize,
    /// What is printed.
    pub(crate) text: String,
    /// Columns before the carets, and how many carets there are; none where only context is shown.
    pub(crate) carets: Option<(usize, usize)>,
}

/// One user-perceived character as it is printed.
struct Cell {
    text: String,
    width: usize,
    hit: bool,
}

/// The lines of `source` that `span` touches, each cut to `width` columns around the span. Costs as much as what is shown,
/// however long the line is.
pub(crate) fn lines(source: &str, span: Span, hidden: &Hidden, width: usize) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut at = span.start;
    let mut offset = 0;
    loop {
        let line_end = source[at..span.end.max(at)].find(['\n', '\r']).map_or(span.end, |i| at + i);
        shown.push(line(source, Span::new(at, line_end), hidden, width, offset));
        let Some(next) = source[line_end..].chars().next().filter(|_| line_end < span.end) else { break };
        at = line_end + next.len_utf8();
        if next == '\r' && source[at..].starts_with('\n') {
            at += 1;
        }
        offset += 1;
        if at >= span.end {
            break;
        }
        if shown.len() == MAX_LINES {
            shown.push(Shown { offset, text: "…".into(), carets: None });
            break;
        }
    }
    shown
}

fn line(source: &str, span: Span, hidden: &Hidden, width: usize, offset: usize) -> Shown {
    // Zero-width characters take bytes and no columns: look a little further than the columns need.
    let reach = width * 8;
    let floor = |mut at: usize| {
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let from = floor(span.start.saturating_sub(reach));
    let start = source[from..span.start].rfind(['\n', '\r']).map(|i| from + i + 1);
    let (start, cut_left) = (start.unwrap_or(from), start.is_none() && from > 0);
    let shown_end = span.end.min(floor((span.start + reach).min(source.len())));
    let to = floor((shown_end + reach).min(source.len()));
    let end = source[shown_end..to].find(['\n', '\r']).map(|i| shown_end + i);
    let (end, cut_right) = (end.unwrap_or(to), end.is_none() && to < source.len());

    let cells = cells(source, Span::new(start, end), span, hidden);
    let first = cells.iter().position(|c| c.hit).unwrap_or(0);
    let last = cells.iter().rposition(|c| c.hit).map_or(first, |i| i + 1);
    let measure = |cells: &[Cell]| cells.iter().map(|c| c.width).sum::<usize>();
    let (mut left, mut right) = (0, cells.len());
    let room = width.saturating_sub(2);
    if cut_left || cut_right || measure(&cells) > width {
        // The words, then as much around them as there is room for, a third of it before.
        let mut used = 0;
        right = first;
        while right < last && used + cells[right].width <= room {
            used += cells[right].width;
            right += 1;
        }
        left = first;
        let before = used + (room - used) / 3;
        let grow_left = |left: &mut usize, used: &mut usize, most: usize| {
            while *left > 0 && *used + cells[*left - 1].width <= most {
                *left -= 1;
                *used += cells[*left].width;
            }
        };
        grow_left(&mut left, &mut used, before);
        while right < cells.len() && used + cells[right].width <= room {
            used += cells[right].width;
            right += 1;
        }
        grow_left(&mut left, &mut used, room);
    }
    let mut text = String::new();
    if left > 0 || cut_left {
        text.push('…');
    }
    let lead = text.width() + measure(&cells[left..first.max(left)]);
    text.extend(cells[left..right].iter().map(|c| c.text.as_str()));
    if right < cells.len() || cut_right {
        text.push('…');
    }
    let hit = measure(&cells[first.max(left)..last.min(right).max(first)]);
    Shown { offset, text: text.trim_end().to_owned(), carets: (span.start < span.end).then_some((lead, hit.max(1))) }
}

fn cells(source: &str, window: Span, span: Span, hidden: &Hidden) -> Vec<Cell> {
    source[window.range()]
        .grapheme_indices(true)
        .map(|(i, grapheme)| {
            let at = window.start + i;
            let hit = at < span.end && at + grapheme.len() > span.start;
            let masked = grapheme.char_indices().any(|(j, _)| hidden.contains(&(at + j)));
            let text: String = match grapheme {
                "\t" => "    ".into(),
                _ if masked => grapheme.char_indices().map(|(j, c)| if hidden.contains(&(at + j)) { '*' } else { c }).collect(),
                _ if grapheme.width() == 0 => String::new(),
                _ => grapheme.chars().filter(|&c| !is_bidi(c)).map(|c| if c.is_control() { picture(c) } else { c }).collect(),
            };
            // A lone control character has no width of its own, but its picture has.
            let text = match (text.is_empty(), grapheme.chars().next()) {
                (true, Some(c)) if c.is_control() => picture(c).to_string(),
                _ => text,
            };
            let width = text.width();
            Cell { text, width, hit }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(source: &str, words: &str, width: usize) -> (String, String) {
        let start = source.find(words).unwrap_or_default();
        let shown = lines(source, Span::new(start, start + words.len()), &Hidden::new(), width);
        let (lead, carets) = shown[0].carets.unwrap_or_default();
        (shown[0].text.clone(), " ".repeat(lead) + &"^".repeat(carets))
    }

    #[test]
    fn carets_stand_under_wide_characters() {
        assert_eq!(frame("我科治愈率98%，欢迎", "治愈率98%", 80), ("我科治愈率98%，欢迎".into(), "    ^^^^^^^^^".into()));
        assert_eq!(frame("👨‍👩‍👧好", "好", 80), ("👨‍👩‍👧好".into(), "  ^^".into()));
        assert_eq!(frame("e\u{301}a治", "治", 80), ("e\u{301}a治".into(), "  ^^".into()));
    }

    #[test]
    fn what_takes_no_column_is_not_shown_and_tabs_are_spaces() {
        assert_eq!(frame("根\u{200B}治\t好", "好", 80), ("根治    好".into(), "        ^^".into()));
        assert_eq!(frame("\u{1b}[31m红", "红", 80), ("␛[31m红".into(), "     ^^".into()));
    }

    #[test]
    fn the_line_ends_at_any_line_end() {
        assert_eq!(frame("前\r\n根治病\r\n后", "根治", 80), ("根治病".into(), "^^^^".into()));
        assert_eq!(frame("前\r根治病\r后", "治", 80), ("根治病".into(), "  ^^".into()));
    }

    #[test]
    fn long_lines_are_cut_around_the_words() {
        let source = format!("{}根治{}", "前".repeat(5_000), "后".repeat(5_000));
        let (text, carets) = frame(&source, "根治", 40);
        assert!(text.starts_with('…') && text.ends_with('…') && text.contains("根治"), "{text}");
        assert!(text.width() <= 40, "{}", text.width());
        let before = text.split("根治").next().unwrap_or_default().width();
        assert_eq!(carets.find('^'), Some(before));
    }

    #[test]
    fn words_over_a_line_break_are_shown_on_both_lines() {
        let source = "加\n微\n信";
        let shown = lines(source, Span::new(0, source.len()), &Hidden::new(), 80);
        assert_eq!(shown.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), ["加", "微", "信"]);
        assert!(shown.iter().all(|s| s.carets == Some((0, 2))));
    }

    #[test]
    fn hidden_characters_are_asterisks() {
        let source = "电话13800138000联系";
        let hidden: Hidden = (9..13).collect();
        let shown = lines(source, Span::new(6, 17), &hidden, 80);
        assert_eq!(shown[0].text, "电话138****8000联系");
        assert_eq!(shown[0].carets, Some((4, 11)));
    }
}
