//! What the stages up to recognition leave of a block: everything that rules read, and none of its words.

use crate::context::{Bounds, Cue, CueHit};
use crate::fold::{At, Class, Folded};
use crate::recognise::{Entity, EntityKind};

/// A literal of a set of the plan, found in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SetHit {
    pub(crate) set: u32,
    pub(crate) at: At,
    pub(crate) literal: u32,
    pub(crate) disguised: bool,
}

/// A pattern of the plan, found in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PatternHit {
    pub(crate) pattern: u32,
    pub(crate) at: At,
}

/// One block as rules see it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Summary {
    pub(crate) class: Vec<Class>,
    pub(crate) bounds: Bounds,
    /// By set, then by place.
    pub(crate) sets: Vec<SetHit>,
    /// By pattern, then by place.
    pub(crate) patterns: Vec<PatternHit>,
    /// By place.
    pub(crate) entities: Vec<Entity>,
    /// By place. Those of one character only where a hit stands in the sentence.
    pub(crate) cues: Vec<CueHit>,
    /// The block promotes the hospital: what a debunking heading says of its section holds no more.
    pub(crate) sells: bool,
    /// `label：value`: a line of a table without a table.
    pub(crate) is_label_value: bool,
    /// 六问, 8招: what titles of popular science count.
    pub(crate) asks: bool,
}

impl Summary {
    /// Of a block that a limit kept from being read.
    pub(crate) fn unread() -> Summary {
        Summary { bounds: Bounds::of(&Folded::default()), ..Summary::default() }
    }

    pub(crate) fn len(&self) -> u32 {
        self.class.len() as u32
    }

    pub(crate) fn whole(&self) -> At {
        At::new(0, self.len())
    }

    /// The hits of a set, by place.
    pub(crate) fn set(&self, set: u32) -> &[SetHit] {
        let start = self.sets.partition_point(|h| h.set < set);
        let end = self.sets.partition_point(|h| h.set <= set);
        &self.sets[start..end]
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
