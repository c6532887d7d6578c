//! What the stages up to recognition leave of a block: everything that rules read, and none of its words.

use crate::context::{Bounds, Cue, CueHit};
use crate::fold::{At, Class, Folded};
use crate::plan::FindId;
use crate::recognise::{Entity, EntityKind};
use crate::resemblance::Scores;
use crate::scan::Hit;

/// A denial as long as this may go on: 没有依据证明…; a shorter one stands alone: 不会。
const LONG_DENIAL: usize = 4;

/// As many characters may lead up to a denial: 医生回答：
const LEAD: usize = 8;

/// A refutation stands this near to the beginning of an answer.
const REBUTTAL_REACH: u32 = 16;

/// A pattern of the plan, found in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PatternHit {
    pub(crate) pattern: u32,
    pub(crate) at: At,
}

/// The hits of a block, by the sets of the plan that they belong to.
#[derive(Clone, Debug, Default)]
pub(crate) struct SetHits {
    /// A bit for every set: whether something was found of it.
    bits: Vec<u64>,
    /// A bit for every set: whether a quiet literal of it stands in the block.
    quiet: Vec<u64>,
    /// By word of `bits`: the number of sets before it that something was found of.
    ranks: Vec<u32>,
    /// The sets that something was found of, in order, each with where its hits end.
    present: Vec<(u32, u32)>,
    /// By set, then by place, the longest first.
    hits: Vec<Hit>,
}

impl SetHits {
    /// Sorts hits, which stand by place, into their sets, and notes the sets of the quiet literals with these roles. `counts`
    /// holds a zero for every set, and is left so.
    pub(crate) fn new<'p>(hits: &[Hit], quiet: impl Iterator<Item = u32>, sets: impl Fn(u32) -> &'p [u32], counts: &mut [u32]) -> SetHits {
        let bits = || vec![0; counts.len().div_ceil(64)];
        let mut sorted = SetHits { bits: bits(), quiet: bits(), ..SetHits::default() };
        for &set in quiet.flat_map(&sets) {
            sorted.quiet[set as usize >> 6] |= 1 << (set & 63);
        }
        for &set in hits.iter().flat_map(|hit| sets(hit.role)) {
            sorted.bits[set as usize >> 6] |= 1 << (set & 63);
            counts[set as usize] += 1;
        }
        let Some(&first) = hits.first() else { return sorted };
        sorted.ranks.reserve_exact(sorted.bits.len());
        sorted.present.reserve_exact(sorted.bits.iter().map(|bits| bits.count_ones() as usize).sum());
        let mut total = 0;
        for (word, &bits) in (0..).zip(&sorted.bits) {
            sorted.ranks.push(sorted.present.len() as u32);
            let mut left = bits;
            while left != 0 {
                let set = word << 6 | left.trailing_zeros();
                left &= left - 1;
                // From now on: where the next hit of the set goes.
                let start = total;
                total += std::mem::replace(&mut counts[set as usize], start);
                sorted.present.push((set, total));
            }
        }
        sorted.hits.resize(total as usize, first);
        for &hit in hits {
            for &set in sets(hit.role) {
                let place = &mut counts[set as usize];
                sorted.hits[*place as usize] = hit;
                *place += 1;
            }
        }
        sorted.present().for_each(|set| counts[set as usize] = 0);
        sorted
    }

    /// The sets that something was found of, in order.
    pub(crate) fn present(&self) -> impl Iterator<Item = u32> {
        self.present.iter().map(|&(set, _)| set)
    }

    /// Every hit, once for each set that it belongs to.
    pub(crate) fn all(&self) -> &[Hit] {
        &self.hits
    }

    /// Whether a literal of the set stands in the block, quiet or not.
    pub(crate) fn has(&self, set: u32) -> bool {
        is_set(&self.bits, set) || self.has_quiet(set)
    }

    /// Whether a quiet literal of the set stands in the block.
    pub(crate) fn has_quiet(&self, set: u32) -> bool {
        is_set(&self.quiet, set)
    }

    /// The hits of a set, by place, the longest first.
    pub(crate) fn of(&self, set: u32) -> &[Hit] {
        if !is_set(&self.bits, set) {
            return &[];
        }
        let word = set as usize >> 6;
        let at = self.ranks[word] as usize + (self.bits[word] & ((1 << (set & 63)) - 1)).count_ones() as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.present[before].1);
        &self.hits[start as usize..self.present[at].1 as usize]
    }
}

fn is_set(bits: &[u64], number: u32) -> bool {
    bits.get(number as usize >> 6).is_some_and(|bits| bits >> (number & 63) & 1 != 0)
}

/// One block as rules see it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Summary {
    pub(crate) class: Vec<Class>,
    pub(crate) bounds: Bounds,
    pub(crate) sets: SetHits,
    /// The literals of one character that nobody looks for unless asked: number and character, in order.
    pub(crate) quiet: Vec<(u16, u32)>,
    /// The literals that hits stand for whose symbols are not the literal's own.
    pub(crate) undone: Vec<(At, String)>,
    /// By pattern, then by place.
    pub(crate) patterns: Vec<PatternHit>,
    /// By place.
    pub(crate) entities: Vec<Entity>,
    /// By place. Those of one character only where a hit stands in the sentence.
    pub(crate) cues: Vec<CueHit>,
    /// By sentence, where it says enough.
    pub(crate) likeness: Vec<Option<Scores>>,
    /// The block promotes the hospital: what a debunking heading says of its section holds no more.
    pub(crate) sells: bool,
    /// `label：value`: a line of a table without a table.
    pub(crate) is_label_value: bool,
    /// 六问, 8招: what titles of popular science count.
    pub(crate) asks: bool,
    /// The finds that something in the block may be a match of, in order; none before they are asked for.
    pub(crate) sought: Option<Vec<FindId>>,
}

impl Summary {
    /// Of a block that a limit kept from being read.
    pub(crate) fn unread() -> Summary {
        Summary { bounds: Bounds::of(&Folded::default()), ..Summary::default() }
    }

    /// Whether it says anything of a block's words.
    pub(crate) fn is_read(&self) -> bool {
        self.len() > 0
    }

    /// Takes out what the draft's facts added to what the block's own words say.
    pub(crate) fn forget_originals(&mut self) {
        let before = self.entities.len();
        self.entities.retain(|e| !matches!(e.kind, EntityKind::AlteredTitle | EntityKind::AlteredText | EntityKind::DiffersFromApproved));
        if self.entities.len() < before {
            self.sought = None;
        }
    }

    pub(crate) fn len(&self) -> u32 {
        self.class.len() as u32
    }

    pub(crate) fn whole(&self) -> At {
        At::new(0, self.len())
    }

    /// Where a quiet literal stands.
    pub(crate) fn quiet(&self, number: u16) -> &[(u16, u32)] {
        let start = self.quiet.partition_point(|&(n, _)| n < number);
        let count = self.quiet[start..].iter().take_while(|&&(n, _)| n == number).count();
        &self.quiet[start..start + count]
    }

    /// The hits of a pattern, by place.
    pub(crate) fn pattern(&self, pattern: u32) -> &[PatternHit] {
        let start = self.patterns.partition_point(|h| h.pattern < pattern);
        let end = self.patterns.partition_point(|h| h.pattern <= pattern);
        &self.patterns[start..end]
    }

    /// The entities that are of a kind, by place.
    pub(crate) fn kind(&self, kind: EntityKind) -> impl Iterator<Item = &Entity> {
        self.entities.iter().filter(move |e| e.kind.is_a(kind))
    }

    /// Whether an entity of a kind lies in a range. Costs what begins in the range.
    pub(crate) fn has_kind(&self, kind: EntityKind, at: At) -> bool {
        self.entities_in(at).any(|e| e.kind.is_a(kind))
    }

    /// The entities that lie in a range, by place.
    pub(crate) fn entities_in(&self, at: At) -> impl Iterator<Item = &Entity> {
        let start = self.entities.partition_point(|e| e.at.start < at.start);
        self.entities[start..].iter().take_while(move |e| e.at.start < at.end).filter(move |e| at.covers(e.at))
    }

    /// The private entity that holds a character.
    pub(crate) fn private_at(&self, i: u32) -> Option<&Entity> {
        // No private entity is longer.
        const LONGEST: u32 = 128;
        let start = self.entities.partition_point(|e| e.at.start + LONGEST < i);
        self.entities[start..].iter().take_while(|e| e.at.start <= i).find(|e| e.private && i < e.at.end)
    }

    /// The cues that lie in a range, by place.
    pub(crate) fn cues_in(&self, at: At) -> impl DoubleEndedIterator<Item = &CueHit> {
        let start = self.cues.partition_point(|c| c.at.start < at.start);
        let end = self.cues.partition_point(|c| c.at.start < at.end).max(start);
        self.cues[start..end].iter().filter(move |c| c.at.end <= at.end)
    }

    /// Whether a cue of the list lies in the range.
    pub(crate) fn has_cue(&self, cue: Cue, at: At) -> bool {
        self.cues_in(at).any(|c| c.cues.has(cue))
    }

    /// The words that deny what stood before, if the text from `start` on begins with them: 不会。 其实，没有依据。
    /// 答：说反了。 这种说法是谣言。
    pub(crate) fn denial(&self, start: u32) -> Option<At> {
        let start = (start..self.len()).find(|&i| self.class[i as usize].is_symbol())?;
        let sentence = self.bounds.sentence(start).at;
        let clause = self.bounds.clause(start);
        let symbols = |from: u32, to: u32| (from..to).filter(|&i| self.class[i as usize].is_symbol()).count();
        let alone =
            |end: u32| (end..self.len()).find(|&i| !matches!(self.class[i as usize], Class::Ignorable)).is_none_or(|i| !self.class[i as usize].is_symbol());
        let begins = |from: u32| {
            let from = (from..self.len()).find(|&i| self.class[i as usize].is_symbol())?;
            let cue = |c: &&CueHit| c.at.start == from && c.cues.has(Cue::Denial) && (symbols(c.at.start, c.at.end) >= LONG_DENIAL || alone(c.at.end));
            self.cues_in(At::new(from, sentence.end)).find(cue).map(|c| c.at)
        };
        let within = At::new(start, sentence.end.min(start + REBUTTAL_REACH).max(start));
        let rebutted = || {
            let cue = self.cues_in(within).find(|c| c.cues.has(Cue::Rebutter))?;
            let between = At::new(start, cue.at.start);
            let turned = self.has_cue(Cue::Contrast, between)
                || self.cues_in(between).any(|c| c.cues.has(Cue::RebutterCanceller) && self.adjacent(c.at.end, cue.at.start));
            (!turned && !self.has_cue(Cue::OwnMarker, between)).then_some(cue.at)
        };
        // 答： 真相： 其实， stand before it.
        let lead = || (symbols(clause.start.max(start), clause.end) <= LEAD).then(|| begins(clause.end)).flatten();
        begins(start).or_else(lead).or_else(rebutted)
    }

    /// The number of characters from `start` to `end` that count in a gap: ignorable ones and spaces do not.
    pub(crate) fn gap_length(&self, start: u32, end: u32) -> u32 {
        let counts = |c: &&Class| !matches!(c, Class::Ignorable | Class::Space);
        self.class[start as usize..end as usize].iter().filter(counts).count() as u32
    }

    /// Whether nothing but filler that a term may skip lies from `start` to `end`.
    pub(crate) fn adjacent(&self, start: u32, end: u32) -> bool {
        let gap = &self.class[start as usize..end as usize];
        gap.iter().all(|c| matches!(c, Class::Filler | Class::Space | Class::Newline | Class::Ignorable))
            && gap.iter().filter(|&&c| c != Class::Ignorable).count() <= crate::fold::MAX_FILLER as usize
    }

    /// Whether space or punctuation, four characters at most and no stop, is all that lies from `start` to `end`.
    pub(crate) fn apposed(&self, start: u32, end: u32) -> bool {
        let gap = &self.class[start as usize..end as usize];
        gap.iter().all(|&c| !c.is_symbol() && c != Class::Break) && gap.iter().filter(|&&c| c != Class::Ignorable).count() <= 4
    }
}
