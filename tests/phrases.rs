//! The phrases by which each category is known, and their look-alikes, each in a sentence as a hospital would write it.
//!
//! A file of `phrases/` is one sheet: `sheet`, `category`, then any number of `[[hit]]` and `[[pass]]`. In a hit's `text`
//! `«…»` marks words of which a finding of the category holds at least a character; `severity` is the least it has. A pass
//! has no finding of the category. Both may name `channel`, `genre`, `title` and `facts`; a hit may name another
//! `category`.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use yishen::{Category, Channel, Draft, Facts, FieldName, Genre, Severity};
use yishen_tests::screener;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    /// What the sheet is about.
    sheet: String,
    category: Category,
    #[serde(default)]
    hit: Vec<Sentence>,
    #[serde(default)]
    pass: Vec<Sentence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    text: String,
    channel: Option<Channel>,
    genre: Option<Genre>,
    title: Option<String>,
    #[serde(default)]
    facts: Facts,
    severity: Option<Severity>,
    category: Option<Category>,
}

impl Sentence {
    fn draft<'a>(&'a self, plain: &'a str) -> Draft<'a> {
        let mut draft = Draft::new(self.channel.unwrap_or(Channel::Wechat)).facts(self.facts.clone());
        if let Some(genre) = self.genre {
            draft = draft.genre(genre);
        }
        if let Some(title) = &self.title {
            draft = draft.title(title.as_str());
        }
        draft.body(plain)
    }

    /// The text without its marks, and the bytes that each pair marked.
    fn unmark(&self) -> (String, Vec<(usize, usize)>) {
        let (mut plain, mut marks, mut open) = (String::new(), Vec::new(), None);
        for c in self.text.chars() {
            match c {
                '«' => open = Some(plain.len()),
                '»' => marks.push((open.take().unwrap_or_else(|| panic!("a mark without a beginning: {}", self.text)), plain.len())),
                _ => plain.push(c),
            }
        }
        (plain, marks)
    }
}

#[test]
fn phrases_are_found_and_look_alikes_pass() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("phrases");
    let mut files: Vec<_> = fs::read_dir(folder).expect("the sheets are there").map(|e| e.expect("readable").path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("the sheet can be read");
        let sheet: Sheet = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for hit in &sheet.hit {
            let (plain, marks) = hit.unmark();
            assert!(!marks.is_empty(), "{}: nothing marked: {plain}", path.display());
            let category = hit.category.unwrap_or(sheet.category);
            let report = screener().screen_draft(&hit.draft(&plain));
            for (start, end) in marks {
                let found = report.findings().iter().any(|f| {
                    let there = f.field() == FieldName::Body && f.span().start < end && start < f.span().end;
                    (there || f.is_whole()) && f.rule().category() == category && hit.severity.is_none_or(|least| f.severity() >= least)
                });
                if !found {
                    wrong.push(format!("{} missed {}: {plain}\n  found {:?}", sheet.sheet, &plain[start..end], yishen_tests::found(&report)));
                }
            }
        }
        for pass in &sheet.pass {
            let report = screener().screen_draft(&pass.draft(&pass.text));
            let found: Vec<_> = yishen_tests::found(&report).into_iter().filter(|(rule, _)| rule.starts_with(sheet.category.id())).collect();
            if !found.is_empty() {
                wrong.push(format!("{} false alarm: {}\n  found {found:?}", sheet.sheet, pass.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
