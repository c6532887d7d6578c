//! Packs linked together: every literal interned once, every finder pointing at sets of literals, one scanner over all.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::context::{Cue, Cues, SingleCues};
use crate::draft::FieldName;
use crate::fold::symbols_of;
use crate::pack::model::{Genres, Ladder, Override, Pack, RouteTrigger, Sign, Signal, Variant};
use crate::recognise::{EntityKind, List, Tables};
use crate::rule::Severity;
use crate::rule::model::{self, EntityQuery, Gap, Reach, Rule, Words};
use crate::scan::Scanner;
use crate::scan::pattern::{Pattern, Trigger};

/// Everything that screening needs of the packs.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) scanner: Scanner,
    /// What each literal is there for.
    uses: Lists<Use>,
    /// The sets that each literal is in.
    sets: Lists<u32>,
    /// The number of sets.
    pub(crate) set_count: usize,
    /// The literals at whose hits a guard may have to judge.
    guarded_literals: Vec<bool>,
    pub(crate) literals: Arc<[String]>,
    pub(crate) single_cues: SingleCues,
    pub(crate) tables: Tables,
    pub(crate) patterns: Vec<Pattern>,
    /// The patterns that are tried at every run of digits.
    pub(crate) digit_patterns: Vec<u32>,
    pub(crate) rules: Vec<PlannedRule>,
    /// The finds that may begin at a hit of a set, a pattern or a kind of entity.
    pub(crate) by_set: Vec<Vec<FindId>>,
    pub(crate) by_pattern: HashMap<u32, Vec<FindId>>,
    pub(crate) by_kind: HashMap<EntityKind, Vec<FindId>>,
    /// The finds that look for what is missing.
    pub(crate) wholes: Vec<FindId>,
    /// The patterns and kinds at whose hits a guard may have to judge: single-character cues are read around them.
    pub(crate) guarded_patterns: BTreeSet<u32>,
    pub(crate) guarded_kinds: BTreeSet<EntityKind>,
    pub(crate) signals: Vec<PlannedSignal>,
    pub(crate) threshold: i32,
    pub(crate) margin: i32,
    pub(crate) ladder: Ladder,
    pub(crate) triggers: Vec<PlannedTrigger>,
}

/// A list of things for each of many, in one piece of memory.
#[derive(Debug)]
struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
    fn of(&self, number: u32) -> &[T] {
        &self.items[self.starts[number as usize] as usize..self.starts[number as usize + 1] as usize]
    }
}

impl<T> FromIterator<Vec<T>> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(lists: I) -> Lists<T> {
        let mut all = Lists { starts: vec![0], items: Vec::new() };
        for list in lists {
            all.items.extend(list);
            all.starts.push(all.items.len() as u32);
        }
        all
    }
}

/// What a literal is there for, besides the sets it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Cue(Cues),
    List(List),
    /// It is a literal of a pattern, that starts so many characters before it.
    Anchor {
        pattern: u32,
        least: u8,
        most: u8,
    },
}

/// A find of a rule, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FindId {
    pub(crate) rule: u32,
    pub(crate) find: u32,
}

/// A rule with its finders linked and the hospital's overrides applied.
#[derive(Debug)]
pub(crate) struct PlannedRule {
    /// The pack that it is from, and its number there.
    pub(crate) pack: usize,
    pub(crate) index: usize,
    pub(crate) severity_override: Option<Severity>,
    /// Switched off by the hospital, for this reason.
    pub(crate) off: Option<String>,
    /// It asks for a slot that nobody filled.
    pub(crate) lacks_slot: Option<String>,
    /// Sets of allowed compounds.
    pub(crate) allow: Vec<u32>,
    pub(crate) finds: Vec<Find>,
    pub(crate) when: Vec<Condition>,
    pub(crate) unless: Vec<Condition>,
}

#[derive(Debug)]
pub(crate) struct Find {
    pub(crate) finder: Finder,
    pub(crate) severity: Option<Severity>,
    pub(crate) when: Vec<Condition>,
    pub(crate) unless: Vec<Condition>,
}

#[derive(Clone, Debug)]
pub(crate) enum Finder {
    Words(u32),
    Pattern(u32),
    Entity(EntityQuery),
    Seq(Seq),
    Whole,
}

/// Where it is worth looking for a finder's matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beginning {
    Set(u32),
    Pattern(u32),
    Kind(EntityKind),
    Nowhere,
}

impl Finder {
    /// Every match holds one of these; of a sequence its first words, or else its first entity.
    pub(crate) fn beginning(&self) -> Beginning {
        match self {
            Finder::Words(set) => Beginning::Set(*set),
            Finder::Pattern(pattern) => Beginning::Pattern(*pattern),
            Finder::Entity(query) => Beginning::Kind(query.kind),
            Finder::Whole => Beginning::Nowhere,
            Finder::Seq(seq) => {
                let words = seq.elements.iter().find_map(|e| match &e.what {
                    What::Words(set) => Some(Beginning::Set(*set)),
                    What::Entity(_) => None,
                });
                words.unwrap_or(match &seq.elements[0].what {
                    What::Words(set) => Beginning::Set(*set),
                    What::Entity(query) => Beginning::Kind(query.kind),
                })
            }
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Seq {
    pub(crate) elements: Vec<Element>,
    pub(crate) reach: Reach,
    pub(crate) mark: (usize, usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) gap: Gap,
    pub(crate) what: What,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    Words(u32),
    Entity(EntityQuery),
}

#[derive(Debug)]
pub(crate) enum Condition {
    Found { relation: model::Relation, finder: Finder },
    Fact { name: String, equals: Option<String> },
    Genre(Vec<crate::draft::Genre>),
    Channel(Vec<crate::draft::Channel>),
}

/// A signal of a genre, linked.
#[derive(Debug)]
pub(crate) struct PlannedSignal {
    pub(crate) signal: Signal,
    /// The set of its words.
    pub(crate) set: Option<u32>,
}

/// A trigger of a route, linked.
#[derive(Debug)]
pub(crate) struct PlannedTrigger {
    pub(crate) trigger: RouteTrigger,
    pub(crate) finds: Vec<(Option<FieldName>, Finder)>,
    pub(crate) when: Vec<Condition>,
}

impl Plan {
    /// Links packs in order; later ones override and fill slots of earlier ones. `fixtures` fills empty slots with the
    /// values that the packs' examples are written for.
    pub(crate) fn link(packs: &[&Pack], fixtures: bool) -> Plan {
        let mut linker = Linker::new(packs, fixtures);
        let overrides: HashMap<&str, Vec<&Override>> = packs.iter().flat_map(|p| &p.overrides).fold(HashMap::new(), |mut map, o| {
            map.entry(o.rule.as_str()).or_default().push(o);
            map
        });
        let mut rules = Vec::new();
        for (pack, source) in packs.iter().enumerate() {
            for (index, rule) in source.rules.iter().enumerate() {
                let changes = overrides.get(rule.id.as_str()).map_or(&[][..], Vec::as_slice);
                rules.push(linker.rule(rule, changes, pack, index));
            }
        }
        let genres: Genres = packs.iter().rev().find_map(|p| p.genres.clone()).unwrap_or_default();
        let signals = genres
            .signals
            .into_iter()
            .map(|signal| {
                let set = match &signal.sign {
                    Sign::Words(words) => Some(linker.set_of_terms(words.iter().map(String::as_str))),
                    _ => None,
                };
                PlannedSignal { signal, set }
            })
            .collect();
        let ladder: Ladder = packs.iter().rev().find_map(|p| p.ladder.clone()).unwrap_or_default();
        let triggers = ladder
            .triggers
            .iter()
            .map(|trigger| PlannedTrigger {
                trigger: trigger.clone(),
                finds: trigger.finds.iter().map(|(field, finder)| (*field, linker.finder(finder, &[]))).collect(),
                when: trigger.when.iter().map(|c| linker.condition(c)).collect(),
            })
            .collect();
        for pack in packs {
            linker.cues(pack);
            linker.lists(pack);
        }
        linker.finish(rules, signals, genres.threshold, genres.margin, ladder, triggers, packs)
    }

    pub(crate) fn uses(&self, literal: u32) -> &[Use] {
        self.uses.of(literal)
    }

    /// The sets that hold the literal.
    pub(crate) fn sets(&self, literal: u32) -> &[u32] {
        self.sets.of(literal)
    }

    /// Whether a guard may have to judge at a hit of the literal: single-character cues are read around it.
    pub(crate) fn is_guarded(&self, literal: u32) -> bool {
        self.guarded_literals[literal as usize]
    }
}

struct Linker<'p> {
    packs: &'p [&'p Pack],
    fixtures: bool,
    literals: Vec<String>,
    loose: Vec<bool>,
    ids: HashMap<(String, bool), u32>,
    uses: Vec<Vec<Use>>,
    /// The sets that each literal is in.
    sets_of: Vec<Vec<u32>>,
    /// Sets by their literals.
    sets: BTreeMap<Vec<u32>, u32>,
    patterns: Vec<Pattern>,
    digit_patterns: Vec<u32>,
    single_cues: HashMap<char, Cues>,
    tables: Tables,
    /// Slots without a value that the rule being linked asks for.
    lacking: Option<String>,
}

impl<'p> Linker<'p> {
    fn new(packs: &'p [&'p Pack], fixtures: bool) -> Linker<'p> {
        Linker {
            packs,
            fixtures,
            literals: Vec::new(),
            loose: Vec::new(),
            ids: HashMap::new(),
            uses: Vec::new(),
            sets_of: Vec::new(),
            sets: BTreeMap::new(),
            patterns: Vec::new(),
            digit_patterns: Vec::new(),
            single_cues: HashMap::new(),
            tables: Tables::default(),
            lacking: None,
        }
    }

    /// `loose`: as a pattern's literal it may stand anywhere, inside numbers and words too.
    fn literal(&mut self, term: &str, loose: bool) -> u32 {
        if let Some(&id) = self.ids.get(&(term.to_owned(), loose)) {
            return id;
        }
        let id = self.literals.len() as u32;
        self.literals.push(term.to_owned());
        self.loose.push(loose);
        self.uses.push(Vec::new());
        self.sets_of.push(Vec::new());
        self.ids.insert((term.to_owned(), loose), id);
        id
    }

    fn set_of_terms<'t>(&mut self, terms: impl Iterator<Item = &'t str>) -> u32 {
        let mut ids: Vec<u32> = terms.map(|t| self.literal(t, false)).collect();
        ids.sort_unstable();
        ids.dedup();
        if let Some(&set) = self.sets.get(&ids) {
            return set;
        }
        let set = self.sets.len() as u32;
        for &id in &ids {
            self.sets_of[id as usize].push(set);
        }
        self.sets.insert(ids, set);
        set
    }

    /// The terms of a lexicon or slot, of all packs that have it.
    fn named(&mut self, name: &str) -> Vec<&'p str> {
        let mut terms: Vec<&'p str> = self.packs.iter().filter_map(|p| p.lexicons.get(name)).flatten().map(String::as_str).collect();
        if let Some(slot) = self.packs.iter().find_map(|p| p.slots.get(name)) {
            let values: Vec<&'p str> = self.packs.iter().filter_map(|p| p.values.get(name)).flatten().map(String::as_str).collect();
            if !values.is_empty() {
                terms.extend(values);
            } else if self.fixtures {
                terms.extend(slot.fixture.iter().map(String::as_str));
            } else {
                self.lacking = Some(name.to_owned());
            }
        }
        terms
    }

    fn words(&mut self, words: &Words, add: &[String], remove: &[&str]) -> u32 {
        let mut terms: Vec<&str> = Vec::new();
        for name in &words.named {
            terms.extend(self.named(name));
        }
        terms.extend(words.inline.iter().flat_map(|i| &i.terms).map(String::as_str));
        terms.extend(add.iter().map(String::as_str));
        terms.retain(|t| !remove.contains(t));
        self.set_of_terms(terms.into_iter())
    }

    fn rule(&mut self, rule: &Rule, changes: &[&Override], pack: usize, index: usize) -> PlannedRule {
        self.lacking = None;
        let add: Vec<String> = changes.iter().flat_map(|c| c.add.clone()).collect();
        let remove: Vec<&str> = changes.iter().flat_map(|c| &c.remove).map(String::as_str).collect();
        let mut add = Some(add);
        let mut finds = Vec::new();
        for find in &rule.finds {
            let finder = match &find.finder {
                // Added words join the rule's first find of words.
                model::Finder::Words(words) => Finder::Words(self.words(words, &add.take().unwrap_or_default(), &remove)),
                other => self.finder(other, &remove),
            };
            finds.push(Find { finder, severity: find.severity, when: self.conditions(&find.when), unless: self.conditions(&find.unless) });
        }
        let lacks_slot = self.lacking.take();
        let mut allow = vec![self.words(&rule.allow, &[], &[])];
        let terms: Vec<&str> = self.packs.iter().filter_map(|p| p.allow.get(rule.category.id())).flatten().map(String::as_str).collect();
        allow.push(self.set_of_terms(terms.into_iter()));
        PlannedRule {
            pack,
            index,
            severity_override: changes.iter().rev().find_map(|c| c.severity),
            off: changes.iter().rev().find_map(|c| c.off.clone()),
            lacks_slot,
            allow,
            finds,
            when: self.conditions(&rule.when),
            unless: self.conditions(&rule.unless),
        }
    }

    fn finder(&mut self, finder: &model::Finder, remove: &[&str]) -> Finder {
        match finder {
            model::Finder::Words(words) => Finder::Words(self.words(words, &[], remove)),
            model::Finder::Pattern(pattern) => Finder::Pattern(self.pattern(pattern)),
            model::Finder::Entity(query) => Finder::Entity(query.clone()),
            model::Finder::Whole => Finder::Whole,
            model::Finder::Seq(seq) => Finder::Seq(Seq {
                elements: seq
                    .elements
                    .iter()
                    .map(|e| Element {
                        gap: e.gap,
                        what: match &e.what {
                            model::What::Words(words) => What::Words(self.words(words, &[], remove)),
                            model::What::Entity(query) => What::Entity(query.clone()),
                        },
                    })
                    .collect(),
                reach: seq.reach,
                mark: seq.mark,
            }),
        }
    }

    fn pattern(&mut self, pattern: &Pattern) -> u32 {
        if let Some(known) = self.patterns.iter().position(|p| p == pattern) {
            return known as u32;
        }
        let id = self.patterns.len() as u32;
        match &pattern.trigger {
            Trigger::Digits => self.digit_patterns.push(id),
            Trigger::Literals(anchors) => {
                for anchor in anchors {
                    let literal = self.literal(&anchor.literal, true);
                    self.uses[literal as usize].push(Use::Anchor { pattern: id, least: anchor.least, most: anchor.most });
                }
            }
        }
        self.patterns.push(pattern.clone());
        id
    }

    fn conditions(&mut self, conditions: &[model::Condition]) -> Vec<Condition> {
        conditions.iter().map(|c| self.condition(c)).collect()
    }

    fn condition(&mut self, condition: &model::Condition) -> Condition {
        match condition {
            model::Condition::Found { relation, finder } => Condition::Found { relation: *relation, finder: self.finder(finder, &[]) },
            model::Condition::Fact { name, equals } => Condition::Fact { name: name.clone(), equals: equals.clone() },
            model::Condition::Genre(genres) => Condition::Genre(genres.clone()),
            model::Condition::Channel(channels) => Condition::Channel(channels.clone()),
        }
    }

    fn cues(&mut self, pack: &Pack) {
        for (name, terms) in &pack.cues {
            let Some(cue) = Cue::from_id(name) else { continue };
            for term in terms {
                let mut chars = term.chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => {
                        let cues = self.single_cues.entry(c).or_default();
                        *cues = cues.with(Cues::of(cue));
                    }
                    _ => {
                        let literal = self.literal(term, false) as usize;
                        let known = self.uses[literal].iter_mut().find_map(|u| match u {
                            Use::Cue(cues) => Some(cues),
                            _ => None,
                        });
                        match known {
                            Some(cues) => *cues = cues.with(Cues::of(cue)),
                            None => self.uses[literal].push(Use::Cue(Cues::of(cue))),
                        }
                    }
                }
            }
        }
    }

    fn lists(&mut self, pack: &'p Pack) {
        for (name, terms) in &pack.entities {
            let Some(list) = List::from_id(name) else { continue };
            if list.is_table() {
                self.tables.insert(list, terms.iter().cloned());
            } else {
                for term in terms {
                    let literal = self.literal(term, false);
                    self.uses[literal as usize].push(Use::List(list));
                }
            }
        }
        for &list in List::ALL {
            let terms: Vec<String> = list.slots().iter().flat_map(|slot| self.named(slot)).map(symbols_of).collect();
            if list.is_table() {
                self.tables.insert(list, terms);
            } else {
                for term in terms {
                    let literal = self.literal(&term, false) as usize;
                    if !self.uses[literal].contains(&Use::List(list)) {
                        self.uses[literal].push(Use::List(list));
                    }
                }
            }
        }
    }

    /// Every literal in the other writings that the packs name, with the literal it stands for: 加薇信 for 加微信.
    fn variants(&self) -> Vec<(String, u32)> {
        let mut by_first: HashMap<char, Vec<&Variant>> = HashMap::new();
        for variant in self.packs.iter().flat_map(|p| &p.variants) {
            by_first.entry(variant.plain.chars().next().unwrap_or_default()).or_default().push(variant);
        }
        let mut found = BTreeMap::new();
        for (id, literal) in self.literals.iter().enumerate().filter(|(id, _)| !self.loose[*id]) {
            for (at, first) in literal.char_indices() {
                for variant in by_first.get(&first).into_iter().flatten().filter(|v| literal[at..].starts_with(&v.plain)) {
                    let written = [&literal[..at], &variant.written, &literal[at + variant.plain.len()..]].concat();
                    if !self.ids.contains_key(&(written.clone(), false)) {
                        found.entry(written).or_insert(id as u32);
                    }
                }
            }
        }
        found.into_iter().collect()
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a plan, each made in its own step")]
    fn finish(
        self,
        rules: Vec<PlannedRule>,
        signals: Vec<PlannedSignal>,
        threshold: i32,
        margin: i32,
        ladder: Ladder,
        triggers: Vec<PlannedTrigger>,
        packs: &[&Pack],
    ) -> Plan {
        let torn: Vec<&str> = packs.iter().flat_map(|p| &p.torn).map(String::as_str).collect();
        let variants = self.variants();
        let literals: Arc<[String]> = self.literals.into();
        let mut plan = Plan {
            scanner: Scanner::new(Arc::clone(&literals), &self.loose, variants, &torn),
            uses: self.uses.into_iter().collect(),
            sets: self.sets_of.into_iter().collect(),
            set_count: self.sets.len(),
            guarded_literals: Vec::new(),
            literals,
            single_cues: SingleCues::new(&self.single_cues),
            tables: self.tables,
            patterns: self.patterns,
            digit_patterns: self.digit_patterns,
            rules,
            by_set: vec![Vec::new(); self.sets.len()],
            by_pattern: HashMap::new(),
            by_kind: HashMap::new(),
            wholes: Vec::new(),
            guarded_patterns: BTreeSet::new(),
            guarded_kinds: BTreeSet::new(),
            signals,
            threshold,
            margin,
            ladder,
            triggers,
        };
        plan.index(packs);
        plan
    }
}

impl Plan {
    /// Whether the literal belongs to a finder, not only to a cue or a recogniser.
    pub(crate) fn is_finders(&self, literal: u32) -> bool {
        !self.sets(literal).is_empty()
    }

    /// Notes where each find begins.
    fn index(&mut self, packs: &[&Pack]) {
        let mut guarded_sets = vec![false; self.set_count];
        for (r, rule) in self.rules.iter().enumerate() {
            if rule.off.is_some() || rule.lacks_slot.is_some() {
                continue;
            }
            let guards = packs[rule.pack].rules[rule.index].guards;
            let guarded = guards != model::Guards::default();
            for (f, find) in rule.finds.iter().enumerate() {
                let id = FindId { rule: r as u32, find: f as u32 };
                match find.finder.beginning() {
                    Beginning::Set(set) => {
                        self.by_set[set as usize].push(id);
                        guarded_sets[set as usize] |= guarded;
                    }
                    Beginning::Pattern(pattern) => {
                        self.by_pattern.entry(pattern).or_default().push(id);
                        if guarded {
                            self.guarded_patterns.insert(pattern);
                        }
                    }
                    Beginning::Kind(kind) => {
                        self.by_kind.entry(kind).or_default().push(id);
                        if guarded {
                            self.guarded_kinds.insert(kind);
                        }
                    }
                    Beginning::Nowhere => self.wholes.push(id),
                }
            }
        }
        let sets = |literal| self.sets.of(literal).iter();
        self.guarded_literals = (0..self.literals.len() as u32).map(|l| sets(l).any(|&set| guarded_sets[set as usize])).collect();
    }
}
