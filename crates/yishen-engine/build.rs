//! Bakes the fold table: every character's class and symbol, as two-stage arrays that need no work at start-up.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

/// Characters a row of the second stage.
const ROW: u32 = 128;

// The classes, in the order of `fold::Class`.
const FILLER: u32 = 0;
const HAN: u32 = 1;
const LATIN: u32 = 2;
const DIGIT: u32 = 3;
const LETTER: u32 = 4;
const SIGN: u32 = 5;
const SPACE: u32 = 6;
const COMMA: u32 = 7;
const NEWLINE: u32 = 8;
const BREAK: u32 = 9;
const IGNORABLE: u32 = 10;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/fold/variants.txt");
    let variants = read_variants(Path::new("src/fold/variants.txt"));

    let mut rows: Vec<Vec<u32>> = Vec::new();
    let mut seen: HashMap<Vec<u32>, u32> = HashMap::new();
    let mut stage1 = String::new();
    for row in 0..0x11_0000 / ROW {
        let entries: Vec<u32> = (0..ROW).map(|i| entry(row * ROW + i, &variants)).collect();
        let index = *seen.entry(entries.clone()).or_insert_with(|| {
            rows.push(entries);
            u32::try_from(rows.len() - 1).expect("few rows")
        });
        write!(stage1, "{index},").expect("writing to a string");
    }
    let stage2: String = rows.iter().flatten().fold(String::new(), |mut out, e| {
        write!(out, "{e},").expect("writing to a string");
        out
    });
    let out = Path::new(&std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("fold_table.rs");
    let code = format!("static STAGE1: [u16; {}] = [{stage1}];\nstatic STAGE2: [u32; {}] = [{stage2}];\n", 0x11_0000 / ROW, rows.len() as u32 * ROW,);
    std::fs::write(out, code).expect("the build folder can be written");
}

/// Maps each variant to its symbol.
fn read_variants(path: &Path) -> HashMap<char, char> {
    let text = std::fs::read_to_string(path).expect("src/fold/variants.txt can be read");
    let mut map = HashMap::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let (symbol, from) = line.split_once('\t').expect("symbol, tab, variants");
        let symbol = symbol.chars().next().expect("a symbol before the tab");
        for c in from.chars() {
            assert!(map.insert(c, symbol).is_none(), "{c} stands twice in variants.txt");
        }
    }
    map
}

/// One table entry: the class in the upper byte, then the mark, the symbol below; symbol 0 says "the character itself".
fn entry(code: u32, variants: &HashMap<char, char>) -> u32 {
    let Some(c) = char::from_u32(code) else { return FILLER << 24 };
    let lower = if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c };
    let symbol = variants.get(&c).copied().unwrap_or(lower);
    let class = class(c, symbol);
    let stored = if symbol == c || class == FILLER || class >= SPACE { 0 } else { u32::from(symbol) };
    class << 24 | u32::from(is_marked(c, symbol, class)) << 23 | stored
}

/// Whether some reader looks for the character. None goes through all characters for those that it wants; the tests of
/// `fold` and of its readers show that none is missing.
fn is_marked(c: char, symbol: char, class: u32) -> bool {
    // What ends a clause or sentence, and what is quoted.
    let bound = matches!(class, BREAK | COMMA | NEWLINE) || "（）()｜|—…“”‘’「」『』《》〈〉\"".contains(c);
    // What may betray a disguise together with its neighbours: references, plus signs, hearts, letters like digits,
    // components of characters, brackets around a word for a sign.
    let heart = matches!(c, '❤' | '♥' | '\u{2763}' | '\u{1f493}'..='\u{1f49f}' | '\u{1f5a4}' | '\u{1f90d}' | '\u{1f90e}' | '\u{1f9e1}');
    let letter = matches!(c, 'O' | 'o' | 'О' | 'о' | 'Ο' | 'ο' | 'l' | 'I' | 'i' | '|' | '丨' | 'Z' | 'З' | 'з' | 'Ʒ' | 'ʒ' | 'Ч' | 'ч' | 'S' | 'б' | 'B');
    let disguise = heart || letter || "&@＠+＋﹢➕✚〔[［【{｛<＜".contains(c) || "亻氵讠纟钅饣忄扌犭礻衤辶疒艹宀彳刂攵冫灬阝廴囗罒冖丬".contains(symbol);
    // Numbers and shares in words, traditional characters.
    let figure = "〇零一幺二两三四五六七八九十百千万亿伍陆成%💯".contains(symbol);
    bound || disguise || figure || (class == HAN && symbol != c)
}

fn class(c: char, symbol: char) -> u32 {
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => return NEWLINE,
        '。' | '！' | '？' | '；' | '｡' | '!' | '?' | ';' | '‼' | '⁇' | '⁈' | '⁉' => return BREAK,
        '，' | '、' | '：' | ',' | ':' | '､' | '﹐' | '﹑' | '﹕' => return COMMA,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' => return IGNORABLE,
        '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e0fff}' => return IGNORABLE,
        // Marks that attach to the character before them: struck-through and underlined writing.
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}' => return IGNORABLE,
        _ => {}
    }
    if c.is_whitespace() {
        return SPACE;
    }
    match symbol {
        'a'..='z' => LATIN,
        '0'..='9' => DIGIT,
        '%' | '‰' | '℃' | '@' => SIGN,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇' | '々' => HAN,
        // An emoji that is read as a number, by the recogniser of shares.
        '💯' => LETTER,
        // Emoji that stand for a word in a variant of it.
        '🆓' | '🐎' | '👗' | '🔪' | '🥇' | '🧧' => LETTER,
        s if s.is_alphanumeric() => LETTER,
        _ => FILLER,
    }
}
