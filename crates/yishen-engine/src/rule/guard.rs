//! Whether a hit is meant: negated, mentioned, debunked, supposed or asked (`rule-language.md` B1 to B6), and whether its
//! sentence is like an offence at all.

use crate::context::{Cue, CueHit};
use crate::fold::At;
use crate::recognise::EntityKind;
use crate::resemblance::Scores;
use crate::rule::Category;
use crate::summary::Summary;

/// A guard that holds for a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) guard: Guard,
    /// The cue that says so, in the hit's block; the hit itself where a heading says so.
    pub(crate) cue: At,
    /// A heading says so: the finding is lowered, never vetoed.
    pub(crate) by_heading: bool,
}

/// The guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    Negated,
    Mentioned,
    Debunked,
    Supposed,
    Asked,
    Unlike,
}

impl Guard {
    /// What it says of a hit.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Guard::Negated => "被否定",
            Guard::Mentioned => "只是提到该词",
            Guard::Debunked => "用于辟谣、警示",
            Guard::Supposed => "只是假设",
            Guard::Asked => "是提问",
            Guard::Unlike => "整句与这类违规说法相去甚远",
        }
    }
}

/// How far a negation may stand from what it negates, through transparent words.
const NEGATION_REACH: u32 = 14;

/// How far 如果 and the like reach.
const SUPPOSITION_REACH: u32 = 14;

/// How far guards look in a sentence, each way.
pub(crate) const SENTENCE_REACH: u32 = 200;

/// Longer than any cue, with the filler it may hold.
const NEARBY: u32 = 16;

/// The most characters between 不得 and 使用 in the text of a rule.
const RULE_GAP: u32 = 6;

/// A sentence that scores less is unlike what the category objects to.
const UNLIKE: f32 = -1.0;

/// In a shorter sentence the hit is all there is, in a longer one the words beside it outweigh it.
const WEIGHABLE: std::ops::RangeInclusive<u32> = 15..=60;

/// One hit and what guards read around it.
pub(crate) struct Guarded<'s> {
    pub(crate) summary: &'s Summary,
    /// The whole hit.
    pub(crate) at: At,
    /// Its elements, in order.
    pub(crate) elements: &'s [At],
    /// The raw hits of the same rule in the block, for enumerations that share a negation.
    pub(crate) siblings: &'s [At],
}

impl Guarded<'_> {
    fn cues(&self, cue: Cue, within: At) -> impl DoubleEndedIterator<Item = &CueHit> {
        self.summary.cues_in(within).filter(move |c| c.cues.has(cue))
    }

    /// Whether no longer word that is no such cue holds this one: 不 in 不仅.
    fn stands(&self, cue: &CueHit, pseudo: Cue) -> bool {
        let around = At::new(cue.at.start.saturating_sub(NEARBY), (cue.at.end + NEARBY).min(self.summary.len()));
        !self.cues(pseudo, around).any(|c| c.at.covers(cue.at))
    }

    /// What follows the place closely.
    fn following(&self, end: u32) -> At {
        At::new(end, (end + NEARBY).min(self.summary.len()))
    }

    /// The sentence around the hit, as far as guards look: a text without stops must not cost its square.
    fn sentence(&self) -> At {
        let sentence = self.summary.bounds.sentence(self.at.start).at;
        let start = sentence.start.max(self.at.start.saturating_sub(SENTENCE_REACH));
        At::new(start, sentence.end.min(self.at.end + SENTENCE_REACH).max(self.at.end))
    }

    fn clause(&self) -> At {
        let clause = self.summary.bounds.clause(self.at.start);
        At::new(clause.start.max(self.at.start.saturating_sub(SENTENCE_REACH)), clause.end)
    }

    /// Whether the hospital speaks for itself in the range, or a contrast turns the sentence.
    fn turned(&self, within: At) -> bool {
        within.start < within.end && (self.summary.has_cue(Cue::Contrast, within) || self.owned(within))
    }

    fn owned(&self, within: At) -> bool {
        self.summary.has_cue(Cue::OwnMarker, within) || self.summary.has_kind(EntityKind::Own, within)
    }

    fn held(guard: Guard, cue: At) -> Held {
        Held { guard, cue, by_heading: false }
    }

    /// B2.
    pub(crate) fn negated(&self) -> Option<Held> {
        let clause = self.clause();
        let whole = self.negation_of(self.at, clause, 0);
        // A cue in a gap that governs the next element, as the hit's first element bounds it.
        let in_gap = || {
            self.elements.windows(2).find_map(|pair| {
                let gap = At::new(pair[0].end, pair[1].start);
                self.governing(pair[1].start, gap, clause)
            })
        };
        whole.or_else(in_gap).map(|cue| Self::held(Guard::Negated, cue))
    }

    /// The cue that negates what stands at `at`, not looking further left than `clause` begins.
    fn negation_of(&self, at: At, clause: At, depth: u32) -> Option<At> {
        if let Some(right) = self.cues(Cue::RightNegator, self.following(at.end)).find(|c| self.summary.adjacent(at.end, c.at.start)) {
            return Some(right.at);
        }
        let governed = self.governing(at.start, clause, clause).or_else(|| self.clause_taking(at, clause)).or_else(|| self.existential_frame(at, clause));
        if governed.is_some() || depth > 8 {
            return governed;
        }
        // Joined by 、 or 和 to a hit that is negated, it is negated too.
        let before = self.siblings.partition_point(|s| s.start < at.start);
        let in_clause = self.siblings[..before].iter().rev().take_while(|s| s.start >= clause.start);
        let joined = in_clause.take(8).find(|s| s.end <= at.start && self.joined(s.end, at.start))?;
        self.negation_of(*joined, clause, depth + 1)
    }

    /// A direct negation within the range that no second negation and no rhetorical opener in the clause cancels.
    fn governing(&self, start: u32, within: At, clause: At) -> Option<At> {
        let first = self.direct(start, within)?.at;
        let mut count = 1;
        let mut left = first.start;
        while let Some(next) = self.direct(left, within) {
            count += 1;
            left = next.at.start;
        }
        (count % 2 == 1 && !self.rhetorical(left, clause)).then_some(first)
    }

    fn rhetorical(&self, before: u32, clause: At) -> bool {
        self.summary.has_cue(Cue::Rhetorical, At::new(clause.start, before))
    }

    /// The negator left of `start` with nothing but transparent words between.
    fn direct(&self, start: u32, within: At) -> Option<&CueHit> {
        let reach = (start - within.start.min(start)).min(NEGATION_REACH) as usize;
        // By distance left of `start`: whether transparent words lead there, and whether they do with the help of
        // nouns that only 没有 reaches through.
        let mut plain = vec![false; reach + 1];
        let mut through_nouns = vec![false; reach + 1];
        plain[0] = true;
        for distance in 0..=reach {
            if !plain[distance] && !through_nouns[distance] {
                continue;
            }
            let place = start - distance as u32;
            let mut found: Option<&CueHit> = None;
            for cue in self.summary.cues_in(At::new(within.start, place)).filter(|c| c.at.end == place) {
                let is = |kind| cue.cues.has(kind);
                let reaches = plain[distance] || is(Cue::NegatorExistential);
                if is(Cue::Negator) && reaches && self.stands(cue, Cue::PseudoNegator) && found.is_none_or(|f| f.at.start > cue.at.start) {
                    found = Some(cue);
                }
                let to = distance + cue.at.len() as usize;
                if to <= reach {
                    plain[to] |= plain[distance] && is(Cue::Transparent);
                    through_nouns[to] |= is(Cue::TransparentExistential) || (through_nouns[distance] && is(Cue::Transparent));
                }
            }
            if found.is_some() {
                return found;
            }
            // Opening quotation marks and what a term may skip are transparent.
            if distance < reach && (self.summary.bounds.quote_opening(place - 1).is_some() || self.summary.adjacent(place - 1, place)) {
                plain[distance + 1] |= plain[distance];
                through_nouns[distance + 1] |= through_nouns[distance];
            }
        }
        None
    }

    /// 不能保证, 不等于, 没有证据: to the end of the clause, unless a contrast or an own marker ends it.
    fn clause_taking(&self, at: At, clause: At) -> Option<At> {
        let cue = self.cues(Cue::ClauseNegator, At::new(clause.start, at.start)).next_back()?;
        let between = At::new(cue.at.end, at.start);
        // 别人不敢承诺的“无效退款”: the cue only describes.
        let describes = self.cues(Cue::Possessive, between).any(|c| c.at.start == between.start && self.summary.adjacent(c.at.end, between.end));
        (!describes && !self.turned(between) && !self.rhetorical(cue.at.start, clause)).then_some(cue.at)
    }

    /// 没有…的根治办法.
    fn existential_frame(&self, at: At, clause: At) -> Option<At> {
        let noun = self.cues(Cue::ExistentialNoun, self.following(at.end)).find(|c| self.summary.adjacent(at.end, c.at.start));
        noun?;
        let cue = self
            .cues(Cue::NegatorExistential, At::new(clause.start, at.start))
            .rev()
            .find(|c| self.stands(c, Cue::PseudoNegator) && !self.turned(At::new(c.at.end, at.start)))?;
        (!self.rhetorical(cue.at.start, clause)).then_some(cue.at)
    }

    /// Whether 、 or a word like 和 is all that lies between.
    fn joined(&self, end: u32, start: u32) -> bool {
        if end >= start || start - end > NEARBY {
            return false;
        }
        let gap = At::new(end, start);
        let symbols = (end..start).filter(|&i| self.summary.class[i as usize].is_symbol()).count();
        (symbols == 0 && gap.len() <= 3) || self.cues(Cue::Enumerator, gap).any(|c| c.at.len() as usize == symbols)
    }

    /// B3.
    pub(crate) fn mentioned(&self) -> Option<Held> {
        let quote = self.summary.bounds.quote(self.at)?;
        if quote.title {
            return Some(Self::held(Guard::Mentioned, quote.at));
        }
        let before = At::new(quote.at.start.saturating_sub(6), quote.at.start);
        if let Some(noun) = self.cues(Cue::MentionNounLeft, before).find(|c| self.summary.adjacent(c.at.end, quote.at.start)) {
            return Some(Self::held(Guard::Mentioned, noun.at));
        }
        // “包治百病”“药到病除”之类: any member of the chain will do.
        let mut end = quote.at.end;
        loop {
            if let Some(noun) = self.cues(Cue::MentionNoun, self.following(end)).find(|c| self.summary.adjacent(end, c.at.start)) {
                return Some(Self::held(Guard::Mentioned, noun.at));
            }
            let next = (end..(end + 3).min(self.summary.len())).find_map(|i| self.summary.bounds.quote_opening(i).map(|q| (i, q)))?;
            if end < next.0 && !self.joined(end, next.0) {
                return None;
            }
            end = next.1.at.end;
        }
    }

    /// B4 within the sentence; headings are the draft's to see.
    pub(crate) fn debunked(&self) -> Option<Held> {
        let sentence = self.sentence();
        let left = At::new(sentence.start, self.at.start);
        let right = At::new(self.at.end, sentence.end.max(self.at.end));
        let clause = self.clause();
        let clause_left = At::new(clause.start.max(sentence.start), self.at.start);
        let attributed = || {
            self.cues(Cue::Attributor, left)
                .next_back()
                .filter(|c| !self.turned(At::new(c.at.end, self.at.start)) && !self.turned(At::new(clause_left.start.max(c.at.end), clause.end)))
        };
        let warned = || {
            let quoted = self.summary.bounds.quote(self.at).is_some();
            let named = quoted || self.summary.has_cue(Cue::Refuted, sentence);
            let stands = |c: &&CueHit| self.stands(c, Cue::PseudoWarner) && !self.turned(At::new(c.at.end, self.at.start));
            self.cues(Cue::Warner, left).rev().find(|c| named && stands(c))
        };
        let rebutted = || {
            self.cues(Cue::Rebutter, right).find(|c| {
                let between = At::new(self.at.end, c.at.start);
                let cancelled = self.cues(Cue::RebutterCanceller, between).any(|n| self.summary.adjacent(n.at.end, c.at.start));
                !cancelled && !self.summary.has_cue(Cue::Contrast, between)
            })
        };
        let ruled = || {
            self.cues(Cue::RuleHead, left).find(|head| {
                let verbs = At::new(head.at.end, self.at.start);
                self.cues(Cue::RuleVerb, verbs).any(|v| self.summary.gap_length(head.at.end, v.at.start) <= RULE_GAP)
            })
        };
        let cue = attributed().or_else(warned).or_else(rebutted).or_else(ruled)?;
        Some(Self::held(Guard::Debunked, cue.at))
    }

    /// B5.
    pub(crate) fn supposed(&self) -> Option<Held> {
        let sentence = self.sentence();
        let near = At::new(sentence.start.max(self.at.start.saturating_sub(SUPPOSITION_REACH)), self.at.start);
        let stands = |c: &&CueHit| self.stands(c, Cue::PseudoSupposer);
        let cue = self.cues(Cue::Supposer, near).rev().find(stands);
        let direct = || self.cues(Cue::SupposerDirect, near).find(|c| c.at.end == self.at.start && stands(c));
        let right = || {
            let clause = self.summary.bounds.clause(self.at.end - 1);
            let ends = |c: &&CueHit| (c.at.end..clause.end).all(|i| !self.summary.class[i as usize].is_symbol()) && stands(c);
            self.cues(Cue::SupposerRight, At::new(self.at.end, clause.end)).find(ends)
        };
        cue.or_else(direct).or_else(right).map(|c| Self::held(Guard::Supposed, c.at))
    }

    /// B6.
    pub(crate) fn asked(&self) -> Option<Held> {
        let bounds = &self.summary.bounds;
        let inner = bounds.quote(self.at).filter(|q| !q.title).and_then(|q| q.sentence(self.at.start));
        let sentence = inner.filter(|s| s.asks).unwrap_or_else(|| bounds.sentence(self.at.start));
        if !sentence.asks {
            return None;
        }
        let clause = bounds.clause(self.at.start);
        let clause = At::new(clause.start.max(sentence.at.start), bounds.clause(self.at.end - 1).end.min(sentence.at.end));
        let asker = self.cues(Cue::Asker, clause).next()?;
        let leads_up = self.summary.has_cue(Cue::PseudoAsker, sentence.at) || self.owned(sentence.at);
        let answered = bounds
            .next_sentence(self.at.start)
            .is_some_and(|next| self.cues(Cue::Answerer, self.following(next.at.start)).any(|c| self.summary.apposed(next.at.start, c.at.start)));
        (!leads_up && !answered).then(|| Self::held(Guard::Asked, asker.at))
    }

    /// None of the hit's sentences resembles what the category, or any other, objects to.
    pub(crate) fn unlike(&self, category: Category) -> Option<Held> {
        let bounds = &self.summary.bounds;
        let mut sentences = bounds.sentence_index(self.at.start)..=bounds.sentence_index(self.at.end - 1);
        let scores = |sentence: usize| self.summary.likeness.get(sentence).copied().flatten();
        let is_unlike = |scores: Scores| scores[category as usize] < UNLIKE && scores.iter().all(|&score| score < 0.0);
        let is_weighable = |sentence: usize| WEIGHABLE.contains(&bounds.sentences()[sentence].at.len());
        let all = sentences.all(|sentence| is_weighable(sentence) && scores(sentence).is_some_and(is_unlike));
        all.then(|| Self::held(Guard::Unlike, self.at))
    }
}
