//! From one block's characters to its summary: fold, scan, patterns, bounds, recognition, cues.

use crate::context::{Bounds, Cue, CueHit};
use crate::draft::Draft;
use crate::fold::{At, Class, Folded, digit_value};
use crate::plan::{Plan, Use};
use crate::recognise::{EntityKind, List, Tag, in_order, recognise};
use crate::resemblance::Sentence;
use crate::scan::pattern::{Haystack, Threads};
use crate::scan::{Found, Hit, Miss, ScanBuffers};
use crate::summary::{PatternHit, SetHits, Summary};

/// Working memory, used again for every block and by one screening after another.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    folded: Folded,
    scan: ScanBuffers,
    found: Found,
    words: Vec<(List, Hit)>,
    /// Places where a pattern is worth trying: pattern, place in the view.
    tries: Vec<(u32, u32)>,
    threads: Threads,
    /// A zero for every set of the plan.
    counts: Vec<u32>,
    sentence: Sentence,
    /// By the number of the sentence: a guard may have to judge in it.
    guarded: Vec<bool>,
}

impl Buffers {
    /// Whether it is worth keeping: a huge draft's memory is given back.
    pub(crate) fn is_small(&self) -> bool {
        const CHARACTERS: usize = 1 << 20;
        self.folded.raw.capacity() <= CHARACTERS && self.found.hits.capacity() <= CHARACTERS
    }
}

/// Summarises a block; `missed` is told of the roles of literals that stood there and were no hits.
pub(crate) fn summarise(plan: &Plan, draft: &Draft<'_>, block: usize, buffers: &mut Buffers, missed: impl FnMut(u32, At, Miss)) -> Summary {
    let Buffers { scan, folded, found, words, tries, threads, counts, sentence, guarded } = buffers;
    folded.refill(draft.block_chars(block));
    let mut summary = Summary { bounds: Bounds::of(folded), ..Summary::default() };
    found.clear();
    words.clear();
    tries.clear();

    plan.scanner.scan(folded, scan, found, missed);
    let hits = &found.hits;
    for hit in hits {
        for usage in plan.uses(hit.role) {
            match *usage {
                Use::Cue(cues) => summary.cues.push(CueHit { at: hit.at, cues }),
                Use::List(list) => words.push((list, *hit)),
                Use::Anchor { pattern, least, most } => {
                    let place = folded.view.partition_point(|&v| v < hit.at.start) as u32;
                    tries.extend((place.saturating_sub(u32::from(most))..=place.saturating_sub(u32::from(least))).map(|p| (pattern, p)));
                }
            }
        }
    }
    counts.resize(plan.set_count, 0);
    let quiet = found.quiet.chunk_by(|a, b| a.0 == b.0).map(|of| plan.scanner.quiet_role(of[0].0));
    summary.sets = SetHits::new(hits, quiet, |role| plan.sets(role), counts);
    try_patterns(plan, folded, tries, threads, &mut summary.patterns);
    summary.entities = recognise(folded, words, &plan.tables);
    let recognised = summary.entities.len();
    summary.likeness = plan.resemblance.recognise(folded, &summary.bounds, sentence, &mut summary.entities);
    if summary.entities.len() > recognised {
        in_order(&mut summary.entities);
    }
    read_single_cues(plan, folded, hits, guarded, &mut summary);
    summary.cues.sort_unstable_by_key(|c| (c.at.start, c.at.end));
    summary.sells = sells(&summary);
    summary.is_label_value = is_label_value(folded);
    summary.asks = asks(folded);
    summary.quiet.clone_from(&found.quiet);
    summary.undone.clone_from(&found.undone);
    summary.class = folded.class.clone();
    summary
}

/// What a pattern reads: the view.
struct View<'f>(&'f Folded);

impl Haystack for View<'_> {
    fn symbol(&self, i: usize) -> Option<(char, Class)> {
        self.0.view.get(i).map(|&v| (self.0.symbol[v as usize], self.0.class[v as usize]))
    }
}

/// Matches patterns where their literals or digit runs stand; matches of one pattern do not overlap.
fn try_patterns(plan: &Plan, folded: &Folded, tries: &mut Vec<(u32, u32)>, threads: &mut Threads, found: &mut Vec<PatternHit>) {
    if !plan.digit_patterns.is_empty() {
        let digit = |p: usize| folded.view.get(p).is_some_and(|&v| folded.class[v as usize] == Class::Digit);
        for place in (0..folded.view.len()).filter(|&p| digit(p) && (p == 0 || !digit(p - 1))) {
            tries.extend(plan.digit_patterns.iter().map(|&pattern| (pattern, place as u32)));
        }
    }
    tries.sort_unstable();
    tries.dedup();
    // The pattern tried last and where its last match ended, in the view.
    let mut done = (u32::MAX, 0);
    for &(pattern, place) in tries.iter() {
        if done.0 != pattern {
            done = (pattern, 0);
        }
        if (place as usize) < done.1 {
            continue;
        }
        if let Some(end) = plan.patterns[pattern as usize].match_at(&View(folded), place as usize, threads) {
            let at = At::new(folded.view[place as usize], folded.view[end - 1] + 1);
            found.push(PatternHit { pattern, at });
            done.1 = end;
        }
    }
}

/// Reads the cues of one character in the sentences where a guard may have to judge, and in the next ones' beginnings.
fn read_single_cues(plan: &Plan, folded: &Folded, hits: &[Hit], guarded: &mut Vec<bool>, summary: &mut Summary) {
    let Summary { bounds, patterns, entities, cues, .. } = summary;
    guarded.clear();
    guarded.resize(bounds.sentences().len() + 1, false);
    let hits = hits.iter().filter(|h| plan.is_guarded(h.role)).map(|h| h.at);
    let patterns = patterns.iter().filter(|h| plan.guarded_patterns.contains(&h.pattern)).map(|h| h.at);
    let entities = entities.iter().filter(|e| plan.guarded_kinds.iter().any(|&k| e.kind.is_a(k))).map(|e| e.at);
    for at in hits.chain(patterns).chain(entities) {
        let sentence = bounds.sentence_index(at.start);
        guarded[sentence..=sentence + 1].fill(true);
    }
    for (sentence, _) in bounds.sentences().iter().zip(guarded.iter()).filter(|(_, guarded)| **guarded) {
        for i in sentence.at.start..sentence.at.end {
            if let Some(single) = plan.single_cues.get(folded.symbol[i as usize]) {
                cues.push(CueHit { at: At::new(i, i + 1), cues: single });
            }
        }
    }
}

/// Whether the block promotes. Words in quotation marks are another's, and what a sentence warns of or forbids is not
/// offered: “加我微信，给您打折”, 不会要求添加微信.
fn sells(summary: &Summary) -> bool {
    let quoted = |at: At| summary.bounds.quote(at).is_some_and(|q| !q.title);
    let warned = |at: At| {
        let left = At::new(summary.bounds.sentence(at.start).at.start, at.start);
        let mut cues = summary.cues_in(left);
        !summary.has_cue(Cue::Contrast, left)
            && cues
                .any(|c| [Cue::Warner, Cue::Attributor, Cue::ClauseNegator, Cue::RuleHead].into_iter().any(|kind| c.cues.has(kind)) || denies(summary, c, at))
    };
    let offered = |at: At| !quoted(at) && !warned(at);
    let cue = |cue: Cue| summary.cues.iter().any(|c| c.cues.has(cue) && offered(c.at));
    let own = || summary.cues.iter().any(|c| c.cues.has(Cue::OwnMarker) && !quoted(c.at)) || summary.kind(EntityKind::Own).any(|e| !quoted(e.at));
    cue(Cue::SellerAlone)
        || summary.kind(EntityKind::WechatId).any(|e| offered(e.at))
        || summary.kind(EntityKind::Contact).any(|e| e.tags.has(Tag::Service))
        || (cue(Cue::Seller) && own())
}

/// Whether the cue is a negator of more than one character in the clause before the place: 不会让您加微信, 无需扫码 is none.
fn denies(summary: &Summary, cue: &CueHit, at: At) -> bool {
    cue.cues.has(Cue::Negator) && cue.at.len() > 1 && summary.bounds.clause(at.start).covers(cue.at)
}

/// Two to ten characters and a colon begin the block, and it is short.
fn is_label_value(folded: &Folded) -> bool {
    let label = folded.raw.iter().take_while(|&&c| c != '：' && c != ':').count();
    (2..=10).contains(&label) && label + 1 < folded.raw.len() && folded.len() <= 60
}

/// Ends with a question mark, or has a number above one and then one of 问 招 个 件 步 种 点 句: 会不会伤心脏？, 健康五问.
fn asks(folded: &Folded) -> bool {
    let number = |c: char| digit_value(c).is_some_and(|d| d != 1) || c == '十';
    let counts = folded.symbol.windows(2).any(|pair| number(pair[0]) && matches!(pair[1], '问' | '招' | '个' | '件' | '步' | '种' | '点' | '句'));
    counts || folded.raw.iter().rev().find(|c| !c.is_whitespace()).is_some_and(|c| matches!(c, '?' | '？'))
}
