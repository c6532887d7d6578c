//! The context model's own cases: `rules/context/cases.tsv`, and another file that `YISHEN_CASES` names.
//!
//! A line is `find`, `veto` or `lower`, a tab, and a text with the «hit» marked; a title stands before `||`, and `\n` is a
//! line break. All marked words together are the words of one advertising rule.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::model::*;
use crate::draft::{Channel, Draft, FieldName};
use crate::fold::symbols_of;
use crate::pack::model::Pack;
use crate::pack::{Law, list_terms};
use crate::rule::Severity;
use crate::screener::Screener;

struct Case {
    line: usize,
    expected: String,
    title: Option<String>,
    text: String,
    /// Byte range of the hit in the text.
    start: usize,
    end: usize,
}

fn read(path: &Path) -> Vec<Case> {
    let source = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let lines = source.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
    lines
        .map(|(i, line)| {
            let (expected, text) = line.split_once('\t').unwrap_or_else(|| panic!("{}:{}: no tab", path.display(), i + 1));
            let text = text.replace("\\n", "\n");
            let (title, text) = match text.split_once("||") {
                Some((title, text)) => (Some(title.to_owned()), text.to_owned()),
                None => (None, text),
            };
            let start = text.find('«').unwrap_or_else(|| panic!("{}:{}: no hit", path.display(), i + 1));
            let end = text.find('»').expect("a closing mark") - '«'.len_utf8();
            Case { line: i + 1, expected: expected.to_owned(), title, text: text.replace(['«', '»'], ""), start, end }
        })
        .collect()
}

fn lists(folder: &str) -> BTreeMap<String, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules").join(folder);
    let mut lists = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("the folder of lists") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "txt") {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let terms = list_terms(&std::fs::read_to_string(&path).expect("a list")).unwrap_or_else(|e| panic!("{name}: {e:?}"));
            lists.insert(name, terms);
        }
    }
    lists
}

fn screener(words: BTreeSet<String>) -> Screener {
    let inline = words.into_iter().map(|w| Inline { terms: vec![w.clone()], source: w }).collect();
    let rule = Rule {
        id: "advertising/marked".into(),
        category: Category::Advertising,
        title: "标出的词".into(),
        message: None,
        severity: Severity::Block,
        preview: false,
        since: "0.1.0".into(),
        why: String::new(),
        suggest: Vec::new(),
        basis: Vec::new(),
        route: Vec::new(),
        guards: Guards::of(Category::Advertising),
        once: None,
        replace: Vec::new(),
        aliases: Vec::new(),
        severity_by: Vec::new(),
        scope: Scope::default(),
    };
    let definition = Definition {
        rule,
        allow: Words::default(),
        finds: vec![Find { finder: Finder::Words(Words { inline, named: Vec::new() }), severity: None, when: Vec::new(), unless: Vec::new() }],
        when: Vec::new(),
        unless: Vec::new(),
        bad: Vec::new(),
        good: Vec::new(),
    };
    let pack = Pack {
        name: "cases".into(),
        version: "2026.11.1".into(),
        sha256: String::new(),
        rules: vec![definition],
        lexicons: BTreeMap::new(),
        allow: BTreeMap::new(),
        entities: lists("entities"),
        cues: lists("context"),
        torn: Vec::new(),
        variants: Vec::new(),
        slots: BTreeMap::new(),
        values: BTreeMap::new(),
        overrides: Vec::new(),
        laws: Vec::<Law>::new(),
        ladder: None,
        genres: None,
        coverage: Vec::new(),
        weights: None,
    };
    Screener::builder().pack(pack).build().expect("the pack links")
}

fn failures(path: &Path) -> Vec<String> {
    let cases = read(path);
    let screener = screener(cases.iter().map(|c| symbols_of(&c.text[c.start..c.end])).collect());
    let mut failures = Vec::new();
    for case in &cases {
        let mut draft = Draft::new(Channel::Website);
        if let Some(title) = &case.title {
            draft = draft.title(title.as_str());
        }
        let draft = draft.body(case.text.as_str());
        let explained = screener.explain(&draft);
        let at = explained.report().findings().iter().find(|f| f.field() == FieldName::Body && f.span().start <= case.start && case.end <= f.span().end);
        let got = match at.map(crate::Finding::severity) {
            Some(Severity::Advise) => "lower",
            Some(_) => "find",
            None => "veto",
        };
        if got != case.expected {
            let why: Vec<String> = explained.vetoes().iter().map(|v| format!("{} {} {:?}", v.text(), v.why(), v.by())).collect();
            failures.push(format!("{}:{}: want {}, got {got}: {} [{}]", path.display(), case.line, case.expected, case.text, why.join("; ")));
        }
    }
    failures
}

#[test]
fn the_context_model_decides_its_cases() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/context/cases.tsv");
    let more = std::env::var_os("YISHEN_CASES").map(std::path::PathBuf::from);
    let failures: Vec<String> = std::iter::once(own).chain(more).flat_map(|p| failures(&p)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
