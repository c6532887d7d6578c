//! HTML and Markdown: whatever tags a word is spread over, its finding says where the word stands, and nothing else.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use yishen::draft::Field;
use yishen::{Channel, Draft, FieldName, NotCheckedKind, Report, Verdict};
use yishen_documents::{DocumentFormat, Limits, push_file, push_html, push_markdown};
use yishen_tests::{found, screener};

type Push = for<'a> fn(&mut Draft<'a>, &'a str);

const HTML: Push = |draft, source| push_html(draft, FieldName::Body, source, &Limits::default());
const MARKDOWN: Push = |draft, source| push_markdown(draft, FieldName::Body, source, &Limits::default());

fn draft_of(source: &str, push: Push) -> Draft<'_> {
    let mut draft = Draft::new(Channel::Wechat);
    push(&mut draft, source);
    draft
}

fn screen(source: &str, push: Push) -> Report {
    screener().screen_draft(&draft_of(source, push))
}

/// Words that are findings in a WeChat draft, as plain text.
const VIOLATIONS: &[&str] =
    &["我科肩周炎治愈率高达98%", "术后永不复发", "我科是全国第一的关节镜中心", "患者家属微信kangfu888", "采用祖传秘方", "无效退款", "患者手机138-0013-8000"];

const HARMLESS: &[&str] = &["今天天气晴", "门诊大厅有志愿者", "複診请预约", "😀", "👨‍👩‍👧‍👦", "A & B", "第一时间"];

/// How one character is spelt.
#[derive(Clone, Copy, Debug)]
enum Spelling {
    Plain,
    Decimal,
    Hexadecimal,
    Tagged(&'static str, &'static str),
    After(&'static str),
}

fn spelling() -> impl Strategy<Value = Spelling> {
    let tags =
        [("<b>", "</b>"), ("<span style=\"font-size: 17px;\"><em>", "</em></span>"), ("<mp-word data-x='<'>", "</mp-word>"), ("<strong><i>", "</strong></i>")];
    let between = ["<!-- 甲 -->", "<wbr>", "</o:p>", "<i hidden>乙</i>", "<![if x]>", "<script>'治'</script>"];
    prop_oneof![
        6 => Just(Spelling::Plain),
        1 => Just(Spelling::Decimal),
        1 => Just(Spelling::Hexadecimal),
        3 => prop::sample::select(tags.to_vec()).prop_map(|(open, close)| Spelling::Tagged(open, close)),
        1 => prop::sample::select(between.to_vec()).prop_map(Spelling::After),
    ]
}

/// A paragraph: its words, and how they are spelt in turn.
fn paragraph() -> impl Strategy<Value = (String, String)> {
    let words = prop::collection::vec(prop_oneof![2 => prop::sample::select(VIOLATIONS), 1 => prop::sample::select(HARMLESS)], 1..5);
    (words, prop::collection::vec(spelling(), 1..20)).prop_map(|(words, spellings)| {
        let plain = words.concat() + "。";
        let mut html = String::new();
        for (c, spelling) in plain.chars().zip(spellings.iter().cycle()) {
            let escaped = if c == '&' { "&amp;".to_owned() } else { c.to_string() };
            html += &match spelling {
                Spelling::Plain => escaped,
                Spelling::Decimal => format!("&#{};", c as u32),
                Spelling::Hexadecimal => format!("&#x{:X};", c as u32),
                Spelling::Tagged(open, close) => format!("{open}{escaped}{close}"),
                Spelling::After(between) => format!("{between}{escaped}"),
            };
        }
        (plain, html)
    })
}

/// What a stretch of source without tags shows.
fn visible(source: &str) -> String {
    let mut text = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let end = rest.find(';').filter(|_| c == '&');
        let (shown, length) = match end {
            Some(end) if rest.starts_with("&#x") => {
                (u32::from_str_radix(&rest[3..end], 16).ok().and_then(char::from_u32).expect("a reference that the generator wrote"), end + 1)
            }
            Some(end) if rest.starts_with("&#") => (rest[2..end].parse().ok().and_then(char::from_u32).expect("a reference that the generator wrote"), end + 1),
            Some(end) if rest.starts_with("&amp;") => ('&', end + 1),
            _ => (c, c.len_utf8()),
        };
        text.push(shown);
        rest = &rest[length..];
    }
    text
}

/// The source ranges of every finding, read by themselves, are its words.
fn assert_ranges(draft: &Draft<'_>, report: &Report) {
    let source = |name| draft.fields().iter().find(|f| f.name() == name).map(Field::source).expect("the field was pushed");
    for finding in report.findings() {
        let ranges = finding.ranges();
        let shown: String = ranges.iter().map(|r| visible(&source(finding.field())[r.range()])).collect();
        assert_eq!(shown, finding.text(), "{finding:?} in {}", source(finding.field()));
        assert!(ranges.windows(2).all(|w| w[0].end < w[1].start), "{finding:?}");
        assert_eq!((ranges[0].start, ranges[ranges.len() - 1].end), (finding.span().start, finding.span().end));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn tags_change_no_finding_and_ranges_are_the_words(paragraphs in prop::collection::vec(paragraph(), 1..4)) {
        let plain: Vec<&str> = paragraphs.iter().map(|(plain, _)| plain.as_str()).collect();
        let html: String = paragraphs.iter().map(|(_, html)| format!("<p>{html}</p>\n")).collect();
        let plain = plain.join("\n\n");
        let draft = draft_of(&html, HTML);
        let report = screener().screen_draft(&draft);
        let expected = screener().screen_draft(&Draft::new(Channel::Wechat).body(plain.as_str()));
        prop_assert_eq!(found(&report), found(&expected), "{}", html);
        assert_ranges(&draft, &report);
    }

    #[test]
    fn emphasis_in_markdown_changes_no_finding(words in prop::collection::vec(prop::sample::select(VIOLATIONS), 1..4), at in 1..4_usize, mark in prop::sample::select(&["**", "*", "~~"][..])) {
        let plain: Vec<String> = words.iter().map(|w| format!("{w}。")).collect();
        let marked: Vec<String> = plain.iter().map(|w| {
            let (i, c) = w.char_indices().nth(at).unwrap();
            let end = i + c.len_utf8();
            format!("{}{mark}{c}{mark}{}", &w[..i], &w[end..])
        }).collect();
        let (plain, marked) = (plain.join("\n\n"), marked.join("\n\n"));
        let draft = draft_of(&marked, MARKDOWN);
        let report = screener().screen_draft(&draft);
        let expected = screener().screen_draft(&Draft::new(Channel::Wechat).body(plain.as_str()));
        prop_assert_eq!(found(&report), found(&expected), "{}", marked);
        assert_ranges(&draft, &report);
    }

    #[test]
    fn broken_markup_is_read_without_panic(parts in prop::collection::vec(prop::sample::select(PARTS), 0..40), cut in 0..200_usize) {
        let source = parts.concat();
        let source: String = source.chars().take(cut).collect();
        let source = source.as_str();
        screen(source, HTML);
        screen(source, MARKDOWN);
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
        for format in [DocumentFormat::Html, DocumentFormat::Markdown] {
            let mut draft = Draft::new(Channel::Website);
            let _ = push_file(&mut draft, &bytes, format, &Limits::default());
            push_file(&mut draft, text.as_bytes(), format, &Limits::default()).ok();
            push_file(&mut draft, String::from_utf8_lossy(&bytes).as_bytes(), format, &Limits::default()).ok();
            screener().screen_draft(&draft);
        }
    }
}

const PARTS: &[&str] = &[
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td colspan=9999 rowspan=99999>",
    "</table>",
    "<th>",
    "<b>",
    "</b>",
    "<a href='https://a.example/?a=1&b'>",
    "</a>",
    "<li>",
    "</ul>",
    "<pre>",
    "</pre>",
    "<br>",
    "<ruby>",
    "<rt>",
    "</rt>",
    "<svg>",
    "<g/>",
    "</svg>",
    "<i hidden>",
    "</i>",
    "<p style='font-size:0;display:block'>",
    "<img alt='治&amp;愈'>",
    "<input value=治>",
    "<!--",
    "-->",
    "<title>",
    "</title>",
    "<style>",
    "</style>",
    "<head>",
    "<iframe srcdoc=x>",
    "</iframe>",
    "治愈率高达98%",
    "术后永不复发",
    "&#x6cbb;",
    "&am",
    "&",
    "<",
    ">",
    "\"",
    "'",
    "\r\n",
    "\n\n",
    " ",
    "　",
    "é",
    "😀",
    "# ",
    "- ",
    "> ",
    "**",
    "`",
    "```\n",
    "|",
    "|--|--|\n",
    "[治](",
    ")",
    "![",
    "](x \"愈\")",
    "[^1]",
    "[^1]: ",
    "---\n",
    "title: 治\n",
    "    ",
    "\\",
    "[a]: https://a.example\n",
    "\0",
];

#[test]
fn no_finding_crosses_blocks() {
    for source in [
        "<p>术后永不</p><p>复发</p>",
        "<div>术后永不<p>复发",
        "<table><tr><td>术后永不<td>复发</table>",
        "术后永不<br><br>复发",
        "<ul><li>术后永不<li>复发",
        "术后永不<h2>复发</h2>",
    ] {
        assert!(found(&screen(source, HTML)).iter().all(|(_, words)| *words != "永不复发"), "{source}");
    }
    assert!(!found(&screen("<p>术后永<b>不</b>复<br>发</p>", HTML)).is_empty());
}

#[test]
fn hidden_words_are_found_and_the_finding_says_so() {
    let report = screen("<p>天气晴。</p><p style=\"display:none\">术后永不复发。</p>", HTML);
    assert!(!report.findings().is_empty());
    for finding in report.findings() {
        assert!(finding.evidence().iter().any(|e| e.note().contains("不可见")), "{finding:?}");
    }
}

#[test]
fn what_is_no_text_leaves_the_verdict_and_what_was_cut_off_does_not() {
    let kinds = |report: &Report| {
        report.not_checked().iter().map(|n| n.kind).filter(|k| matches!(k, NotCheckedKind::Picture | NotCheckedKind::Part)).collect::<Vec<_>>()
    };
    let picture = screen("<p>天气晴。<img src=x></p>", HTML);
    assert_eq!((picture.verdict(), kinds(&picture)), (Verdict::Pass, vec![NotCheckedKind::Picture]));
    let cut = screen("<p>天气晴。</p><script>", HTML);
    assert_eq!((cut.verdict(), kinds(&cut)), (Verdict::Pass, vec![]));
    let cut = screen("<p>天气晴。</p><!-- 术后永不复发", HTML);
    assert_eq!((cut.verdict(), kinds(&cut)), (Verdict::Review, vec![NotCheckedKind::Part]));
}

#[test]
fn deep_and_long_pages_end_in_time() {
    let begun = Instant::now();
    let count = 200_000;
    for source in [
        "<div>".repeat(count) + "术后永<b>不</b>复发。" + &"</div>".repeat(count),
        "<section><span>".repeat(count) + "术后永<b>不</b>复发。",
        "<b>".repeat(count) + "术后永<b>不</b>复发。" + &"</i>".repeat(count),
        "<table><tr><td>".repeat(count) + "术后永<b>不</b>复发。",
    ] {
        assert!(!screen(&source, HTML).findings().is_empty());
        assert!(!screen(&format!("{source}\n"), MARKDOWN).findings().is_empty());
    }
    screen(&"> ".repeat(count), MARKDOWN);
    screen(&"[a](".repeat(count / 10), MARKDOWN);
    assert!(begun.elapsed() < Duration::from_secs(120), "{:?}", begun.elapsed());
}
