//! From hits that hold to findings: severity, overlaps, `once`, order; and the draft's verdict.

mod genre;
mod route;

pub(crate) use genre::infer;
pub(crate) use route::route;

use std::collections::BTreeMap;

use crate::draft::{Channel, Draft, Genre};
use crate::fold::At;
use crate::plan::{FindId, Plan};
use crate::report::EvidenceKind;
use crate::rule::eval::{Known, Place, Raised, RawEvidence};
use crate::rule::guard::Guard;
use crate::rule::model::{Column, Once, Rule, Severity};

/// A finding, its words not yet looked up.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    pub(crate) find: FindId,
    pub(crate) place: Place,
    pub(crate) whole: bool,
    pub(crate) severity: Severity,
    pub(crate) lowered: Option<Guard>,
    pub(crate) disguised: bool,
    pub(crate) evidence: Vec<RawEvidence>,
}

/// A hit that another one took the place of, for the trace.
#[derive(Clone, Debug)]
pub(crate) struct Absorbed {
    pub(crate) rule: u32,
    pub(crate) place: Place,
    pub(crate) why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// The genre or channel switches the rule off.
    Off,
    Overlap,
    Inner,
    Once,
}

/// Decides severities and overlaps, and puts findings in order.
pub(crate) fn judge(plan: &Plan, draft: &Draft<'_>, known: &Known, raised: Vec<Raised>, absorbed: &mut Vec<Absorbed>) -> Vec<Judged> {
    let columns = columns(draft.get_channel(), known);
    let mut by_rule: BTreeMap<u32, Vec<Judged>> = BTreeMap::new();
    for hit in raised {
        let rule = plan.rule(hit.find.rule);
        let own = plan.rules[hit.find.rule as usize].severity_override;
        let severity = own.map_or_else(|| by_column(rule, &columns, known.inferred, hit.severity), Some);
        let Some(severity) = severity else {
            absorbed.push(Absorbed { rule: hit.find.rule, place: hit.place, why: Why::Off });
            continue;
        };
        let severity = if hit.lowered.is_some() { Severity::Advise } else { severity };
        by_rule.entry(hit.find.rule).or_default().push(Judged {
            find: hit.find,
            place: hit.place,
            whole: hit.whole,
            severity,
            lowered: hit.lowered,
            disguised: hit.disguised,
            evidence: hit.evidence,
        });
    }
    let mut findings = Vec::new();
    for (rule, hits) in by_rule {
        let merged = merge_overlaps(hits, absorbed);
        findings.extend(keep_once(plan.rule(rule).once, merged, absorbed));
    }
    let mut findings = absorb_inner(plan, yield_to_others(plan, findings, absorbed), absorbed);
    findings.sort_by(|a, b| {
        let key = |f: &Judged| {
            (draft.blocks()[f.place.block as usize].field(), f.place.block, f.place.at.start, std::cmp::Reverse(f.place.at.end), std::cmp::Reverse(f.severity))
        };
        key(a).cmp(&key(b)).then_with(|| plan.rule(a.find.rule).id.cmp(&plan.rule(b.find.rule).id))
    });
    findings
}

/// The columns of the severity table that the draft belongs to: two where a second genre came close.
fn columns(channel: Channel, known: &Known) -> Vec<Column> {
    match channel {
        Channel::Reply => vec![Column::Reply],
        Channel::Comment => vec![Column::Comment],
        _ => known
            .genres
            .iter()
            .map(|genre| match genre {
                Genre::News => Column::News,
                Genre::Science => Column::Science,
                Genre::Disclosure => Column::Disclosure,
                Genre::Notice => Column::Notice,
                Genre::Advertisement => Column::Advertisement,
                Genre::TrialRecruitment => Column::TrialRecruitment,
            })
            .collect(),
    }
}

/// The severity in the strictest of the columns; `None` is off, which an inferred genre can only lower to `advise`.
fn by_column(rule: &Rule, columns: &[Column], inferred: bool, severity: Severity) -> Option<Severity> {
    let entry = |column: Column| {
        let of = |c: Column| rule.severity_by.iter().find(|(k, _)| *k == c).map(|(_, s)| *s);
        let notice = || (column == Column::Notice).then(|| of(Column::Disclosure)).flatten();
        of(column).or_else(notice)
    };
    let mut strictest = None;
    for &column in columns {
        let here = match entry(column) {
            None => Some(severity),
            Some(None) if inferred => Some(Severity::Advise),
            Some(said) => said,
        };
        strictest = strictest.max(here);
    }
    if columns.is_empty() { Some(severity) } else { strictest }
}

/// Overlapping hits of one rule become one finding: the strictest, then the longest, then the first stands.
fn merge_overlaps(mut hits: Vec<Judged>, absorbed: &mut Vec<Absorbed>) -> Vec<Judged> {
    hits.sort_by_key(|h| (std::cmp::Reverse(h.severity), std::cmp::Reverse(h.place.at.len()), h.place, h.find));
    let mut kept: Vec<Judged> = Vec::new();
    // By block and start: the number of a kept finding.
    let mut taken: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for hit in hits {
        let Place { block, at } = hit.place;
        // Kept findings do not overlap, so only the last one that starts before this one's end can.
        let before = taken.range(..(block, at.end.max(at.start + 1))).next_back().map(|(_, &k)| k);
        match before.filter(|&k| kept[k].place.block == block && (kept[k].place.at.overlaps(at) || kept[k].place.at == at)) {
            Some(k) => {
                absorbed.push(Absorbed { rule: hit.find.rule, place: hit.place, why: Why::Overlap });
                if kept[k].place != hit.place {
                    kept[k].evidence.push(RawEvidence { kind: EvidenceKind::Inner, note: "同一问题".into(), place: Some(hit.place) });
                }
            }
            None => {
                taken.insert((block, at.start), kept.len());
                kept.push(hit);
            }
        }
    }
    kept.sort_by_key(|h| (h.place, h.find));
    kept
}

/// With `once`, the first finding of a block or of the draft stands and the others are its evidence.
fn keep_once(once: Option<Once>, hits: Vec<Judged>, absorbed: &mut Vec<Absorbed>) -> Vec<Judged> {
    let Some(once) = once else { return hits };
    let mut kept: Vec<Judged> = Vec::new();
    for hit in hits {
        match kept.last_mut() {
            Some(first) if once == Once::Document || first.place.block == hit.place.block => {
                absorbed.push(Absorbed { rule: hit.find.rule, place: hit.place, why: Why::Once });
                let place = (!hit.whole).then_some(hit.place);
                first.evidence.push(RawEvidence { kind: EvidenceKind::Inner, note: "同一问题，另一处".into(), place });
                first.severity = first.severity.max(hit.severity);
            }
            _ => kept.push(hit),
        }
    }
    kept
}

/// That a clause resembles an offence says nothing new where a rule of the category knows some of its words. Clauses side by
/// side that do are one finding.
fn yield_to_others(plan: &Plan, findings: Vec<Judged>, absorbed: &mut Vec<Absorbed>) -> Vec<Judged> {
    /// Longer findings would mark more than a reviewer wants to read at once.
    const LONGEST: u32 = 32;
    let resembles = |f: &Judged| plan.rules[f.find.rule as usize].finds[f.find.find as usize].finder.is_resemblance();
    let group = |f: &Judged| (plan.rule(f.find.rule).category, f.place.block);
    let mut known: BTreeMap<_, Vec<At>> = BTreeMap::new();
    for finding in findings.iter().filter(|f| !f.whole && !resembles(f)) {
        known.entry(group(finding)).or_default().push(finding.place.at);
    }
    let is_known = |f: &Judged| known.get(&group(f)).is_some_and(|places| places.iter().any(|at| at.overlaps(f.place.at)));
    let mut kept: Vec<Judged> = Vec::with_capacity(findings.len());
    for finding in findings {
        let Place { block, at } = finding.place;
        match kept.last_mut() {
            _ if !resembles(&finding) => kept.push(finding),
            _ if is_known(&finding) => absorbed.push(Absorbed { rule: finding.find.rule, place: finding.place, why: Why::Inner }),
            Some(before)
                if before.find == finding.find
                    && before.place.block == block
                    && at.start <= before.place.at.end + 1
                    && at.end - before.place.at.start <= LONGEST =>
            {
                before.place.at = before.place.at.hull(at);
                before.evidence.extend(finding.evidence);
            }
            _ => kept.push(finding),
        }
    }
    kept
}

/// In one category a finding inside another of equal or higher severity becomes its evidence.
fn absorb_inner(plan: &Plan, mut findings: Vec<Judged>, absorbed: &mut Vec<Absorbed>) -> Vec<Judged> {
    findings.sort_by(|a, b| {
        let key =
            |f: &Judged| (plan.rule(f.find.rule).category, f.place.block, f.place.at.start, std::cmp::Reverse(f.place.at.end), std::cmp::Reverse(f.severity));
        key(a).cmp(&key(b)).then_with(|| plan.rule(a.find.rule).id.cmp(&plan.rule(b.find.rule).id))
    });
    let mut kept: Vec<Judged> = Vec::new();
    // Numbers of kept findings that may hold the next one, by the current category and block.
    let mut open: Vec<usize> = Vec::new();
    let mut here = None;
    for finding in findings {
        let group = (plan.rule(finding.find.rule).category, finding.place.block);
        if here.replace(group) != Some(group) {
            open.clear();
        }
        open.retain(|&k| kept[k].place.at.end > finding.place.at.start || kept[k].place.at == finding.place.at);
        let holder = open.iter().copied().find(|&k| {
            let outer = &kept[k];
            let preview = plan.rule(outer.find.rule).preview && !plan.rule(finding.find.rule).preview;
            !finding.whole && !outer.whole && !preview && outer.place.at.covers(finding.place.at) && outer.severity >= finding.severity
        });
        match holder {
            Some(k) => {
                absorbed.push(Absorbed { rule: finding.find.rule, place: finding.place, why: Why::Inner });
                let note = plan.rule(finding.find.rule).title.clone();
                kept[k].evidence.push(RawEvidence { kind: EvidenceKind::Inner, note, place: Some(finding.place) });
            }
            None => {
                open.push(kept.len());
                kept.push(finding);
            }
        }
    }
    kept
}
