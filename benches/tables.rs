//! The tables, each made in one place for criterion and for the ratios.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use yishen::pack::{Pack, PackSources};
use yishen::{Draft, Limits, Screener};
use yishen_engine::measure::{Stage, run_until};

use crate::corpus::{Adversity, CHARACTERS, COUNT, clean, dense, lexicon};
use crate::matchers::{Naive, alternation, bare, daachorse, finder_literals, jieba, literals, naive_regexes, overlapping};
use crate::rows::{Row, Table};

/// The characters of drafts whose cost is told by size.
pub const SIZES: &[usize] = &[140, 300, 1_000, 3_000, 10_000, 100_000, 1_000_000, LARGEST];

/// The characters of a hundred million bytes: Chinese ones have three, and prose has some digits and letters.
pub const LARGEST: usize = 34_500_000;

/// What is measured, and what several tables hold it against: a DFA of so many literals takes seconds and gigabytes.
pub struct Subject {
    screener: Screener,
    literals: Vec<String>,
    dfa: AhoCorasick,
}

impl Subject {
    /// A screener with what it looks for.
    pub fn new(screener: Screener) -> Subject {
        let literals = literals(&screener);
        Subject { dfa: dfa(&literals), screener, literals }
    }

    /// Full screening beside a bare scan.
    fn beside<'r>(&self, name: impl Into<String>, texts: Vec<String>, screener: Screener) -> Table<'r> {
        Table::new(name, texts, vec![automaton("bare dfa", self.dfa.clone()), full("full", screener)])
    }
}

fn dfa(literals: &[String]) -> AhoCorasick {
    bare(literals, Some(AhoCorasickKind::DFA))
}

fn automaton<'r>(name: impl Into<String>, automaton: AhoCorasick) -> Row<'r> {
    Row::new(name, move |text| overlapping(&automaton, text))
}

fn double_array<'r>(name: impl Into<String>, literals: &[String]) -> Row<'r> {
    let automaton = daachorse(literals);
    Row::new(name, move |text| automaton.find_overlapping_iter(text).count())
}

fn full<'r>(name: impl Into<String>, screener: Screener) -> Row<'r> {
    Row::new(name, move |text| screener.screen(text).findings().len())
}

/// Clean articles: bare scans, what people would write instead, and the stages one after the other up to full screening;
/// in the long form also beside other crates.
pub fn articles<'r>(subject: &Subject, long: bool) -> Table<'r> {
    let Subject { screener, literals, dfa: bare_dfa } = subject;
    let naive = Naive::new(literals, &naive_regexes());
    let stage = |name: &str, stage| {
        let screener = screener.clone();
        Row::new(name, move |text| run_until(&screener, &Draft::from(text), stage))
    };
    let mut rows = vec![
        automaton("bare dfa", bare_dfa.clone()),
        automaton("bare dfa of the rules' words alone", dfa(&finder_literals(screener))),
        automaton("bare automatic", bare(literals, None)),
        Row::new("naive", move |text| naive.count(text)),
        stage("fold", Stage::Fold),
        stage("… and scan", Stage::Scan),
        stage("… and summarise", Stage::Summarise),
        full("full", screener.clone()),
    ];
    if long {
        rows.extend(others(literals));
    }
    Table::new("articles", clean(COUNT, CHARACTERS), rows)
}

/// Other crates that look for the same literals.
fn others<'r>(literals: &[String]) -> [Row<'r>; 3] {
    let (naive, jieba) = (Naive::new(literals, &naive_regexes()), jieba());
    let regex = alternation(literals);
    [
        double_array("daachorse charwise", literals),
        Row::new("regex alternation", move |text| regex.find_iter(text).count()),
        Row::new("naive with jieba", move |text| naive.count(text) + jieba.cut(text, true).len()),
    ]
}

/// Single articles when nothing is left in caches, as a request meets them on a server that does other work too.
pub fn cold<'r>(subject: &Subject) -> Table<'r> {
    Table { cold: true, ..subject.beside("cold", clean(COUNT, CHARACTERS), subject.screener.clone()) }
}

/// Clean drafts of each of [`SIZES`], as many as have the characters of the articles together.
pub fn sizes<'r>(subject: &Subject) -> impl Iterator<Item = (usize, Table<'r>)> {
    // No finding of the largest may be left out for its size.
    let mut limits = Limits::default();
    (limits.max_bytes, limits.max_findings) = (usize::MAX, usize::MAX);
    let screener = subject.screener.clone().with_limits(limits);
    SIZES.iter().map(move |&characters| {
        let texts = clean((COUNT * CHARACTERS / characters).clamp(1, COUNT), characters);
        (characters, subject.beside(format!("sizes/{characters}"), texts, screener.clone()))
    })
}

/// Drafts full of findings.
pub fn crowded<'r>(subject: &Subject) -> Table<'r> {
    subject.beside("dense", dense(COUNT, 1_500), subject.screener.clone())
}

/// Texts made to be slow: for the built-in pack, and for one whose only word is long and almost stands everywhere.
pub fn adversarial<'r>(subject: &Subject) -> Vec<Table<'r>> {
    let table = |adversity: &Adversity| {
        let texts = adversity.texts(COUNT, 600, &subject.literals);
        subject.beside(format!("adversarial/{}", adversity.name()), texts, subject.screener.clone())
    };
    let mut tables: Vec<Table<'r>> = Adversity::ALL.iter().map(table).collect();
    let long = format!("{}末", "甲".repeat(59));
    let texts = (0..COUNT).map(|i| "甲".repeat(500 + i)).collect();
    let rows = vec![automaton("bare dfa", dfa(std::slice::from_ref(&long))), full("full", lexicon_screener(std::slice::from_ref(&long), false))];
    tables.push(Table::new("adversarial/almost", texts, rows));
    tables
}

/// Full screening with the built-in pack and lexicons of the given sizes, and the first stages with such a lexicon alone;
/// in the long form also bare automata for it.
pub fn growth<'r>(sizes: &[usize], long: bool) -> Table<'r> {
    let mut rows: Vec<Row<'r>> = sizes.iter().map(|&size| full(format!("full, {size} more entries"), lexicon_screener(&lexicon(size), true))).collect();
    rows.extend(sizes.iter().map(|&size| {
        let screener = lexicon_screener(&lexicon(size), false);
        Row::new(format!("fold and scan, {size} entries"), move |text| run_until(&screener, &Draft::from(text), Stage::Scan))
    }));
    if long {
        rows.extend(sizes.iter().flat_map(|&size| scans(size, &lexicon(size))));
    }
    Table::new("growth", clean(COUNT, 1_000), rows)
}

/// Bare automata for a lexicon.
fn scans<'r>(size: usize, words: &[String]) -> [Row<'r>; 3] {
    [
        automaton(format!("bare dfa, {size} entries"), dfa(words)),
        automaton(format!("bare automatic, {size} entries"), bare(words, None)),
        double_array(format!("daachorse charwise, {size} entries"), words),
    ]
}

/// A screener with a rule that finds `words`, beside the built-in pack or alone.
fn lexicon_screener(words: &[String], beside: bool) -> Screener {
    let mut sources = PackSources::new();
    sources.insert("pack.toml", "name = \"bench\"\nversion = \"2026.11.1\"\nengine = \">=0.1.0\"\n");
    sources.insert(
        "laws.toml",
        "[[law]]\nid = \"bench\"\ntitle = \"试验办法\"\nissuer = \"试验\"\nversion = \"2026\"\nstatus = \"in-force\"\nmark = \"V2\"\narticles = false\n",
    );
    sources.insert("lexicons/bench.txt", words.join("\n"));
    let first = &words[0];
    sources.insert(
        "advertising/bench.toml",
        format!(
            "title = \"试验词语\"\nseverity = \"review\"\nsince = \"0.1.0\"\nwhy = \"试验。\"\nsuggest = [\"删去\"]\nbasis = [{{ law = \"bench\" }}]\n\
             bad = [\"«{first}»\", \"天气晴，«{first}»\", \"«{first}»，天气晴\"]\ngood = [\"天气晴\", \"天气阴\", \"天气雨\"]\n\
             [[find]]\nlexicon = \"bench\"\n"
        ),
    );
    let pack = Pack::compile(&sources, &[]).unwrap_or_else(|error| panic!("{error}")).pack;
    let builder = if beside { Screener::builder().pack(yishen::builtin_pack()) } else { Screener::builder() };
    builder.pack(pack).build().unwrap_or_else(|error| panic!("{error}"))
}
