//! Packs linked together: every literal interned once, every finder pointing at sets of literals, one scanner over all.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::context::{Cue, Cues, SingleCues};
use crate::draft::FieldName;
use crate::fold::symbols_of;
use crate::lists::{Lists, Numbered};
use crate::pack::model::{Genres, Ladder, Law, Override, Pack, RouteTrigger, Sign, Signal};
use crate::recognise::{EntityKind, List, Tables};
use crate::resemblance::Weights;
use crate::rule::Severity;
use crate::rule::model::{self, Definition, EntityQuery, Gap, Reach, Rule, Test, Words};
use crate::scan::pattern::{Pattern, Trigger};
use crate::scan::{Hit, Literal, Scanner, Variant};
use crate::summary::Summary;
use crate::wire::PackVersion;

/// Everything that screening needs of the packs.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// The packs, in order.
    pub(crate) packs: Vec<PackVersion>,
    /// The registers of laws of all packs.
    pub(crate) laws: Vec<Law>,
    pub(crate) scanner: Scanner,
    /// What the literals of each role are there for.
    uses: Lists<Use>,
    /// The sets that the literals of each role are in.
    sets: Lists<u32>,
    /// The number of sets.
    pub(crate) set_count: usize,
    /// By set: its quiet literals, by number, in order.
    quiet: Lists<u16>,
    /// The roles at whose hits a guard may have to judge.
    guarded_roles: Vec<bool>,
    pub(crate) single_cues: SingleCues,
    pub(crate) tables: Tables,
    pub(crate) resemblance: Weights,
    pub(crate) patterns: Vec<Pattern>,
    /// The patterns that are tried at every run of digits.
    pub(crate) digit_patterns: Vec<u32>,
    pub(crate) rules: Vec<PlannedRule>,
    /// The finds that are looked for where there is a hit of a set, a pattern or a kind of entity.
    by_set: Lists<Sought>,
    by_pattern: Lists<Sought>,
    by_kind: Lists<Sought>,
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

/// What a literal is there for, besides the sets it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct FindId {
    pub(crate) rule: u32,
    pub(crate) find: u32,
}

/// A find that is looked for where its beginning stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Sought {
    pub(crate) find: FindId,
    /// Another set that a block must hold hits of: it denies most of the finds whose beginning is common.
    pub(crate) also: Option<u32>,
}

/// A rule with its finders linked and the hospital's overrides applied.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PlannedRule {
    /// What reports tell of it.
    pub(crate) rule: Rule,
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

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Find {
    pub(crate) finder: Finder,
    pub(crate) severity: Option<Severity>,
    pub(crate) when: Vec<Condition>,
    pub(crate) unless: Vec<Condition>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Finder {
    Words(u32),
    Pattern(u32),
    Entity(EntityQuery),
    Seq(Seq),
    Whole,
}

impl Finder {
    /// Whether it asks for something that a recogniser knows.
    pub(crate) fn is_entity(&self) -> bool {
        matches!(self, Finder::Entity(_))
    }

    /// Whether it asks what sentences resemble.
    pub(crate) fn is_resemblance(&self) -> bool {
        matches!(self, Finder::Entity(query) if query.kind == EntityKind::Resemblance)
    }

    /// Whether a block holds something of each part.
    pub(crate) fn may_match(&self, summary: &Summary) -> bool {
        let holds = |kind: EntityKind| summary.kind(kind).next().is_some();
        match self {
            Finder::Words(set) => summary.sets.has(*set),
            Finder::Pattern(pattern) => !summary.pattern(*pattern).is_empty(),
            Finder::Entity(query) => holds(query.kind),
            Finder::Seq(seq) => {
                // A part that asks for the day is looked at: a report says when the day is not known.
                let mut parts = seq.elements.iter().map(|e| match &e.what {
                    What::Words(set) => Some(summary.sets.has(*set)),
                    What::Entity(query) if query.tests.iter().any(Test::asks_for_day) => (!holds(query.kind)).then_some(false),
                    What::Entity(query) => Some(holds(query.kind)),
                });
                parts.find(|&there| there != Some(true)).is_none_or(|there| there.is_none())
            }
            Finder::Whole => true,
        }
    }
}

/// Where a find is looked for.
#[derive(Clone, Copy, Debug)]
struct Start {
    beginning: Beginning,
    /// See [`Sought::also`].
    also: Option<u32>,
}

/// Where it is worth looking for a finder's matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beginning {
    Set(u32),
    Pattern(u32),
    Kind(EntityKind),
    Nowhere,
}

impl Finder {
    /// Every match holds one of these; of a sequence what ordinary text holds least often. `commonness` tells it of a set.
    fn beginning(&self, commonness: &[f64]) -> Beginning {
        match self {
            Finder::Words(set) => Beginning::Set(*set),
            Finder::Pattern(pattern) => Beginning::Pattern(*pattern),
            Finder::Entity(query) => Beginning::Kind(query.kind),
            Finder::Whole => Beginning::Nowhere,
            Finder::Seq(seq) => {
                let beginnings = seq.elements.iter().map(|element| match &element.what {
                    What::Words(set) => (Beginning::Set(*set), commonness[*set as usize]),
                    What::Entity(query) => (Beginning::Kind(query.kind), COMMON_ENTITY),
                });
                let rarest = beginnings.clone().min_by(|a, b| a.1.total_cmp(&b.1));
                let words = beginnings.clone().find(|(beginning, _)| matches!(beginning, Beginning::Set(_)));
                if seq.asks_for_day() { words.or_else(|| beginnings.clone().next()) } else { rarest }.map_or(Beginning::Nowhere, |(beginning, _)| beginning)
            }
        }
    }

    /// Another set than where it begins that a match holds hits of, the one that ordinary text holds least often.
    fn companion(&self, beginning: Beginning, commonness: &[f64]) -> Option<u32> {
        let Finder::Seq(seq) = self else { return None };
        let sets = seq.elements.iter().filter_map(|e| if let What::Words(set) = e.what { Some(set) } else { None });
        let others = sets.filter(|&set| beginning != Beginning::Set(set) && !seq.asks_for_day());
        others.min_by(|&a, &b| commonness[a as usize].total_cmp(&commonness[b as usize]))
    }
}

impl Seq {
    /// A part that asks for the day is asked wherever words before it stand: a report says when the day is not known.
    fn asks_for_day(&self) -> bool {
        self.elements.iter().any(|e| matches!(&e.what, What::Entity(query) if query.tests.iter().any(Test::asks_for_day)))
    }
}

/// How common an entity is, in the measure of [`Linker::commonness`].
const COMMON_ENTITY: f64 = 0.05;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Seq {
    pub(crate) elements: Vec<Element>,
    pub(crate) reach: Reach,
    pub(crate) mark: (usize, usize),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Element {
    pub(crate) gap: Gap,
    pub(crate) what: What,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum What {
    Words(u32),
    Entity(EntityQuery),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Condition {
    Found { relation: model::Relation, finder: Finder },
    Fact { name: String, equals: Option<String> },
    Genre(Vec<crate::draft::Genre>),
    Channel(Vec<crate::draft::Channel>),
}

/// A signal of a genre, linked; its own words are left out.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PlannedSignal {
    pub(crate) signal: Signal,
    /// The set of its words.
    pub(crate) set: Option<u32>,
}

/// A trigger of a route, linked; its own finders are left out.
#[derive(Debug, Serialize, Deserialize)]
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
        for (pack, definition) in packs.iter().flat_map(|pack| pack.rules.iter().map(move |definition| (pack, definition))) {
            let changes = overrides.get(definition.id.as_str()).map_or(&[][..], Vec::as_slice);
            let mut planned = linker.rule(definition, changes);
            // Nothing was learned of the words that a hospital adds.
            if pack.weights.is_none() || !changes.is_empty() {
                planned.rule.guards.unlike = model::Verb::Off;
            }
            rules.push(planned);
        }
        let genres: Genres = packs.iter().rev().find_map(|p| p.genres.clone()).unwrap_or_default();
        let signals = genres
            .signals
            .into_iter()
            .map(|mut signal| {
                let set = match &mut signal.sign {
                    Sign::Words(words) => Some(linker.set_of_terms(std::mem::take(words).iter().map(String::as_str))),
                    _ => None,
                };
                PlannedSignal { signal, set }
            })
            .collect();
        let mut ladder: Ladder = packs.iter().rev().find_map(|p| p.ladder.clone()).unwrap_or_default();
        let triggers = std::mem::take(&mut ladder.triggers)
            .into_iter()
            .map(|mut trigger| PlannedTrigger {
                finds: std::mem::take(&mut trigger.finds).iter().map(|(field, finder)| (*field, linker.finder(finder, &[]))).collect(),
                when: std::mem::take(&mut trigger.when).iter().map(|c| linker.condition(c)).collect(),
                trigger,
            })
            .collect();
        for pack in packs {
            linker.cues(pack);
            linker.lists(pack);
        }
        let version = |pack: &&Pack| PackVersion { name: pack.name.clone(), version: pack.version.clone(), sha256: pack.sha256.clone() };
        let commonness = linker.commonness();
        let start = |find: &Find| {
            let beginning = find.finder.beginning(&commonness);
            Start { beginning, also: find.finder.companion(beginning, &commonness) }
        };
        let starts: Vec<Vec<Start>> = rules.iter().map(|rule| rule.finds.iter().map(start).collect()).collect();
        let mut plan = Plan {
            packs: packs.iter().map(version).collect(),
            laws: packs.iter().flat_map(|pack| pack.laws.clone()).collect(),
            resemblance: packs.iter().rev().find_map(|p| p.weights.clone()).unwrap_or_default(),
            rules,
            signals,
            threshold: genres.threshold,
            margin: genres.margin,
            ladder,
            triggers,
            ..linker.finish(&starts)
        };
        plan.index(&starts);
        plan
    }

    pub(crate) fn uses(&self, role: u32) -> &[Use] {
        self.uses.of(role)
    }

    /// The sets that hold the literals of a role.
    pub(crate) fn sets(&self, role: u32) -> &[u32] {
        self.sets.of(role)
    }

    /// Whether a guard may have to judge at a hit of the role: single-character cues are read around it.
    pub(crate) fn is_guarded(&self, role: u32) -> bool {
        self.guarded_roles[role as usize]
    }
}

/// What a literal is there for: its role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Role {
    uses: Vec<Use>,
    /// The sets that it is in.
    sets: Vec<u32>,
}

struct Linker<'p> {
    packs: &'p [&'p Pack],
    fixtures: bool,
    /// By the number of the literal.
    roles: Vec<Role>,
    /// The number of each literal, as a word and as a part of a pattern.
    ids: [HashMap<String, u32>; 2],
    /// Sets by their literals.
    sets: BTreeMap<Vec<u32>, u32>,
    patterns: Vec<Pattern>,
    digit_patterns: Vec<u32>,
    single_cues: HashMap<char, Cues>,
    tables: Vec<(List, String)>,
    /// Slots without a value that the rule being linked asks for.
    lacking: Option<String>,
}

impl<'p> Linker<'p> {
    fn new(packs: &'p [&'p Pack], fixtures: bool) -> Linker<'p> {
        Linker {
            packs,
            fixtures,
            roles: Vec::new(),
            ids: Default::default(),
            sets: BTreeMap::new(),
            patterns: Vec::new(),
            digit_patterns: Vec::new(),
            single_cues: HashMap::new(),
            tables: Vec::new(),
            lacking: None,
        }
    }

    /// `loose`: as a pattern's literal it may stand anywhere, inside numbers and words too.
    fn literal(&mut self, term: &str, loose: bool) -> u32 {
        let ids = &mut self.ids[usize::from(loose)];
        if let Some(&id) = ids.get(term) {
            return id;
        }
        let id = self.roles.len() as u32;
        self.roles.push(Role::default());
        ids.insert(term.to_owned(), id);
        id
    }

    /// What a literal is used for, to be added to.
    fn uses(&mut self, term: &str, loose: bool) -> &mut Vec<Use> {
        let id = self.literal(term, loose);
        &mut self.roles[id as usize].uses
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
            self.roles[id as usize].sets.push(set);
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

    fn rule(&mut self, rule: &Definition, changes: &[&Override]) -> PlannedRule {
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
            rule: rule.rule.clone(),
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
                    self.uses(&anchor.literal, true).push(Use::Anchor { pattern: id, least: anchor.least, most: anchor.most });
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
                        let uses = self.uses(term, false);
                        let known = uses.iter_mut().find_map(|u| match u {
                            Use::Cue(cues) => Some(cues),
                            _ => None,
                        });
                        match known {
                            Some(cues) => *cues = cues.with(Cues::of(cue)),
                            None => uses.push(Use::Cue(Cues::of(cue))),
                        }
                    }
                }
            }
        }
    }

    fn lists(&mut self, pack: &'p Pack) {
        for (name, terms) in &pack.entities {
            if let Some(list) = List::from_id(name) {
                terms.iter().for_each(|term| self.list_term(list, term.clone()));
            }
        }
        for &list in List::ALL {
            let terms: Vec<String> = list.slots().iter().flat_map(|slot| self.named(slot)).map(symbols_of).collect();
            terms.into_iter().for_each(|term| self.list_term(list, term));
        }
    }

    fn list_term(&mut self, list: List, term: String) {
        if list.is_table() {
            self.tables.push((list, term));
            return;
        }
        let uses = self.uses(&term, false);
        if !uses.contains(&Use::List(list)) {
            uses.push(Use::List(list));
        }
    }

    /// How common the words of each set are, at a guess: a further character makes a literal ten times as rare.
    fn commonness(&self) -> Vec<f64> {
        let mut commonness = vec![0.0; self.sets.len()];
        for (literal, &id) in &self.ids[0] {
            let rare = 0.1_f64.powi(literal.chars().count() as i32);
            self.roles[id as usize].sets.iter().for_each(|&set| commonness[set as usize] += rare);
        }
        commonness
    }

    /// The part of a plan that all words and patterns make. `starts`: where finds are looked for, which is told by hits.
    fn finish(self, starts: &[Vec<Start>]) -> Plan {
        let begun: BTreeSet<u32> =
            starts.iter().flatten().filter_map(|start| if let Beginning::Set(set) = start.beginning { Some(set) } else { None }).collect();
        let quiet = |text: &str, role: &Role| {
            Literal::may_be_quiet(text) && role.uses.is_empty() && !role.sets.is_empty() && role.sets.iter().all(|set| !begun.contains(set))
        };
        let torn: Vec<&str> = self.packs.iter().flat_map(|p| &p.torn).map(String::as_str).collect();
        let variants: Vec<Variant> = self.packs.iter().flat_map(|p| &p.variants).cloned().collect();
        // Literals that serve alike have one role.
        let mut roles: Numbered<Role> = Numbered::default();
        let role_of: Vec<u32> = self.roles.iter().map(|role| roles.number(role.clone())).collect();
        let mut literals: Vec<Literal> = Vec::with_capacity(role_of.len());
        for (ids, loose) in self.ids.into_iter().zip([false, true]) {
            literals.extend(ids.into_iter().map(|(text, id)| Literal {
                quiet: !loose && quiet(&text, &self.roles[id as usize]),
                sought: !self.roles[id as usize].sets.is_empty(),
                text,
                role: role_of[id as usize],
                loose,
            }));
        }
        literals.sort_unstable_by(|a, b| (&a.text, a.loose).cmp(&(&b.text, b.loose)));
        let (uses, sets): (Vec<_>, Vec<_>) = roles.things().into_iter().map(|role| (role.uses, role.sets)).unzip();
        let scanner = Scanner::new(&literals, variants, &torn);
        let mut quiet: Vec<Vec<u16>> = vec![Vec::new(); self.sets.len()];
        for literal in literals.iter().filter(|l| l.quiet) {
            let number = scanner.number_of(&literal.text);
            sets[literal.role as usize].iter().for_each(|&set: &u32| quiet[set as usize].push(number));
        }
        quiet.iter_mut().for_each(|numbers| numbers.sort_unstable());
        Plan {
            scanner,
            quiet: quiet.into_iter().collect(),
            uses: uses.into_iter().collect(),
            sets: sets.into_iter().collect(),
            set_count: self.sets.len(),
            single_cues: SingleCues::new(&self.single_cues),
            tables: Tables::new(self.tables),
            patterns: self.patterns,
            digit_patterns: self.digit_patterns,
            ..Plan::default()
        }
    }
}

impl Plan {
    /// The rule with this number.
    pub(crate) fn rule(&self, number: u32) -> &Rule {
        &self.rules[number as usize].rule
    }

    /// Whether literals of the role belong to a finder, not only to a cue or a recogniser.
    pub(crate) fn is_finders(&self, role: u32) -> bool {
        !self.sets(role).is_empty()
    }

    /// The hits of a set in a block, by place, the longest first. Quiet literals are looked for only here.
    pub(crate) fn hits<'s>(&self, summary: &'s Summary, set: u32) -> Cow<'s, [Hit]> {
        let loud = summary.sets.of(set);
        if !summary.sets.has_quiet(set) {
            return Cow::Borrowed(loud);
        }
        let quiet = self.quiet.of(set).iter().flat_map(|&number| summary.quiet(number));
        let mut hits: Vec<Hit> = quiet.map(|&(number, i)| self.scanner.quiet_hit(number, i)).collect();
        hits.extend_from_slice(loud);
        hits.sort_unstable_by_key(|h| (h.at.start, Reverse(h.at.end), h.key, h.role));
        Cow::Owned(hits)
    }

    /// The finds that something in a block may be a match of, in order.
    pub(crate) fn sought_in(&self, summary: &Summary) -> Vec<FindId> {
        let by_sets = summary.sets.present().flat_map(|set| self.by_set.of(set));
        let by_patterns = summary.patterns.iter().flat_map(|hit| self.by_pattern.of(hit.pattern));
        let by_kinds = summary.entities.iter().flat_map(|entity| {
            let also = (entity.kind.is_a(EntityKind::Condition) && entity.kind != EntityKind::Condition).then_some(EntityKind::Condition);
            std::iter::once(entity.kind).chain(also).flat_map(|kind| self.by_kind.of(kind as u32))
        });
        let also_there = |sought: &&Sought| sought.also.is_none_or(|set| summary.sets.has(set));
        let mut finds: Vec<FindId> = by_sets.chain(by_patterns).chain(by_kinds).filter(also_there).map(|sought| sought.find).collect();
        finds.sort_unstable();
        finds.dedup();
        finds.retain(|id| self.rules[id.rule as usize].finds[id.find as usize].finder.may_match(summary));
        finds
    }

    /// Every find that looks for something that is there.
    pub(crate) fn finds(&self) -> impl Iterator<Item = FindId> {
        [&self.by_set, &self.by_pattern, &self.by_kind].into_iter().flat_map(Lists::items).map(|sought| sought.find)
    }

    /// Whether its tables fit each other: false only of bytes that nobody wrote so.
    pub(crate) fn is_sound(&self) -> bool {
        let finds = |lists: &Lists<Sought>, length: usize| {
            let there = |Sought { find, also }: &Sought| {
                self.rules.get(find.rule as usize).is_some_and(|rule| (find.find as usize) < rule.finds.len())
                    && also.is_none_or(|set| (set as usize) < self.set_count)
            };
            lists.is_sound() && lists.len() == length && lists.items().iter().all(there)
        };
        let pattern = |number: u32| (number as usize) < self.patterns.len();
        let anchored = |usage: &Use| !matches!(usage, Use::Anchor { pattern: number, .. } if !pattern(*number));
        self.scanner.is_sound(self.uses.len())
            && self.tables.is_sound()
            && self.resemblance.is_sound()
            && self.single_cues.is_sound()
            && self.uses.is_sound()
            && self.sets.is_sound()
            && self.sets.len() == self.uses.len()
            && self.guarded_roles.len() == self.uses.len()
            && self.sets.items().iter().all(|&set| (set as usize) < self.set_count)
            && self.quiet.is_sound()
            && self.quiet.len() == self.set_count
            && self.uses.items().iter().all(anchored)
            && self.digit_patterns.iter().all(|&number| pattern(number))
            && self.patterns.iter().all(Pattern::is_sound)
            && finds(&self.by_set, self.set_count)
            && finds(&self.by_pattern, self.patterns.len())
            && finds(&self.by_kind, EntityKind::ALL.len())
    }

    /// Notes where each find is looked for.
    fn index(&mut self, starts: &[Vec<Start>]) {
        let mut by_set = vec![Vec::new(); self.set_count];
        let mut by_pattern = vec![Vec::new(); self.patterns.len()];
        let mut by_kind = vec![Vec::new(); EntityKind::ALL.len()];
        let mut guarded_sets = vec![false; self.set_count];
        for (r, planned) in self.rules.iter().enumerate() {
            if planned.off.is_some() || planned.lacks_slot.is_some() {
                continue;
            }
            let guarded = planned.rule.guards != model::Guards::default();
            for (f, &Start { beginning, also }) in starts[r].iter().enumerate() {
                let find = FindId { rule: r as u32, find: f as u32 };
                let sought = Sought { find, also };
                match beginning {
                    Beginning::Set(set) => {
                        by_set[set as usize].push(sought);
                        guarded_sets[set as usize] |= guarded;
                    }
                    Beginning::Pattern(pattern) => {
                        by_pattern[pattern as usize].push(sought);
                        if guarded {
                            self.guarded_patterns.insert(pattern);
                        }
                    }
                    Beginning::Kind(kind) => {
                        by_kind[kind as usize].push(sought);
                        if guarded {
                            self.guarded_kinds.insert(kind);
                        }
                    }
                    Beginning::Nowhere => self.wholes.push(find),
                }
            }
        }
        self.by_set = by_set.into_iter().collect();
        self.by_pattern = by_pattern.into_iter().collect();
        self.by_kind = by_kind.into_iter().collect();
        let guarded = |role| self.sets.of(role).iter().any(|&set| guarded_sets[set as usize]);
        self.guarded_roles = (0..self.sets.len() as u32).map(guarded).collect();
    }
}
