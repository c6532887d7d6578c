//! Sources named for a statement. Complete: a journal with its year, a guideline with its version's year, data of an
//! authority, a DOI, 来源 or 参考文献 with a year. Partial: a publication without its year or name.
//! Source: `regulations.md` A8, E2.2.

use super::words::{Apart, any_before, has_word, is_break, name_start, sentence_end};
use super::{Entity, EntityKind, List, Tag, Tags, Text};
use crate::fold::At;

/// The year nearest after `from`, before `to`: its end.
fn year_in(text: &Text<'_>, from: usize, to: usize) -> Option<usize> {
    text.runs_within(from, to)
        .iter()
        .filter(|r| r.end - r.start == 4)
        .find(|r| text.starts_with(r.start, "19") || text.starts_with(r.start, "20"))
        .map(|r| r.end)
}

/// The end of the volume, issue and pages that follow a year.
fn tail(text: &Text<'_>, mut i: usize) -> usize {
    let mut end = i;
    while let Some(c) = text.symbol(i) {
        let number = c.is_ascii_digit() || matches!(c, '年' | '第' | '卷' | '期' | '页');
        if !number && !matches!(c, ',' | '，' | ':' | '：' | '-' | '—' | '(' | ')' | '（' | '）' | '.' | ';' | '；') || i > end + 3 {
            break;
        }
        i += 1;
        if number {
            end = i;
        }
    }
    end
}

/// Marks of one source are one source.
fn add(found: &mut Apart, at: At, tags: &[Tag]) {
    let mut at = at;
    let mut tags = Tags::of(tags);
    for e in found.take(at) {
        at = at.hull(e.at);
        for tag in [Tag::Complete, Tag::Authority] {
            if e.tags.has(tag) {
                tags = tags.with(tag);
            }
        }
    }
    let mut entity = Entity::new(EntityKind::Citation, at).tag(if tags.has(Tag::Complete) { Tag::Complete } else { Tag::Partial });
    if tags.has(Tag::Authority) {
        entity = entity.tag(Tag::Authority);
    }
    found.put(entity);
}

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut found = Apart::default();
    authorities(text, &mut found);
    for word in text.words(List::CitationCue) {
        let colon = matches!(text.symbol(word.end), Some(':' | '：' | ' '));
        let reference = text.ends_with(word.end, "文献") || text.ends_with(word.end, "资料");
        let origin = text.ends_with(word.end, "来源");
        if !colon && (reference || origin) {
            continue;
        }
        // 图片来源, 感染来源; 转载稿's 来源 is a source line unless it has a year or a journal.
        if origin && !text.ending_at(List::OtherOrigin, word.start).is_empty() {
            continue;
        }
        // A list of references ends with its block, anything else with its sentence.
        let limit = if reference { (word.end + 120).min(text.len()) } else { sentence_end(text, word.end, 60) };
        let mut end = word.end;
        let ends = |i: usize| is_break(text, i) || matches!(text.symbol(i), Some('）' | ')'));
        while end < limit && (reference || !ends(end)) {
            end += 1;
        }
        if end <= word.end + 2 {
            continue;
        }
        let (year, medium) = (year_in(text, word.end, limit), has_word(text, List::CitationMedium, word.end, limit));
        match year {
            Some(y) => add(&mut found, text.at(word.start, end.max(y)), &[Tag::Complete]),
            None if reference || medium || !text.starts_with(word.start, "来源") => add(&mut found, text.at(word.start, end), &[Tag::Partial]),
            None => {}
        }
    }
    for word in text.words(List::CitationMedium) {
        // A Latin name is the end of nothing.
        let start = name_start(text, word.start, 14);
        if let Some(y) = year_in(text, word.end, sentence_end(text, word.end, 14)) {
            add(&mut found, text.at(start, tail(text, y)), &[Tag::Complete]);
        } else if start < word.start && any_before(text, start, &["在", "据"]) {
            add(&mut found, text.at(start, word.end), &[Tag::Partial]);
        }
    }
    for word in text.words(List::CitationDocument) {
        if let Some(y) = year_in(text, word.end, (word.end + 6).min(text.len()))
            && (text.starts_with(y, "年") || text.starts_with(y, "版") || text.starts_with(y, "修订") || text.starts_with(y, "）") || text.starts_with(y, ")"))
        {
            let end = ["年修订版", "年版", "版", "年"].iter().find(|w| text.starts_with(y, w)).map_or(y, |w| y + w.chars().count());
            add(&mut found, text.at(name_start(text, word.start, 24), end), &[Tag::Complete]);
        }
    }
    for word in text.words(List::CitationVague) {
        if year_in(text, word.end, sentence_end(text, word.end, 30)).is_none() {
            let at = text.at(word.start, word.end);
            if found.overlapping(At::new(at.start.saturating_sub(3), at.end + 17)).is_none() {
                add(&mut found, at, &[Tag::Partial]);
            }
        }
    }
    // A DOI names one paper.
    for run in text.runs() {
        if text.slice(run.start, run.end) == ['1', '0'] && text.symbol(run.end) == Some('.') {
            let mut end = run.end;
            while end < run.end + 60 && text.symbol(end).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_' | '(' | ')')) {
                end += 1;
            }
            if text.slice(run.end, end).contains(&'/') && end - run.end >= 7 {
                add(&mut found, text.at(run.start, end), &[Tag::Complete]);
            }
        }
    }
    out.extend(found.into_entities());
}

/// 国家统计局数据显示, 国家癌症中心发布的统计表明, 世界卫生组织（2023）.
fn authorities(text: &Text<'_>, found: &mut Apart) {
    for body in text.words(List::Body) {
        let mut i = body.end;
        let mut year = None;
        if let Some(y) = year_in(text, i, (i + 6).min(text.len()))
            && text.symbol(i).is_some_and(|c| c.is_ascii_digit() || matches!(c, '(' | '（'))
        {
            year = Some(y);
            i = y + usize::from(text.starts_with(y, "年"));
            i += usize::from(matches!(text.symbol(i), Some(')' | '）')));
            i += usize::from(text.starts_with(i, "年"));
        }
        let start = name_start(text, body.start, 8);
        let lead = usize::from(any_before(text, start, &["据"]));
        if let Some(data) = text.starting_at(List::DataVerb, i).first() {
            add(found, text.at(start - lead, data.end), &[Tag::Complete, Tag::Authority]);
        } else if let Some(y) = year.filter(|_| matches!(text.symbol(body.end), Some('(' | '（'))) {
            add(found, text.at(start - lead, y), &[Tag::Complete, Tag::Authority]);
        } else if let Some(end) = dated_report(text, body.end) {
            add(found, text.at(start - lead, end), &[Tag::Complete, Tag::Authority]);
        }
    }
}

/// 《2023年全球结核病报告》, 全球结核病报告（2023）: the end of a report with its year in the sentence.
fn dated_report(text: &Text<'_>, from: usize) -> Option<usize> {
    let limit = sentence_end(text, from, 26);
    let end = text.within(List::YearlyReport, from, text.len()).find(|w| w.start < limit)?.end;
    year_in(text, from, (end + 6).min(text.len())).map(|year| year.max(end))
}

#[cfg(test)]
mod tests {
    use super::super::testing::entities;
    use super::*;

    fn found(text: &str, tag: Tag) -> Vec<String> {
        entities(text).into_iter().filter(|(e, _)| e.kind == EntityKind::Citation && e.tags.has(tag)).map(|(_, w)| w).collect()
    }

    #[test]
    fn complete_sources() {
        for (text, words) in [
            ("每天三杯茶可降血压（来源：中华内科杂志，2022）", "来源：中华内科杂志，2022"),
            ("可降血压。来源：中华内科杂志，2022，61：1023", "来源：中华内科杂志，2022，61：1023"),
            ("据国家统计局数据显示，平均", "据国家统计局数据显示"),
            ("国家癌症中心数据显示，五年生存率", "国家癌症中心数据显示"),
            ("省血液中心提供的数据显示", "省血液中心提供的数据显示"),
            ("参考资料：《中国高血压防治指南（2024年修订版）》", "参考资料：《中国高血压防治指南（2024年修订版）》"),
            ("见《中国高血压防治指南（2024年修订版）》。", "中国高血压防治指南（2024年修订版"),
            ("（中华内科杂志，2022，61：1023）", "中华内科杂志，2022，61：1023"),
            ("世界卫生组织《2023年全球结核病报告》显示", "世界卫生组织《2023年全球结核病报告"),
            ("国家心血管病中心发布的中国心血管健康报告（2022）指出", "国家心血管病中心发布的中国心血管健康报告（2022"),
            ("doi:10.3760/cma.j.cn112138-20220101", "10.3760/cma.j.cn112138-20220101"),
        ] {
            assert_eq!(found(text, Tag::Complete), [words], "{text}");
        }
        assert_eq!(found("据《中华骨科杂志》2023年第5期报道", Tag::Complete), ["中华骨科杂志》2023年第5期"]);
        assert_eq!(found("据国家统计局数据显示", Tag::Authority).len(), 1);
    }

    #[test]
    fn partial_sources_and_none() {
        assert_eq!(found("该研究发表于国外期刊", Tag::Partial).len(), 1);
        assert_eq!(found("来源：中华内科杂志", Tag::Partial).len(), 1);
        for text in ["研究表明，每天三杯茶", "国外权威机构证实", "我院数据显示", "传染源来源不明", "参考资料一应俱全", "感染来源：不明"]
        {
            assert!(entities(text).iter().all(|(e, _)| e.kind != EntityKind::Citation), "{text}");
        }
    }
}
