//! What is wrong with a pack's sources, shown as a compiler shows it: place, line, what to write instead.

use std::fmt;
use std::ops::Range;

/// The longest part of a source line that is shown, in characters: a line of a list may be a megabyte long.
const MAX_EXCERPT: usize = 120;

/// The language that a diagnostic is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The pack is refused.
    Error,
    /// The pack can be used, but something in it is probably not meant so.
    Warning,
}

/// The same words in Chinese and English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Bilingual {
    /// The words in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Chinese, then English.
pub(super) fn say(zh: impl Into<String>, en: impl Into<String>) -> Bilingual {
    Bilingual { zh: zh.into(), en: en.into() }
}

/// One fault in a pack's sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    code: &'static str,
    level: Level,
    path: String,
    line: usize,
    column: usize,
    excerpt: String,
    /// Where the carets begin in the excerpt, in characters.
    indent: usize,
    width: usize,
    message: Bilingual,
    hint: Option<Bilingual>,
}

impl Diagnostic {
    /// The kind of fault, in kebab-case: `unknown-key`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Error or warning.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The file, relative to the pack's folder.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column in characters, from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// The line of the source; of a very long line the part around the fault. Empty when the whole file is meant.
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }

    /// How many characters of the line are at fault; 0 when the whole file is meant.
    pub fn width(&self) -> usize {
        self.width
    }

    /// What is wrong.
    pub fn message(&self) -> &Bilingual {
        &self.message
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&Bilingual> {
        self.hint.as_ref()
    }

    /// A fault of a whole file, or of one that is not there.
    pub(super) fn of_file(path: &str, (level, code): (Level, &'static str), message: Bilingual, hint: Option<Bilingual>) -> Diagnostic {
        Diagnostic { code, level, path: path.to_owned(), line: 1, column: 1, excerpt: String::new(), indent: 0, width: 0, message, hint }
    }

    /// The diagnostic with its place and the line at fault, as a text of several lines.
    pub fn render(&self, lang: Lang) -> String {
        let (level, open, close, colon, help) = match (lang, self.level) {
            (Lang::Zh, Level::Error) => ("错误", "［", "］", "：", "建议："),
            (Lang::Zh, Level::Warning) => ("提醒", "［", "］", "：", "建议："),
            (Lang::En, Level::Error) => ("error", "[", "]", ": ", "help: "),
            (Lang::En, Level::Warning) => ("warning", "[", "]", ": ", "help: "),
        };
        let mut out = format!("{level}{open}{}{close}{colon}{}\n", self.code, self.message.get(lang));
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        if self.width == 0 {
            out += &format!("{margin}--> {}\n", self.path);
        } else {
            let before: usize = self.excerpt.chars().take(self.indent).map(columns_of).sum();
            let under: usize = self.excerpt.chars().skip(self.indent).take(self.width).map(columns_of).sum();
            out += &format!("{margin}--> {}:{}:{}\n", self.path, self.line, self.column);
            out += &format!("{margin} |\n{number} | {}\n", self.excerpt);
            out += &format!("{margin} | {}{}\n", " ".repeat(before), "^".repeat(under.max(1)));
        }
        if let Some(hint) = &self.hint {
            out += &format!("{margin} = {help}{}\n", hint.get(lang));
        }
        out
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::Zh))
    }
}

/// How many columns a terminal gives to a character: two to Chinese, none to marks that combine.
fn columns_of(c: char) -> usize {
    match c as u32 {
        0x0300..=0x036F | 0x200B..=0x200F | 0x2060..=0x2064 | 0xFE00..=0xFE0F | 0xFEFF => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF01..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// Why a pack was refused: everything that is wrong with it.
#[derive(Clone, Debug)]
pub struct PackError {
    diagnostics: Vec<Diagnostic>,
}

impl PackError {
    pub(super) fn new(diagnostics: Vec<Diagnostic>) -> PackError {
        PackError { diagnostics }
    }

    /// All faults by file and place, warnings among them.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// All faults, as a text.
    pub fn render(&self, lang: Lang) -> String {
        let errors = self.diagnostics.iter().filter(|d| d.level == Level::Error).count();
        let warnings = self.diagnostics.len() - errors;
        let mut out = String::new();
        for diagnostic in &self.diagnostics {
            out += &diagnostic.render(lang);
            out.push('\n');
        }
        out += &match (lang, warnings) {
            (Lang::Zh, 0) => format!("规则包有 {errors} 处错误，未能加载。"),
            (Lang::Zh, _) => format!("规则包有 {errors} 处错误、{warnings} 处提醒，未能加载。"),
            (Lang::En, 0) => format!("The pack was refused: errors: {errors}."),
            (Lang::En, _) => format!("The pack was refused: errors: {errors}, warnings: {warnings}."),
        };
        out
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::Zh))
    }
}

impl std::error::Error for PackError {}

/// Turns bytes of one file into lines and columns.
pub(super) struct Lines<'s> {
    source: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    pub(super) fn new(source: &'s str) -> Lines<'s> {
        let starts = std::iter::once(0).chain(source.match_indices('\n').map(|(i, _)| i + 1)).collect();
        Lines { source, starts }
    }

    /// A diagnostic at `at`; what reaches over the end of the line is underlined to that end.
    pub(super) fn diagnostic(
        &self,
        path: &str,
        at: &Range<usize>,
        (level, code): (Level, &'static str),
        message: Bilingual,
        hint: Option<Bilingual>,
    ) -> Diagnostic {
        let start = floor(self.source, at.start);
        let line = self.starts.partition_point(|&s| s <= start).max(1) - 1;
        let line_start = self.starts[line];
        let rest = &self.source[line_start..];
        let text = rest[..rest.find('\n').unwrap_or(rest.len())].trim_end_matches('\r');
        let line_end = line_start + text.len();
        let start = start.min(line_end);
        let end = floor(self.source, at.end).clamp(start, line_end);
        let column = self.source[line_start..start].chars().count();
        let width = self.source[start..end].chars().count().max(1);
        let (excerpt, indent, width) = cut(text, column, width);
        Diagnostic { code, level, path: path.to_owned(), line: line + 1, column: column + 1, excerpt, indent, width, message, hint }
    }
}

/// The character boundary at or before `at`.
fn floor(source: &str, at: usize) -> usize {
    (0..=at.min(source.len())).rev().find(|&i| source.is_char_boundary(i)).unwrap_or(0)
}

/// The part of a line that is shown; tabs and control characters are shown as spaces, so that the carets stay below.
fn cut(line: &str, column: usize, width: usize) -> (String, usize, usize) {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    if line.chars().nth(MAX_EXCERPT).is_none() {
        return (line.chars().map(plain).collect(), column, width);
    }
    let from = column.saturating_sub(MAX_EXCERPT / 3);
    let mut excerpt = String::new();
    if from > 0 {
        excerpt.push('…');
    }
    excerpt.extend(line.chars().skip(from).take(MAX_EXCERPT).map(plain));
    if line.chars().nth(from + MAX_EXCERPT).is_some() {
        excerpt.push('…');
    }
    (excerpt, column - from + usize::from(from > 0), width.min(MAX_EXCERPT - (column - from).min(MAX_EXCERPT - 1)))
}

/// The one of `known` that is spelt most like `word`, if it is near enough to be meant.
pub(super) fn closest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let length = word.chars().count();
    if length > 64 {
        return None;
    }
    // Of a word of two letters every other is near.
    let limit = match length {
        0..=2 => 0,
        3..=7 => 1,
        _ => length / 4,
    };
    let plain = |word: &str| word.to_lowercase().replace('_', "-");
    known.into_iter().map(|k| (distance(&plain(word), &plain(k)), k)).filter(|&(d, _)| d <= limit).min_by_key(|&(d, _)| d).map(|(_, k)| k)
}

/// How many characters must be added, dropped, changed or swapped with their neighbour to make one word the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_below_wide_characters() {
        let source = "a = 1\nwords = [\"根治\", \"断根\"]\r\n";
        let start = source.find("\"断根").expect("it is there");
        let d = Lines::new(source).diagnostic("x.toml", &(start..start + 8), (Level::Error, "duplicate-word"), say("重复", "twice"), None);
        assert_eq!((d.line(), d.column(), d.width()), (2, 16, 4));
        let text = d.render(Lang::Zh);
        let caret = text.lines().last().expect("it has lines");
        assert_eq!(caret, format!("  | {}^^^^^^", " ".repeat(17)));
    }

    #[test]
    fn a_very_long_line_is_cut_around_the_fault() {
        let source = format!("{}错{}", "长".repeat(5000), "长".repeat(5000));
        let at = 15_000..15_003;
        let d = Lines::new(&source).diagnostic("x", &at, (Level::Error, "x"), say("", ""), None);
        assert_eq!(d.column(), 5001);
        assert!(d.excerpt().chars().count() <= MAX_EXCERPT + 2);
        assert_eq!(d.excerpt().chars().nth(d.indent), Some('错'));
    }

    #[test]
    fn the_nearest_name_is_meant() {
        assert_eq!(closest("severty", ["title", "severity"]), Some("severity"));
        assert_eq!(closest("patient_consent", ["patient-consent"]), Some("patient-consent"));
        assert_eq!(closest("wechta", ["wechat", "weibo"]), Some("wechat"));
        assert_eq!(closest("nothing", ["title"]), None);
    }
}
