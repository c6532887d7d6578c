//! Comments on any words of a Word file: the package stays well-formed, its text the same, each range on its words.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use yishen_engine::{Channel, Draft};
use zip::ZipArchive;

use super::annotate::write;
use super::comments::Comment;
use super::{DocxMap, push_docx};
use crate::Limits;

#[path = "../../tests/word/mod.rs"]
mod word;

use word::{File, p, part};

fn read(bytes: &[u8]) -> (String, DocxMap) {
    let mut draft = Draft::new(Channel::Website);
    let map = push_docx(&mut draft, bytes, &Limits::default()).expect("a Word file");
    (draft.fields()[0].source().to_owned(), map)
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let names: Vec<String> = archive.file_names().map(|n| n.expect("a name").into_owned()).collect();
    let mut parts = BTreeMap::new();
    for name in names {
        let mut contents = Vec::new();
        archive.by_name(&name).expect("a part").read_to_end(&mut contents).expect("contents");
        parts.insert(name, contents);
    }
    parts
}

fn text_of(parts: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(parts[name].clone()).expect("UTF-8")
}

/// Comments on these stretches of the extracted text.
fn comments(spans: &[(usize, usize)]) -> Vec<Comment> {
    spans.iter().map(|&(start, end)| Comment { words: Some(start..end), quote: Some("引文".into()), lines: vec!["<说明> & ".into(), "二".into()] }).collect()
}

fn annotated(bytes: &[u8], spans: &[(usize, usize)]) -> Vec<u8> {
    write(bytes, &comments(spans), "2026-11-22".parse().ok(), &Limits::default()).expect("a Word file with comments")
}

/// What stands between the marks of a comment, read as text: words, with `/` for other characters of a run.
fn commented(main: &str, id: i64) -> String {
    let start = main.find(&format!("<w:commentRangeStart w:id=\"{id}\"/>")).expect("a start");
    let end = main.find(&format!("<w:commentRangeEnd w:id=\"{id}\"/>")).expect("an end");
    assert!(start < end && main[end..].contains(&format!("<w:commentReference w:id=\"{id}\"/>")));
    let mut words = String::new();
    for piece in main[start..end].split("<w:t").skip(1) {
        let Some((tag, rest)) = piece.split_once('>') else { continue };
        if tag.is_empty() || tag.starts_with(' ') {
            words.push_str(rest.split("</w:t>").next().unwrap_or_default());
        }
    }
    words
}

const TYPES: &str =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";

fn file(body: &str) -> File {
    File::new(body).entry("[Content_Types].xml", TYPES)
}

/// The main part after comments on these words, the first time that they stand in the text.
fn main_with(bytes: &[u8], words: &[&str]) -> String {
    let (text, _) = read(bytes);
    let spans: Vec<(usize, usize)> = words.iter().map(|w| text.find(w).map(|at| (at, at + w.len())).expect("the words")).collect();
    let after = annotated(bytes, &spans);
    assert_eq!(read(&after).0, text);
    text_of(&parts(&after), "word/document.xml")
}

#[test]
fn a_run_is_parted_at_the_words_and_keeps_its_properties() {
    let run = "<w:r w:rsidR=\"00AA\"><w:rPr><w:b/></w:rPr><w:t>我院根治糖尿病</w:t></w:r>";
    let bytes = file(&format!("<w:p>{run}</w:p>")).pack();
    let main = main_with(&bytes, &["根治"]);
    let head = "<w:r w:rsidR=\"00AA\"><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">";
    let expected = format!(
        "<w:p>{head}我院</w:t></w:r><w:commentRangeStart w:id=\"0\"/>{head}根治</w:t></w:r><w:commentRangeEnd w:id=\"0\"/>\
         <w:r><w:commentReference w:id=\"0\"/></w:r>{head}糖尿病</w:t></w:r></w:p>"
    );
    assert!(main.contains(&expected), "{main}");
}

#[test]
fn a_run_whose_words_are_all_meant_is_not_parted() {
    let bytes = file(&format!("{}<w:p><w:r><w:t>根</w:t></w:r><w:r><w:t>治</w:t></w:r></w:p>", p("上文"))).pack();
    let main = main_with(&bytes, &["根治"]);
    assert!(main.contains("<w:commentRangeStart w:id=\"0\"/><w:r><w:t>根</w:t></w:r><w:r><w:t>治</w:t></w:r><w:commentRangeEnd w:id=\"0\"/>"), "{main}");
}

#[test]
fn white_space_counts_as_before() {
    let body = "<w:p><w:r><w:t>\n 甲 乙 丙 </w:t></w:r><w:r><w:t xml:space=\"preserve\"> 丁 戊 </w:t><w:tab/><w:t>己&amp;庚</w:t><w:br/></w:r></w:p>";
    let bytes = file(body).pack();
    for words in ["甲 ", "乙", " 丙", "甲 乙 丙", "丁 ", "\t", "&", "己&", "戊 \t己", "&庚\u{2028}"] {
        main_with(&bytes, &[words]);
    }
}

#[test]
fn character_data_is_not_cut() {
    let bytes = file("<w:p><w:r><w:t>甲<![CDATA[乙&丙]]>丁</w:t></w:r></w:p>").pack();
    for words in ["乙", "丙丁", "甲乙", "&"] {
        main_with(&bytes, &[words]);
    }
}

#[test]
fn comments_that_overlap_or_stand_in_each_other() {
    let bytes = file(&p("甲乙丙丁戊己")).pack();
    let main = main_with(&bytes, &["甲乙丙", "乙丙丁", "丙", "丙", "丁戊己", "戊"]);
    for (id, words) in (0..).zip(["甲乙丙", "乙丙丁", "丙", "丙", "丁戊己", "戊"]) {
        assert_eq!(commented(&main, id), words);
    }
}

#[test]
fn changes_links_fields_and_tables_are_kept() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let body = format!(
        "<w:p><w:ins w:id=\"9\" w:author=\"某\">{}</w:ins><w:del w:id=\"8\"><w:r><w:delText>删</w:delText></w:r></w:del><w:hyperlink r:id=\"x\">{}</w:hyperlink>\
         <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>\
         <w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
        run("插入的字"),
        run("链接的字"),
        run("域的字"),
        p("格里的字")
    );
    let main = main_with(&file(&body).pack(), &["入的", "接的", "域的", "里的", "字链"]);
    for (id, words) in (0..).zip(["入的", "接的", "域的", "里的", "字链"]) {
        assert_eq!(commented(&main, id), words);
    }
    for kept in [
        "<w:ins w:id=\"9\" w:author=\"某\">",
        "<w:del w:id=\"8\"><w:r><w:delText>删</w:delText></w:r></w:del>",
        "<w:hyperlink r:id=\"x\">",
        "<w:instrText>DATE",
    ] {
        assert!(main.contains(kept));
    }
}

#[test]
fn where_word_takes_no_comment_the_nearest_paragraph_has_it_and_quotes() {
    let text_box = format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></w:drawing></mc:Choice></mc:AlternateContent></w:r>",
        p("框里")
    );
    let formula = "<m:oMath><m:r><m:t>式子</m:t></m:r></m:oMath>";
    let body = format!("{}<w:p><w:r><w:t>第二段</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r>{text_box}{formula}</w:p>{}", p("第一段"), p("第三段"));
    let bytes = file(&body)
        .related("header", "header1.xml", part("hdr", &p("页眉的字")))
        .related("footnotes", "footnotes.xml", part("footnotes", &format!("<w:footnote w:id=\"2\">{}</w:footnote>", p("脚注的字"))))
        .pack();
    let text = read(&bytes).0;
    let span = |w: &str| text.find(w).map(|at| (at, at + w.len())).expect("the words");
    let after = annotated(&bytes, &[span("页眉"), span("脚注"), span("框里"), span("式子"), span("第三")]);
    assert_eq!(read(&after).0, text);
    let (before, after) = (parts(&bytes), parts(&after));
    let main = text_of(&after, "word/document.xml");
    assert_eq!([0, 1, 4].map(|id| commented(&main, id)), ["第一段", "第二段框里", "第三"]);
    assert!(main.contains(&format!("<w:commentRangeStart w:id=\"2\"/>{text_box}<w:commentRangeEnd w:id=\"2\"/>")));
    assert!(main.contains(&format!("<w:commentRangeStart w:id=\"3\"/>{formula}<w:commentRangeEnd w:id=\"1\"/><w:commentRangeEnd w:id=\"3\"/>")));
    let comments = text_of(&after, "word/comments.xml");
    let quoted: Vec<bool> = comments.split("<w:comment ").skip(1).map(|c| c.contains("原文：「引文」")).collect();
    assert_eq!(quoted, [true, true, true, true, false]);
    for (name, bytes) in &before {
        let changed = ["word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"].contains(&name.as_str());
        assert_eq!(after[name] == *bytes, !changed, "{name}");
    }
}

#[test]
fn comments_that_are_there_stay_and_ids_go_on() {
    let old = part("comments", &format!("<w:comment w:id=\"4\" w:author=\"主任\">{}</w:comment>", p("请核对")));
    let body =
        "<w:p><w:commentRangeStart w:id=\"4\"/><w:r><w:t>甲乙</w:t></w:r><w:commentRangeEnd w:id=\"4\"/><w:r><w:commentReference w:id=\"4\"/></w:r></w:p>";
    let bytes = file(body).related("comments", "comments.xml", old.clone()).pack();
    let after = annotated(&bytes, &[(0, 3)]);
    assert_eq!(read(&after).0, read(&bytes).0);
    let after = parts(&after);
    let comments = text_of(&after, "word/comments.xml");
    assert!(comments.starts_with(old.strip_suffix("</w:comments>").expect("a root")));
    assert_eq!(commented(&text_of(&after, "word/document.xml"), 5), "甲");
    assert_eq!(after["word/_rels/document.xml.rels"], parts(&bytes)["word/_rels/document.xml.rels"]);
}

#[test]
fn comments_of_an_earlier_report_are_replaced_and_those_of_people_stay() {
    let old = part("comments", &format!("<w:comment w:id=\"4\" w:author=\"主任\">{}</w:comment>", p("请核对")));
    let body =
        "<w:p><w:commentRangeStart w:id=\"4\"/><w:r><w:t>甲乙丙</w:t></w:r><w:commentRangeEnd w:id=\"4\"/><w:r><w:commentReference w:id=\"4\"/></w:r></w:p>";
    let bytes = file(body).related("comments", "comments.xml", old).pack();
    let once = annotated(&bytes, &[(0, 3), (3, 6)]);
    assert_eq!(parts(&annotated(&once, &[(0, 3), (3, 6)])), parts(&once));
    let fewer = parts(&annotated(&once, &[(3, 6)]));
    let comments = text_of(&fewer, "word/comments.xml");
    assert_eq!((comments.matches("w:author=\"医审\"").count(), comments.matches("w:author=\"主任\"").count()), (1, 1));
    let main = text_of(&fewer, "word/document.xml");
    assert_eq!((main.matches("<w:commentReference").count(), main.matches("<w:commentRangeStart").count()), (2, 2));
    assert_eq!(commented(&main, 5), "乙");
}

#[test]
fn a_file_without_words_has_its_comment_in_the_first_paragraph() {
    for body in ["<w:p/>", "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr></w:p><w:p/>", "", "<w:sectPr/>"] {
        let bytes = file(body).pack();
        let whole = Comment { words: None, quote: None, lines: vec!["全文".into()] };
        let after = write(&bytes, &[whole], None, &Limits::default()).expect("a Word file");
        let main = text_of(&parts(&after), "word/document.xml");
        let mark = "<w:commentRangeStart w:id=\"0\"/><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r></w:p>";
        assert_eq!(main.matches(mark).count(), 1, "{main}");
        assert_eq!(read(&after).0, "");
    }
}

#[test]
fn other_spellings_of_the_vocabulary() {
    let strict =
        "<x:document xmlns:x=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><x:body><x:p><x:r><x:t>严格的字</x:t></x:r></x:p></x:body></x:document>";
    let bytes = File::default().entry("[Content_Types].xml", TYPES).entry("word/document.xml", strict).pack();
    let after = annotated(&bytes, &[(6, 9)]);
    assert_eq!(read(&after).0, "严格的字");
    let parts = parts(&after);
    let declared =
        "<w:commentRangeStart xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\" w:id=\"0\"/><x:r><x:t xml:space=\"preserve\">的</x:t></x:r>";
    assert!(text_of(&parts, "word/document.xml").contains(declared));
    assert!(text_of(&parts, "word/_rels/document.xml.rels").contains("http://purl.oclc.org/ooxml/officeDocument/relationships/comments"));
    assert!(text_of(&parts, "word/comments.xml").contains("<w:comments xmlns:w=\"http://purl.oclc.org"));

    let wide: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(format!("<w:document {}><w:body>{}</w:body></w:document>", word::W, p("宽的字")).encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    let bytes = File::default().entry("[Content_Types].xml", TYPES).entry("word/document.xml", wide).pack();
    let after = annotated(&bytes, &[(0, 3)]);
    assert_eq!(read(&after).0, "宽的字");
}

#[test]
fn damaged_files_are_refused() {
    let bytes = file(&p("甲")).pack();
    for cut in [0, 10, bytes.len() / 2, bytes.len() - 5] {
        assert!(write(&bytes[..cut], &comments(&[(0, 3)]), None, &Limits::default()).is_err());
    }
    let broken = file(&p("甲")).related("comments", "comments.xml", "<w:comments").pack();
    assert!(write(&broken, &comments(&[(0, 3)]), None, &Limits::default()).is_err());
}

/// The Word files of the repository.
static SAMPLES: LazyLock<Vec<(Vec<u8>, String)>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["examples/drafts", "tests/word"] {
        let entries = std::fs::read_dir(root.join(folder)).expect("a folder").map(|e| e.expect("an entry").path());
        let mut paths: Vec<_> = entries.filter(|p| p.extension().is_some_and(|e| e == "docx")).collect();
        paths.sort();
        files.extend(paths.iter().map(|path| std::fs::read(path).expect("a file")));
    }
    assert!(files.len() >= 5);
    files
        .into_iter()
        .map(|bytes| {
            let text = read(&bytes).0;
            (bytes, text)
        })
        .collect()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_words_of_any_file(sample in 0usize..5, spans in prop::collection::vec((0usize..4000, 0usize..120), 1..12)) {
        let (bytes, text) = &SAMPLES[sample];
        let edge = |at: usize| (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
        let spans: Vec<(usize, usize)> = spans.iter().map(|&(at, len)| (edge(at % text.len()), edge(at % text.len() + len))).collect();
        let after = annotated(bytes, &spans);
        // Read again without a remark, the text is the same, so no part is broken.
        prop_assert_eq!(&read(&after).0, text);
        let mut draft = Draft::new(Channel::Website);
        push_docx(&mut draft, &after, &Limits::default()).expect("a Word file");
        let mut old = Draft::new(Channel::Website);
        push_docx(&mut old, bytes, &Limits::default()).expect("a Word file");
        let debug = |d: &Draft<'_>| format!("{d:?}").split("not_checked").nth(1).map(str::to_owned);
        prop_assert_eq!(debug(&draft), debug(&old));

        let (before, after) = (parts(bytes), parts(&after));
        for (name, contents) in &before {
            let changed = ["word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"].contains(&name.as_str());
            prop_assert!(changed || after[name] == *contents, "{}", name);
        }
        // Every comment begins, ends and is referred to once, and the list of parts names it.
        let main = text_of(&after, "word/document.xml");
        let written = text_of(&after, "word/comments.xml");
        let ids: Vec<&str> = written.split("<w:comment ").skip(1).filter(|c| c.contains("w:author=\"医审\"")).filter_map(|c| c.split('"').nth(1)).collect();
        prop_assert_eq!(ids.len(), spans.len());
        for id in ids {
            for mark in ["commentRangeStart", "commentRangeEnd", "commentReference"] {
                prop_assert_eq!(main.matches(&format!("<w:{mark} w:id=\"{id}\"/>")).count(), 1);
            }
        }
        prop_assert_eq!(text_of(&after, "[Content_Types].xml").matches("/word/comments.xml").count(), 1);
        prop_assert!(text_of(&after, "word/_rels/document.xml.rels").contains("/relationships/comments\""));
    }
}
