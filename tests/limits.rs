//! Drafts of absurd size and shape: everything completes, nothing panics, and what was not looked at is said.

use std::time::{Duration, Instant};

use yishen::{Channel, Draft, Limits, NotCheckedKind, OffsetUnit, Operator, Redaction, Report, Screener, Verdict};
use yishen_tests::screener;

/// Work that grows with the square of the length would take hours at these sizes; a slow machine takes seconds.
const PATIENCE: Duration = Duration::from_secs(60);

fn screen(text: &str) -> Report {
    let begun = Instant::now();
    let report = screener().screen_draft(&Draft::new(Channel::Wechat).body(text));
    assert!(begun.elapsed() < PATIENCE, "{} bytes took {:?}", text.len(), begun.elapsed());
    report
}

#[test]
fn one_line_of_ten_megabytes() {
    let clean = "今天门诊大厅的志愿者为老人引路并讲解自助机的用法，";
    let text = clean.repeat((10 << 20) / clean.len()) + "我科肩周炎治愈率高达98%。";
    let report = screen(&text);
    assert_eq!(report.findings().len(), 1);
    assert_eq!(&text[report.findings()[0].span().range()], "治愈率高达98%");
}

#[test]
fn two_hundred_thousand_short_paragraphs() {
    let report = screen(&"天气晴。\n\n".repeat(200_000));
    assert_eq!(report.verdict(), Verdict::Pass);
}

#[test]
fn a_hundred_thousand_lines_of_list_items() {
    screen(&"1. 取号\n".repeat(100_000));
}

#[test]
fn quotations_in_quotations() {
    for (open, close) in [("“", "”"), ("《", "》"), ("（", "）"), ("(", ")")] {
        screen(&format!("{}包治百病{}", open.repeat(20_000), close.repeat(20_000)));
        screen(&open.repeat(50_000));
        screen(&close.repeat(50_000));
    }
}

#[test]
fn a_million_digits() {
    screen(&"1".repeat(1_000_000));
    screen(&"1380013800".repeat(20_000));
    screen(&"1 ".repeat(100_000));
}

#[test]
fn nothing_but_cue_words() {
    for cue in ["不", "谨防", "吗？", "“", "患者", "据说", "根", "治愈率", "不能保证", "的广告都是骗人的", "如", "谣言："] {
        screen(&cue.repeat(20_000));
    }
}

#[test]
fn nothing_but_filler_and_marks() {
    for c in [" ", "\n", "\r", "，", "。", "\u{200b}", "\u{301}", "\u{200d}", "😀", "\u{fe0f}", "*", "\0", "根\u{200b}", "(a)", "根("] {
        screen(&c.repeat(50_000));
    }
}

#[test]
fn one_violation_after_the_other() {
    let text = "治愈率98%，".repeat(5_000);
    let begun = Instant::now();
    let draft = Draft::new(Channel::Wechat).body(text.as_str());
    let report = screener().screen_draft(&draft);
    assert_eq!(report.findings().len(), 5_000);
    let wire = report.to_wire(&draft, OffsetUnit::Utf16, true);
    assert_eq!(wire.findings.last().map(|f| f.start), Some(4_999 * 7));
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
}

#[test]
fn many_private_words_are_redacted_in_one_pass() {
    let text = "患者手机13800138000，".repeat(5_000);
    let begun = Instant::now();
    let redacted = screener().redact(&Draft::new(Channel::Wechat).body(text.as_str()), &Redaction::new(Operator::Mask));
    assert_eq!(redacted.map().len(), 5_000);
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
}

fn limited(change: impl FnOnce(&mut Limits)) -> Screener {
    let mut limits = Limits::default();
    change(&mut limits);
    yishen::builtin().with_limits(limits)
}

#[test]
fn text_beyond_the_limit_is_said_to_be_unread_and_cannot_pass() {
    let body = "天气晴。\n\n天气阴。\n\n术后永不复发。";
    let report = limited(|l| l.max_bytes = 30).screen(body);
    assert!(report.findings().is_empty());
    assert_eq!(report.verdict(), Verdict::Review);
    let limit: Vec<_> = report.not_checked().iter().filter(|n| n.kind == NotCheckedKind::Limit).collect();
    assert_eq!(limit.len(), 1);
    assert_eq!(limit[0].count, 1, "one paragraph was not read");
    let whole = limited(|l| l.max_bytes = body.len()).screen(body);
    assert!(whole.not_checked().iter().all(|n| n.kind != NotCheckedKind::Limit));
    assert_eq!(whole.verdict(), Verdict::Block);
}

#[test]
fn what_was_found_before_the_limit_stands() {
    let report = limited(|l| l.max_bytes = 30).screen("术后永不复发。\n\n天气晴，天气阴，天气晴。");
    assert_eq!(report.findings().len(), 1);
    assert_eq!(report.verdict(), Verdict::Block);
}

#[test]
fn findings_beyond_the_limit_are_counted() {
    let report = limited(|l| l.max_findings = 3).screen("治愈率98%，".repeat(10));
    assert_eq!(report.findings().len(), 3);
    let limit: Vec<_> = report.not_checked().iter().filter(|n| n.kind == NotCheckedKind::Limit).map(|n| n.count).collect();
    assert_eq!(limit, [7]);
}

/// The findings that a limit cuts off count for the verdict all the same.
#[test]
fn a_limit_on_findings_does_not_soften_the_verdict() {
    let body = "本院环境温馨，名医云集，医术精湛。术后永不复发。";
    let strict = screener().screen(body).verdict();
    assert_eq!(strict, Verdict::Block);
    for most in 0..3 {
        let report = limited(|l| l.max_findings = most).screen(body);
        assert!(report.verdict() >= Verdict::Review, "{most}: {:?}", report.verdict());
    }
}

#[test]
fn an_empty_draft_passes_and_has_a_route() {
    for draft in [Draft::new(Channel::Website), Draft::new(Channel::Website).body(""), Draft::new(Channel::Website).title("").body(" \n ")] {
        let report = screener().screen_draft(&draft);
        assert_eq!(report.verdict(), Verdict::Pass);
        assert!(!report.route().is_empty());
    }
}
