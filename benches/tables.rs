//! The tables, each made in one place for criterion and for the ratios.

use aho_corasick::AhoCorasickKind;
use yishen::pack::{Pack, PackSources};
use yishen::{Draft, Screener};
use yishen_engine::measure::{Stage, run_until};

use crate::corpus::{Adversity, CHARACTERS, COUNT, clean, dense, lexicon};
use crate::matchers::{Naive, bare, finder_literals, literals, naive_regexes, overlapping};
use crate::rows::{Row, Table};

fn dfa<'r>(literals: &[String]) -> Row<'r> {
    let dfa = bare(literals, Some(AhoCorasickKind::DFA));
    Row::new("bare dfa", move |text| overlapping(&dfa, text))
}

fn full<'r>(name: impl Into<String>, screener: Screener) -> Row<'r> {
    Row::new(name, move |text| screener.screen(text).findings().len())
}

/// Clean articles: bare scans, what people would write instead, and the stages one after the other up to full screening.
pub fn articles<'r>(screener: &Screener) -> Table<'r> {
    let literals = literals(screener);
    let automatic = bare(&literals, None);
    let naive = Naive::new(&literals, &naive_regexes());
    let stage = |name: &str, stage| {
        let screener = screener.clone();
        Row::new(name, move |text| run_until(&screener, &Draft::from(text), stage))
    };
    let finders = bare(&finder_literals(screener), Some(AhoCorasickKind::DFA));
    Table {
        name: "articles".into(),
        texts: clean(COUNT, CHARACTERS),
        rows: vec![
            dfa(&literals),
            Row::new("bare dfa of the rules' words alone", move |text| overlapping(&finders, text)),
            Row::new("bare automatic", move |text| overlapping(&automatic, text)),
            Row::new("naive", move |text| naive.count(text)),
            stage("fold", Stage::Fold),
            stage("… and scan", Stage::Scan),
            stage("… and summarise", Stage::Summarise),
            full("full", screener.clone()),
        ],
    }
}

/// Drafts full of findings.
pub fn crowded<'r>(screener: &Screener) -> Table<'r> {
    Table { name: "dense".into(), texts: dense(COUNT, 1_500), rows: vec![dfa(&literals(screener)), full("full", screener.clone())] }
}

/// Texts made to be slow: for the built-in pack, and for one whose only word is long and almost stands everywhere.
pub fn adversarial<'r>(screener: &Screener) -> Vec<Table<'r>> {
    let literals = literals(screener);
    let mut tables: Vec<Table<'r>> = Adversity::ALL
        .iter()
        .map(|adversity| Table {
            name: format!("adversarial/{}", adversity.name()),
            texts: adversity.texts(COUNT, 600, &literals),
            rows: vec![dfa(&literals), full("full", screener.clone())],
        })
        .collect();
    let long = format!("{}末", "甲".repeat(59));
    let texts = (0..COUNT).map(|i| "甲".repeat(500 + i)).collect();
    let rows = vec![dfa(std::slice::from_ref(&long)), full("full", lexicon_screener(std::slice::from_ref(&long), false))];
    tables.push(Table { name: "adversarial/almost".into(), texts, rows });
    tables
}

/// Full screening with the built-in pack and lexicons of the given sizes, and the first stages with such a lexicon alone.
pub fn growth<'r>(sizes: &[usize]) -> Table<'r> {
    let mut rows: Vec<Row<'r>> = sizes.iter().map(|&size| full(format!("full, {size} more entries"), lexicon_screener(&lexicon(size), true))).collect();
    rows.extend(sizes.iter().map(|&size| {
        let screener = lexicon_screener(&lexicon(size), false);
        Row::new(format!("fold and scan, {size} entries"), move |text| run_until(&screener, &Draft::from(text), Stage::Scan))
    }));
    Table { name: "growth".into(), texts: clean(COUNT, 1_000), rows }
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
