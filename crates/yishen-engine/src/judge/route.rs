//! Who must approve: the channel's ladder, the findings' routes, and triggers that are no findings.

use crate::draft::Draft;
use crate::plan::Plan;
use crate::report::RouteStep;
use crate::rule::eval::Evaluator;

/// The union of all levels asked for, in ladder order, each with its reasons.
pub(crate) fn route<'f>(plan: &Plan, draft: &Draft<'_>, evaluator: &Evaluator<'_>, findings: impl Iterator<Item = (&'f str, &'f [String])>) -> Vec<RouteStep> {
    let ladder = &plan.ladder;
    let channel = draft.get_channel();
    let own = ladder.channels.iter().find(|(c, _)| *c == channel).map_or(&[][..], |(_, steps)| steps);
    let mut steps: Vec<RouteStep> = Vec::new();
    let mut ask = |level: &str, because: &str| {
        let step = match steps.iter_mut().position(|s| s.level == level) {
            Some(i) => &mut steps[i],
            None => {
                let title = own.iter().find(|(l, _)| l == level).or_else(|| ladder.levels.iter().find(|(l, _)| l == level));
                steps.push(RouteStep {
                    level: level.to_owned(),
                    who: title.map_or_else(|| level.to_owned(), |(_, who)| who.clone()),
                    because: Vec::new(),
                    done: draft.get_facts().approved_by.iter().any(|l| l == level),
                });
                let last = steps.len() - 1;
                &mut steps[last]
            }
        };
        if !step.because.iter().any(|b| b == because) {
            step.because.push(because.to_owned());
        }
    };
    for (level, _) in own {
        ask(level, "baseline");
    }
    for (rule, levels) in findings {
        levels.iter().for_each(|level| ask(level, rule));
    }
    for planned in &plan.triggers {
        let trigger = &planned.trigger;
        let applies = (trigger.channels.is_empty() || trigger.channels.contains(&channel))
            && (trigger.genres.is_empty() || evaluator.known.genres.first().is_some_and(|g| trigger.genres.contains(g)));
        if applies && evaluator.triggered(&planned.finds, &planned.when) {
            trigger.levels.iter().for_each(|level| ask(level, &trigger.because));
        }
    }
    steps.sort_by_key(|s| ladder.levels.iter().position(|(l, _)| *l == s.level).unwrap_or(usize::MAX));
    steps
}
