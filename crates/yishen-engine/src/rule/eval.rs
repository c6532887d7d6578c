//! Whether rules hold: finders, conditions and guards over block summaries, in the one order of decision.
//!
//! Allow-lists (and `torn`, in the scanner) act on literals and entities before anything is assembled; then `find`,
//! `scope`, all `when`, no `unless`, guards. Overlaps, `once` and severity are for [`crate::judge`].

use std::cell::{LazyCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::guard::{Guard, Guarded, Held, SENTENCE_REACH};
use super::model::{self, Category, Compare, EntityQuery, Gap, Reach, Relation, Severity, Test, Verb, Within};
use crate::context::{Cue, CueHit};
use crate::draft::{BlockKind, Channel, Draft, Genre};
use crate::fold::{At, Class};
use crate::plan::{Condition, Find, FindId, Finder, Plan, PlannedRule, Seq, What};
use crate::recognise::{Entity, EntityKind, Tag};
use crate::report::EvidenceKind;
use crate::resemblance::allowance;
use crate::summary::Summary;

/// A place in the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) block: u32,
    pub(crate) at: At,
}

/// What a finder found.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    /// What is reported.
    pub(crate) at: At,
    /// The elements that it is made of.
    pub(crate) elements: Vec<At>,
    pub(crate) disguised: bool,
    /// Equal for equal words or entities: for `distinct`.
    key: u64,
    note: Option<&'static str>,
    parts: Vec<At>,
}

/// Something that made a hit a finding.
#[derive(Clone, Debug)]
pub(crate) struct RawEvidence {
    pub(crate) kind: EvidenceKind,
    pub(crate) note: String,
    pub(crate) place: Option<Place>,
}

/// A hit that holds: a finding before overlaps and severity are decided.
#[derive(Clone, Debug)]
pub(crate) struct Raised {
    pub(crate) find: FindId,
    pub(crate) place: Place,
    /// It is about what is missing; the place is the block.
    pub(crate) whole: bool,
    pub(crate) severity: Severity,
    /// A guard lowers it to `advise`.
    pub(crate) lowered: Option<Guard>,
    pub(crate) disguised: bool,
    pub(crate) evidence: Vec<RawEvidence>,
}

/// Why a hit is no finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Veto {
    Allowed,
    Scope,
    /// The condition with this number does not hold.
    When(usize),
    Unless(usize),
    Guard(Guard),
}

/// A hit that is no finding, and why: for `explain`.
#[derive(Clone, Debug)]
pub(crate) struct Vetoed {
    pub(crate) rule: u32,
    pub(crate) place: Place,
    pub(crate) veto: Veto,
    /// Where that which vetoed it stands.
    pub(crate) by: Option<Place>,
}

/// What is known of the draft as a whole.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// The genre, and the one that came within a point of it.
    pub(crate) genres: Vec<Genre>,
    pub(crate) inferred: bool,
}

/// Decides rules over a draft's summaries.
pub(crate) struct Evaluator<'e> {
    pub(crate) plan: &'e Plan,
    pub(crate) draft: &'e Draft<'e>,
    pub(crate) summaries: &'e [Summary],
    pub(crate) parents: Vec<Option<usize>>,
    pub(crate) known: Known,
    /// See [`allowance`].
    allowance: f64,
    /// Hits that were vetoed, when somebody wants to know.
    pub(crate) trace: Option<RefCell<Vec<Vetoed>>>,
    /// Rules that only the scope of an inferred genre kept away.
    pub(crate) scoped_out: RefCell<BTreeSet<u32>>,
    /// Something depends on the day of publication, and it is not known.
    pub(crate) wants_date: RefCell<bool>,
    /// Matches by finder (its address), block and rule.
    cache: RefCell<HashMap<(usize, u32, u32), Matches>>,
    nothing: Matches,
    /// Places of matches in the whole draft by finder (its address) and rule.
    everywhere: RefCell<HashMap<(usize, u32), Places>>,
    /// The first block that sells, by the heading over it.
    sellers: RefCell<HashMap<usize, Option<usize>>>,
    chains: RefCell<Chains>,
}

/// Working memory for sequences, used again for each.
#[derive(Debug, Default)]
struct Chains {
    /// What may stand for each element, and whether it is disguised: element after element, by place.
    candidates: Vec<(At, bool)>,
    /// Where each element's candidates begin, and where the last one's end.
    starts: Vec<usize>,
    /// By candidate: where the shortest match from it ends, and the next candidate in it.
    ends: Vec<Option<(u32, usize)>>,
}

/// The matches of a finder in a block, shared by those who ask for them.
type Matches = Rc<Vec<Match>>;

/// The places of a finder's matches in the whole draft, in order.
type Places = Rc<Vec<Place>>;

/// As many items of a list at most stand under the words that lead up to it.
const MAX_LIST: usize = 40;

/// Whether the block's last sentence warns of what follows, as a debunking heading does.
fn debunks_at_end(summary: &Summary) -> bool {
    let last = summary.len().checked_sub(1).map(|i| summary.bounds.sentence(i).at);
    last.is_some_and(|last| last.len() <= 2 * SENTENCE_REACH && summary.has_cue(Cue::DebunkHeading, last))
}

/// So many signs of a drill make a text the report of one.
const DRILL_SIGNS: usize = 3;

/// The rule number under which triggers of routes are evaluated: they have no allow-list.
const NO_RULE: u32 = u32::MAX;

impl<'e> Evaluator<'e> {
    pub(crate) fn new(plan: &'e Plan, draft: &'e Draft<'e>, summaries: &'e [Summary], known: Known, trace: bool) -> Evaluator<'e> {
        Evaluator {
            plan,
            draft,
            summaries,
            parents: draft.parents(),
            known,
            allowance: allowance(summaries.iter().flat_map(|summary| &summary.likeness).flatten().count()),
            trace: trace.then(RefCell::default),
            scoped_out: RefCell::default(),
            wants_date: RefCell::default(),
            cache: RefCell::default(),
            nothing: Matches::default(),
            everywhere: RefCell::default(),
            sellers: RefCell::default(),
            chains: RefCell::default(),
        }
    }

    /// Every hit that holds, in the order of blocks, rules and finds; those of the rule `only`, if it is given.
    pub(crate) fn run(&self, only: Option<u32>) -> Vec<Raised> {
        let wanted = |find: &FindId| only.is_none_or(|rule| find.rule == rule);
        let mut raised = Vec::new();
        // The trace tells of parts that were vetoed, whether or not the others stand there.
        let every: Option<Vec<FindId>> = self.trace.is_some().then(|| {
            let mut every: Vec<FindId> = self.plan.finds().collect();
            every.sort_unstable();
            every.dedup();
            every
        });
        for (block, summary) in (0..).zip(self.summaries) {
            let sought = every.as_ref().or(summary.sought.as_ref());
            for &find in sought.into_iter().flatten().filter(|find| wanted(find)) {
                self.evaluate(find, block, &mut raised);
            }
        }
        if let Some(block) = self.whole_block() {
            for &find in self.plan.wholes.iter().filter(|find| wanted(find)) {
                self.evaluate(find, block, &mut raised);
            }
        }
        raised
    }

    /// The block that findings about something missing point at: the first of the body, else the first.
    fn whole_block(&self) -> Option<u32> {
        let blocks = self.draft.blocks();
        let body = |b: &crate::draft::Block| self.draft.fields()[b.field()].name() == crate::draft::FieldName::Body;
        blocks.iter().position(body).or((!blocks.is_empty()).then_some(0)).map(|b| b as u32)
    }

    fn evaluate(&self, id: FindId, block: u32, raised: &mut Vec<Raised>) {
        let rule = self.plan.rule(id.rule);
        if !self.channel_allows(rule.category) {
            return;
        }
        let planned = &self.plan.rules[id.rule as usize];
        let find = &planned.finds[id.find as usize];
        let matches = self.find(&find.finder, block, id.rule);
        if matches.is_empty() {
            return;
        }
        let in_scope = self.in_scope(id.rule, rule, block);
        let siblings = LazyCell::new(|| matches.iter().map(|m| m.at).collect::<Vec<At>>());
        for found in &matches {
            let place = Place { block, at: found.at };
            if !in_scope {
                self.veto(id.rule, place, Veto::Scope, None);
                continue;
            }
            let mut evidence = Vec::new();
            if !self.conditions_hold(planned, id, place, found, &mut evidence) {
                continue;
            }
            let whole = matches!(find.finder, Finder::Whole);
            let lowered = match self.guards(rule, find, block, found, &siblings) {
                None => None,
                Some((Verb::Lower, held)) => Some(held),
                Some((_, held)) => {
                    self.veto(id.rule, place, Veto::Guard(held.guard), Some(Place { block, at: held.cue }));
                    continue;
                }
            };
            if let Some(held) = lowered {
                evidence.push(RawEvidence {
                    kind: EvidenceKind::Word,
                    note: format!("{}，故降为提示", held.guard.describe()),
                    place: Some(Place { block, at: held.cue }),
                });
            }
            if let Some(note) = found.note {
                evidence.push(RawEvidence { kind: EvidenceKind::Check, note: note.into(), place: Some(place) });
            }
            let (kind, note) =
                if find.finder.is_resemblance() { (EvidenceKind::Word, "最像违规说法的字词") } else { (EvidenceKind::Entity, "可识别信息") };
            evidence.extend(found.parts.iter().map(|&at| RawEvidence { kind, note: note.into(), place: Some(Place { block, at }) }));
            raised.push(Raised {
                find: id,
                place,
                whole,
                severity: find.severity.unwrap_or(rule.severity),
                lowered: lowered.map(|h| h.guard),
                disguised: found.disguised,
                evidence,
            });
        }
    }

    /// The public's comments are screened for leaked data and unlawful content only.
    fn channel_allows(&self, category: Category) -> bool {
        self.draft.get_channel() != Channel::Comment || matches!(category, Category::Privacy | Category::Prohibited)
    }

    fn veto(&self, rule: u32, place: Place, veto: Veto, by: Option<Place>) {
        if let (Some(trace), true) = (&self.trace, rule != NO_RULE) {
            trace.borrow_mut().push(Vetoed { rule, place, veto, by });
        }
    }

    fn in_scope(&self, number: u32, rule: &model::Rule, block: u32) -> bool {
        let scope = &rule.scope;
        let kind = self.draft.blocks()[block as usize].kind();
        if (!scope.blocks.is_empty() && !scope.blocks.contains(&kind)) || (!scope.channels.is_empty() && !scope.channels.contains(&self.draft.get_channel())) {
            return false;
        }
        if scope.genres.is_empty() || self.known.genres.iter().any(|g| scope.genres.contains(g)) {
            return true;
        }
        if self.known.inferred {
            self.scoped_out.borrow_mut().insert(number);
        }
        false
    }

    fn conditions_hold(&self, planned: &PlannedRule, id: FindId, place: Place, found: &Match, evidence: &mut Vec<RawEvidence>) -> bool {
        let find = &planned.finds[id.find as usize];
        for (i, condition) in planned.when.iter().chain(&find.when).enumerate() {
            match self.holds(condition, place, found, id.rule) {
                Some(proof) => evidence.extend(proof),
                None => {
                    self.veto(id.rule, place, Veto::When(i), None);
                    return false;
                }
            }
        }
        for (i, condition) in planned.unless.iter().chain(&find.unless).enumerate() {
            if let Some(proof) = self.holds(condition, place, found, id.rule) {
                self.veto(id.rule, place, Veto::Unless(i), proof.and_then(|p| p.place));
                return false;
            }
            if let Condition::Fact { name, .. } = condition
                && self.draft.get_facts().holds(name).is_none()
            {
                evidence.push(RawEvidence { kind: EvidenceKind::Fact, note: format!("事实“{name}”未提供"), place: None });
            }
        }
        true
    }

    /// Whether the condition holds for the hit, and what shows it.
    #[expect(clippy::option_option, reason = "whether it holds, and whether there are words to show")]
    fn holds(&self, condition: &Condition, place: Place, found: &Match, rule: u32) -> Option<Option<RawEvidence>> {
        match condition {
            Condition::Fact { name, equals } => {
                let facts = self.draft.get_facts();
                let holds = match equals {
                    Some(value) => facts.equals(name, value),
                    None => facts.holds(name) == Some(true),
                };
                holds.then_some(Some(RawEvidence { kind: EvidenceKind::Fact, note: format!("事实“{name}”已提供"), place: None }))
            }
            Condition::Genre(genres) => self.known.genres.first().is_some_and(|g| genres.contains(g)).then_some(None),
            Condition::Channel(channels) => channels.contains(&self.draft.get_channel()).then_some(None),
            Condition::Found { relation, finder } => self.related(*relation, finder, place, found, rule).map(Some),
        }
    }

    fn related(&self, relation: Relation, finder: &Finder, place: Place, found: &Match, rule: u32) -> Option<RawEvidence> {
        let own = |p: Place| p.block == place.block && found.elements.iter().any(|e| e.covers(p.at));
        let proof = |p: Place| {
            let kind = if matches!(finder, Finder::Entity(_)) { EvidenceKind::Entity } else { EvidenceKind::Word };
            RawEvidence { kind, note: "与之同现".into(), place: Some(p) }
        };
        let bounds = &self.summaries[place.block as usize].bounds;
        match relation {
            Relation::Near(within) => self.first_within(finder, self.unit(within, place), place, rule, |p| !own(p)).map(proof),
            Relation::Before(within) => {
                let unit = self.unit(within, place).left_of(place);
                self.first_within(finder, unit, place, rule, |p| !own(p) && precedes(p, place)).map(proof)
            }
            Relation::After(within) => {
                let unit = self.unit(within, place).right_of(place);
                self.first_within(finder, unit, place, rule, |p| !own(p) && precedes(place, p)).map(proof)
            }
            Relation::Inside => {
                let sentence = At::new(bounds.sentence(place.at.start).at.start, bounds.sentence(place.at.end.max(1) - 1).at.end);
                self.in_block(finder, place.block, sentence, rule).find(|m| m.covers(place.at)).map(|at| proof(Place { block: place.block, at }))
            }
            Relation::Holds => {
                self.in_block(finder, place.block, place.at, rule).find(|m| place.at.covers(*m)).map(|at| proof(Place { block: place.block, at }))
            }
            Relation::Heading => {
                let itself = matches!(self.draft.blocks()[place.block as usize].kind(), BlockKind::Heading | BlockKind::Title).then_some(place.block as usize);
                let mut heads = self.draft.heads(&self.parents, place.block as usize).chain(itself);
                heads.find_map(|h| self.everywhere(finder, h as u32..h as u32 + 1, rule, |p| !own(p))).map(proof)
            }
            Relation::Document => self.everywhere(finder, 0..self.summaries.len() as u32, rule, |p| !own(p)).map(proof),
            Relation::Field(name) => {
                let in_field = |p: Place| self.draft.fields()[self.draft.blocks()[p.block as usize].field()].name() == name;
                self.everywhere(finder, 0..self.summaries.len() as u32, rule, |p| in_field(p) && !own(p)).map(proof)
            }
            Relation::Count { within, at_least, distinct } => self.counted(finder, within, at_least, distinct, place, rule).map(proof),
        }
    }

    /// The first match that lies in the unit and is as asked.
    fn first_within(&self, finder: &Finder, unit: Unit, place: Place, rule: u32, wanted: impl Fn(Place) -> bool) -> Option<Place> {
        match unit {
            Unit::Part(part) => self.in_block(finder, place.block, part, rule).map(|at| Place { block: place.block, at }).find(|&p| wanted(p)),
            Unit::Blocks(blocks) => self.everywhere(finder, blocks, rule, wanted),
        }
    }

    fn unit(&self, within: Within, place: Place) -> Unit {
        let summary = &self.summaries[place.block as usize];
        let bounds = &summary.bounds;
        let (first, last) = (place.at.start, place.at.end.max(place.at.start + 1) - 1);
        Unit::Part(match within {
            Within::Characters(n) => At::new(first.saturating_sub(n), (last + 1 + n).min(summary.len())),
            Within::Clause => bounds.clause(first).hull(bounds.clause(last)),
            Within::Sentence => bounds.sentence(first).at.hull(bounds.sentence(last).at),
            Within::NextSentence => {
                let here = bounds.sentence(first).at.hull(bounds.sentence(last).at);
                bounds.next_sentence(last).map_or(here, |next| here.hull(next.at))
            }
            Within::Paragraph => summary.whole(),
            Within::Section => return Unit::Blocks(self.section(place.block)),
            Within::Document => return Unit::Blocks(0..self.summaries.len() as u32),
        })
    }

    /// The blocks of the section that holds the block: from its heading to the next of that level or above.
    fn section(&self, block: u32) -> std::ops::Range<u32> {
        let parent = self.parents[block as usize];
        let under = |b: usize| std::iter::successors(Some(b), |&b| self.parents[b]).any(|b| Some(b) == parent) || parent.is_none();
        let start = parent.unwrap_or(0);
        let end = (block as usize..self.summaries.len()).take_while(|&b| under(b)).last().unwrap_or(block as usize);
        start as u32..end as u32 + 1
    }

    /// The matches in a block that overlap the range, by place.
    fn in_block<'m>(&'m self, finder: &Finder, block: u32, within: At, rule: u32) -> impl Iterator<Item = At> + 'm {
        // No match that matters reaches further back than this from where it ends.
        const LONGEST: u32 = 160;
        let matches = self.matches(finder, block, rule);
        let start = matches.partition_point(|m| m.at.start + LONGEST < within.start);
        let end = matches.partition_point(|m| m.at.start < within.end).max(start);
        (start..end).map(move |i| matches[i].at).filter(move |at| at.overlaps(within))
    }

    fn everywhere(&self, finder: &Finder, blocks: std::ops::Range<u32>, rule: u32, wanted: impl Fn(Place) -> bool) -> Option<Place> {
        if blocks.len() == 1 {
            let matches = self.matches(finder, blocks.start, rule);
            return matches.iter().map(|m| Place { block: blocks.start, at: m.at }).find(|&p| wanted(p));
        }
        let all = self.all_matches(finder, rule);
        let first = all.partition_point(|p| p.block < blocks.start);
        all[first..].iter().copied().take_while(|p| p.block < blocks.end).find(|&p| wanted(p))
    }

    /// Where the finder finds something in the draft, in order. Worked out once, or many hits would each go through all
    /// blocks.
    fn all_matches(&self, finder: &Finder, rule: u32) -> Rc<Vec<Place>> {
        let key = (std::ptr::from_ref(finder) as usize, rule);
        if let Some(known) = self.everywhere.borrow().get(&key) {
            return Rc::clone(known);
        }
        let blocks = 0..self.summaries.len() as u32;
        let places = blocks.flat_map(|block| self.matches(finder, block, rule).iter().map(|m| Place { block, at: m.at }).collect::<Vec<_>>());
        let found = Rc::new(places.collect::<Vec<Place>>());
        self.everywhere.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    fn counted(&self, finder: &Finder, within: Within, at_least: u32, distinct: bool, place: Place, rule: u32) -> Option<Place> {
        let mut keys = BTreeSet::new();
        let mut count = 0;
        let mut visit = |block: u32, found: &Match| {
            if !distinct || keys.insert(found.key) {
                count += 1;
            }
            (count >= at_least).then_some(Place { block, at: found.at })
        };
        match self.unit(within, place) {
            Unit::Part(part) => self.matches(finder, place.block, rule).iter().filter(|m| m.at.overlaps(part)).find_map(|m| visit(place.block, m)),
            Unit::Blocks(blocks) => {
                let found = self.all_matches(finder, rule);
                let blocks: BTreeSet<u32> = found.iter().map(|p| p.block).filter(|b| blocks.contains(b)).collect();
                blocks.into_iter().find_map(|block| self.matches(finder, block, rule).iter().find_map(|m| visit(block, m)))
            }
        }
    }

    /// What the finder finds in a block, with the rule's allow-lists applied, by place. Each is worked out once.
    fn matches(&self, finder: &Finder, block: u32, rule: u32) -> Matches {
        // The trace tells of parts that were vetoed, whether or not the others stand there.
        if self.trace.is_none() && !finder.may_match(&self.summaries[block as usize]) {
            return Rc::clone(&self.nothing);
        }
        let key = (std::ptr::from_ref(finder) as usize, block, rule);
        if let Some(known) = self.cache.borrow().get(&key) {
            return Rc::clone(known);
        }
        let found = match self.find(finder, block, rule) {
            none if none.is_empty() => Rc::clone(&self.nothing),
            some => Rc::new(some),
        };
        self.cache.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    fn find(&self, finder: &Finder, block: u32, rule: u32) -> Vec<Match> {
        let summary = &self.summaries[block as usize];
        let simple = |at: At, disguised: bool, key: u64| Match { at, elements: vec![at], disguised, key, note: None, parts: Vec::new() };
        match finder {
            Finder::Words(set) => {
                let hits = self.plan.hits(summary, *set);
                hits.iter().filter(|h| self.is_seen(rule, block, h.at)).map(|h| simple(h.at, h.disguised, u64::from(h.key))).collect()
            }
            Finder::Pattern(pattern) => {
                let hits = summary.pattern(*pattern).iter().filter(|h| self.is_seen(rule, block, h.at));
                hits.map(|h| simple(h.at, false, u64::from(h.at.start))).collect()
            }
            Finder::Entity(query) => {
                let entities = self.entities(query, block, rule);
                entities.map(|e| Match { note: e.note, parts: e.parts.clone(), ..simple(e.at, false, e.key) }).collect()
            }
            Finder::Seq(seq) => self.sequences(seq, block, rule),
            Finder::Whole => vec![simple(At::new(0, 0), false, 0)],
        }
    }

    fn entities<'s>(&'s self, query: &'s EntityQuery, block: u32, rule: u32) -> impl Iterator<Item = &'s Entity> + 's {
        let entities = self.summaries[block as usize].kind(query.kind);
        entities.filter(move |e| query.tests.iter().all(|t| self.passes(e, t)) && self.is_seen(rule, block, e.at))
    }

    /// Not a part of an allowed compound that reaches beyond it.
    fn is_seen(&self, rule: u32, block: u32, at: At) -> bool {
        if rule == NO_RULE {
            return true;
        }
        let summary = &self.summaries[block as usize];
        let allowing = self.plan.rules[rule as usize].allow.iter().find_map(|&set| {
            // Compounds are short: one that overlaps begins close by.
            const LONGEST: u32 = 64;
            let compounds = self.plan.hits(summary, set);
            let start = compounds.partition_point(|c| c.at.start + LONGEST < at.start);
            compounds[start..].iter().take_while(|c| c.at.start < at.end).find(|c| c.at.overlaps(at) && !at.covers(c.at)).copied()
        });
        if let Some(compound) = allowing {
            self.veto(rule, Place { block, at }, Veto::Allowed, Some(Place { block, at: compound.at }));
        }
        allowing.is_none()
    }

    fn passes(&self, entity: &Entity, test: &Test) -> bool {
        match *test {
            Test::Is(tag) => self.is_tagged(entity, tag),
            Test::IsNot(tag) => !self.is_tagged(entity, tag),
            Test::Number(compare, limit) => {
                let limit = if entity.kind == EntityKind::Resemblance { limit + self.allowance } else { limit };
                entity.value.is_some_and(|value| match compare {
                    Compare::Less => value < limit,
                    Compare::AtMost => value <= limit,
                    Compare::Equal => (value - limit).abs() < f64::EPSILON,
                    Compare::AtLeast => value >= limit,
                    Compare::More => value > limit,
                })
            }
        }
    }

    /// Tags that depend on the draft's date or facts are decided here, the others when the entity was recognised.
    fn is_tagged(&self, entity: &Entity, tag: Tag) -> bool {
        let today = || {
            let date = self.draft.get_date();
            *self.wants_date.borrow_mut() |= date.is_none();
            date
        };
        match (tag, entity.kind) {
            (Tag::Past, EntityKind::Years) => today().is_some_and(|d| entity.value.is_some_and(|year| year < f64::from(d.year()))),
            (Tag::Past, _) => entity.day.is_some_and(|day| today().is_some_and(|d| day < d)),
            (Tag::Valid | Tag::Expired, EntityKind::AdApproval) => {
                let until = self.draft.get_facts().ad_approval.as_ref().and_then(|a| a.valid_until);
                until.is_some_and(|until| today().is_some_and(|d| (d <= until) == (tag == Tag::Valid)))
            }
            _ => entity.tags.has(tag),
        }
    }

    /// Every shortest match of a sequence.
    fn sequences(&self, seq: &Seq, block: u32, rule: u32) -> Vec<Match> {
        let summary = &self.summaries[block as usize];
        let Chains { candidates, starts, ends } = &mut *self.chains.borrow_mut();
        candidates.clear();
        starts.clear();
        for element in &seq.elements {
            let start = candidates.len();
            starts.push(start);
            match &element.what {
                What::Words(set) => {
                    for hit in self.plan.hits(summary, *set).iter().filter(|h| self.is_seen(rule, block, h.at)) {
                        // Of one element the longest literal counts; hits come longest first.
                        if candidates[start..].last().is_none_or(|(at, _)| at.start != hit.at.start) {
                            candidates.push((hit.at, hit.disguised));
                        }
                    }
                }
                What::Entity(query) => candidates.extend(self.entities(query, block, rule).map(|e| (e.at, false))),
            }
            if candidates.len() == start {
                return Vec::new();
            }
        }
        starts.push(candidates.len());
        // From the last element to the first: for each candidate, where the shortest match from it ends, and by what.
        let last = seq.elements.len() - 1;
        ends.clear();
        ends.resize(starts[last], None);
        ends.extend(candidates[starts[last]..].iter().map(|(at, _)| Some((at.end, 0))));
        for k in (0..last).rev() {
            for i in starts[k]..starts[k + 1] {
                let from = candidates[i].0;
                let next = starts[k + 1]..starts[k + 2];
                let first = next.start + candidates[next.clone()].partition_point(|(at, _)| at.start < from.end);
                let reachable = (first..next.end).take_while(|&n| !self.beyond(summary, seq, k + 1, from, candidates[n].0));
                ends[i] = reachable.filter(|&n| bridges(summary, seq, k + 1, from, candidates[n].0)).filter_map(|n| ends[n].map(|(end, _)| (end, n))).min();
            }
        }
        let mut found: Vec<Match> = Vec::new();
        for i in (0..starts[1]).filter(|&i| ends[i].is_some()) {
            let mut elements = Vec::with_capacity(seq.elements.len());
            let mut disguised = false;
            let mut at = i;
            for _ in &seq.elements {
                elements.push(candidates[at].0);
                disguised |= candidates[at].1;
                at = ends[at].map_or(0, |(_, next)| next);
            }
            let span = At::new(elements[seq.mark.0].start, elements[seq.mark.1].end);
            found.push(Match { at: span, elements, disguised, key: u64::from(span.start), note: None, parts: Vec::new() });
        }
        // Of matches that hold one another the shortest stands. Starts ascend, so a match holds a later one that ends
        // no later.
        let hull = |m: &Match| At::new(m.elements[0].start, m.elements[m.elements.len() - 1].end);
        let mut least = u32::MAX;
        found.reverse();
        found.retain(|m| {
            let end = hull(m).end;
            let shortest = end < least;
            least = least.min(end);
            shortest
        });
        found.sort_by_key(|m| (m.at.start, m.at.end));
        found
    }

    /// Whether no later candidate can be reached from `from` either.
    fn beyond(&self, summary: &Summary, seq: &Seq, k: usize, from: At, next: At) -> bool {
        let most = match seq.elements[k].gap {
            Gap::None | Gap::Apposition => 8,
            Gap::UpTo(n) => u32::from(n),
        };
        // Spaces and ignorables do not count, so look a little further before counting.
        next.start - from.end > most && (next.start - from.end > 8 * (most + 8) || summary.gap_length(from.end, next.start) > most)
    }

    /// The guard that acts on the hit, and how.
    fn guards(&self, rule: &model::Rule, find: &Find, block: u32, found: &Match, siblings: &[At]) -> Option<(Verb, Held)> {
        let guards = rule.guards;
        if guards == model::Guards::default() || found.at.len() == 0 {
            return None;
        }
        let summary = &self.summaries[block as usize];
        let guarded = Guarded { summary, at: found.at, elements: &found.elements, siblings };
        type Check<'g> = (Verb, Box<dyn Fn() -> Option<Held> + 'g>);
        let checks: [Check<'_>; 6] = [
            (guards.negated, Box::new(|| guarded.negated())),
            (guards.mentioned, Box::new(|| guarded.mentioned())),
            (guards.debunked, Box::new(|| guarded.debunked().or_else(|| self.denied(block, found.at)).or_else(|| self.debunked_by_heading(block, found.at)))),
            (guards.supposed, Box::new(|| guarded.supposed().or_else(|| self.drilled(block, found.at)))),
            (guards.asked, Box::new(|| guarded.asked())),
            // What is written in disguise resembles nothing, and where an entity is at fault the words around it need not be.
            (guards.unlike, Box::new(|| (!found.disguised && !find.finder.is_entity()).then(|| guarded.unlike(rule.category)).flatten())),
        ];
        let mut lowered = None;
        for (verb, check) in checks {
            if verb == Verb::Off {
                continue;
            }
            match check() {
                Some(held) if verb == Verb::Veto && !held.by_heading => return Some((Verb::Veto, held)),
                Some(held) => lowered = lowered.or(Some((Verb::Lower, held))),
                None => {}
            }
        }
        lowered
    }

    /// B4.6: words in quotation marks, a heading or a question that what follows denies at once: “打了疫苗反而得流感” 不是。
    fn denied(&self, block: u32, at: At) -> Option<Held> {
        let blocks = self.draft.blocks();
        let heading = |b: usize| matches!(blocks[b].kind(), BlockKind::Heading | BlockKind::Title);
        let summary = &self.summaries[block as usize];
        let sentence = summary.bounds.sentence(at.start);
        let quote = summary.bounds.quote(at).filter(|q| !q.title).map(|q| q.at);
        if quote.is_none() && !sentence.asks && !heading(block as usize) {
            return None;
        }
        // What the hospital says for itself is not denied by what it says next.
        let markers = summary.cues_in(sentence.at).filter(|c| c.cues.has(Cue::OwnMarker)).map(|c| c.at);
        let names = summary.entities_in(sentence.at).filter(|e| e.kind == EntityKind::Own).map(|e| e.at);
        if markers.chain(names).any(|own| !quote.is_some_and(|q| q.covers(own))) {
            return None;
        }
        let follows = |end: u32| {
            let answer = (end..summary.len()).find(|&i| summary.class[i as usize].is_symbol());
            match answer {
                Some(start) => summary.denial(start),
                None => {
                    let next = block as usize + 1;
                    let below = blocks.get(next).is_some_and(|b| b.field() == blocks[block as usize].field()) && !heading(next);
                    below.then(|| self.summaries[next].denial(0)).flatten().map(|_| at)
                }
            }
        };
        let cue = quote.and_then(|q| follows(q.end)).or_else(|| follows(sentence.at.end))?;
        Some(Held { guard: Guard::Debunked, cue, by_heading: false })
    }

    /// B5.2: under a heading that says so, or in a text full of its signs, it is a drill.
    fn drilled(&self, block: u32, at: At) -> Option<Held> {
        let titled = |b: usize| self.summaries[b].cues.iter().any(|c| c.cues.has(Cue::DrillHeading));
        let under = || self.draft.heads(&self.parents, block as usize).any(titled);
        let signs = || self.summaries.iter().flat_map(|s| &s.cues).filter(|c| c.cues.has(Cue::DrillSign)).nth(DRILL_SIGNS - 1).is_some();
        (under() || signs()).then_some(Held { guard: Guard::Supposed, cue: at, by_heading: false })
    }

    /// B4.5: a debunking heading lowers what stands in its section, until the section sells; a hit in the heading itself
    /// is vetoed.
    fn debunked_by_heading(&self, block: u32, at: At) -> Option<Held> {
        let number = block as usize;
        let debunks = |b: usize| {
            let summary = &self.summaries[b];
            // What is itself the hit debunks nothing: 惊人真相.
            let apart = |c: &CueHit| b != number || !c.at.overlaps(at);
            let stands = |c: &CueHit| !summary.cues.iter().any(|p| p.cues.has(Cue::PseudoWarner) && p.at.covers(c.at));
            summary.cues.iter().any(|c| c.cues.has(Cue::DebunkHeading) && apart(c) && stands(c))
        };
        let summary = &self.summaries[number];
        if matches!(self.draft.blocks()[number].kind(), BlockKind::Heading | BlockKind::Title) && debunks(number) {
            return Some(Held { guard: Guard::Debunked, cue: at, by_heading: false });
        }
        let sold = match self.draft.heads(&self.parents, number).find(|&h| debunks(h)) {
            Some(head) => {
                let seller = *self.sellers.borrow_mut().entry(head).or_insert_with(|| self.section_under(head).find(|&b| self.summaries[b].sells));
                seller.is_some_and(|s| s <= number)
            }
            // Or the words that lead up to a list: 骗子的话术有这些：
            None => {
                let item = |b: usize| self.draft.blocks()[b].kind() == BlockKind::ListItem;
                let lead = (0..=number).rev().take(MAX_LIST).find(|&b| !item(b)).filter(|&b| b < number && debunks_at_end(&self.summaries[b]))?;
                (lead..=number).any(|b| self.summaries[b].sells)
            }
        };
        if sold {
            return None;
        }
        // 我院提醒 warns; any other 我院 in the sentence sells.
        let sentence = summary.bounds.sentence(at.start).at;
        let near = At::new(sentence.start.max(at.start.saturating_sub(SENTENCE_REACH)), sentence.end.min(at.end + SENTENCE_REACH));
        let markers = summary.cues_in(near).filter(|c| c.cues.has(Cue::OwnMarker)).map(|c| c.at);
        let names = summary.entities_in(near).filter(|e| e.kind == EntityKind::Own).map(|e| e.at);
        // “我院专家免费送名额” in quotation marks is what somebody else says.
        let quote = summary.bounds.quote(at).filter(|q| !q.title).map(|q| q.at);
        let spoken = |own: &At| !quote.is_some_and(|q| q.covers(*own));
        let sells =
            markers.chain(names).filter(spoken).any(|own| !summary.has_cue(Cue::Disclaimer, At::new(own.end, sentence.end.min(own.end + 12).max(own.end))));
        (!sells).then_some(Held { guard: Guard::Debunked, cue: at, by_heading: true })
    }

    /// The blocks that stand under a heading.
    fn section_under(&self, head: usize) -> impl Iterator<Item = usize> + '_ {
        (head + 1..self.summaries.len()).take_while(move |&b| std::iter::successors(self.parents[b], |&p| self.parents[p]).any(|p| p == head))
    }

    /// Whether a route's trigger finds something, and whether its conditions hold.
    pub(crate) fn triggered(&self, finds: &[(Option<crate::draft::FieldName>, Finder)], when: &[Condition]) -> bool {
        let whole = Match { at: At::new(0, 0), elements: Vec::new(), disguised: false, key: 0, note: None, parts: Vec::new() };
        let place = Place { block: 0, at: At::new(0, 0) };
        let in_field = |p: Place, field: Option<crate::draft::FieldName>| {
            field.is_none_or(|name| self.draft.fields()[self.draft.blocks()[p.block as usize].field()].name() == name)
        };
        let found = finds.is_empty()
            || finds.iter().any(|(field, finder)| self.everywhere(finder, 0..self.summaries.len() as u32, NO_RULE, |p| in_field(p, *field)).is_some());
        found && (when.is_empty() || !self.summaries.is_empty()) && when.iter().all(|c| self.holds(c, place, &whole, NO_RULE).is_some())
    }
}

/// A part of a block, or whole blocks.
enum Unit {
    Part(At),
    Blocks(std::ops::Range<u32>),
}

impl Unit {
    /// What of it stands before the hit: nothing after it need be looked at.
    fn left_of(self, place: Place) -> Unit {
        match self {
            Unit::Part(at) => Unit::Part(At::new(at.start.min(place.at.start), place.at.start)),
            Unit::Blocks(blocks) => Unit::Blocks(blocks.start..blocks.end.min(place.block + 1)),
        }
    }

    fn right_of(self, place: Place) -> Unit {
        match self {
            Unit::Part(at) => Unit::Part(At::new(place.at.end, at.end.max(place.at.end))),
            Unit::Blocks(blocks) => Unit::Blocks(blocks.start.max(place.block)..blocks.end),
        }
    }
}

fn precedes(a: Place, b: Place) -> bool {
    a.block < b.block || (a.block == b.block && a.at.end <= b.at.start)
}

/// Whether the gap before element `k` holds between the two.
fn bridges(summary: &Summary, seq: &Seq, k: usize, from: At, next: At) -> bool {
    let (end, start) = (from.end, next.start);
    let same_sentence = summary.bounds.sentence_index(end - 1) == summary.bounds.sentence_index(start);
    let same_clause = || seq.reach == Reach::Sentence || summary.bounds.clause(end - 1).covers(At::new(start, start + 1));
    // A stop inside quotation marks does not end the sentence around them, but nothing reaches across it.
    let stopped = summary.bounds.quote(next).is_some() && summary.class[end as usize..start as usize].contains(&Class::Break);
    same_sentence
        && !stopped
        && match seq.elements[k].gap {
            Gap::None => summary.adjacent(end, start),
            Gap::UpTo(n) => summary.gap_length(end, start) <= u32::from(n) && same_clause(),
            Gap::Apposition => summary.apposed(end, start),
        }
}
