//! The bounded regex dialect of rules: matched over the view of a block, tried only at a literal or a digit run.
//!
//! Literals, written-out classes, groups, `|`, `?`, `{m,n}` and `.` (anything but a break); leftmost-first. Every match
//! is at most 64 characters long, so a match costs a bounded number of steps and every host gives the same
//! answer without a regex compiler. The `regex` crate is the oracle of the property tests.

use serde::{Deserialize, Serialize};

use crate::fold::Class;

/// The longest text that a pattern may match, in characters.
#[cfg(feature = "compile")]
pub(crate) const MAX_MATCH: usize = 64;

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pattern {
    program: Vec<Step>,
    /// Where it is worth trying.
    pub(crate) trigger: Trigger,
}

/// Where a pattern is tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Trigger {
    /// At the start of every run of digits.
    Digits,
    /// Around literals, one of which every match holds.
    Literals(Vec<Anchor>),
}

/// A literal that stands `least` to `most` characters after the start of a match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Anchor {
    pub(crate) literal: String,
    pub(crate) least: u8,
    pub(crate) most: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Step {
    Char(char),
    /// One of the ranges, or none of them.
    Set {
        ranges: Vec<(char, char)>,
        negated: bool,
    },
    Any,
    /// Goes on at the first place, and if that fails at the second.
    Split(u16, u16),
    Jump(u16),
    Match,
}

/// Why a pattern is not in the dialect; the byte in the pattern at which that shows.
#[cfg(feature = "compile")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PatternFault {
    pub(crate) at: usize,
    pub(crate) kind: PatternFaultKind,
}

#[cfg(feature = "compile")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PatternFaultKind {
    /// `*`, `+`, `\d`, `^`, … : what the dialect has not.
    NotInDialect(String),
    /// A bracket, brace or class that is not closed, or nothing to repeat.
    Syntax(&'static str),
    /// A class holds a character that folding changes: the folded one is given.
    FoldedInClass(char, char),
    /// It may match more than [`MAX_MATCH`] characters, or nothing at all.
    Length(usize),
    /// No literal of two characters is in every match, and it does not start with a digit.
    NoAnchor,
}

/// What patterns read: symbols and classes by place.
pub(crate) trait Haystack {
    fn symbol(&self, i: usize) -> Option<(char, Class)>;
}

/// The memory that matching works in, used again for every match.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    current: Vec<u16>,
    next: Vec<u16>,
    /// By step: the place that it was last reached at.
    seen: Vec<usize>,
}

impl Pattern {
    /// The end of the match that starts at `start`, if there is one; of several the first in the pattern's order.
    pub(crate) fn match_at(&self, haystack: &impl Haystack, start: usize, threads: &mut Threads) -> Option<usize> {
        let Threads { current, next, seen } = threads;
        current.clear();
        seen.clear();
        seen.resize(self.program.len(), usize::MAX);
        let mut found = None;
        self.follow(0, start, current, seen);
        for i in start.. {
            if current.is_empty() {
                break;
            }
            let c = haystack.symbol(i);
            next.clear();
            for &step in current.iter() {
                let goes_on = match (&self.program[step as usize], c) {
                    (Step::Match, _) => {
                        // Threads of lower priority are cut off.
                        found = Some(i);
                        break;
                    }
                    (Step::Char(want), Some((c, _))) => *want == c,
                    (Step::Set { ranges, negated }, Some((c, _))) => ranges.iter().any(|&(a, b)| a <= c && c <= b) != *negated,
                    (Step::Any, Some((_, class))) => class != Class::Break,
                    _ => false,
                };
                if goes_on {
                    self.follow(step + 1, i + 1, next, seen);
                }
            }
            std::mem::swap(current, next);
        }
        found
    }

    /// Whether its steps lead to steps: false only of bytes that nobody wrote so.
    pub(crate) fn is_sound(&self) -> bool {
        let last = self.program.len();
        let there = |to: u16| usize::from(to) < last;
        self.program.iter().enumerate().all(|(at, step)| match step {
            Step::Jump(to) => there(*to),
            Step::Split(first, second) => there(*first) && there(*second),
            Step::Match => true,
            _ => at + 1 < last,
        })
    }

    /// Adds the step, and those that it leads to without reading, in order of priority.
    fn follow(&self, step: u16, place: usize, threads: &mut Vec<u16>, seen: &mut [usize]) {
        if std::mem::replace(&mut seen[step as usize], place) == place {
            return;
        }
        match self.program[step as usize] {
            Step::Jump(to) => self.follow(to, place, threads, seen),
            Step::Split(first, second) => {
                self.follow(first, place, threads, seen);
                self.follow(second, place, threads, seen);
            }
            _ => threads.push(step),
        }
    }
}

#[cfg(feature = "compile")]
mod parse {
    use super::{Anchor, MAX_MATCH, Pattern, PatternFault, PatternFaultKind, Step, Trigger};
    use crate::fold::fold;

    enum Node {
        Char(char),
        Set { ranges: Vec<(char, char)>, negated: bool },
        Any,
        Concat(Vec<Node>),
        Alternatives(Vec<Node>),
        Repeat { node: Box<Node>, least: usize, most: usize },
    }

    impl Pattern {
        /// Reads and compiles a pattern.
        pub(crate) fn parse(source: &str) -> Result<Pattern, PatternFault> {
            let mut parser = Parser { source, at: 0, depth: 0 };
            let node = parser.alternatives()?;
            if parser.peek().is_some() {
                return Err(parser.fault(PatternFaultKind::Syntax("多出一个右括号")));
            }
            let whole = |kind| PatternFault { at: 0, kind };
            let (least, most) = node.lengths();
            if most > MAX_MATCH || least == 0 || node.steps() > MAX_STEPS {
                return Err(whole(PatternFaultKind::Length(most)));
            }
            let trigger = if node.starts_with_digit() {
                Trigger::Digits
            } else {
                match node.anchors() {
                    Some(anchors) if anchors.iter().all(|a| a.literal.chars().count() >= 2) => Trigger::Literals(anchors),
                    _ => return Err(whole(PatternFaultKind::NoAnchor)),
                }
            };
            let mut program = Vec::new();
            node.compile(&mut program);
            program.push(Step::Match);
            Ok(Pattern { program, trigger })
        }
    }

    /// The deepest nest of groups.
    const MAX_DEPTH: usize = 32;

    /// The largest program: matching costs at most this much a character.
    const MAX_STEPS: usize = 4096;

    struct Parser<'s> {
        source: &'s str,
        at: usize,
        depth: usize,
    }

    impl Parser<'_> {
        fn peek(&self) -> Option<char> {
            self.source[self.at..].chars().next()
        }

        fn next(&mut self) -> Option<char> {
            let c = self.peek()?;
            self.at += c.len_utf8();
            Some(c)
        }

        fn eat(&mut self, text: &str) -> bool {
            let there = self.source[self.at..].starts_with(text);
            if there {
                self.at += text.len();
            }
            there
        }

        fn fault(&self, kind: PatternFaultKind) -> PatternFault {
            PatternFault { at: self.at, kind }
        }

        fn foreign(&self, at: usize, what: &str) -> PatternFault {
            PatternFault { at, kind: PatternFaultKind::NotInDialect(what.to_owned()) }
        }

        fn alternatives(&mut self) -> Result<Node, PatternFault> {
            let mut branches = vec![self.concat()?];
            while self.eat("|") {
                branches.push(self.concat()?);
            }
            Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Alternatives(branches) })
        }

        fn concat(&mut self) -> Result<Node, PatternFault> {
            let mut parts = Vec::new();
            while let Some(c) = self.peek() {
                if matches!(c, '|' | ')') {
                    break;
                }
                let atom = self.atom()?;
                parts.push(self.repeat(atom)?);
            }
            Ok(Node::Concat(parts))
        }

        fn atom(&mut self) -> Result<Node, PatternFault> {
            let at = self.at;
            match self.next() {
                Some('(') => {
                    if !self.eat("?:") && self.peek() == Some('?') {
                        return Err(self.foreign(at, "(?…) 前后查看或标志"));
                    }
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(self.fault(PatternFaultKind::Syntax("括号套得太深")));
                    }
                    let inner = self.alternatives()?;
                    self.depth -= 1;
                    if !self.eat(")") {
                        return Err(self.fault(PatternFaultKind::Syntax("左括号没有闭合")));
                    }
                    Ok(inner)
                }
                Some('[') => self.class(),
                Some('.') => Ok(Node::Any),
                Some('\\') => match self.next() {
                    Some(c) if !c.is_alphanumeric() => Ok(Node::Char(c)),
                    Some(c) => Err(self.foreign(at, &format!("\\{c}"))),
                    None => Err(self.fault(PatternFaultKind::Syntax("反斜杠后没有字符"))),
                },
                Some(c @ ('*' | '+' | '^' | '$')) => Err(self.foreign(at, &c.to_string())),
                Some('?' | '{' | '}') => Err(PatternFault { at, kind: PatternFaultKind::Syntax("前面没有可重复的内容") }),
                Some(c) => Ok(Node::Char(fold(c).0)),
                None => Ok(Node::Concat(Vec::new())),
            }
        }

        fn class(&mut self) -> Result<Node, PatternFault> {
            let negated = self.eat("^");
            let mut ranges = Vec::new();
            loop {
                let at = self.at;
                let mut c = match self.next() {
                    None => return Err(self.fault(PatternFaultKind::Syntax("字符类没有闭合"))),
                    Some(']') if !ranges.is_empty() => break,
                    Some(c) => c,
                };
                if c == '\\' {
                    c = match self.next() {
                        Some(c) if !c.is_alphanumeric() => c,
                        Some(c) => return Err(self.foreign(at, &format!("\\{c}"))),
                        None => continue,
                    };
                }
                let mut end = c;
                if self.peek() == Some('-') && !self.source[self.at..].starts_with("-]") {
                    self.at += 1;
                    end = self.next().ok_or_else(|| self.fault(PatternFaultKind::Syntax("字符类没有闭合")))?;
                    if end < c {
                        return Err(PatternFault { at, kind: PatternFaultKind::Syntax("范围的起点大于终点") });
                    }
                }
                for edge in [c, end] {
                    let (folded, _) = fold(edge);
                    if folded != edge {
                        return Err(PatternFault { at, kind: PatternFaultKind::FoldedInClass(edge, folded) });
                    }
                }
                ranges.push((c, end));
            }
            Ok(Node::Set { ranges, negated })
        }

        fn repeat(&mut self, node: Node) -> Result<Node, PatternFault> {
            let at = self.at;
            let (least, most) = if self.eat("?") {
                (0, 1)
            } else if self.eat("{") {
                let close = self.source[self.at..].find('}').ok_or_else(|| self.fault(PatternFaultKind::Syntax("花括号没有闭合")))?;
                let inner = &self.source[self.at..self.at + close];
                let number = |text: &str| text.parse::<usize>().map_err(|_| PatternFault { at, kind: PatternFaultKind::Syntax("应写作 {m} 或 {m,n}") });
                let bounds = match inner.split_once(',') {
                    Some((a, b)) => (number(a)?, number(b)?),
                    None => (number(inner)?, number(inner)?),
                };
                self.at += close + 1;
                bounds
            } else {
                return Ok(node);
            };
            if most < least || most > MAX_MATCH {
                return Err(PatternFault { at, kind: PatternFaultKind::Syntax("重复次数不合理") });
            }
            if let Some(c @ ('?' | '*' | '+' | '{')) = self.peek() {
                return Err(self.foreign(self.at, &format!("重复之后的 {c}")));
            }
            Ok(Node::Repeat { node: Box::new(node), least, most })
        }
    }

    impl Node {
        /// The number of steps that it compiles to, or a little more.
        fn steps(&self) -> usize {
            match self {
                Node::Char(_) | Node::Set { .. } | Node::Any => 1,
                Node::Concat(parts) => parts.iter().fold(0, |n, p| n.saturating_add(p.steps())),
                Node::Alternatives(branches) => branches.iter().fold(0, |n, b| n.saturating_add(b.steps() + 2)),
                Node::Repeat { node, most, .. } => node.steps().saturating_add(1).saturating_mul(*most),
            }
        }

        /// The least and the most characters it matches.
        fn lengths(&self) -> (usize, usize) {
            match self {
                Node::Char(_) | Node::Set { .. } | Node::Any => (1, 1),
                Node::Concat(parts) => parts.iter().map(Node::lengths).fold((0, 0), |a, b| (a.0 + b.0, a.1.saturating_add(b.1))),
                Node::Alternatives(branches) => branches.iter().map(Node::lengths).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((0, 0)),
                Node::Repeat { node, least, most } => {
                    let (a, b) = node.lengths();
                    (a * least, b.saturating_mul(*most))
                }
            }
        }

        fn starts_with_digit(&self) -> bool {
            match self {
                Node::Char(c) => c.is_ascii_digit(),
                Node::Set { ranges, negated } => !negated && ranges.iter().all(|(a, b)| a.is_ascii_digit() && b.is_ascii_digit()),
                Node::Any => false,
                Node::Concat(parts) => parts.first().is_some_and(Node::starts_with_digit),
                Node::Alternatives(branches) => branches.iter().all(Node::starts_with_digit),
                Node::Repeat { node, least, .. } => *least > 0 && node.starts_with_digit(),
            }
        }

        /// Literals one of which every match holds: the longest there are.
        fn anchors(&self) -> Option<Vec<Anchor>> {
            match self {
                Node::Concat(parts) => {
                    let mut best: Option<Vec<Anchor>> = None;
                    let mut literal = String::new();
                    let (mut least, mut most) = (0, 0);
                    let mut literal_at = (0, 0);
                    let mut offer = |found: Vec<Anchor>| {
                        let length = |anchors: &[Anchor]| anchors.iter().map(|a| a.literal.chars().count()).min();
                        if best.as_deref().and_then(length) < length(&found) {
                            best = Some(found);
                        }
                    };
                    for part in parts {
                        match part {
                            Node::Char(c) if fold(*c).1.is_symbol() => {
                                if literal.is_empty() {
                                    literal_at = (least, most);
                                }
                                literal.push(*c);
                            }
                            _ => {
                                if !literal.is_empty() {
                                    offer(vec![anchor(std::mem::take(&mut literal), literal_at)]);
                                }
                                if let Some(inner) = part.anchors() {
                                    offer(inner.into_iter().map(|a| Anchor { least: a.least + least as u8, most: a.most + most as u8, ..a }).collect());
                                }
                            }
                        }
                        let (a, b) = part.lengths();
                        least += a;
                        most += b;
                    }
                    if !literal.is_empty() {
                        offer(vec![anchor(literal, literal_at)]);
                    }
                    best
                }
                Node::Alternatives(branches) => {
                    let all: Option<Vec<Vec<Anchor>>> = branches.iter().map(Node::anchors).collect();
                    all.map(|anchors| anchors.into_iter().flatten().collect())
                }
                Node::Repeat { node, least, .. } if *least > 0 => node.anchors(),
                Node::Char(c) if fold(*c).1.is_symbol() => Some(vec![anchor(c.to_string(), (0, 0))]),
                _ => None,
            }
        }

        fn compile(&self, program: &mut Vec<Step>) {
            match self {
                Node::Char(c) => program.push(Step::Char(*c)),
                Node::Set { ranges, negated } => program.push(Step::Set { ranges: ranges.clone(), negated: *negated }),
                Node::Any => program.push(Step::Any),
                Node::Concat(parts) => parts.iter().for_each(|p| p.compile(program)),
                Node::Alternatives(branches) => {
                    let mut ends = Vec::new();
                    for (i, branch) in branches.iter().enumerate() {
                        if i + 1 == branches.len() {
                            branch.compile(program);
                        } else {
                            let split = program.len();
                            program.push(Step::Match);
                            branch.compile(program);
                            ends.push(program.len());
                            program.push(Step::Match);
                            program[split] = Step::Split(split as u16 + 1, program.len() as u16);
                        }
                    }
                    let end = program.len() as u16;
                    ends.into_iter().for_each(|e| program[e] = Step::Jump(end));
                }
                Node::Repeat { node, least, most } => {
                    (0..*least).for_each(|_| node.compile(program));
                    let mut splits = Vec::new();
                    for _ in *least..*most {
                        splits.push(program.len());
                        program.push(Step::Match);
                        node.compile(program);
                    }
                    let end = program.len() as u16;
                    splits.into_iter().for_each(|s| program[s] = Step::Split(s as u16 + 1, end));
                }
            }
        }
    }

    fn anchor(literal: String, (least, most): (usize, usize)) -> Anchor {
        Anchor { literal, least: least as u8, most: most as u8 }
    }
}

#[cfg(all(test, feature = "compile"))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fold::fold;

    struct Chars(Vec<char>);

    impl Haystack for Chars {
        fn symbol(&self, i: usize) -> Option<(char, Class)> {
            self.0.get(i).map(|&c| (c, fold(c).1))
        }
    }

    /// All matches as a search over the text would find them.
    fn find_all(pattern: &Pattern, text: &str) -> Vec<(usize, usize)> {
        let haystack = Chars(text.chars().collect());
        let (mut threads, mut found) = (Threads::default(), Vec::new());
        let mut start = 0;
        while start < haystack.0.len() {
            match pattern.match_at(&haystack, start, &mut threads) {
                Some(end) => {
                    found.push((start, end));
                    start = end;
                }
                None => start += 1,
            }
        }
        found
    }

    fn oracle(source: &str, text: &str) -> Vec<(usize, usize)> {
        let source = source.replace('.', "[^。！？；!?;｡]");
        let regex = regex::Regex::new(&source).expect("the oracle takes the pattern");
        let place = |byte: usize| text[..byte].chars().count();
        regex.find_iter(text).map(|m| (place(m.start()), place(m.end()))).collect()
    }

    #[test]
    fn matches_as_the_regex_crate_does() {
        for source in ["治愈率(?:高?达|为)?[0-9]{1,3}", "第[一二三]?例子|全国第", "ab(?:a|ab)(?:c|bcd)?", "《[^》]{1,4}》年度", "a.{0,3}bb"]
        {
            // The oracle needs no anchors.
            if let Ok(pattern) = Pattern::parse(source) {
                for text in ["治愈率高达98%治愈率9", "全国第一例子第例子", "ababcdabc", "《诊疗》年度《中华骨科杂志》年度", "a。bbaxbb"]
                {
                    assert_eq!(find_all(&pattern, text), oracle(source, text), "{source} on {text}");
                }
            } else {
                panic!("{source}: {:?}", Pattern::parse(source));
            }
        }
    }

    proptest! {
        #[test]
        fn equals_the_regex_crate_on_generated_patterns(
            parts in prop::collection::vec(prop::sample::select(vec!["a", "b", "[ab]", "[^a]", ".", "(?:a|ab|c)", "b?", "(?:ab){0,2}", "a{1,3}", "(?:b|)"]), 1..6),
            text in "[abc。]{0,24}",
        ) {
            let source = format!("{}bc", parts.concat());
            if let Ok(pattern) = Pattern::parse(&source) {
                prop_assert_eq!(find_all(&pattern, &text), oracle(&source, &text), "{}", source);
            }
        }
    }

    #[test]
    fn a_pattern_is_tried_at_its_longest_literal_or_at_digits() {
        assert_eq!(Pattern::parse("〔20[0-9]{2}〕[0-9]{1,6}号").unwrap().trigger, Trigger::Literals(vec![Anchor { literal: "20".into(), least: 1, most: 1 }]));
        assert_eq!(Pattern::parse("[0-9]{2}天").unwrap().trigger, Trigger::Digits);
        assert_eq!(Pattern::parse("我?(?:研究|报告)已表明").unwrap().trigger, Trigger::Literals(vec![Anchor { literal: "已表明".into(), least: 2, most: 3 }]));
    }

    #[test]
    fn what_is_not_in_the_dialect_is_refused() {
        use PatternFaultKind::*;
        for (source, kind) in [
            ("治愈.*", NotInDialect("*".into())),
            (r"治愈\d", NotInDialect(r"\d".into())),
            ("^治愈", NotInDialect("^".into())),
            ("(?=治愈)", NotInDialect("(?…) 前后查看或标志".into())),
            ("(治愈", Syntax("左括号没有闭合")),
            ("治愈{2", Syntax("花括号没有闭合")),
            ("治愈[％]", FoldedInClass('％', '%')),
            ("[一二]率", NoAnchor),
            ("治愈.{0,80}", Syntax("重复次数不合理")),
            ("(?:治愈.{0,40}){2}", Length(84)),
            ("(?:(?:(?:){0,64}){0,64}){0,64}根治", Length(2)),
            (&"(".repeat(10_000), Syntax("括号套得太深")),
        ] {
            assert_eq!(Pattern::parse(source).unwrap_err().kind, kind, "{source}");
        }
    }
}
