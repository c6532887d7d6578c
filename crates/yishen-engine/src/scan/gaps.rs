//! What may stand between the characters of a term, and where a term may begin and end.

use crate::fold::{At, Class, Folded, MAX_FILLER, is_han_numeral};

/// Whether the term whose symbols stand at `symbols` may be read across what lies between them: up to three fillers or
/// a pinyin annotation, never a break; commas and line breaks only in terms of four characters or more, or of three
/// with both gaps filled.
pub(super) fn may_be_skipped(folded: &Folded, symbols: &[u32]) -> bool {
    let mut filled = 0;
    let mut soft = false;
    for pair in symbols.windows(2) {
        if pair[1] == pair[0] + 1 {
            continue;
        }
        let mut fillers = 0;
        let mut i = pair[0] + 1;
        while i < pair[1] {
            if let Ok(note) = folded.annotations.binary_search_by_key(&i, |n| n.start) {
                i = folded.annotations[note].end;
                continue;
            }
            match folded.class[i as usize] {
                Class::Break => return false,
                Class::Ignorable => {}
                // A carriage return and a line feed are one line break.
                Class::Newline if i > 0 && folded.raw[i as usize] == '\n' && folded.raw[i as usize - 1] == '\r' => {}
                class => {
                    fillers += 1;
                    soft |= matches!(class, Class::Comma | Class::Newline);
                }
            }
            i += 1;
        }
        if fillers > MAX_FILLER {
            return false;
        }
        filled += u32::from(fillers > 0);
    }
    !soft || symbols.len() >= 4 || (symbols.len() == 3 && filled == 2)
}

/// A Latin word, a number or a Chinese number that begins or ends the term begins or ends there in the text too.
pub(super) fn edges_hold(folded: &Folded, at: At) -> bool {
    let before = (0..at.start).rev().find(|&i| folded.class[i as usize] != Class::Ignorable);
    let after = (at.end..folded.len()).find(|&i| folded.class[i as usize] != Class::Ignorable);
    let left = before.is_none_or(|b| !continues(folded, b, at.start) && !decimal(folded, b, false));
    left && after.is_none_or(|a| !continues(folded, at.end - 1, a) && !decimal(folded, a, true))
}

/// Whether the symbols at `a` and `b`, neighbours in the text, belong to one Latin word or one number.
fn continues(folded: &Folded, a: u32, b: u32) -> bool {
    let (x, y) = (a as usize, b as usize);
    match (folded.class[x], folded.class[y]) {
        (Class::Latin, Class::Latin) | (Class::Digit, Class::Digit) => true,
        // 一一 is no number: 唯一|一家.
        (Class::Han, Class::Han) => {
            let (p, q) = (folded.symbol[x], folded.symbol[y]);
            // 拾 before a numeral of another style is no numeral: 重拾|二十岁.
            let verb = folded.raw[x] == '拾' && folded.raw[y] == q;
            p != q && is_han_numeral(p) && is_han_numeral(q) && !verb
        }
        _ => false,
    }
}

/// Whether the point at `i` stands between two digits, the one on the term's side included.
fn decimal(folded: &Folded, i: u32, rightwards: bool) -> bool {
    let digit = |i: Option<u32>| i.and_then(|i| folded.class.get(i as usize)) == Some(&Class::Digit);
    let inner = if rightwards { i.checked_sub(1) } else { Some(i + 1) };
    let outer = if rightwards { Some(i + 1) } else { i.checked_sub(1) };
    folded.raw[i as usize] == '.' && digit(inner) && digit(outer)
}

/// Whether the term is written otherwise than the dictionary has it; case and width alone are no disguise.
pub(super) fn is_disguised(folded: &Folded, at: At) -> bool {
    (at.start..at.end).any(|i| {
        let (raw, class) = (folded.raw[i as usize], folded.class[i as usize]);
        if !class.is_symbol() {
            return true;
        }
        let plain = match raw {
            // Full-width forms stand at a fixed distance from ASCII.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(raw as u32 - 0xFEE0).unwrap_or(raw),
            _ => raw,
        };
        plain.to_ascii_lowercase() != folded.symbol[i as usize]
    })
}
