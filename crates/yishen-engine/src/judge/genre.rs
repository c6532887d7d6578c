//! Which genre a draft is of when nobody says: integer scores of the cues in `rules/genres.toml`.

use std::collections::BTreeSet;

use crate::draft::{BlockKind, Draft, FieldName, Genre};
use crate::pack::model::{Sign, Signal};
use crate::plan::{Plan, PlannedSignal};
use crate::recognise::EntityKind;
use crate::rule::eval::Known;
use crate::summary::Summary;

/// The genre of a draft and why.
#[derive(Clone, Debug)]
pub(crate) struct Inferred {
    pub(crate) known: Known,
    /// In Chinese, with the runner-up.
    pub(crate) why: String,
}

/// Below this many Han characters a draft without a title is too short to tell.
const SHORT: usize = 60;

/// The genre that the caller gave, or that the draft's papers and words show.
pub(crate) fn infer(plan: &Plan, draft: &Draft<'_>, summaries: &[Summary]) -> Inferred {
    let certain = |genre: Genre, why: &str| Inferred { known: Known { genres: vec![genre], inferred: false }, why: why.into() };
    if !draft.get_channel().has_genre() {
        return Inferred { known: Known { genres: Vec::new(), inferred: false }, why: String::new() };
    }
    if let Some(genre) = draft.get_genre() {
        return certain(genre, "由提交者指定");
    }
    if draft.get_facts().ad_approval.is_some() {
        return certain(Genre::Advertisement, "提供了医疗广告审查证明");
    }
    if summaries.iter().any(|s| s.kind(EntityKind::AdApproval).next().is_some()) {
        return certain(Genre::Advertisement, "文中有医疗广告审查证明文号");
    }
    let inferred = |genres: Vec<Genre>, why: String| Inferred { known: Known { genres, inferred: true }, why };
    let titled = draft.blocks().iter().any(|b| b.kind() == BlockKind::Title);
    let han = summaries.iter().flat_map(|s| &s.class).filter(|&&c| c == crate::fold::Class::Han).count();
    if !titled && han < SHORT {
        return inferred(vec![Genre::News], "短文，默认按新闻".into());
    }
    let mut scores: Vec<(Genre, i32, Vec<&str>)> = Genre::ALL.iter().map(|&g| (g, 0, Vec::new())).collect();
    for planned in &plan.signals {
        if counts(plan, planned, draft, summaries) {
            let Signal { genre, points, why, .. } = &planned.signal;
            if let Some(score) = scores.iter_mut().find(|s| s.0 == *genre) {
                score.1 += points;
                score.2.push(why);
            }
        }
    }
    // Stable: among equals the earlier genre leads.
    scores.sort_by_key(|s| std::cmp::Reverse(s.1));
    let (best, next) = (&scores[0], &scores[1]);
    let decided = best.1 >= plan.threshold && best.1 >= next.1 + plan.margin;
    if !decided {
        let close = if best.1 > 0 { format!("；最接近 {}（{} 分）", best.0, best.1) } else { String::new() };
        return inferred(vec![Genre::News], format!("体裁特征不足，默认按新闻{close}"));
    }
    let mut genres = vec![best.0];
    if next.1 > 0 && best.1 - next.1 <= 1 {
        genres.push(next.0);
    }
    let runner_up = if next.1 > 0 { format!("；其次 {}（{} 分）", next.0, next.1) } else { String::new() };
    inferred(genres, format!("{}（{} 分）{runner_up}", best.2.join("、"), best.1))
}

fn counts(plan: &Plan, planned: &PlannedSignal, draft: &Draft<'_>, summaries: &[Summary]) -> bool {
    let signal = &planned.signal;
    if !signal.channels.is_empty() && !signal.channels.contains(&draft.get_channel()) {
        return false;
    }
    let blocks = draft.blocks();
    let in_field = |block: usize| {
        let title = draft.fields()[blocks[block].field()].name() == FieldName::Title || blocks[block].kind() == BlockKind::Title;
        signal.field.is_none_or(|field| (field == FieldName::Title) == title)
    };
    let wanted = || (0..summaries.len()).filter(|&b| in_field(b));
    match &signal.sign {
        Sign::Channel => true,
        Sign::Words(_) => {
            let Some(set) = planned.set else { return false };
            let different: BTreeSet<u32> = wanted().flat_map(|b| plan.hits(&summaries[b], set).into_owned()).map(|h| h.key).collect();
            different.len() as u32 >= signal.at_least.max(1)
        }
        Sign::Entity(query) => wanted().any(|b| summaries[b].kind(query.kind).next().is_some()),
        Sign::LabelValue => {
            let listed = (0..summaries.len()).filter(|&b| blocks[b].kind() == BlockKind::TableCell || summaries[b].is_label_value).count();
            summaries.len() >= 3 && listed * 2 > summaries.len()
        }
        Sign::Question => wanted().any(|b| summaries[b].asks),
    }
}
