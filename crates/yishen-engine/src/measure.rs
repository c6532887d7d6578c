//! The stages one after the other, counted: for benches, which time what each adds and check that it did its work.

use crate::block::{Buffers, summarise};
use crate::draft::Draft;
use crate::fold::Folded;
use crate::scan::{Found, ScanBuffers};
use crate::screener::Screener;

/// How far a draft is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Characters to symbols.
    Fold,
    /// The hits of the automaton.
    Scan,
    /// Block summaries: patterns, bounds, entities, cues.
    Summarise,
    /// Rules, overlaps, verdict, route: the whole.
    Report,
}

/// Takes `draft` up to the end of `stage`. Returns what that stage left: symbols, hits, entities, or findings.
pub fn run_until(screener: &Screener, draft: &Draft<'_>, stage: Stage) -> usize {
    let plan = screener.plan();
    let blocks = 0..draft.blocks().len();
    match stage {
        Stage::Fold => blocks.map(|block| Folded::of_block(draft, block).stream.len()).sum(),
        Stage::Scan => {
            let (mut buffers, mut found) = (ScanBuffers::default(), Found::default());
            let mut scan = |block| {
                found.clear();
                plan.scanner.scan(&Folded::of_block(draft, block), &mut buffers, &mut found, |_, _, _| {});
                found.hits.len()
            };
            blocks.map(&mut scan).sum()
        }
        Stage::Summarise => {
            let mut buffers = Buffers::default();
            blocks.map(|block| summarise(plan, draft, block, &mut buffers, |_, _, _| {}).entities.len()).sum()
        }
        Stage::Report => screener.screen_draft(draft).findings().len(),
    }
}
