//! A draft that is edited: its session reports what a screening of the whole reports, and reads only what changed.

use std::fs;
use std::ops::Range;
use std::sync::LazyLock;

use proptest::prelude::*;
use yishen::{Channel, Date, Draft, EditError, Facts, OffsetUnit, Report, Session};
use yishen_tests::screener;

/// Paragraphs and parts of them that stand in drafts; what one says can depend on another.
const PIECES: &[&str] = &[
    "我科肩周炎治愈率高达98%，欢迎就诊。",
    "患者王小明，男，52岁，因高血压入住心内科12床，电话13800138000。",
    "王小明出院后向医护人员表示感谢。",
    "误区一：吃偏方能断根\n",
    "# 谣言：喝醋软化血管\n",
    "这种说法没有依据，目前医学上还没有任何方法可以根治高血压。",
    "据说隔壁医院治不好的，来我院一次搞定。",
    "活动现场发放宣传手册200份，市民反响热烈。",
    "据《柳叶刀》2025年发表的研究，",
    "加微信kangfu888领取优惠券。",
    "来源：健康报",
    "本文由心内科供稿。",
    "1. 取号\n2. 就诊\n",
    "\n\n",
    "\n",
    "。",
    "不能保证",
    "治",
    "愈",
    "🌿",
    "（",
];

/// One edit: where it begins and how much it takes out, in shares of the body, and what it puts in.
#[derive(Clone, Debug)]
struct Edit {
    start: f64,
    length: usize,
    pieces: Vec<usize>,
}

impl Edit {
    /// The bytes of `body` that it replaces.
    fn range(&self, body: &str) -> Range<usize> {
        let boundaries: Vec<usize> = body.char_indices().map(|(i, _)| i).chain([body.len()]).collect();
        let start = (self.start * (boundaries.len() - 1) as f64) as usize;
        boundaries[start]..boundaries[(start + self.length).min(boundaries.len() - 1)]
    }

    fn text(&self) -> String {
        text(&self.pieces)
    }
}

fn text(pieces: &[usize]) -> String {
    pieces.iter().map(|&p| PIECES[p]).collect()
}

fn pieces(most: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..PIECES.len(), 0..=most)
}

/// The drafts that the other tests screen.
static DRAFTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut files: Vec<_> =
        fs::read_dir("drafts").expect("the folder").map(|entry| entry.expect("an entry").path()).filter(|p| p.extension() == Some("txt".as_ref())).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).expect("a draft")).collect()
});

fn body() -> impl Strategy<Value = String> {
    prop_oneof![1 => pieces(12).prop_map(|p| text(&p)), 2 => prop::sample::select(&**DRAFTS)]
}

fn edit() -> impl Strategy<Value = Edit> {
    let length = prop_oneof![3 => Just(0), 2 => 1..6_usize, 1 => 6..80_usize];
    (0.0..=1.0, length, pieces(3)).prop_map(|(start, length, pieces)| Edit { start, length, pieces })
}

fn frame(reprint: bool, titled: bool) -> Draft<'static> {
    let mut facts = Facts::default();
    if reprint {
        facts = serde_json::from_str(r#"{"source":{"name":"健康报","title":"冬季养生","text":"活动现场发放宣传手册200份，市民反响热烈。"}}"#).expect("facts");
    }
    let draft = Draft::new(Channel::Wechat).facts(facts).date(Date::new(2026, 11, 22).expect("a day"));
    if titled { draft.title("冬季养生") } else { draft }
}

fn written(report: &Report, draft: &Draft<'_>) -> String {
    serde_json::to_string(&report.to_wire(draft, OffsetUnit::Utf16, false)).expect("a report is written")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_session_reports_what_a_screening_of_the_whole_does(begin in body(), edits in prop::collection::vec((edit(), any::<bool>()), 1..8), reprint: bool, titled: bool) {
        let mut body = begin;
        let mut session = Session::new(screener().clone(), frame(reprint, titled).body(body.clone()));
        for (edit, look) in edits {
            let range = edit.range(&body);
            session.edit(range.clone(), &edit.text()).expect("the range is the body's");
            body.replace_range(range, &edit.text());
            // An editor reports after each keystroke, or after several.
            if look {
                let whole = frame(reprint, titled).body(body.clone());
                let report = session.report();
                prop_assert_eq!(written(&report, session.draft()), written(&screener().screen_draft(&whole), &whole));
            }
        }
        let whole = frame(reprint, titled).body(body);
        let report = session.report();
        prop_assert_eq!(written(&report, session.draft()), written(&screener().screen_draft(&whole), &whole));
    }
}

/// Twelve different paragraphs.
fn article() -> String {
    (1..=12).map(|n| format!("第{n}批志愿者在门诊大厅服务，活动现场发放宣传手册{n}00份，市民反响热烈。\n\n")).collect()
}

#[test]
fn only_blocks_that_changed_are_read_again() {
    let mut session = Session::new(screener().clone(), Draft::new(Channel::Wechat).title("志愿服务").body(article()));
    session.report();
    assert_eq!(session.blocks_read(), 13);
    session.report();
    assert_eq!(session.blocks_read(), 0, "nothing changed");

    let at = article().find("第5批").expect("it stands there");
    session.edit(at..at, "疫情期间，").expect("a place in the body");
    session.report();
    assert_eq!(session.blocks_read(), 1, "a paragraph changed");

    session.edit(at..at, "新的一段，治愈率高达98%。\n\n").expect("a place in the body");
    let report = session.report();
    assert_eq!(session.blocks_read(), 1, "a paragraph was put in before another");
    assert_eq!(report.findings().len(), 1);

    let first = session.draft().fields()[1].source().find("\n\n").expect("a paragraph ends") + 2;
    session.edit(0..first, "").expect("a place in the body");
    session.report();
    assert_eq!(session.blocks_read(), 0, "a paragraph was taken out");

    session.edit(0..0, "甲").expect("a place in the body");
    let end = session.draft().fields()[1].source().trim_end().len();
    session.edit(end..end, "乙").expect("a place in the body");
    session.report();
    assert_eq!(session.blocks_read(), 2, "two paragraphs changed far from each other");
}

#[test]
fn what_a_fact_said_of_a_block_is_forgotten_with_the_fact() {
    let body = "市民反响热烈，活动圆满结束。";
    let mut session = Session::new(screener().clone(), frame(true, true).body(body));
    let compared = session.report();
    session.update(frame(false, true).body(body));
    let alone = session.report();
    assert_eq!(session.blocks_read(), 0);
    let whole = frame(false, true).body(body);
    assert_eq!(written(&alone, session.draft()), written(&screener().screen_draft(&whole), &whole));
    assert_ne!(compared.findings().len(), alone.findings().len());
}

#[test]
fn an_edit_that_the_body_has_no_place_for_is_refused_and_changes_nothing() {
    let mut session = Session::new(screener().clone(), Draft::new(Channel::Wechat).body("多喝水。"));
    let before = session.draft().fields()[0].source().to_owned();
    for (start, end) in [(1, 3), (0, 13), (3, 0)] {
        assert_eq!(session.edit(start..end, "茶"), Err(EditError::NoSuchRange { start, end, length: 12 }));
    }
    assert_eq!(session.draft().fields()[0].source(), before);
    assert_eq!(Session::new(screener().clone(), Draft::new(Channel::Wechat).title("茶")).edit(0..0, "茶"), Err(EditError::NotPlain));
}

#[test]
fn text_beyond_the_limit_is_read_once_it_is_within() {
    let screener = screener().clone().with_limits(yishen::Limits::default());
    let mut limits = yishen::Limits::default();
    limits.max_bytes = 60;
    let small = screener.with_limits(limits);
    let body = "活动现场反响热烈。\n\n我科肩周炎治愈率高达98%。";
    let mut session = Session::new(small.clone(), Draft::new(Channel::Wechat).body(body));
    assert!(session.report().findings().is_empty());
    let end = body.find("\n\n").expect("two paragraphs");
    session.edit(0..end, "").expect("a place in the body");
    let report = session.report();
    let whole = Draft::new(Channel::Wechat).body(&body[end..]);
    assert_eq!(report.findings().len(), 1);
    assert_eq!(written(&report, session.draft()), written(&small.screen_draft(&whole), &whole));
}
