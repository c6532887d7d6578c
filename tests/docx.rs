//! Word files along the whole path: what is found in them, where, and what the verdict says of what was not read.

#[path = "../crates/yishen-documents/tests/word/mod.rs"]
mod word;

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use word::{File, p, part};
use yishen::{BlockKind, Channel, Draft, NotCheckedKind, Report, Screener, Verdict};
use yishen_documents::{DocxMap, Limits, push_docx};
use yishen_tests::word_pack;

/// Finds 甲违规 and the like, and says nothing else.
static SCREENER: LazyLock<Screener> = LazyLock::new(|| {
    let words: Vec<String> = "甲乙丙丁戊己庚辛壬癸子丑寅卯".chars().map(|c| format!("{c}违规")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Screener::builder().pack(word_pack("trial", &[("prohibited/trial", &words)])).build().expect("the pack links")
});

fn screen(bytes: &[u8]) -> (Draft<'static>, DocxMap, Report) {
    let mut draft = Draft::new(Channel::Website);
    let map = push_docx(&mut draft, bytes, &Limits::default()).expect("a Word file");
    let report = SCREENER.screen_draft(&draft);
    (draft, map, report)
}

/// A part of the archive as bytes.
fn entry(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
    text
}

/// Every finding's words, read again from the file through the map.
fn through_map(bytes: &[u8], draft: &Draft<'_>, map: &DocxMap, report: &Report) -> Vec<String> {
    let source = draft.fields()[0].source();
    let mut found = Vec::new();
    for finding in report.findings() {
        let mut words = String::new();
        for range in finding.ranges() {
            for (piece, xml) in map.find(range.start..range.end) {
                let part = &map.parts()[piece.part];
                assert_eq!(*part, finding.place().expect("a place").part);
                let text = entry(bytes, part);
                assert!(text[piece.run.clone()].starts_with("<w:r>") && text[piece.run.clone()].ends_with("</w:r>"));
                words.push_str(if piece.is_literal() { &text[xml] } else { &source[piece.text.clone()] });
            }
        }
        assert_eq!(words.replace('\u{2028}', "\n"), finding.text());
        found.push(words);
    }
    found
}

#[test]
fn all_is_found_but_what_was_deleted_and_placed_right() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let text_box = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        p("框里己违规。"),
        p("框里己违规。")
    );
    let main = [
        format!("<w:p>{}<w:ins>{}</w:ins></w:p>", run("加上"), run("甲违规。")),
        format!("<w:p>{}<w:del><w:r><w:delText>乙违规</w:delText></w:r></w:del></w:p>", run("删去")),
        format!("<w:p><w:hyperlink>{}</w:hyperlink></w:p>", run("丙违规")),
        format!("<w:sdt><w:sdtContent><w:p>{}<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>", run("丁"), run("违规")),
        text_box,
        format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p("戊违规")),
        "<w:p><w:r><w:t>注</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>".to_owned(),
        format!("<w:p><w:moveFrom>{0}</w:moveFrom></w:p><w:p><w:moveTo>{0}</w:moveTo></w:p>", run("辛违规")),
    ]
    .concat();
    let bytes = File::new(&main)
        .related("footnotes", "footnotes.xml", part("footnotes", &format!("<w:footnote w:id=\"2\">{}</w:footnote>", p("庚违规"))))
        .related("header", "header1.xml", part("hdr", &p("壬违规")))
        .related("comments", "comments.xml", part("comments", &format!("<w:comment w:id=\"0\">{}</w:comment>", p("癸违规"))))
        .pack();
    let (draft, map, report) = screen(&bytes);
    let found: Vec<_> = report
        .findings()
        .iter()
        .map(|f| {
            let place = f.place().expect("a place");
            (f.text(), f.block(), place.part.as_str(), place.paragraph)
        })
        .collect();
    let main = "word/document.xml";
    assert_eq!(
        found,
        [
            ("壬违规", BlockKind::HeaderFooter, "word/header1.xml", 1),
            ("甲违规", BlockKind::Paragraph, main, 1),
            ("丙违规", BlockKind::Paragraph, main, 3),
            ("丁违规", BlockKind::Paragraph, main, 4),
            ("己违规", BlockKind::Paragraph, main, 6),
            ("戊违规", BlockKind::TableCell, main, 8),
            ("庚违规", BlockKind::Note, "word/footnotes.xml", 1),
            ("辛违规", BlockKind::Paragraph, main, 11),
            ("癸违规", BlockKind::Note, "word/comments.xml", 1),
        ]
    );
    through_map(&bytes, &draft, &map, &report);
}

#[test]
fn styles_say_what_a_paragraph_is() {
    let style = |id: &str, name: &str, more: &str| format!("<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{more}</w:style>");
    let styles = [
        style("1", "heading 1", ""),
        style("2", "标题 2", ""),
        style("t", "Title", ""),
        style("z", "题注", ""),
        style("q", "Quote", ""),
        style("l", "List Bullet", ""),
        style("s", "小标题", "<w:basedOn w:val=\"2\"/>"),
        style("o", "医院标题", "<w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr>"),
        style("n", "编号段", "<w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr>"),
        // Styles that stand on each other.
        style("x", "甲", "<w:basedOn w:val=\"y\"/>"),
        style("y", "乙", "<w:basedOn w:val=\"x\"/>"),
    ]
    .concat();
    let kind = |properties: &str| {
        let xml = format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>本段里有甲违规，请改。</w:t></w:r></w:p>");
        let bytes = File::new(&xml).related("styles", "styles.xml", part("styles", &styles)).pack();
        screen(&bytes).2.findings()[0].block()
    };
    let styled = |id: &str| kind(&format!("<w:pStyle w:val=\"{id}\"/>"));
    for (id, is) in [
        ("1", BlockKind::Heading),
        ("2", BlockKind::Heading),
        ("s", BlockKind::Heading),
        ("o", BlockKind::Heading),
        ("t", BlockKind::Title),
        ("z", BlockKind::Caption),
        ("q", BlockKind::Quotation),
        ("l", BlockKind::ListItem),
        ("n", BlockKind::ListItem),
        ("x", BlockKind::Paragraph),
        // Not among the styles: its id says the same.
        ("Heading3", BlockKind::Heading),
    ] {
        assert_eq!(styled(id), is, "{id}");
    }
    assert_eq!(kind("<w:outlineLvl w:val=\"1\"/>"), BlockKind::Heading);
    assert_eq!(kind("<w:outlineLvl w:val=\"9\"/>"), BlockKind::Paragraph);
    assert_eq!(kind("<w:numPr><w:numId w:val=\"1\"/></w:numPr>"), BlockKind::ListItem);
    assert_eq!(kind("<w:pStyle w:val=\"n\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr>"), BlockKind::Paragraph);
    assert_eq!(kind("<w:pPrChange><w:pPr><w:pStyle w:val=\"1\"/></w:pPr></w:pPrChange>"), BlockKind::Paragraph);
}

#[test]
fn a_heading_without_a_style_is_told_by_its_shape() {
    let text = "本院门诊楼将于下月启用，届时请按新的路线就诊。";
    let file = format!("{}{}{}{}{}", p("丁违规。"), p(text), p("误区：甲违规"), p(text), p("1. 乙违规"));
    let report = screen(&File::new(&file).pack()).2;
    let kinds: Vec<_> = report.findings().iter().map(yishen::Finding::block).collect();
    assert_eq!(kinds, [BlockKind::Paragraph, BlockKind::Heading, BlockKind::ListItem]);
    // Over its text the first line is the title.
    let report = screen(&File::new(&format!("{}{}", p("误区：甲违规"), p(text))).pack()).2;
    assert_eq!(report.findings()[0].block(), BlockKind::Title);
}

#[test]
fn hidden_words_are_found_and_said_to_be_hidden() {
    let xml = "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>乙违规</w:t></w:r><w:r><w:t>违规</w:t></w:r></w:p>";
    let report = screen(&File::new(xml).pack()).2;
    let found: Vec<_> = report.findings().iter().map(|f| (f.text(), f.evidence().iter().any(|e| e.note().contains("不可见")))).collect();
    assert_eq!(found, [("甲违规", false), ("乙违规", true)]);
}

#[test]
fn what_was_not_read_keeps_a_draft_from_passing() {
    let verdict = |bytes: &[u8]| {
        let report = screen(bytes).2;
        let entries: Vec<_> = report.not_checked().iter().map(|n| (n.kind, n.count, n.place.clone())).collect();
        (report.verdict(), entries)
    };
    let whole = File::new(&p("天气好。"));
    assert_eq!(verdict(&whole.clone().pack()), (Verdict::Pass, vec![]));
    let place = |name: &str| Some(format!("word/{name}"));
    for broken in ["<w:footnotes", "<!DOCTYPE x><a/>", "\u{0}"] {
        let bytes = whole.clone().related("footnotes", "footnotes.xml", broken).pack();
        assert_eq!(verdict(&bytes), (Verdict::Review, vec![(NotCheckedKind::Part, 1, place("footnotes.xml"))]), "{broken}");
    }
    let not_text = whole.clone().related("header", "header1.xml", vec![0xFF, 0xFF, b'<']).pack();
    assert_eq!(verdict(&not_text), (Verdict::Review, vec![(NotCheckedKind::Part, 1, place("header1.xml"))]));

    let picture = "<w:p><w:r><w:drawing><wp:inline><wp:docPr/><a:blip/></wp:inline></w:drawing></w:r></w:p>";
    assert_eq!(verdict(&File::new(picture).pack()), (Verdict::Pass, vec![(NotCheckedKind::Picture, 1, None)]));
    for object in ["<w:p><w:r><w:object/></w:r></w:p>", "<w:altChunk r:id=\"a\"/>", "<w:p><w:r><w:control/></w:r></w:p>"] {
        assert_eq!(verdict(&File::new(object).pack()), (Verdict::Review, vec![(NotCheckedKind::Part, 1, None)]), "{object}");
    }
}

/// Runs whose texts, when joined, hold words to be found, with references, tabs, changes and hidden runs between them.
fn paragraph() -> impl Strategy<Value = String> {
    let run = prop_oneof![
        4 => "(甲|乙|违规|甲违规|违|规|。|今天|&amp;|&#x7532;|&#36829;){1,5}".prop_map(|t| format!("<w:r><w:t>{t}</w:t></w:r>")),
        1 => Just("<w:r><w:tab/><w:t xml:space=\"preserve\"> 违</w:t></w:r>".to_owned()),
        1 => Just("<w:r><w:sym w:char=\"7532\"/><w:t>违</w:t><w:br/><w:t>规</w:t></w:r>".to_owned()),
        1 => Just("<w:r><w:rPr><w:vanish/></w:rPr><w:t>乙违规</w:t></w:r>".to_owned()),
        1 => Just("<w:del><w:r><w:delText>丙违规</w:delText></w:r></w:del>".to_owned()),
        1 => Just("<w:ins><w:r><w:t>丁违</w:t></w:r></w:ins><w:r><w:t>规</w:t></w:r>".to_owned()),
    ];
    prop::collection::vec(run, 0..8).prop_map(|runs| format!("<w:p>{}</w:p>", runs.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn findings_lead_back_to_their_words_in_the_file(paragraphs in prop::collection::vec(paragraph(), 1..8), table in any::<bool>()) {
        let xml = paragraphs.concat();
        let xml = if table { format!("<w:tbl><w:tr><w:tc>{xml}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p("甲违规")) } else { xml };
        let bytes = File::new(&xml).pack();
        let (draft, map, report) = screen(&bytes);
        through_map(&bytes, &draft, &map, &report);
        // A line of the text is a block: every piece stands within one.
        let source = draft.fields()[0].source();
        prop_assert!(map.pieces().iter().all(|piece| !source[piece.text.clone()].contains('\n')));
        prop_assert!(map.pieces().windows(2).all(|w| w[0].text.end <= w[1].text.start));
    }
}

/// What `word/make.py` made with other programs. Beside each file stands what mammoth reads in it.
#[test]
fn nothing_is_missed_that_mammoth_reads() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("word");
    let mut files = 0;
    for file in fs::read_dir(folder).expect("the files are there") {
        let path = file.expect("readable").path();
        if path.extension().is_none_or(|e| e != "docx") {
            continue;
        }
        files += 1;
        let characters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
        let (draft, ..) = screen(&fs::read(&path).expect("readable"));
        let ours = characters(draft.fields()[0].source());
        let theirs = characters(&fs::read_to_string(path.with_extension("txt")).expect("mammoth's text"));
        // Ours holds more: headers, notes, the words under ruby.
        let mut rest = ours.iter();
        let missed = theirs.iter().position(|c| !rest.any(|o| o == c));
        assert_eq!(missed.map(|i| theirs[i..].iter().collect::<String>()), None, "{}", path.display());
    }
    assert_eq!(files, 2);
}
