//! Writing tricks that only neighbours betray: characters taken apart, letters among digits, a plus for 加, a heart for
//! 微 or 信, character references left in plain text.
//!
//! Each is undone in place, so that every later stage reads plain characters: the first character takes the plain
//! symbol, and what else belongs to it becomes ignorable. Nothing is undone that ordinary text holds.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Class, Folded, fold, is_han_numeral};

/// Two components and the character they make.
static COMPONENTS: LazyLock<HashMap<(char, char), char>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for line in include_str!("components.txt").lines().filter(|l| !l.starts_with('#')) {
        let Some((whole, pairs)) = line.split_once('\t') else { continue };
        for pair in pairs.split(' ') {
            let mut parts = pair.chars();
            if let (Some(whole), Some(a), Some(b)) = (whole.chars().next(), parts.next(), parts.next()) {
                map.insert((a, b), whole);
            }
        }
    }
    map
});

/// The most characters of a separator: 】【, ——.
const LONGEST_SEPARATOR: usize = 3;

/// Symbols one by one with the same separator after each, half of them Han or more: 包·治·百·病, 【无】【效】【退】【款】. Three are
/// enough, or four where spaces part them, as in titles and tables. What separates is read as space.
pub(super) fn drop_separators(folded: &mut Folded) {
    let Folded { raw, symbol: symbols_of, class, .. } = folded;
    let separates = |class: Class, raw: char| matches!(class, Class::Filler | Class::Space | Class::Break) || is_picture(raw);
    // Where the separator that begins at `i` ends.
    let end_of = |class: &[Class], i: usize| i + class[i..].iter().zip(&raw[i..]).take(LONGEST_SEPARATOR + 1).take_while(|&(&c, &r)| separates(c, r)).count();
    let mut i = 1;
    while i < class.len() {
        let end = end_of(class, i);
        let separator = &raw[i..end];
        // 六。合。彩: what ends sentences parts Han characters only, and alone.
        let ends = class[i..end].contains(&Class::Break);
        let fits = |class: Class| if ends { class == Class::Han } else { class.is_symbol() };
        let longest = if ends { 1 } else { LONGEST_SEPARATOR };
        if separator.is_empty() || separator.len() > longest || !fits(class[i - 1]) {
            i = end.max(i + 1);
            continue;
        }
        // The symbols that stand alone between two of the same separator.
        let step = separator.len() + 1;
        let more = (1..).take_while(|n| {
            let symbol = i - 1 + n * step;
            symbol < class.len() && fits(class[symbol]) && raw[symbol - separator.len()..symbol] == *separator
        });
        let symbols = 1 + more.count();
        let places = || (0..symbols).map(|n| i - 1 + n * step);
        let han = places().filter(|&p| class[p] == Class::Han).count();
        let fewest = if class[i] == Class::Space { 4 } else { 3 };
        // 残 f e i: the letters of one word.
        let spelt = *separator == [' '] && places().filter(|&p| raw[p].is_ascii_lowercase()).count() >= 3;
        if (symbols >= fewest && 2 * han >= symbols) || spelt {
            // 九_十_九_点_九_％.
            let spoken = places().any(|p| raw[p] == '点' || class[p] == Class::Sign);
            let digit = |p: usize| class[p] == Class::Digit || (spoken && (symbols_of[p] == '点' || is_han_numeral(symbols_of[p])));
            let joined: Vec<(usize, bool)> = (0..symbols - 1)
                .map(|n| i + n * step)
                .map(|start| {
                    let end = start + step - 1;
                    let letters = class[start - 1] == Class::Latin && class[end] == Class::Latin && spelt;
                    (start, letters || (digit(start - 1) && (digit(end) || class[end] == Class::Sign)))
                })
                .collect();
            // Digits and letters are put together; elsewhere a space parts no word, and words of another language stay apart.
            for (start, whole) in joined {
                class[start..start + step - 1].fill(if whole { Class::Ignorable } else { Class::Space });
            }
        }
        i += (symbols - 1).max(1) * step;
    }
}

/// Pictures that hold a character: 🈵 is read as 满 where it stands alone.
fn is_picture(c: char) -> bool {
    matches!(c, '㊗' | '㊙' | '㊣' | '\u{1f200}'..='\u{1f251}')
}

/// Undoes what stands around the marks.
pub(super) fn undo(folded: &mut Folded) {
    // Taken out, so that the characters can be changed while the marks are gone through.
    let marks = std::mem::take(&mut folded.marks);
    drop_references(folded, &marks);
    join_torn_lines(folded, &marks);
    join_components(folded, &marks);
    read_plus(folded, &marks);
    read_hearts(folded, &marks);
    read_digits(folded, &marks);
    drop_at_signs(folded, &marks);
    read_mail_words(folded, &marks);
    folded.marks = marks;
}

/// The line ends around a line of one symbol between others: words written downwards, 治愈⏎率⏎99%. They are read as spaces.
fn join_torn_lines(folded: &mut Folded, marks: &[u32]) {
    let Folded { raw, class, .. } = folded;
    let mut line_ends = marks.iter().map(|&m| m as usize).filter(|&m| class[m] == Class::Newline && !(raw[m] == '\n' && m > 0 && raw[m - 1] == '\r'));
    let Some(mut before) = line_ends.next() else { return };
    let line_end = |start: usize| start..start + 1 + usize::from(raw[start] == '\r' && raw.get(start + 1) == Some(&'\n'));
    let symbol = |i: Option<usize>| i.and_then(|i| class.get(i)).is_some_and(|c| c.is_symbol());
    let mut torn = Vec::new();
    for after in line_ends {
        let (left, right) = (line_end(before), line_end(after));
        if left.end + 1 == after && symbol(Some(left.end)) && symbol(before.checked_sub(1)) && symbol(Some(right.end)) {
            torn.extend([left, right]);
        }
        before = after;
    }
    torn.into_iter().for_each(|line_end| class[line_end].fill(Class::Space));
}

/// Components that no word is written with. A character that is one is worth a look at its neighbours.
fn is_component(c: char) -> bool {
    matches!(
        c,
        '亻' | '氵'
            | '讠'
            | '纟'
            | '钅'
            | '饣'
            | '忄'
            | '扌'
            | '犭'
            | '礻'
            | '衤'
            | '辶'
            | '疒'
            | '艹'
            | '宀'
            | '彳'
            | '刂'
            | '攵'
            | '冫'
            | '灬'
            | '阝'
            | '廴'
            | '囗'
            | '罒'
            | '冖'
            | '丬'
    )
}

/// 亻言 → 信, 氵台 → 治.
fn join_components(folded: &mut Folded, marks: &[u32]) {
    let components = marks.iter().map(|&m| m as usize).filter(|&m| is_component(folded.symbol[m]));
    // With the character before it and with the one after it; each pair once.
    let mut seconds: Vec<usize> = components.flat_map(|m| [m, m + 1]).filter(|&i| (1..folded.symbol.len()).contains(&i)).collect();
    seconds.dedup();
    for i in seconds {
        let pair = (folded.symbol[i - 1], folded.symbol[i]);
        if folded.class[i - 1] == Class::Ignorable {
            continue;
        }
        if let Some(&whole) = COMPONENTS.get(&pair) {
            folded.symbol[i - 1] = whole;
            folded.class[i - 1] = Class::Han;
            folded.class[i] = Class::Ignorable;
            folded.tails.push(i as u32);
        }
    }
}

/// A plus before a way to be reached (+V, ＋薇信) reads 加, unless it joins two words or numbers.
fn read_plus(folded: &mut Folded, marks: &[u32]) {
    for i in marks.iter().map(|&m| m as usize) {
        if !matches!(folded.raw[i], '+' | '＋' | '﹢' | '➕' | '✚') {
            continue;
        }
        // ＋我扣: 我 stands between.
        let symbols = || folded.symbol[i + 1..].iter().zip(&folded.class[i + 1..]).filter(|(_, class)| class.is_symbol());
        let after = symbols().next().filter(|(c, _)| **c != '我').or_else(|| symbols().nth(1));
        let joins = i > 0 && matches!(folded.class[i - 1], Class::Latin | Class::Digit | Class::Sign);
        if !joins && after.is_some_and(|(&c, _)| matches!(c, 'v' | 'w' | 'q' | '微' | '薇' | '威' | '徽' | '扣')) {
            folded.symbol[i] = '加';
            folded.class[i] = Class::Han;
        }
    }
}

fn is_heart(c: char) -> bool {
    matches!(c, '❤' | '♥' | '\u{2763}' | '\u{1f493}'..='\u{1f49f}' | '\u{1f5a4}' | '\u{1f90d}' | '\u{1f90e}' | '\u{1f9e1}')
}

/// A heart for a character of 微信: 加💚信, V❤：abc123.
fn read_hearts(folded: &mut Folded, marks: &[u32]) {
    let beside = |folded: &Folded, i: usize| folded.class[i] != Class::Ignorable && folded.class[i] != Class::Space;
    for i in marks.iter().map(|&m| m as usize) {
        if i == 0 || !is_heart(folded.raw[i]) {
            continue;
        }
        let before = (0..i).rev().find(|&k| beside(folded, k)).map(|k| folded.symbol[k]);
        let after = (i + 1..folded.raw.len()).find(|&k| beside(folded, k));
        let symbol = match (before, after.map(|k| (folded.symbol[k], folded.class[k]))) {
            (Some('加' | '佳' | '嘉' | '添'), Some(('信', _))) => '微',
            // V❤x is vx.
            (Some('v'), Some(('x', _))) => continue,
            (Some('v' | '微' | '薇' | '威' | '维'), Some((c, class))) if matches!(c, '号' | '：' | ':') || matches!(class, Class::Latin | Class::Digit) => {
                '信'
            }
            // 加薇❤领券.
            (Some('微' | '薇' | '威' | '维'), _) if added(folded, i) => '信',
            _ => continue,
        };
        folded.symbol[i] = symbol;
        folded.class[i] = Class::Han;
    }
}

/// Whether the character before the one that stands before `i` is 加, or is written for it.
fn added(folded: &Folded, i: usize) -> bool {
    let mut symbols = (0..i).rev().filter(|&k| folded.class[k].is_symbol()).map(|k| folded.symbol[k]);
    symbols.nth(1).is_some_and(|c| matches!(c, '加' | '佳' | '嘉' | '添' | '+'))
}

/// References to spaces and unseen characters, as an editor leaves them in plain text: 根&#8203;治, 根&nbsp;治.
fn drop_references(folded: &mut Folded, marks: &[u32]) {
    /// The longest between `&` and `;`: `ZeroWidthSpace`.
    const LONGEST: usize = 14;
    for i in marks.iter().map(|&m| m as usize) {
        if folded.raw[i] != '&' {
            continue;
        }
        let Some(length) = folded.raw[i + 1..].iter().take(LONGEST + 1).position(|&c| c == ';') else { continue };
        let name: String = folded.raw[i + 1..=i + length].iter().collect();
        let unseen = match name.strip_prefix('#') {
            Some(number) => {
                let code = number.strip_prefix(['x', 'X']).map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
                code.and_then(char::from_u32).is_some_and(|c| matches!(fold(c).1, Class::Ignorable | Class::Space))
            }
            None => matches!(name.as_str(), "nbsp" | "ZeroWidthSpace" | "ensp" | "emsp" | "thinsp" | "zwnj" | "zwj" | "shy" | "lrm" | "rlm"),
        };
        if unseen {
            folded.class[i..=i + length + 1].fill(Class::Ignorable);
        }
    }
}

/// The sign of mail addresses between Han characters: 法@轮*功. It is filler.
fn drop_at_signs(folded: &mut Folded, marks: &[u32]) {
    for i in marks.iter().map(|&m| m as usize) {
        let han = |i: usize| folded.class.get(i) == Some(&Class::Han);
        if matches!(folded.raw[i], '@' | '＠') && i > 0 && han(i - 1) && han(i + 1) {
            folded.class[i] = Class::Filler;
        }
    }
}

/// A word in brackets for a sign of a mail address: zhou〔at〕mail〔dot〕example, zhou(艾特)mail(点)example. It is read as the sign.
fn read_mail_words(folded: &mut Folded, marks: &[u32]) {
    /// The longest word and the bracket after it: (艾特), [dot].
    const LONGEST: usize = 5;
    for i in marks.iter().map(|&m| m as usize) {
        let close = match folded.raw[i] {
            '〔' => '〕',
            '[' => ']',
            '［' => '］',
            '【' => '】',
            '{' => '}',
            '｛' => '｝',
            '<' => '>',
            '＜' => '＞',
            '(' => ')',
            '（' => '）',
            _ => continue,
        };
        let Some(length) = folded.raw[i + 1..].iter().take(LONGEST).position(|&c| c == close) else { continue };
        let end = i + 1 + length;
        let latin = |i: usize| matches!(folded.class.get(i), Some(Class::Latin | Class::Digit));
        if i == 0 || !latin(i - 1) || !latin(end + 1) {
            continue;
        }
        let word: String = folded.symbol[i + 1..end].iter().collect();
        (folded.symbol[i], folded.class[i]) = match word.as_str() {
            "at" | "艾特" | "圈a" | "@" => ('@', Class::Sign),
            "dot" | "点" | "." => ('.', Class::Filler),
            _ => continue,
        };
        folded.class[i + 1..=end].fill(Class::Ignorable);
    }
}

/// The digit that a letter looks like.
fn look_alike(c: char) -> Option<char> {
    match c {
        'O' | 'o' | 'О' | 'о' | 'Ο' | 'ο' => Some('0'),
        'l' | 'I' | 'i' | '|' | '丨' => Some('1'),
        'Z' => Some('2'),
        'З' | 'з' | 'Ʒ' | 'ʒ' => Some('3'),
        'Ч' | 'ч' => Some('4'),
        'S' => Some('5'),
        'б' => Some('6'),
        'B' => Some('8'),
        _ => None,
    }
}

/// Letters that look like digits, in a row of digits as long as a telephone or identity number, or before what it counts:
/// I38-OOI3-8OOO, 1OO%.
fn read_digits(folded: &mut Folded, marks: &[u32]) {
    // The row: digits and what looks like one, with at most a space or hyphen between two.
    let in_row = |folded: &Folded, at: usize| folded.raw.get(at).is_some_and(|&c| folded.class[at] == Class::Digit || look_alike(c).is_some());
    let joins = |folded: &Folded, at: usize| {
        matches!(folded.raw.get(at), Some(' ' | '-' | '－' | '\u{a0}' | '\u{3000}')) && matches!(folded.class[at], Class::Space | Class::Filler)
    };
    let mut places: Vec<usize> = Vec::new();
    let mut done = 0;
    for mark in marks.iter().map(|&m| m as usize) {
        if mark < done || look_alike(folded.raw[mark]).is_none() {
            continue;
        }
        let mut i = mark;
        loop {
            if i > done && in_row(folded, i - 1) {
                i -= 1;
            } else if i > done + 1 && joins(folded, i - 1) && in_row(folded, i - 2) {
                i -= 2;
            } else {
                break;
            }
        }
        places.clear();
        let mut at = i;
        while in_row(folded, at) {
            places.push(at);
            at += 1;
            if joins(folded, at) && in_row(folded, at + 1) {
                at += 1;
            }
        }
        let real = places.iter().filter(|&&p| folded.class[p] == Class::Digit).count();
        let counted =
            places.len() > 1 && places.windows(2).all(|p| p[0] + 1 == p[1]) && real > 0 && !places.iter().any(|&p| matches!(folded.raw[p], '|' | '丨'));
        let counted = counted && matches!(folded.symbol.get(at), Some('%' | '元' | '折' | '块' | '例'));
        let whole_word = |p: Option<usize>| p.and_then(|p| folded.class.get(p)).is_none_or(|&c| c != Class::Latin);
        let alone = whole_word(i.checked_sub(1)) && whole_word(places.last().map(|p| p + 1));
        if real < places.len() && alone && (counted || (matches!(places.len(), 11 | 15 | 18) && 4 * real >= places.len())) {
            for &p in &places {
                if let Some(c) = look_alike(folded.raw[p]) {
                    folded.symbol[p] = c;
                    folded.class[p] = Class::Digit;
                }
            }
        }
        done = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undone(text: &str) -> String {
        let folded = Folded::of_str(text);
        folded.stream.iter().map(|&i| folded.symbol[i as usize]).collect()
    }

    #[test]
    fn characters_taken_apart_are_put_together() {
        assert_eq!(undone("专氵台鼻炎，加微亻言"), "专治鼻炎加微信");
        assert_eq!(undone("足弓长度、扇贝者、听力口语"), "足弓长度扇贝者听力口语");
    }

    #[test]
    fn symbols_one_by_one_with_the_same_separator_are_one_word() {
        for (text, read) in [
            ("我们包·治·百·病哦", "我们包 治 百 病哦"),
            ("根|治|颈椎病", "根 治 颈椎病"),
            ("包治，百_病_全_消_失", "包治，百 病 全 消 失"),
            ("【无】【效】【退】【款】", "【无  效  退  款】"),
            ("治-愈-率-9-9-%", "治 愈 率 99%"),
            ("率：九_十_九_点_九_％", "率：九十九点九％"),
            ("一·二·三·四", "一 二 三 四"),
            ("当🈵天🈵见🈵效", "当 天 见 效"),
            ("残 f e i人士", "残 fei人士"),
            ("A B C 三组", "A B C 三组"),
            ("六。合。彩内部料。好。", "六 合 彩内部料。好。"),
            ("见2。3。1节", "见2。3。1节"),
            ("甲、乙、丙、丁", "甲、乙、丙、丁"),
            ("A-B-C-D", "A-B-C-D"),
            ("张三·李四·王五", "张三·李四·王五"),
            ("男/女", "男/女"),
        ] {
            assert_eq!(spaced(text), read);
        }
    }

    #[test]
    fn line_ends_around_a_line_of_one_symbol_are_spaces() {
        for (text, read) in [
            ("加\n微\r\n信：", "加 微  信："),
            ("治愈\n率\n99%，\n信我们", "治愈 率 99%，\n信我们"),
            ("药到病\n除", "药到病\n除"),
            ("内科\n外\n妇科", "内科 外 妇科"),
            ("第一行。\n第\n二行", "第一行。\n第\n二行"),
            ("\n\n", "\n\n"),
        ] {
            assert_eq!(spaced(text), read);
        }
    }

    /// The text with a space for what is read as one, and without what is ignored.
    fn spaced(text: &str) -> String {
        let folded = Folded::of_str(text);
        let read = folded.raw.iter().zip(&folded.class).filter(|(_, class)| **class != Class::Ignorable);
        read.map(|(&c, &class)| if class == Class::Space { ' ' } else { c }).collect()
    }

    #[test]
    fn a_character_put_together_ends_after_its_parts() {
        let folded = Folded::of_str("微亻言，");
        assert_eq!((folded.end_of(0), folded.end_of(1)), (1, 3));
    }

    #[test]
    fn a_plus_before_a_contact_reads_add() {
        assert_eq!(undone("咨询+V领取"), "咨询加v领取");
        assert_eq!(undone("A+V、1+W、C+＋＋"), "av1wc");
        assert_eq!(undone("＋我扣 77，感谢+我们"), "加我扣77感谢我们");
    }

    #[test]
    fn a_heart_in_a_contact_reads_as_its_character() {
        assert_eq!(undone("加💚信领券，加我V❤：shou998，薇❤️abc12"), "加微信领券加我v信shou998薇信abc12");
        assert_eq!(undone("用爱❤信守承诺，我❤你，V❤，v❤x：abc，加薇❤领券"), "用爱信守承诺我你vvxabc加薇信领券");
    }

    #[test]
    fn references_to_unseen_characters_are_gone() {
        assert_eq!(undone("根&#8203;治、根&#x200B;治、根&nbsp;治、根&ZeroWidthSpace;治"), "根治根治根治根治");
        assert_eq!(undone("A&B;C，R&D，&#65;&#99999999;"), "abcrd6599999999");
    }

    #[test]
    fn letters_in_long_numbers_are_digits() {
        assert_eq!(undone("TEL:I38-OOI3-8OOO"), "tel13800138000");
        assert_eq!(undone("电话 138 0013 8OOO（小周）"), "电话13800138000小周");
        assert_eq!(undone("ll0lO5l9l8OlOlOO2O，"), "110105191801010020");
        assert_eq!(undone("COOLOIL 3000、Oil 100"), "cooloil3000oil100");
        assert_eq!(undone("I5I 2OOO 3OOO、1З7－0000－4444"), "1512000300013700004444");
        assert_eq!(undone("BIOS SZ100、ISO 15189"), "biossz100iso15189");
        assert_eq!(undone("1OO%、9O元、H2O%、3 |元"), "100%90元h2o%3元");
    }

    #[test]
    fn at_signs_between_han_characters_are_filler() {
        assert_eq!(undone("法@轮@功，法@轮*功，a@b，99%的，@我们"), "法轮功法轮功a@b99%的@我们");
    }

    #[test]
    fn words_for_the_signs_of_a_mail_address_are_read_as_the_signs() {
        let read = |text: &str| -> String {
            let folded = Folded::of_str(text);
            folded.view.iter().map(|&i| folded.symbol[i as usize]).collect()
        };
        assert_eq!(read("邮箱zhou〔at〕mail〔dot〕example"), "邮箱zhou@mail.example");
        assert_eq!(read("li_7（艾特）mail[点]example、li【AT】mail(dot)example"), "li_7@mail.example、li@mail.example");
        assert_eq!(read("HbA1c(at)基线、f(dot)、见[1]，A（at"), "hba1c(at)基线、f(dot)、见[1]，a（at");
    }

    #[test]
    fn every_character_that_is_looked_at_is_marked() {
        for c in '\0'..=char::MAX {
            let looked_at = "&@+＋﹢➕✚(（〔[［【{｛<＜".contains(c) || is_heart(c) || look_alike(c).is_some() || is_component(fold(c).0);
            assert!(!looked_at || !Folded::of_str(&c.to_string()).marks.is_empty(), "{c:?}");
        }
    }

    #[test]
    fn components_are_well_formed() {
        for line in include_str!("components.txt").lines().filter(|l| !l.starts_with('#')) {
            let (whole, pairs) = line.split_once('\t').expect("a character, a tab, pairs");
            assert!(whole.chars().count() == 1 && !whole.chars().any(is_component), "{line}");
            for pair in pairs.split(' ') {
                assert!(pair.chars().count() == 2 && pair.chars().any(is_component), "{line}");
            }
        }
    }
}
