//! The scanner against a matcher so plain that it can be checked by eye: generated words in generated text, with all
//! that may and may not stand between their characters.

use std::collections::BTreeSet;

use proptest::prelude::*;
use yishen::{Block, BlockKind, Channel, Draft, FieldName, Screener};
use yishen_tests::word_pack;

/// What a word is made of.
const LETTERS: &[char] = &['甲', '乙', '丙', '疗', 'v', 'x', '%'];

/// What stands in the text besides: other spellings of the letters, and everything that may stand between them.
const TOKENS: &[&str] = &[
    "甲",
    "乙",
    "丙",
    "疗",
    "療",
    "v",
    "V",
    "Ｘ",
    "x",
    "%",
    "％",
    "丁",
    "a", // symbols
    " ",
    "\u{3000}",
    "*",
    ".",
    "🌿",
    "—",
    "（", // filler
    "，",
    ",",
    "、",
    "：",
    "\n",
    "\r\n",
    "\r", // filler in long words only
    "。",
    "！",
    ";",
    "?", // breaks
    "\u{200b}",
    "\u{feff}", // nothing at all
    "甲(jiǎ)",
    "乙（yi）",
    "(BMI)",
    "(vx)",
    "(zhen)", // pinyin after the character that is read so, and what is none
];

/// Eight rules, one for each word, each in a category of its own, so that none takes the place of another.
const CATEGORIES: [&str; 8] = ["prohibited", "claims", "privacy", "advertising", "institution", "sourcing", "terminology", "reply"];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Symbol,
    Filler,
    Soft,
    Break,
    Nothing,
}

/// Design, section 7, for the characters of this file alone.
fn kind(c: char) -> Kind {
    match c {
        '，' | ',' | '、' | '：' | '\n' | '\r' => Kind::Soft,
        '。' | '！' | ';' | '?' => Kind::Break,
        '\u{200b}' | '\u{feff}' => Kind::Nothing,
        _ if fold(c).is_alphanumeric() || c == '%' || c == '％' => Kind::Symbol,
        _ => Kind::Filler,
    }
}

fn fold(c: char) -> char {
    match c {
        '療' => '疗',
        '％' => '%',
        'Ｘ' => 'x',
        'ǎ' => 'a',
        _ => c.to_ascii_lowercase(),
    }
}

fn is_han(c: char) -> bool {
    matches!(fold(c), '甲' | '乙' | '丙' | '丁' | '疗')
}

fn is_latin(c: char) -> bool {
    fold(c).is_ascii_lowercase()
}

/// Where the pinyin in brackets that begins at `open` ends: after the character that is read so.
fn pinyin(text: &[char], open: usize) -> Option<usize> {
    if open == 0 || !matches!(text[open], '(' | '（') {
        return None;
    }
    let letters = text[open + 1..].iter().take_while(|&&c| is_latin(c)).count();
    let reading: String = text[open + 1..open + 1 + letters].iter().map(|&c| fold(c)).collect();
    let reads = matches!((text[open - 1], reading.as_str()), ('甲', "jia") | ('乙', "yi"));
    (reads && matches!(text.get(open + 1 + letters), Some(')' | '）'))).then_some(open + letters + 2)
}

/// What each character is where it stands: the ends of a line of one symbol between others part no more than filler does,
/// nor do breaks of one kind between three Han characters or more.
fn kinds(text: &[char]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = text.iter().map(|&c| kind(c)).collect();
    let symbol = |i: usize| text.get(i).is_some_and(|&c| kind(c) == Kind::Symbol);
    let line_end = |i: usize| match (text.get(i), text.get(i + 1)) {
        (Some('\r'), Some('\n')) => 2,
        (Some('\r' | '\n'), _) => 1,
        _ => 0,
    };
    for i in 1..text.len() {
        let (first, second) = (line_end(i), line_end(i + line_end(i) + 1));
        let middle = i + first;
        if first > 0 && second > 0 && symbol(i - 1) && symbol(middle) && symbol(middle + 1 + second) {
            kinds[i..middle].fill(Kind::Filler);
            kinds[middle + 1..middle + 1 + second].fill(Kind::Filler);
        }
        let han = |i: usize| text.get(i).is_some_and(|&c| is_han(c));
        if kind(text[i]) == Kind::Break && text.get(i + 2) == Some(&text[i]) && han(i - 1) && han(i + 1) && han(i + 3) {
            kinds[i] = Kind::Filler;
            kinds[i + 2] = Kind::Filler;
        }
    }
    kinds
}

/// Whether `word` stands at `start`, and where it ends.
fn matches_at(text: &[char], kinds: &[Kind], start: usize, word: &[char]) -> Option<usize> {
    if kinds[start] != Kind::Symbol || fold(text[start]) != word[0] {
        return None;
    }
    let mut i = start + 1;
    let (mut filled, mut soft) = (0, false);
    for &letter in &word[1..] {
        let mut fillers = 0;
        loop {
            let &c = text.get(i)?;
            if let Some(end) = pinyin(text, i) {
                i = end;
                continue;
            }
            match kinds[i] {
                Kind::Symbol => break,
                Kind::Break => return None,
                Kind::Nothing => {}
                // The two characters of a CRLF are one line break.
                Kind::Soft if c == '\n' && text[i - 1] == '\r' => {}
                Kind::Soft => (fillers, soft) = (fillers + 1, true),
                Kind::Filler => fillers += 1,
            }
            i += 1;
        }
        if fillers > 3 || fold(text[i]) != letter {
            return None;
        }
        filled += usize::from(fillers > 0);
        i += 1;
    }
    let may_be_soft = word.len() >= 4 || (word.len() == 3 && filled == 2);
    let before = text[..start].iter().rev().find(|&&c| kind(c) != Kind::Nothing);
    let after = text[i..].iter().find(|&&c| kind(c) != Kind::Nothing);
    let parts_word = |edge: char, next: Option<&char>| is_latin(edge) && next.is_some_and(|&c| is_latin(c));
    let torn = parts_word(text[start], before) || parts_word(text[i - 1], after);
    ((may_be_soft || !soft) && !torn).then_some(i)
}

/// Every place of `word`, in bytes. Letters in a pinyin are no symbols of the text.
fn naive(text: &str, word: &str) -> Vec<(usize, usize)> {
    let chars: Vec<char> = text.chars().collect();
    let bytes: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let word: Vec<char> = word.chars().collect();
    let kinds = kinds(&chars);
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if let Some(end) = pinyin(&chars, i) {
            i = end;
            continue;
        }
        found.extend(matches_at(&chars, &kinds, i, &word).map(|end| (bytes[i], bytes[end])));
        i += 1;
    }
    found
}

/// No end of a word is its beginning: then its places do not overlap.
fn has_border(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    (1..chars.len()).any(|n| chars[..n] == chars[chars.len() - n..])
}

fn word() -> impl Strategy<Value = String> {
    let letters = prop::collection::vec(prop::sample::select(LETTERS), 2..6);
    let word = letters.prop_map(|l| l.into_iter().collect::<String>());
    word.prop_filter("a word has no border and holds Han", |w| !has_border(w) && w.chars().any(is_han))
}

fn words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(word(), 8).prop_map(|words: BTreeSet<String>| words.into_iter().collect())
}

fn screener(words: &[String]) -> Screener {
    let ids: Vec<String> = CATEGORIES.iter().map(|c| format!("{c}/word")).collect();
    let lists: Vec<[&str; 1]> = words.iter().map(|w| [w.as_str()]).collect();
    let rules: Vec<(&str, &[&str])> = ids.iter().zip(&lists).map(|(id, list)| (id.as_str(), &list[..])).collect();
    Screener::builder().pack(word_pack("words", &rules)).build().expect("the pack links")
}

/// The places that the screener finds for each word, the whole text being one paragraph.
fn screened(screener: &Screener, text: &str, words: usize) -> Vec<Vec<(usize, usize)>> {
    let mut draft = Draft::new(Channel::Website);
    let field = draft.push_field(FieldName::Body, text);
    draft.push_block(Block::new(field, BlockKind::Paragraph).piece(0..text.len()));
    let report = screener.screen_draft(&draft);
    let of = |word: usize| {
        let id = format!("words:{}/word", CATEGORIES[word]);
        report.findings().iter().filter(|f| f.rule().id() == id).map(|f| (f.span().start, f.span().end)).collect()
    };
    (0..words).map(of).collect()
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(TOKENS), 0..60).prop_map(|tokens| tokens.concat())
}

/// Words of the list with filler between their characters: what random text seldom holds.
fn text_with(words: Vec<String>) -> impl Strategy<Value = (Vec<String>, String)> {
    let count = words.len();
    let part = (0..count, prop::collection::vec(prop::collection::vec(prop::sample::select(&TOKENS[13..]), 0..5), 5), prop::sample::select(TOKENS));
    prop::collection::vec(part, 0..8).prop_map(move |parts| {
        let mut text = String::new();
        for (word, gaps, after) in parts {
            for (letter, gap) in words[word].chars().zip(gaps) {
                text.push(letter);
                // Most gaps are empty: a word with five full ones is never found.
                if gap.len() % 2 == 0 {
                    text += &gap.concat();
                }
            }
            text += after;
        }
        (words.clone(), text)
    })
}

fn compare(words: &[String], text: &str) {
    let found = screened(&screener(words), text, words.len());
    for (word, found) in words.iter().zip(found) {
        assert_eq!(found, naive(text, word), "{word:?} in {text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn every_literal_is_found_where_the_plain_matcher_finds_it(words in words(), text in text()) {
        compare(&words, &text);
    }

    #[test]
    fn words_with_filler_are_found_where_the_plain_matcher_finds_them((words, text) in words().prop_flat_map(text_with)) {
        compare(&words, &text);
    }
}

/// The comparison is worth nothing if neither finds anything.
#[test]
fn the_plain_matcher_keeps_the_gap_rules() {
    for (word, text, places) in [
        ("甲乙", "甲乙", 1),
        ("甲乙", "甲 * 乙", 1),
        ("甲乙", "甲 ** 乙", 0),
        ("甲乙", "甲。乙", 0),
        ("甲乙", "甲，乙", 0),
        ("甲乙", "甲(jia)乙", 1),
        ("甲乙", "甲(BMI)乙", 0),
        ("甲乙丙", "甲，乙，丙", 1),
        ("甲乙丙", "甲乙，丙", 0),
        ("甲乙丙疗", "甲乙，丙療", 1),
        ("甲v", "甲v", 1),
        ("甲v", "甲vx", 0),
        ("甲v", "甲v x", 1),
    ] {
        assert_eq!(naive(text, word).len(), places, "{word} in {text}");
        let words: Vec<String> = [word.to_owned()].into_iter().chain((1..8).map(|n| format!("丁戊{}", "己".repeat(n)))).collect();
        assert_eq!(screened(&screener(&words), text, 1)[0].len(), places, "{word} in {text}");
    }
}
