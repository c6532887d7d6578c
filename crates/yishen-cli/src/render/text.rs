//! Reports for people: a header a draft, a frame a finding, who must approve, what was not looked at, a summary.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use yishen::pack::Lang;
use yishen::report::EvidenceKind;
use yishen::{DocumentPlace, Draft, Finding, Genre, NotCheckedKind, OffsetUnit, Reading, Report, Screener, Severity, Span, Verdict, wire};

use super::frame::{self, Hidden};
use super::paint::{Paint, clean, columns, fold_lines};
use super::{channel_title, field_title, genre_title, pick, verdict_title};

/// Where a draft came from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// A file that is one draft, by its path.
    File(String),
    /// A line of a file of drafts: path, line, the caller's id.
    Line(String, usize, Option<String>),
}

impl Origin {
    /// The draft, as a header names it.
    pub(crate) fn title(&self, lang: Lang) -> String {
        match self {
            Origin::File(path) => stdin_title(path, lang),
            Origin::Line(path, line, id) => {
                let path = stdin_title(path, lang);
                let place = match lang {
                    Lang::Zh => format!("{path} 第 {line} 行"),
                    Lang::En => format!("{path} line {line}"),
                };
                match id {
                    Some(id) => format!("{place} · {id}"),
                    None => place,
                }
            }
        }
    }

    /// The file, or what stands in its place.
    pub(crate) fn path(&self) -> &str {
        match self {
            Origin::File(path) | Origin::Line(path, ..) => path,
        }
    }

    /// Where a finding stands: line and column; in a Word file the part and its paragraph.
    pub(crate) fn at(&self, finding: &wire::Finding, lang: Lang) -> String {
        let wire::Finding { line, column, .. } = finding;
        match (self, &finding.place) {
            (Origin::File(path), Some(place)) => format!("{} {}", stdin_title(path, lang), document_place(place, lang)),
            (Origin::File(path), None) => format!("{}:{line}:{column}", stdin_title(path, lang)),
            (Origin::Line(path, number, _), _) => format!("{}:{number} {} {line}:{column}", stdin_title(path, lang), field_title(finding.field, lang)),
        }
    }

    /// The draft where no place in it is meant.
    pub(crate) fn whole(&self, lang: Lang) -> String {
        match self {
            Origin::File(path) => stdin_title(path, lang),
            Origin::Line(path, number, _) => format!("{}:{number}", stdin_title(path, lang)),
        }
    }
}

/// A part of a Word file as people call it, and the paragraph in it.
pub(crate) fn document_place(place: &DocumentPlace, lang: Lang) -> String {
    match lang {
        Lang::Zh => place.title(),
        Lang::En => {
            let part = match place.part_kind() {
                kind @ ("header" | "footer" | "footnotes" | "endnotes" | "comments") => kind,
                "document" => "body",
                _ => &place.part,
            };
            format!("{part}, paragraph {}", place.paragraph)
        }
    }
}

/// A path, or what standard input is called.
pub(crate) fn stdin_title(path: &str, lang: Lang) -> String {
    match path {
        crate::input::STDIN => pick(lang, "标准输入", "stdin").to_owned(),
        path => path.to_owned(),
    }
}

/// How to show it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    pub(crate) lang: Lang,
    pub(crate) paint: Paint,
    pub(crate) width: usize,
    pub(crate) mask: bool,
    pub(crate) unit: OffsetUnit,
}

/// What is the same for every draft and is said once, at the end.
pub(crate) type Remarks = BTreeSet<String>;

/// One draft's report.
pub(crate) fn report(view: View, origin: &Origin, screener: &Screener, draft: &Draft<'_>, report: &Report, remarks: &mut Remarks) -> String {
    let View { lang, paint, width, .. } = view;
    let written = report.to_wire(draft, view.unit, view.mask);
    let mut out = String::new();

    let title = clean(&origin.title(lang)).into_owned();
    let rule = "━".repeat(width.saturating_sub(columns(&title) + 4).max(2));
    let _ = writeln!(out, "{} {} {}", paint.dim("━━"), paint.bold(&title), paint.dim(&rule));
    let mut about = channel_title(report.channel(), lang).to_owned();
    if let Some(genre) = report.genre() {
        let how = if genre.inferred { pick(lang, "按内容推断：", "inferred: ") } else { "" };
        let _ = match lang {
            Lang::Zh => write!(about, " · {}（{how}{}）", genre_title(genre.id, lang), in_chinese(&genre.why)),
            Lang::En => write!(about, " · {} ({how}{})", genre_title(genre.id, lang), genre.why),
        };
    }
    for line in fold_lines(&about, width) {
        let _ = writeln!(out, "{}", paint.dim(&line));
    }
    let verdict = report.verdict();
    let _ = writeln!(out, "{}", paint.verdict(verdict, &format!("{} {}", verdict.sign(), verdict_title(verdict, lang))) + &counts(report, lang));

    let reading = (!report.findings().is_empty()).then(|| screener.reading(draft));
    let mut explained = BTreeSet::new();
    for (finding, masked) in report.findings().iter().zip(&written.findings) {
        out.push('\n');
        let again = !explained.insert(masked.rule.as_str());
        write_finding(&mut out, view, origin, reading.as_ref(), (finding, masked, again));
    }
    out.push('\n');
    write_route(&mut out, view, screener, report);
    write_not_checked(&mut out, view, report, remarks);
    out.push('\n');
    out
}

/// The ids of genres in a reason, as people call them.
fn in_chinese(why: &str) -> String {
    Genre::ALL.iter().fold(why.to_owned(), |why, genre| why.replace(&format!(" {genre}（"), &format!("{}（", genre_title(*genre, Lang::Zh))))
}

/// How many findings of each severity there are.
fn counts(report: &Report, lang: Lang) -> String {
    let count = |severity| report.findings().iter().filter(|f| f.severity() == severity && !f.is_preview()).count();
    let mut parts = Vec::new();
    for (severity, zh, en) in
        [(Severity::Block, "处禁止发布", "must not be published"), (Severity::Review, "处须审核", "need approval"), (Severity::Advise, "处提示", "to look at")]
    {
        match count(severity) {
            0 => {}
            n => parts.push(format!("{n} {}", pick(lang, zh, en))),
        }
    }
    match (parts.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) if report.verdict() == Verdict::Pass => format!("，另有 {}", parts.join("，")),
        (false, Lang::Zh) => format!("（{}）", parts.join("，")),
        (false, Lang::En) => format!(" ({})", parts.join(", ")),
    }
}

pub(crate) fn severity_title(severity: Severity, lang: Lang) -> &'static str {
    match (lang, severity) {
        (Lang::Zh, _) => severity.title(),
        (Lang::En, Severity::Block) => "must not be published",
        (Lang::En, Severity::Review) => "needs approval",
        (Lang::En, Severity::Advise) => "look at this",
    }
}

/// A finding as it is and masked; `again`: its rule was explained above already.
fn write_finding(out: &mut String, view: View, origin: &Origin, reading: Option<&Reading>, finding: (&Finding, &wire::Finding, bool)) {
    let (finding, masked, again) = finding;
    let View { lang, paint, width, .. } = view;
    let severity = finding.severity();
    let rule = finding.rule();
    let head = format!("{} {}", severity.sign(), severity_title(severity, lang));
    let preview = if finding.is_preview() { pick(lang, "（试行规则，不计入结论）", " (preview, not counted)") } else { "" };
    let _ = writeln!(out, "{}  {}{preview}  {}", paint.severity(severity, &head), paint.bold(&clean(&masked.message)), paint.dim(rule.id()));

    let place = match finding.is_whole() {
        true => format!("{}{}", origin.whole(lang), pick(lang, "（全文）", " (whole text)")),
        false => origin.at(masked, lang),
    };
    write_frame(out, view, reading, finding, masked.line, &clean(&place));

    let mut rows: Vec<(&str, String)> = Vec::new();
    if again {
        rows.push((pick(lang, "同上", "as above"), pick(lang, "为什么、依据、建议见上一处", "why, basis and advice stand above").to_owned()));
    } else {
        rows.push((pick(lang, "为什么", "why"), rule.why().to_owned()));
        rows.extend(masked.basis.iter().map(|basis| (pick(lang, "依据", "basis"), basis.cite())));
    }
    for suggestion in finding.suggestions().iter().filter(|s| s.replaces || !again) {
        let label = if suggestion.replaces { pick(lang, "改为", "write") } else { pick(lang, "建议", "advice") };
        rows.push((label, suggestion.text.clone()));
    }
    const MOST_EVIDENCE: usize = 4;
    for evidence in masked.evidence.iter().take(MOST_EVIDENCE) {
        rows.push((pick(lang, "证据", "evidence"), describe(evidence, lang)));
    }
    if let Some(more) = masked.evidence.len().checked_sub(MOST_EVIDENCE + 1) {
        let more = more + 1;
        rows.push((pick(lang, "证据", "evidence"), if lang == Lang::Zh { format!("另有 {more} 条") } else { format!("{more} more") }));
    }
    write_rows(out, paint, &rows, "  ", width);
}

fn write_frame(out: &mut String, view: View, reading: Option<&Reading>, finding: &Finding, line: usize, place: &str) {
    let View { paint, width, .. } = view;
    let nothing = Hidden::new();
    let block = reading.filter(|_| !finding.is_whole()).and_then(|r| r.of(finding));
    let shown = block.map_or_else(Vec::new, |(block, at)| {
        let hidden = if view.mask { block.private() } else { &nothing };
        frame::lines(block.text(), Span::new(at.start, at.end), hidden, width.saturating_sub(8))
    });
    let last = line + shown.last().map_or(0, |s| s.offset);
    let gutter = " ".repeat(last.to_string().len().max(2));
    let _ = writeln!(out, "{gutter} {} {place}", paint.dim("╭─"));
    for line_shown in &shown {
        let number = format!("{:>w$}", line + line_shown.offset, w = gutter.len());
        let _ = writeln!(out, "{} {}", paint.dim(&format!("{number} │")), line_shown.text);
        if let Some((lead, length)) = line_shown.carets {
            let carets = paint.severity(finding.severity(), &"^".repeat(length));
            let _ = writeln!(out, "{} {}{carets}", paint.dim(&format!("{gutter} │")), " ".repeat(lead));
        }
    }
}

/// Labelled texts, the label once for neighbours that share it, broken to the width with a hanging indent.
pub(crate) fn write_rows(out: &mut String, paint: Paint, rows: &[(&str, String)], indent: &str, width: usize) {
    let column = rows.iter().map(|(label, _)| columns(label)).max().unwrap_or(0) + 2;
    let mut before = "";
    for (i, (label, text)) in rows.iter().enumerate() {
        let many = rows.iter().filter(|(l, _)| l == label).count() > 1;
        let bullet = if many { "· " } else { "" };
        for (n, line) in fold_lines(text, width.saturating_sub(indent.len() + column + columns(bullet))).iter().enumerate() {
            let shown = if n == 0 && (i == 0 || before != *label) { *label } else { "" };
            let pad = " ".repeat(column - columns(shown));
            let bullet = if n == 0 { bullet } else { &"  "[..bullet.chars().count()] };
            let _ = writeln!(out, "{indent}{}{pad}{bullet}{line}", paint.dim(shown));
        }
        before = label;
    }
}

fn describe(evidence: &wire::Evidence, lang: Lang) -> String {
    let label = match evidence.kind {
        EvidenceKind::Word => pick(lang, "词语", "word"),
        EvidenceKind::Entity => pick(lang, "识别", "recognised"),
        EvidenceKind::Check => pick(lang, "核对", "check"),
        EvidenceKind::Fact => pick(lang, "事实", "fact"),
        EvidenceKind::Missing => pick(lang, "缺少", "missing"),
        EvidenceKind::Disguise => pick(lang, "变形", "disguise"),
        EvidenceKind::Inner => pick(lang, "并入", "includes"),
        other => other.id(),
    };
    let mut text = label.to_owned();
    if let Some(words) = &evidence.text {
        let _ = write!(text, "「{}」", clean(words));
    }
    if !evidence.note.is_empty() {
        let _ = write!(text, " {}", evidence.note);
    }
    text
}

fn write_route(out: &mut String, view: View, screener: &Screener, report: &Report) {
    let View { lang, paint, width, .. } = view;
    if report.route().is_empty() {
        return;
    }
    const MOST_REASONS: usize = 2;
    let label = pick(lang, "须由谁批", "approvers");
    let column = columns(label) + 2;
    for (i, step) in report.route().iter().enumerate() {
        let mut reasons: Vec<&str> = Vec::new();
        for because in &step.because {
            reasons.push(match because.as_str() {
                "baseline" => pick(lang, "本渠道规定", "this channel's rule"),
                id => screener.rule(id).map_or(id, |rule| rule.title()),
            });
        }
        let more = reasons.len().saturating_sub(MOST_REASONS);
        reasons.truncate(MOST_REASONS);
        let mut why = reasons.join("；");
        if more > 0 {
            let _ = match lang {
                Lang::Zh => write!(why, "；等 {} 项", more + MOST_REASONS),
                Lang::En => write!(why, "; {more} more"),
            };
        }
        let (mark, done) = match step.done {
            true => (paint.green("✓"), pick(lang, "（已批）", " (done)")),
            false => ("○".to_owned(), ""),
        };
        let head = format!("{} {}{done}", step.level, step.who);
        let reason = match lang {
            Lang::Zh => format!("{head}：{why}"),
            Lang::En => format!("{head}: {why}"),
        };
        for (n, line) in fold_lines(&reason, width.saturating_sub(column + 2)).iter().enumerate() {
            let shown = if i == 0 && n == 0 { label } else { "" };
            let mark = if n == 0 { mark.as_str() } else { " " };
            let _ = writeln!(out, "{}{}{mark} {line}", paint.dim(shown), " ".repeat(column - columns(shown)));
        }
    }
}

fn write_not_checked(out: &mut String, view: View, report: &Report, remarks: &mut Remarks) {
    let View { lang, paint, width, .. } = view;
    let label = pick(lang, "没有检查", "unchecked");
    let mut rows = Vec::new();
    for entry in report.not_checked() {
        if matches!(entry.kind, NotCheckedKind::Slot | NotCheckedKind::Genre) {
            remarks.insert(entry.note.clone());
            continue;
        }
        let place = entry.place.as_ref().map(|p| format!("（{p}）")).unwrap_or_default();
        rows.push((label, format!("{}{place}", entry.note)));
    }
    write_rows(out, paint, &rows, "", width);
}

/// What is counted over all drafts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) pass: usize,
    pub(crate) review: usize,
    pub(crate) block: usize,
    pub(crate) failed: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Pass => self.pass += 1,
            Verdict::Review => self.review += 1,
            Verdict::Block => self.block += 1,
        }
    }

    /// How many were screened.
    pub(crate) fn screened(self) -> usize {
        self.pass + self.review + self.block
    }

    /// In a sentence.
    pub(crate) fn line(self, lang: Lang) -> String {
        let Tally { pass, review, block, failed } = self;
        let all = pass + review + block + failed;
        match (lang, failed) {
            (Lang::Zh, 0) => format!("{all} 份稿件：{pass} 份未命中，{review} 份须审核，{block} 份禁止发布"),
            (Lang::Zh, _) => format!("{all} 份稿件：{pass} 份未命中，{review} 份须审核，{block} 份禁止发布，{failed} 份无法审查"),
            (Lang::En, 0) => format!("{all} drafts: {pass} without a match, {review} need approval, {block} must not be published"),
            (Lang::En, _) => {
                format!("{all} drafts: {pass} without a match, {review} need approval, {block} must not be published, {failed} could not be screened")
            }
        }
    }
}

/// The last lines of a run.
pub(crate) fn summary(view: View, tally: Tally, remarks: &Remarks, unread: &str) -> String {
    let View { lang, paint, width, .. } = view;
    let mut out = format!("{}\n", paint.dim(&"━".repeat(width)));
    let _ = writeln!(out, "{}", paint.bold(&tally.line(lang)));
    let mut rows: Vec<(&str, String)> = remarks.iter().map(|r| (pick(lang, "没有检查", "unchecked"), r.clone())).collect();
    if !unread.is_empty() {
        rows.push((pick(lang, "没有读", "not read"), unread.to_owned()));
    }
    write_rows(&mut out, paint, &rows, "", width);
    let caution = pick(
        lang,
        "“未命中”只说明没有碰到已收录的规则，不等于合规；事实真伪、授权、图片和视频仍须人工核对。",
        "“Without a match” says only that no listed rule matched. Truth, consent, pictures and video still need a person.",
    );
    for line in fold_lines(caution, width) {
        let _ = writeln!(out, "{}", paint.dim(&line));
    }
    out
}
