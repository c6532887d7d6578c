//! A finding in words, as the reports for people show it: comments in Word files, pages, tables.

use yishen_engine::report::{RouteStep, Suggestion};
use yishen_engine::wire::{Finding, Report};

/// How serious it is: sign and name.
pub(crate) fn severity(finding: &Finding) -> String {
    let preview = if finding.preview { "（试行规则，不计入结论）" } else { "" };
    format!("{} {}{preview}", finding.severity.sign(), finding.severity.title())
}

/// Where it stands: the part of a Word file and its paragraph; elsewhere the field, line and column.
pub(crate) fn place(finding: &Finding) -> String {
    match &finding.place {
        _ if finding.whole => "全文".to_owned(),
        Some(place) => place.title(),
        None => format!("{}第 {} 行第 {} 列", finding.field.title(), finding.line, finding.column),
    }
}

/// The laws and hospital rules.
pub(crate) fn basis(finding: &Finding) -> Vec<String> {
    finding.basis.iter().map(yishen_engine::wire::Basis::cite).collect()
}

/// What to write instead.
pub(crate) fn suggestions(finding: &Finding) -> Vec<String> {
    let written = |s: &Suggestion| if s.replaces { format!("改为：{}", s.text) } else { s.text.clone() };
    finding.suggestions.iter().map(written).collect()
}

/// Who must approve because of it, or whatever is found.
pub(crate) fn approvers(report: &Report, finding: &Finding) -> Vec<String> {
    let asked = |step: &&RouteStep| step.because.iter().any(|why| why == "baseline" || *why == finding.rule);
    report.route.iter().filter(asked).map(approver).collect()
}

/// Level and title of an approver.
pub(crate) fn approver(step: &RouteStep) -> String {
    format!("{} {}{}", step.level, step.who, if step.done { "（已批）" } else { "" })
}
