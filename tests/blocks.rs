//! Blocks: a match never crosses one, nor the end of a sentence; findings stand in reading order.

use proptest::prelude::*;
use yishen::{Block, BlockKind, Channel, Draft, FieldName, Screener};
use yishen_tests::{found, is_resemblance, screener, word_pack};

fn words(body: &str) -> Vec<String> {
    let report = screener().screen_draft(&Draft::new(Channel::Wechat).body(body));
    // What a sentence resembles is no match of words.
    let by_words = report.findings().iter().filter(|f| !is_resemblance(f));
    by_words.map(|f| f.text().to_owned()).collect()
}

#[test]
fn no_match_crosses_the_end_of_a_sentence() {
    for body in
        ["扎根在根。治理念要先行", "在根。治鼻炎", "术后永不。复发", "术后永不！复发", "术后永不？复发", "术后永不；复发", "无效。退款", "治愈率高达。98%"]
    {
        assert!(words(body).is_empty(), "{body}: {:?}", words(body));
    }
}

#[test]
fn no_short_word_crosses_a_comma_or_line_break() {
    for body in ["可断根，治鼻炎", "树的根、治鼻炎", "树的根\n治鼻炎", "树的根：治鼻炎"] {
        assert!(words(body).is_empty(), "{body}: {:?}", words(body));
    }
}

#[test]
fn long_words_cross_commas_and_single_line_breaks() {
    for body in ["永不，复发", "永不\n复发", "永\n不\n复\n发", "永、不、复、发", "永不\r\n复发"] {
        assert_eq!(words(body), [body]);
    }
}

#[test]
fn no_match_crosses_a_paragraph() {
    for gap in ["\n\n", "\r\n\r\n", "\r\r", "\n \n", "\n\u{3000}\n"] {
        for (a, b) in [("术后永不", "复发的人"), ("无效", "退款"), ("患者手机1380013", "8000"), ("身份证号：110105191801", "010020")] {
            let body = format!("{a}{gap}{b}");
            assert!(words(&body).is_empty(), "{body:?}: {:?}", words(&body));
        }
    }
}

#[test]
fn no_match_crosses_from_one_field_into_the_next() {
    let draft = Draft::new(Channel::Wechat).title("术后永不").summary("复发无效").body("退款全国").caption("第一");
    assert_eq!(found(&screener().screen_draft(&draft)), []);
}

#[test]
fn headings_and_list_items_are_blocks_of_their_own() {
    for body in ["一、术后永不\n复发的人", "误区一：术后永不\n复发的人", "1. 术后永不\n2. 复发的人", "# 术后永不\n复发的人"]
    {
        assert!(words(body).is_empty(), "{body:?}: {:?}", words(body));
    }
}

#[test]
fn cells_are_blocks_of_their_own() {
    let source = "术后永不|复发无效|退款";
    let mut draft = Draft::new(Channel::Website);
    let field = draft.push_field(FieldName::Body, source);
    let mut start = 0;
    for cell in source.split('|') {
        draft.push_block(Block::new(field, BlockKind::TableCell).piece(start..start + cell.len()));
        start += cell.len() + 1;
    }
    assert_eq!(found(&screener().screen_draft(&draft)), []);
}

#[test]
fn the_same_words_are_found_in_title_summary_body_and_caption() {
    let text = "我科肩周炎治愈率高达98%";
    let draft = Draft::new(Channel::Wechat).title(text).summary(text).body(text).caption(text);
    let report = screener().screen_draft(&draft);
    let places: Vec<_> = report.findings().iter().map(|f| (f.field(), f.block(), f.text())).collect();
    let words = "治愈率高达98%";
    assert_eq!(
        places,
        [
            (FieldName::Title, BlockKind::Title, words),
            (FieldName::Summary, BlockKind::Paragraph, words),
            (FieldName::Body, BlockKind::Paragraph, words),
            (FieldName::Caption, BlockKind::Caption, words),
        ]
    );
}

#[test]
fn words_that_markup_parts_are_one_word_with_several_ranges() {
    let source = "术后<b>永不</b>复发&amp;无忧";
    let mut draft = Draft::new(Channel::Website);
    let field = draft.push_field(FieldName::Body, source);
    let at = |part: &str| source.find(part).map(|i| i..i + part.len()).expect("the part is there");
    let block = Block::new(field, BlockKind::Paragraph).piece(at("术后")).piece(at("永不")).piece(at("复发")).piece_as(at("&amp;"), "&").piece(at("无忧"));
    draft.push_block(block);
    let report = screener().screen_draft(&draft);
    assert_eq!(found(&report), [("advertising/efficacy-guarantee", "永不复发")]);
    let finding = &report.findings()[0];
    assert_eq!(&source[finding.span().range()], "永不</b>复发");
    let parts: Vec<&str> = finding.ranges().iter().map(|r| &source[r.range()]).collect();
    assert_eq!(parts, ["永不", "复发"]);
    let wire = report.to_wire(&draft, yishen::OffsetUnit::Byte, true);
    assert_eq!(wire.findings[0].ranges.len(), 2);
}

#[test]
fn hidden_words_are_screened_and_said_to_be_hidden() {
    let source = "术后永不复发";
    let mut draft = Draft::new(Channel::Website);
    let field = draft.push_field(FieldName::Body, source);
    draft.push_block(Block::new(field, BlockKind::Paragraph).hidden().piece(0..source.len()));
    let report = screener().screen_draft(&draft);
    assert_eq!(found(&report), [("advertising/efficacy-guarantee", "永不复发")]);
    assert!(report.findings()[0].evidence().iter().any(|e| e.note().contains("不可见")));
}

/// Rules of words alone, so that no paragraph bears on another.
fn plain_screener() -> Screener {
    let pack = word_pack("plain", &[("claims/first", &["甲乙丙", "丙丁"]), ("prohibited/second", &["乙丙丁戊"])]);
    Screener::builder().pack(pack).build().expect("the pack links")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn paragraphs_together_give_what_each_gives_alone(paragraphs in prop::collection::vec("[甲乙丙丁戊。，]{1,12}[。]", 1..6)) {
        let screener = plain_screener();
        let mut expected = Vec::new();
        let mut body = String::new();
        for paragraph in &paragraphs {
            let alone = screener.screen(paragraph);
            expected.extend(alone.findings().iter().map(|f| (f.rule().id().to_owned(), body.len() + f.span().start, f.text().to_owned())));
            body += paragraph;
            body += "\n\n";
        }
        let together = screener.screen(&body);
        let got: Vec<_> = together.findings().iter().map(|f| (f.rule().id().to_owned(), f.span().start, f.text().to_owned())).collect();
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn findings_stand_in_reading_order(title in "[甲乙丙丁戊，]{0,20}", body in "[甲乙丙丁戊，\n]{0,60}") {
        let draft = Draft::new(Channel::Website).title(title).body(body);
        let report = plain_screener().screen_draft(&draft);
        let order: Vec<_> = report.findings().iter().map(|f| (f.field(), f.span().start, std::cmp::Reverse(f.span().end))).collect();
        prop_assert!(order.is_sorted(), "{order:?}");
    }
}
