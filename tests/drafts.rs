//! Whole drafts as hospitals write them: which words are findings at review or above, the verdict, and who must approve.
//!
//! A file of `drafts/` has a head (`channel`, `genre`, `title`, `date`, any number of `fact`, then `verdict` and `route`; `# ` remarks), a
//! blank line, and the body, which is read as the file's suffix says. In title and body `«…»` marks the source of a finding, from its
//! first word to its last; marks may stand in one another, and `‹…›` marks what crosses another. With `example`, the body is that file of `examples/drafts`. With `file`, a Word
//! file there, the body is what is read in it.

use std::fs;
use std::path::{Path, PathBuf};

use yishen::{Channel, Draft, Facts, FieldName, Genre, Severity};
use yishen_documents::{DocumentFormat, Limits, push_docx, push_html, push_markdown};
use yishen_tests::{is_resemblance, screener};

#[derive(Default)]
struct Expected {
    file: Option<String>,
    title: Option<String>,
    body: String,
    /// Field, start and words.
    marks: Vec<(FieldName, usize, String)>,
    channel: Option<Channel>,
    genre: Option<Genre>,
    facts: Facts,
    verdict: String,
    route: Vec<String>,
    example: Option<String>,
}

/// Takes the marks out of `text`: where the marked words stand without them.
fn unmark(text: &str, field: FieldName, marks: &mut Vec<(FieldName, usize, String)>) -> String {
    let (mut plain, mut open, mut crossing, mut found) = (String::new(), Vec::new(), Vec::new(), Vec::new());
    for c in text.chars() {
        match c {
            '«' => open.push(plain.len()),
            '‹' => crossing.push(plain.len()),
            '»' | '›' => {
                let start = if c == '»' { open.pop() } else { crossing.pop() }.expect("a mark that ends has begun");
                found.push((field, start, plain[start..].to_owned()));
            }
            _ => plain.push(c),
        }
    }
    assert!(open.is_empty(), "a mark does not end: {text}");
    marks.append(&mut found);
    plain
}

fn read(path: &Path) -> Expected {
    let text = fs::read_to_string(path).expect("the draft can be read");
    let (head, body) = text.split_once("\n\n").expect("a blank line parts head and body");
    let mut draft = Expected::default();
    for line in head.lines().filter(|l| !l.starts_with("# ")) {
        let (key, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line}"));
        match key {
            "file" => draft.file = Some(value.to_owned()),
            "channel" => draft.channel = Some(Channel::from_id(value).expect("a channel")),
            "genre" => draft.genre = Some(Genre::from_id(value).expect("a genre")),
            "title" => draft.title = Some(unmark(value, FieldName::Title, &mut draft.marks)),
            "fact" => {
                let (name, value) = value.split_once('=').map_or((value, None), |(n, v)| (n, Some(v)));
                draft.facts.set(name, value).expect("a fact");
            }
            "verdict" => value.clone_into(&mut draft.verdict),
            "example" => draft.example = Some(value.to_owned()),
            "route" => draft.route = value.split(' ').map(str::to_owned).collect(),
            _ => panic!("{line}"),
        }
    }
    draft.body = unmark(body, FieldName::Body, &mut draft.marks);
    draft.marks.sort();
    draft
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("drafts");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("the drafts are there").map(|e| e.expect("readable").path()).collect();
    files.sort();
    files
}

#[test]
fn whole_drafts_give_exactly_the_marked_words_their_verdict_and_route() {
    let mut wrong = Vec::new();
    let files = files();
    for path in &files {
        let expected = read(path);
        let mut draft = Draft::new(expected.channel.expect("a draft has a channel")).facts(expected.facts.clone());
        if let Some(genre) = expected.genre {
            draft = draft.genre(genre);
        }
        if let Some(title) = &expected.title {
            draft = draft.title(title.as_str());
        }
        if let Some(example) = &expected.example {
            let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/drafts").join(example);
            assert_eq!(fs::read_to_string(example).expect("the example is there"), expected.body, "{}", path.display());
        }
        match (&expected.file, path.extension().and_then(|s| s.to_str()).and_then(DocumentFormat::from_suffix)) {
            (Some(file), _) => {
                let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/drafts").join(file)).expect("the sample is there");
                push_docx(&mut draft, &bytes, &Limits::default()).expect("the sample is a Word file");
                assert_eq!(draft.fields().last().map(yishen::draft::Field::source), Some(expected.body.trim_end()), "{file}");
            }
            (None, Some(DocumentFormat::Html)) => push_html(&mut draft, FieldName::Body, expected.body.as_str(), &Limits::default()),
            (None, Some(DocumentFormat::Markdown)) => push_markdown(&mut draft, FieldName::Body, expected.body.as_str(), &Limits::default()),
            _ => draft.push_text(FieldName::Body, expected.body.as_str()),
        }
        let report = screener().screen_draft(&draft);
        let serious = report.findings().iter().filter(|f| f.severity() >= Severity::Review && !f.is_preview() && !is_resemblance(f));
        let source = |name| draft.fields().iter().find(|f| f.name() == name).map_or("", yishen::draft::Field::source);
        let mut found: Vec<_> = serious.map(|f| (f.field(), f.span().start, source(f.field())[f.span().range()].to_owned())).collect();
        found.sort();
        let route: Vec<_> = report.route().iter().map(|s| s.level.clone()).collect();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let mut say = |what: &str, expected: String, found: String| {
            if expected != found {
                wrong.push(format!("{name}: {what}\n  expected {expected}\n  found    {found}"));
            }
        };
        say("findings", format!("{:?}", expected.marks), format!("{found:?}"));
        say("verdict", expected.verdict, report.verdict().id().to_owned());
        say("route", format!("{:?}", expected.route), format!("{route:?}"));
    }
    assert!(files.len() >= 12, "only {} drafts", files.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
