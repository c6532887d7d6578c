//! What a report's comments say.

use std::fmt::Write as _;
use std::ops::Range;

use yishen_engine::report::RouteStep;
use yishen_engine::{FieldName, Finding, NotCheckedKind, Report, Severity};

use crate::report::card;

/// A comment to be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    /// The bytes of the extracted text that it is about; `None` for the whole document.
    pub(super) words: Option<Range<usize>>,
    /// The words, to be quoted where the comment cannot stand on them.
    pub(super) quote: Option<String>,
    /// Its paragraphs.
    pub(super) lines: Vec<String>,
}

/// The comments of a report: one on the whole document that sums it up, then one a finding.
pub(super) fn of(report: &Report) -> Vec<Comment> {
    let summary = Comment { words: None, quote: None, lines: summary(report) };
    let findings = report.findings().iter().map(|finding| {
        let here = !finding.is_whole() && finding.field() == FieldName::Body;
        let span = finding.span();
        Comment {
            words: here.then_some(span.start..span.end),
            quote: (!finding.is_whole()).then(|| finding.text().to_owned()),
            lines: lines(finding, report.route()),
        }
    });
    std::iter::once(summary).chain(findings).collect()
}

fn lines(finding: &Finding, route: &[RouteStep]) -> Vec<String> {
    let preview = if finding.is_preview() { "（试行规则，不计入结论）" } else { "" };
    let mut lines = vec![format!("【{}】{}{preview}", finding.severity().title(), finding.message()), format!("为什么：{}", finding.rule().why())];
    lines.extend(finding.citations().iter().map(|basis| format!("依据：{}", basis.cite())));
    lines.extend(finding.suggestions().iter().map(|s| format!("{}：{}", if s.replaces { "改为" } else { "建议" }, s.text)));
    let asked = route.iter().filter(|step| step.because.iter().any(|b| b == finding.rule().id()));
    if let Some(who) = approvers(asked) {
        lines.push(format!("审批：{who}"));
    }
    lines.push(format!("规则：{}", finding.rule().id()));
    lines
}

fn summary(report: &Report) -> Vec<String> {
    let count = |severity| report.findings().iter().filter(|f| f.severity() == severity && !f.is_preview()).count();
    let counts: Vec<String> = [Severity::Block, Severity::Review, Severity::Advise]
        .iter()
        .filter_map(|&severity| match count(severity) {
            0 => None,
            n => Some(format!("{} {n} 处", severity.title())),
        })
        .collect();
    let mut head = format!("审查结论：{}", report.verdict().title());
    if !counts.is_empty() {
        let _ = write!(head, "（{}）", counts.join("，"));
    }
    let mut lines = vec![head];
    if let Some(who) = approvers(report.route().iter()) {
        lines.push(format!("审批：{who}"));
    }
    let unread = report.not_checked().iter().filter(|n| !matches!(n.kind, NotCheckedKind::Slot | NotCheckedKind::Genre));
    lines.extend(unread.map(|n| match &n.place {
        Some(place) => format!("没有检查：{}（{place}）", n.note),
        None => format!("没有检查：{}", n.note),
    }));
    lines.push("“未命中”只说明没有碰到已收录的规则，不等于合规；事实真伪、授权、图片和视频仍须人工核对。".to_owned());
    lines
}

/// Levels and names in a row; those that have approved say so.
fn approvers<'r>(steps: impl Iterator<Item = &'r RouteStep>) -> Option<String> {
    let steps: Vec<String> = steps.map(card::approver).collect();
    (!steps.is_empty()).then(|| steps.join("、"))
}
