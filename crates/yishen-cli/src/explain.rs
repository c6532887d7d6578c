//! `yishen explain`: a rule's card, or why each hit in a text is a finding or is none.

use std::fmt::Write as _;

use yishen::pack::Lang;
use yishen::rule::{Definition, Example};
use yishen::{Pack, Rule, Screener};
use yishen_documents::DocumentFormat;

use crate::args::ExplainArgs;
use crate::fault::{Fault, say};
use crate::input::{Known, STDIN, document_format, format_of, read_file, read_stdin, unsupported};
use crate::render::paint::{Paint, clean};
use crate::render::text::{Origin, Remarks, View, report, severity_title, write_rows};
use crate::render::{field_title, pick};
use crate::{Stop, Streams, packs};

pub(crate) fn explain(args: &ExplainArgs, lang: Lang, paint: Paint, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    let width = streams.width.clamp(60, 120);
    if let Some(id) = &args.rule {
        let (screener, packs) = packs::screener_and_sources(&args.draft.packs, lang)?;
        let rule = screener.rule(id).ok_or_else(|| unknown_rule(&screener, id))?;
        let definition = packs.iter().flat_map(Pack::rules).find(|definition| definition.id() == rule.id());
        streams.stdout.write_all(card(&screener, rule, definition, lang, paint, width).as_bytes())?;
        return Ok(0);
    }
    let screener = packs::screener(&args.draft.packs, lang)?;
    let known = Known::of(&args.draft)?;
    let (place, draft) = match (&args.text, &args.file) {
        (Some(text), _) => (pick(lang, "所给文字", "text").to_owned(), known.text(text)),
        (None, Some(path)) if path.as_os_str() == "-" => (STDIN.to_owned(), known.draft(STDIN, &read_stdin(streams.stdin)?, DocumentFormat::Text)?),
        (None, Some(path)) => {
            let format = format_of(path).ok_or_else(|| unsupported(path))?;
            let place = path.display().to_string();
            let draft = known.draft(&place, &read_file(path)?, document_format(format))?;
            (place, draft)
        }
        (None, None) => return Ok(0),
    };
    let explanation = screener.explain(&draft);
    let view = View { lang, paint, width, mask: !args.unmask, unit: yishen::OffsetUnit::Codepoint };
    let mut out = report(view, &Origin::File(place), &screener, &draft, explanation.report(), &mut Remarks::new());

    let _ = writeln!(out, "{}", paint.bold(pick(lang, "碰到但没有报的", "Hits that are no findings")));
    if explanation.vetoes().is_empty() {
        let _ = writeln!(out, "  {}", pick(lang, "没有", "none"));
    }
    for veto in explanation.vetoes() {
        let words = if args.unmask { veto.text() } else { veto.masked_text() };
        let rule = veto.rule().unwrap_or("");
        let field = field_title(veto.place().0, lang);
        let by = veto.by().map(|by| format!("（「{}」）", clean(by))).unwrap_or_default();
        let words = match words.is_empty() {
            true => pick(lang, "（全文）", "(whole text)").to_owned(),
            false => format!("「{}」", clean(words)),
        };
        let line = format!("{words} {} {}", paint.dim(field), paint.dim(rule));
        let _ = writeln!(out, "  {}\n      {}{by}", line.trim_end(), veto.why());
    }
    streams.stdout.write_all(out.as_bytes())?;
    Ok(0)
}

/// Everything about a rule on one page.
fn card(screener: &Screener, rule: &Rule, definition: Option<&Definition>, lang: Lang, paint: Paint, width: usize) -> String {
    let mut out = String::new();
    let severity = rule.severity();
    let _ = writeln!(out, "{}  {}", paint.bold(rule.title()), paint.dim(rule.id()));
    let mut level = format!("{} {}", severity.sign(), severity_title(severity, lang));
    if !rule.severity_by().is_empty() {
        let by = rule.severity_by().iter().map(|(column, severity)| {
            let severity = severity.map_or(pick(lang, "不报", "off"), |s| severity_title(s, lang));
            format!("{} {severity}", column_title(column.id(), lang))
        });
        level += &format!("{}{}", pick(lang, "；", "; "), by.collect::<Vec<_>>().join("，"));
    }
    let category = if lang == Lang::Zh { rule.category().title() } else { rule.category().id() };
    let mut rows = vec![
        (pick(lang, "类别", "category"), category.to_owned()),
        (pick(lang, "级别", "severity"), level),
        (pick(lang, "为什么", "why"), rule.why().to_owned()),
    ];
    rows.extend(rule.basis().iter().filter_map(|b| screener.cite(b)).map(|b| (pick(lang, "依据", "basis"), b.cite())));
    rows.extend(rule.suggestions().iter().map(|s| (pick(lang, "建议", "advice"), s.clone())));
    if let Some(definition) = definition {
        rows.extend(definition.bad_examples().iter().map(|e| (pick(lang, "会报", "found"), example(e, lang))));
        rows.extend(definition.good_examples().iter().map(|e| (pick(lang, "不报", "let pass"), example(e, lang))));
    }
    let since = match rule.is_preview() {
        true => format!("{}{}", rule.since(), pick(lang, "（试行，不计入结论）", " (preview, not counted)")),
        false => rule.since().to_owned(),
    };
    rows.push((pick(lang, "始于", "since"), since));
    if let Some((_, why)) = screener.switched_off().find(|(off, _)| off.id() == rule.id()) {
        rows.push((pick(lang, "已停用", "off"), why.to_owned()));
    }
    write_rows(&mut out, paint, &rows, "  ", width);
    out
}

fn example(example: &Example, lang: Lang) -> String {
    let mut about: Vec<&str> = Vec::new();
    about.extend(example.channel.map(|c| crate::render::channel_title(c, lang)));
    about.extend(example.genre.map(|g| crate::render::genre_title(g, lang)));
    about.extend(example.severity.map(|s| severity_title(s, lang)));
    let mut text = match &example.title {
        Some(title) => format!("{title}：{}", example.text),
        None => example.text.clone(),
    };
    if !about.is_empty() {
        text += &format!("（{}）", about.join("，"));
    }
    text
}

fn column_title(id: &'static str, lang: Lang) -> &'static str {
    match (yishen::Genre::from_id(id), yishen::Channel::from_id(id)) {
        (Some(genre), _) => crate::render::genre_title(genre, lang),
        (_, Some(channel)) => crate::render::channel_title(channel, lang),
        _ => id,
    }
}

/// Names the rules whose ids are nearest.
fn unknown_rule(screener: &Screener, id: &str) -> Fault {
    let mut near: Vec<(usize, &str)> =
        screener.rules().map(|r| (distance(id, r.id()).min(distance(id, r.id().split('/').next_back().unwrap_or_default())), r.id())).collect();
    near.sort_unstable();
    let near: Vec<&str> = near.into_iter().take(3).filter(|(d, _)| *d <= id.len() / 2).map(|(_, id)| id).collect();
    let hint = match near.is_empty() {
        true => say("用 yishen rules list 看全部规则", "see yishen rules list"),
        false => say(format!("是不是：{}；全部规则见 yishen rules list", near.join("、")), format!("did you mean {}? See yishen rules list", near.join(", "))),
    };
    Fault::new(id, "unknown-rule", say("没有这条规则", "no such rule"), hint)
}

/// How many letters must change to make one word of another.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
