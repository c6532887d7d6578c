//! The same answer everywhere: each draft of `parity/drafts.jsonl` gives the report of its line in `parity/reports.jsonl`.
//! Every host reads the same two files and converts the offsets, which count bytes there, to its own unit.
//!
//! After rules changed, `YISHEN_BLESS=1 cargo test -p yishen-tests --test parity` writes the reports anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use yishen::{DraftInput, OffsetUnit, wire};
use yishen_documents::{Limits, draft_of};

/// A draft, as batch input has it, and the hospital packs that it is screened with, by their folders in the repository.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    packs: Vec<String>,
    draft: DraftInput,
}

/// What is found in it. The report is plain and without packs and engine, which change with every rule.
#[derive(Serialize)]
struct Expected {
    name: String,
    report: wire::Report,
    /// What is masked in each finding: its words, its message, the words of its evidence.
    masked: Vec<Masked>,
}

#[derive(Serialize)]
struct Masked {
    text: String,
    message: String,
    evidence: Vec<Option<String>>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("parity")
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string(folder().join("drafts.jsonl")).expect("the drafts are there");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn expected(case: &Case) -> Expected {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let packs: Vec<PathBuf> = case.packs.iter().map(|pack| root.join(pack)).collect();
    let screener = yishen::packs::load(&packs).unwrap_or_else(|error| panic!("{error}"));
    let draft = draft_of(&case.draft, &Limits::default()).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    let report = screener.screen_draft(&draft);
    let mut plain = report.to_wire(&draft, OffsetUnit::Byte, false);
    plain.packs.clear();
    plain.engine.clear();
    let masked = report.to_wire(&draft, OffsetUnit::Byte, true).findings.into_iter();
    let masked = masked.map(|f| Masked { text: f.text, message: f.message, evidence: f.evidence.into_iter().map(|e| e.text).collect() });
    Expected { name: case.name.clone(), report: plain, masked: masked.collect() }
}

#[test]
fn every_draft_gives_its_report() {
    let lines = cases().into_iter().map(|case| serde_json::to_string(&expected(&case)).expect("a report is JSON") + "\n");
    let found: Vec<String> = lines.collect();
    let path = folder().join("reports.jsonl");
    if std::env::var_os("YISHEN_BLESS").is_some() {
        fs::write(&path, found.concat()).expect("the reports can be written");
    }
    let written = fs::read_to_string(&path).expect("the reports are there");
    let written: Vec<&str> = written.split_inclusive('\n').collect();
    assert_eq!(written.len(), found.len(), "one report a draft");
    for (found, written) in found.iter().zip(written) {
        assert_eq!(found, written, "a report changed; if it should, run this test with YISHEN_BLESS=1");
    }
}

/// The files are worth nothing to other hosts if they do not hold what hosts get wrong.
#[test]
fn the_drafts_hold_what_hosts_count_differently() {
    let all: Vec<(Case, wire::Report)> = cases().into_iter().map(|case| expected(&case).report).zip(cases()).map(|(report, case)| (case, report)).collect();
    let names: BTreeSet<&str> = all.iter().map(|(case, _)| case.name.as_str()).collect();
    assert_eq!(names.len(), all.len(), "names are used once");
    let some = |what: &str, is: &dyn Fn(&Case, &wire::Report) -> bool| assert!(all.iter().any(|(case, report)| is(case, report)), "no case has {what}");
    let found = |report: &wire::Report| !report.findings.is_empty();
    some("an astral character before a finding", &|c, r| {
        r.findings.iter().any(|f| f.field.id() == "body" && c.draft.body[..f.start].chars().any(|c| c.len_utf16() == 2))
    });
    some("an astral character in a finding", &|_, r| r.findings.iter().any(|f| f.text.chars().any(|c| c.len_utf16() == 2)));
    some("a joined emoji", &|c, r| found(r) && c.draft.body.contains('\u{200d}'));
    some("a CRLF before a finding", &|c, r| r.findings.iter().any(|f| f.line > 1 && c.draft.body[..f.start].contains("\r\n")));
    some("a combining mark at the end of a finding", &|_, r| r.findings.iter().any(|f| f.text.ends_with('\u{301}')));
    some("a disguise", &|_, r| r.findings.iter().flat_map(|f| &f.evidence).any(|e| e.kind.id() == "disguise"));
    some("ranges", &|_, r| r.findings.iter().any(|f| !f.ranges.is_empty()));
    some("a finding in a title", &|_, r| r.findings.iter().any(|f| f.field.id() == "title"));
    some("facts", &|c, _| c.draft.facts != yishen::Facts::default());
    some("a reply with a finding", &|c, r| found(r) && c.draft.channel.id() == "reply");
    some("a comment", &|c, _| c.draft.channel.id() == "comment");
    some("a finding of its own pack", &|c, r| !c.packs.is_empty() && r.findings.iter().any(|f| f.rule.contains(':')));
    some("nothing to find", &|_, r| !found(r));
    for category in yishen::Category::ALL {
        if !matches!(category.id(), "prohibited" | "institution") {
            some(category.id(), &|_, r| r.findings.iter().any(|f| f.category == *category));
        }
    }
}
