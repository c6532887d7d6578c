//! A page: one file without script, readable on screen, in the dark and on paper.

use std::fmt::Write as _;

use yishen_engine::{Verdict, wire};

use super::{Excerpt, Reviewed, card};

const STYLE: &str = include_str!("page.css");

/// The reports of some drafts as one HTML file, which needs nothing beside it. Private words are masked where the reports
/// and excerpts mask them.
pub fn html_report(drafts: &[Reviewed]) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>医审报告</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>医审报告</h1>\n"
    );
    summary(&mut out, drafts);
    for (index, draft) in drafts.iter().enumerate() {
        let _ = writeln!(out, "<section id=\"draft-{}\">\n<h2>{}</h2>", index + 1, escape(&draft.name));
        match &draft.outcome {
            Ok(report) => section(&mut out, report, &draft.excerpts),
            Err(error) => {
                let _ = writeln!(out, "<p class=\"verdict failed\">？ 没有审查：{}。{}</p>", escape(&error.message), escape(&error.hint));
            }
        }
        out.push_str("</section>\n");
    }
    out.push_str("<footer>“未命中”只说明没有碰到已收录的规则，不等于合规；事实真伪、授权、图片和视频仍须人工核对。</footer>\n</main>\n</body>\n</html>\n");
    out
}

/// How many drafts came to what, with links to each where there are several.
fn summary(out: &mut String, drafts: &[Reviewed]) {
    let with = |verdict| drafts.iter().filter(|d| d.outcome.as_ref().is_ok_and(|r| r.verdict == verdict)).count();
    let failed = drafts.iter().filter(|d| d.outcome.is_err()).count();
    let _ = write!(out, "<p>{} 份稿件：", drafts.len());
    let counted: Vec<String> = [Verdict::Block, Verdict::Review, Verdict::Pass].iter().map(|v| format!("{} {} {} 份", v.sign(), v.title(), with(*v))).collect();
    out.push_str(&counted.join("，"));
    if failed > 0 {
        let _ = write!(out, "，？ 没有审查 {failed} 份");
    }
    out.push_str("</p>\n");
    if drafts.len() < 2 {
        return;
    }
    out.push_str("<table>\n<thead><tr><th>稿件</th><th>结论</th><th>问题</th></tr></thead>\n<tbody>\n");
    for (index, draft) in drafts.iter().enumerate() {
        let (verdict, found) = match &draft.outcome {
            Ok(report) => (format!("{} {}", report.verdict.sign(), report.verdict.title()), report.findings.len().to_string()),
            Err(_) => ("？ 没有审查".to_owned(), String::new()),
        };
        let _ = writeln!(out, "<tr><td><a href=\"#draft-{}\">{}</a></td><td>{verdict}</td><td>{found}</td></tr>", index + 1, escape(&draft.name));
    }
    out.push_str("</tbody>\n</table>\n");
}

fn section(out: &mut String, report: &wire::Report, excerpts: &[Option<Excerpt>]) {
    let genre = report.genre.as_ref().map(|g| format!(" · {}{}", g.id.title(), if g.inferred { "（按内容推断）" } else { "" })).unwrap_or_default();
    let date = report.date.map(|date| format!(" · 发布日期 {date}")).unwrap_or_default();
    let _ = writeln!(out, "<p class=\"about\">{}{genre}{date}</p>", report.channel.title());
    let _ = writeln!(out, "<p class=\"verdict {}\">{} {}</p>", report.verdict.id(), report.verdict.sign(), report.verdict.title());
    for (index, finding) in report.findings.iter().enumerate() {
        article(out, report, finding, excerpts.get(index).and_then(Option::as_ref));
    }
    if !report.route.is_empty() {
        out.push_str("<h3>须由谁批</h3>\n<ul class=\"route\">\n");
        for step in &report.route {
            let _ = writeln!(out, "<li>{} {}</li>", if step.done { "✓" } else { "○" }, escape(&card::approver(step)));
        }
        out.push_str("</ul>\n");
    }
    if !report.not_checked.is_empty() {
        out.push_str("<h3>没有检查</h3>\n<ul>\n");
        for entry in &report.not_checked {
            let place = entry.place.as_ref().map(|place| format!("（{place}）")).unwrap_or_default();
            let _ = writeln!(out, "<li>{}</li>", escape(&format!("{}{place}", entry.note)));
        }
        out.push_str("</ul>\n");
    }
}

fn article(out: &mut String, report: &wire::Report, finding: &wire::Finding, excerpt: Option<&Excerpt>) {
    let level = finding.severity.id();
    let _ = writeln!(out, "<article class=\"{level}\">\n<h3><span class=\"level\">{}</span> {}</h3>", card::severity(finding), escape(&finding.message));
    let _ = writeln!(out, "<p class=\"about\">{} · {}</p>", escape(&card::place(finding)), escape(&finding.rule));
    match excerpt {
        Some(Excerpt { before, words, after }) => {
            let _ = writeln!(out, "<blockquote>{}<mark class=\"{level}\">{}</mark>{}</blockquote>", escape(before), escape(words), escape(after));
        }
        None if !finding.whole => {
            let _ = writeln!(out, "<blockquote><mark class=\"{level}\">{}</mark></blockquote>", escape(&finding.text));
        }
        None => {}
    }
    out.push_str("<dl>\n");
    let rows = [
        ("为什么", vec![finding.why.clone()]),
        ("依据", card::basis(finding)),
        ("建议", card::suggestions(finding)),
        ("须由谁批", card::approvers(report, finding)),
    ];
    for (label, texts) in rows {
        if texts.is_empty() {
            continue;
        }
        let _ = write!(out, "<dt>{label}</dt>");
        for text in texts {
            let _ = write!(out, "<dd>{}</dd>", escape(&text));
        }
        out.push('\n');
    }
    out.push_str("</dl>\n</article>\n");
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
