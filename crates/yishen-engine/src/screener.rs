//! The public entrance: packs in once, drafts in as often as you like, reports out.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::block::{Buffers, summarise};
use crate::draft::{BlockKind, Draft, FieldName, Source};
use crate::error::BuildError;
use crate::fold::{At, Folded, symbols_of};
use crate::judge::{self, Absorbed, Judged, Why};
use crate::locate::{anonymous_words, locate};
use crate::pack::{Law, Pack};
use crate::plan::Plan;
use crate::recognise::{Entity, EntityKind, in_order};
use crate::report::{Confidence, Evidence, EvidenceKind, Finding, Located, NotChecked, NotCheckedKind, Report, ReportedGenre, Suggestion};
#[cfg(feature = "compile")]
use crate::resemblance::Weights;
use crate::rule::eval::{Evaluator, Place, Veto, Vetoed};
use crate::rule::guard::{Guard, SENTENCE_REACH};
use crate::rule::{Basis, Rule};
use crate::scan::Miss;
use crate::sealed;
use crate::summary::Summary;
use crate::wire;

/// What packs were linked to. Shared by a screener and its reports.
pub(crate) struct Linked {
    pub(crate) plan: Plan,
    /// Working memory that no screening is using now.
    pool: Mutex<Vec<Buffers>>,
}

/// The packs by name: their rules would fill pages.
impl std::fmt::Debug for Linked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.plan.packs.iter().map(|p| (&p.name, &p.version))).finish()
    }
}

impl Linked {
    /// Runs `work` with memory that earlier screenings have worked in.
    fn with_buffers<T>(&self, work: impl FnOnce(&mut Buffers) -> T) -> T {
        let pool = || self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffers = pool().pop().unwrap_or_default();
        let done = work(&mut buffers);
        if buffers.is_small() {
            pool().push(buffers);
        }
        done
    }

    fn law(&self, id: &str) -> Option<&Law> {
        self.plan.laws.iter().find(|l| l.id == id)
    }

    /// A basis with its law looked up; article numbers only where the law's text was verified.
    pub(crate) fn basis(&self, basis: &Basis) -> Option<wire::Basis> {
        let law = self.law(&basis.law)?;
        let article = basis.at.clone().filter(|_| law.articles);
        Some(wire::Basis { law: law.id.clone(), title: law.title.clone(), version: law.version.clone(), article })
    }
}

/// Bounds on what one screening does. They count bytes and findings, never time, so that every host stops at the same
/// place; what they cut off is in the report's `not_checked`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The most bytes of text that are screened; blocks beyond are not.
    pub max_bytes: usize,
    /// The most findings that a report holds; the others are counted.
    pub max_findings: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_bytes: 64 << 20, max_findings: 10_000 }
    }
}

/// Screens drafts. Immutable, cheap to clone, `Send + Sync`.
#[derive(Clone, Debug)]
pub struct Screener {
    linked: Arc<Linked>,
    limits: Limits,
}

/// Puts a [`Screener`] together.
#[derive(Debug, Default)]
pub struct ScreenerBuilder {
    packs: Vec<Pack>,
    limits: Limits,
    fixtures: bool,
}

impl ScreenerBuilder {
    /// Adds a pack; later packs override and fill slots of earlier ones.
    #[must_use]
    pub fn pack(mut self, pack: Pack) -> Self {
        self.packs.push(pack);
        self
    }

    /// Sets the limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Fills empty slots with the values that the packs' examples are written for: to test rules, not to screen with.
    #[must_use]
    pub fn fixtures(mut self, fixtures: bool) -> Self {
        self.fixtures = fixtures;
        self
    }

    /// Links the packs.
    ///
    /// # Errors
    /// No pack, packs of one name, rules of one id, overrides of rules that no pack has, laws that no pack registers.
    pub fn build(self) -> Result<Screener, BuildError> {
        self.check()?;
        Ok(self.link())
    }

    /// Whether the packs go together.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        let mut faults = Vec::new();
        if self.packs.is_empty() {
            faults.push("没有规则包".to_owned());
        }
        let mut names = BTreeSet::new();
        let mut ids = BTreeSet::new();
        for pack in &self.packs {
            if !names.insert(&pack.name) {
                faults.push(format!("规则包“{}”加载了两次", pack.name));
            }
            faults.extend(pack.rules.iter().filter(|r| !ids.insert(r.id.as_str())).map(|r| format!("规则“{}”有两条", r.id)));
        }
        let laws: BTreeSet<&str> = self.packs.iter().flat_map(|p| &p.laws).map(|l| l.id.as_str()).collect();
        for pack in &self.packs {
            for changed in &pack.overrides {
                if !ids.contains(changed.rule.as_str()) {
                    faults.push(format!("规则包“{}”要改的规则“{}”不存在", pack.name, changed.rule));
                }
            }
            for rule in &pack.rules {
                let unknown = rule.basis.iter().filter(|b| !laws.contains(b.law.as_str()));
                faults.extend(unknown.map(|b| format!("规则“{}”引用的法规“{}”没有登记", rule.id, b.law)));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(BuildError::new(faults)) }
    }

    /// Links packs that go together.
    pub(crate) fn link(self) -> Screener {
        let plan = Plan::link(&self.packs.iter().collect::<Vec<_>>(), self.fixtures);
        Screener::of(plan, self.limits)
    }
}

impl Screener {
    /// What its packs learned from sentences, if they did.
    #[cfg(feature = "compile")]
    pub(crate) fn weights(&self) -> Option<Weights> {
        let weights = &self.linked.plan.resemblance;
        weights.is_any().then(|| weights.clone())
    }

    /// Starts putting one together.
    pub fn builder() -> ScreenerBuilder {
        ScreenerBuilder::default()
    }

    fn of(plan: Plan, limits: Limits) -> Screener {
        Screener { linked: Arc::new(Linked { plan, pool: Mutex::default() }), limits }
    }

    /// The compiled form (`.yspack`): the packs linked, every table laid out, the same bytes for the same packs. Without
    /// the rules' examples, and without what further packs would be linked with.
    pub fn to_bytes(&self) -> Vec<u8> {
        sealed::seal(&self.linked.plan)
    }

    /// Reads the compiled form: nothing is parsed or linked; a few milliseconds for the built-in rules.
    ///
    /// # Errors
    /// Bytes that are no compiled rules, were damaged, or were written by another version of the engine.
    pub fn from_bytes(bytes: &[u8]) -> Result<Screener, BuildError> {
        let plan: Plan = sealed::open(bytes)?;
        if !plan.is_sound() {
            return Err(BuildError::one("规则包已损坏：内部各表不相符"));
        }
        Ok(Screener::of(plan, Limits::default()))
    }

    /// The same screener with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Screener {
        Screener { limits, ..self }
    }

    /// Screens a draft. Never fails; what could not be looked at is in the report. Costs one pass over the text and
    /// work for what was hit.
    pub fn screen<'d>(&self, draft: impl Into<Draft<'d>>) -> Report {
        self.screen_draft(&draft.into())
    }

    /// Screens a draft that the caller keeps, to serialise the report with it.
    pub fn screen_draft(&self, draft: &Draft<'_>) -> Report {
        self.run(draft, None, &mut None)
    }

    /// Screens a draft and records each hit that is no finding, with what vetoed it.
    pub fn explain(&self, draft: &Draft<'_>) -> Explanation {
        self.explain_by(draft, None)
    }

    /// Screens a draft by one rule, named by its number, as if there were no other, and records what vetoed its hits.
    pub(crate) fn explain_alone(&self, draft: &Draft<'_>, rule: u32) -> Explanation {
        self.explain_by(draft, Some(rule))
    }

    fn explain_by(&self, draft: &Draft<'_>, only: Option<u32>) -> Explanation {
        let mut vetoes = Some(Vec::new());
        let report = self.run(draft, only, &mut vetoes);
        Explanation { report, vetoes: vetoes.unwrap_or_default() }
    }

    /// The rules of all packs, in the order of packs and ids.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        (0..self.linked.plan.rules.len() as u32).map(|r| self.linked.plan.rule(r))
    }

    /// The rule with this id, or that once had it.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules().find(|r| r.id == id).or_else(|| self.rules().find(|r| r.aliases.iter().any(|a| a == id)))
    }

    /// The rules switched off by a pack, with the reasons given.
    pub fn switched_off(&self) -> impl Iterator<Item = (&Rule, &str)> {
        let rules = self.linked.plan.rules.iter().enumerate();
        rules.filter_map(|(i, r)| r.off.as_deref().map(|why| (self.linked.plan.rule(i as u32), why)))
    }

    /// The packs, in order.
    pub fn packs(&self) -> &[wire::PackVersion] {
        &self.linked.plan.packs
    }

    /// A law's entry in the register, and the place in it as far as that may be shown.
    pub fn cite(&self, basis: &Basis) -> Option<wire::Basis> {
        self.linked.basis(basis)
    }

    /// Every literal that is scanned for, folded, in order; twice, if it is also a part of a pattern: to compare with other
    /// matchers.
    pub fn literals(&self) -> Vec<String> {
        self.literals_of(|_| true)
    }

    /// The literals of finders, conditions and allow-lists among [`Screener::literals`]: without cues and recognisers' words.
    pub fn finder_literals(&self) -> Vec<String> {
        self.literals_of(|role| self.linked.plan.is_finders(role))
    }

    fn literals_of(&self, wanted: impl Fn(u32) -> bool) -> Vec<String> {
        let mut literals = Vec::new();
        self.linked.plan.scanner.literals(|literal, role| {
            if wanted(role) {
                literals.push(literal);
            }
        });
        literals
    }

    /// What the packs were compiled to.
    #[cfg(feature = "measure")]
    pub(crate) fn plan(&self) -> &Plan {
        &self.linked.plan
    }

    pub(crate) fn summaries(&self, draft: &Draft<'_>, mut missed: impl FnMut(u32, Place, Miss), not_checked: &mut Vec<NotChecked>) -> Vec<Summary> {
        self.linked.with_buffers(|buffers| {
            self.summaries_by(draft, not_checked, |block| {
                let missed = |role, at, miss| missed(role, Place { block: block as u32, at }, miss);
                summarise(&self.linked.plan, draft, block, buffers, missed)
            })
        })
    }

    /// The summaries of a draft's blocks, as far as the limits let them be read. A block's own is a function of its words alone.
    pub(crate) fn summaries_by(&self, draft: &Draft<'_>, not_checked: &mut Vec<NotChecked>, mut summarise: impl FnMut(usize) -> Summary) -> Vec<Summary> {
        let mut bytes = 0;
        let mut cut = 0;
        let mut summaries: Vec<Summary> = Vec::with_capacity(draft.blocks().len());
        for (block, of) in draft.blocks().iter().enumerate() {
            bytes += of.pieces().iter().map(|p| p.span().end - p.span().start).sum::<usize>();
            if bytes > self.limits.max_bytes {
                cut += 1;
                summaries.push(Summary::unread());
            } else {
                summaries.push(summarise(block));
            }
        }
        if cut > 0 {
            let note = format!("全文超过 {} 字节，其后的段落没有检查", self.limits.max_bytes);
            not_checked.push(NotChecked { kind: NotCheckedKind::Limit, count: cut, place: None, note });
        }
        compare_with_originals(draft, &mut summaries, not_checked);
        for summary in &mut summaries {
            if summary.sought.is_none() {
                summary.sought = Some(self.linked.plan.sought_in(summary));
            }
        }
        summaries
    }

    /// Summarises what `earlier` has no summary of, and counts it.
    pub(crate) fn summaries_with(
        &self,
        draft: &Draft<'_>,
        not_checked: &mut Vec<NotChecked>,
        mut earlier: impl FnMut(usize) -> Option<Summary>,
    ) -> (Vec<Summary>, usize) {
        let mut anew = 0;
        let summaries = self.linked.with_buffers(|buffers| {
            self.summaries_by(draft, not_checked, |block| {
                earlier(block).unwrap_or_else(|| {
                    anew += 1;
                    summarise(&self.linked.plan, draft, block, buffers, |_, _, _| {})
                })
            })
        });
        (summaries, anew)
    }

    /// `only`: the one rule to decide; all of them otherwise.
    fn run(&self, draft: &Draft<'_>, only: Option<u32>, trace: &mut Option<Vec<Vetoing>>) -> Report {
        let mut not_checked: Vec<NotChecked> = draft.not_checked().to_vec();
        let mut misses: Vec<(u32, Place, Miss)> = Vec::new();
        let tracing = trace.is_some();
        let summaries = self.summaries(
            draft,
            |role, place, miss| {
                if tracing {
                    misses.push((role, place, miss));
                }
            },
            &mut not_checked,
        );
        self.decide(draft, &summaries, not_checked, only, trace, misses)
    }

    /// Everything after the summaries: rules, overlaps, verdict, route.
    pub(crate) fn decide(
        &self,
        draft: &Draft<'_>,
        summaries: &[Summary],
        mut not_checked: Vec<NotChecked>,
        only: Option<u32>,
        trace: &mut Option<Vec<Vetoing>>,
        misses: Vec<(u32, Place, Miss)>,
    ) -> Report {
        let plan = &self.linked.plan;
        let inferred = judge::infer(plan, draft, summaries);
        let evaluator = Evaluator::new(plan, draft, summaries, inferred.known.clone(), trace.is_some());
        let raised = evaluator.run(only);
        let mut absorbed = Vec::new();
        let mut judged = judge::judge(plan, draft, &inferred.known, raised, &mut absorbed);
        if judged.len() > self.limits.max_findings {
            let note = format!("问题超过 {} 处，其余没有列出", self.limits.max_findings);
            not_checked.push(NotChecked { kind: NotCheckedKind::Limit, count: (judged.len() - self.limits.max_findings) as u32, place: None, note });
            judged.truncate(self.limits.max_findings);
        }
        self.remark(&evaluator, &inferred.known.inferred, &mut not_checked);
        let asking = judged.iter().filter(|j| !plan.rule(j.find.rule).preview).map(|j| {
            let rule = plan.rule(j.find.rule);
            (rule.id.as_str(), rule.route.as_slice())
        });
        let route = judge::route(plan, draft, &evaluator, asking);
        if let Some(trace) = trace {
            let vetoed = evaluator.trace.as_ref().map(|t| t.borrow().clone()).unwrap_or_default();
            *trace = self.describe_vetoes(draft, summaries, misses, vetoed, absorbed);
        }
        let genre = inferred.known.genres.first().map(|&id| ReportedGenre { id, inferred: inferred.known.inferred, why: inferred.why.clone() });
        Report {
            linked: Arc::clone(&self.linked),
            id: draft.get_id().map(str::to_owned),
            channel: draft.get_channel(),
            genre,
            date: draft.get_date(),
            findings: self.findings(draft, summaries, judged),
            route,
            not_checked,
        }
    }

    /// What depends on a date, a genre or a slot that is not there.
    fn remark(&self, evaluator: &Evaluator<'_>, inferred: &bool, not_checked: &mut Vec<NotChecked>) {
        let remark = |kind, count: usize, note: String| NotChecked { kind, count: count as u32, place: None, note };
        if *evaluator.wants_date.borrow() {
            not_checked.push(remark(NotCheckedKind::Date, 1, "没有给出发布日期，与日期先后有关的判断没有做".into()));
        }
        let scoped_out = evaluator.scoped_out.borrow();
        if *inferred && !scoped_out.is_empty() {
            let titles: Vec<String> = scoped_out.iter().map(|&r| format!("“{}”", self.linked.plan.rule(r).title)).collect();
            let note = format!("体裁是推断的，只管别的体裁的规则没有用上：{}；推断不对时请注明体裁", titles.join(""));
            not_checked.push(remark(NotCheckedKind::Genre, titles.len(), note));
        }
        let lacking: Vec<(&str, &str)> = self
            .linked
            .plan
            .rules
            .iter()
            .enumerate()
            .filter_map(|(i, r)| r.lacks_slot.as_deref().map(|slot| (self.linked.plan.rule(i as u32).title.as_str(), slot)))
            .collect();
        if !lacking.is_empty() {
            let list: Vec<String> = lacking.iter().map(|(rule, slot)| format!("“{rule}”（缺 {slot}）")).collect();
            not_checked.push(remark(NotCheckedKind::Slot, lacking.len(), format!("医院信息未填，没有检查：{}", list.join("、"))));
        }
        for (rule, why) in self.switched_off() {
            not_checked.push(remark(NotCheckedKind::Slot, 1, format!("规则“{}”已停用：{why}", rule.title)));
        }
    }

    /// Looks up the words of findings and their evidence.
    fn findings(&self, draft: &Draft<'_>, summaries: &[Summary], judged: Vec<Judged>) -> Vec<Finding> {
        let places: Vec<Place> = judged.iter().flat_map(|j| std::iter::once(j.place).chain(j.evidence.iter().filter_map(|e| e.place))).collect();
        let located = locate(draft, summaries, places);
        let mut folded: HashMap<u32, Folded> = HashMap::new();
        let mut undone: HashMap<u32, Vec<(At, String)>> = HashMap::new();
        let mut ordinals: HashMap<[u8; 32], u32> = HashMap::new();
        let name = |field: usize| draft.fields()[field].name();
        judged
            .into_iter()
            .map(|j| {
                let rule = self.linked.plan.rule(j.find.rule);
                let block = &draft.blocks()[j.place.block as usize];
                let summary = &summaries[j.place.block as usize];
                let folded = folded.entry(j.place.block).or_insert_with(|| Folded::of_block(draft, j.place.block as usize));
                let words = symbols(folded, j.place.at);
                let here: Located = located[&j.place].clone();
                let mut evidence: Vec<Evidence> = j
                    .evidence
                    .iter()
                    .map(|e| Evidence { kind: e.kind, note: e.note.clone(), located: e.place.map(|p| (name(located[&p].field), located[&p].clone())) })
                    .collect();
                if j.disguised {
                    let undone = undone.entry(j.place.block).or_insert_with(|| undone_words(folded, summary));
                    evidence.push(Evidence {
                        kind: EvidenceKind::Disguise,
                        note: format!("还原后为“{}”", anonymous_words(folded, summary, j.place.at, undone)),
                        located: None,
                    });
                }
                if j.whole {
                    evidence.push(Evidence { kind: EvidenceKind::Missing, note: "全文未见应有的内容".into(), located: None });
                }
                if block.is_hidden() {
                    evidence.push(Evidence { kind: EvidenceKind::Check, note: "这段文字对读者不可见，仍随稿发布".into(), located: None });
                }
                let replacement = rule.replace.iter().find(|(from, _)| *from == words).map(|(_, to)| Suggestion { text: to.clone(), replaces: true });
                let advice = rule.suggest.iter().map(|s| Suggestion { text: s.clone(), replaces: false });
                let base = fingerprint_base(rule, block.kind(), folded, summary, &j);
                let ordinal = ordinals.entry(base).or_default();
                let fingerprint = Sha256::new().chain_update(base).chain_update(ordinal.to_le_bytes()).finalize();
                *ordinal += 1;
                let checked = evidence.iter().any(|e| e.kind == EvidenceKind::Check);
                Finding {
                    linked: Arc::clone(&self.linked),
                    rule: j.find.rule,
                    severity: j.severity,
                    field: name(here.field),
                    block: block.kind(),
                    place: block.document_place().cloned(),
                    located: here,
                    whole: j.whole,
                    suggestions: replacement.into_iter().chain(advice).collect(),
                    evidence,
                    confidence: if j.lowered.is_some() {
                        Confidence::Low
                    } else if j.disguised || checked {
                        Confidence::Medium
                    } else {
                        Confidence::High
                    },
                    fingerprint: wire::hex(&fingerprint[..8]),
                }
            })
            .collect()
    }

    fn describe_vetoes(
        &self,
        draft: &Draft<'_>,
        summaries: &[Summary],
        misses: Vec<(u32, Place, Miss)>,
        vetoed: Vec<Vetoed>,
        absorbed: Vec<Absorbed>,
    ) -> Vec<Vetoing> {
        let mut entries: Vec<(Option<u32>, Place, String, Option<Place>)> = Vec::new();
        for (role, place, miss) in misses {
            // A digit within a number says nothing to anybody.
            let inner = miss == Miss::Edge && place.at.end - place.at.start == 1;
            if inner || !self.linked.plan.is_finders(role) {
                continue;
            }
            let why = match miss {
                Miss::Gap => "字与字之间隔得太远或隔着句读",
                Miss::Edge => "只是一个词或数字的一部分",
                Miss::Torn => "分属前后两个词",
            };
            entries.push((None, place, why.into(), None));
        }
        for v in vetoed {
            let why = match v.veto {
                Veto::Allowed => "属于放行的词语".into(),
                Veto::Scope => "渠道、体裁或段落类型不在规则范围".into(),
                Veto::When(i) => format!("第 {} 个必要条件（when）不成立", i + 1),
                Veto::Unless(i) => format!("第 {} 个例外条件（unless）成立", i + 1),
                Veto::Guard(guard) => guard_reason(guard),
            };
            entries.push((Some(v.rule), v.place, why, v.by));
        }
        for a in absorbed {
            let why = match a.why {
                Why::Off => "该体裁或渠道不适用",
                Why::Overlap => "与本规则的另一处重叠，已并入",
                Why::Inner => "在同类问题之内，已并入",
                Why::Once => "同一问题只报一次，已并入",
            };
            entries.push((Some(a.rule), a.place, why.into(), None));
        }
        entries.sort_by(|a, b| (a.1, a.0, &a.2).cmp(&(b.1, b.0, &b.2)));
        entries.dedup();
        let places = entries.iter().flat_map(|e| [Some(e.1), e.3]).flatten().collect();
        let located = locate(draft, summaries, places);
        let evidence = |place: Place| {
            let l = located[&place].clone();
            (draft.fields()[l.field].name(), l)
        };
        entries
            .into_iter()
            .map(|(rule, place, why, by)| Vetoing {
                rule: rule.map(|r| self.linked.plan.rule(r).id.clone()),
                located: evidence(place),
                why,
                by: by.map(evidence),
            })
            .collect()
    }
}

fn guard_reason(guard: Guard) -> String {
    format!("{}，不算", guard.describe())
}

/// The symbols of a range.
fn symbols(folded: &Folded, at: At) -> String {
    (at.start as usize..at.end as usize).filter(|&i| folded.class[i].is_symbol()).map(|i| folded.symbol[i]).collect()
}

/// The disguised words of a block with the literals they stand for, by place, the longest first at each.
fn undone_words(folded: &Folded, summary: &Summary) -> Vec<(At, String)> {
    let disguised = summary.sets.all().iter().filter(|hit| hit.disguised);
    let literal = |at: At| summary.undone.iter().find(|(other, _)| *other == at).map_or_else(|| folded.stream_text(at), |(_, literal)| literal.clone());
    let mut undone: Vec<(At, String)> = disguised.map(|hit| (hit.at, literal(hit.at))).collect();
    undone.sort_unstable_by_key(|(at, _)| (at.start, std::cmp::Reverse(at.end)));
    undone
}

fn fingerprint_base(rule: &Rule, kind: BlockKind, folded: &Folded, summary: &Summary, j: &Judged) -> [u8; 32] {
    let clause = if j.place.at.len() == 0 {
        At::new(0, 0)
    } else {
        // A clause without end must not cost its square.
        let clause = summary.bounds.clause(j.place.at.start).hull(summary.bounds.clause(j.place.at.end - 1));
        At::new(clause.start.max(j.place.at.start.saturating_sub(SENTENCE_REACH)), clause.end.min(j.place.at.end + SENTENCE_REACH))
    };
    let mut hash = Sha256::new();
    for part in [rule.id.as_str(), kind.id(), &anonymous_words(folded, summary, j.place.at, &[]), &anonymous_words(folded, summary, clause, &[])] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().into()
}

/// How many bytes of originals are searched for the blocks of one draft, before the rest is left unread: a draft of
/// thousands of foreign paragraphs beside a long original must not cost their product.
const MAX_COMPARED: usize = 64 << 20;

/// Compares the draft with the texts that the facts give: the original of a reprint, the advertisement as approved.
/// A title differs when it is not the original's; a block differs when the original does not hold it.
fn compare_with_originals(draft: &Draft<'_>, summaries: &mut [Summary], not_checked: &mut Vec<NotChecked>) {
    let facts = draft.get_facts();
    let source = |of: fn(&Source) -> &Option<String>| facts.source.as_ref().and_then(|s| of(s).as_deref()).map(symbols_of);
    let title = source(|s| &s.title);
    let text = source(|s| &s.text);
    let approved = facts.ad_approval.as_ref().and_then(|a| a.text.as_deref()).map(symbols_of);
    if title.is_none() && text.is_none() && approved.is_none() {
        return;
    }
    let mut compared = 0;
    let mut left_out = 0;
    for (i, block) in draft.blocks().iter().enumerate() {
        let name = draft.fields()[block.field()].name();
        let folded = Folded::of_block(draft, i);
        let here = symbols(&folded, At::new(0, folded.len()));
        if here.is_empty() {
            continue;
        }
        let mut held = |original: &String| {
            if compared > MAX_COMPARED {
                left_out += 1;
                return true;
            }
            compared += original.len();
            original.contains(&here)
        };
        let mut differences = Vec::new();
        if name == FieldName::Title && title.as_ref().is_some_and(|t| *t != here) {
            differences.push(EntityKind::AlteredTitle);
        }
        if name == FieldName::Body && text.as_ref().is_some_and(|t| !held(t)) {
            differences.push(EntityKind::AlteredText);
        }
        if approved.as_ref().is_some_and(|a| !held(a)) {
            differences.push(EntityKind::DiffersFromApproved);
        }
        if !differences.is_empty() {
            let Summary { entities, sought, .. } = &mut summaries[i];
            *sought = None;
            entities.extend(differences.into_iter().map(|kind| Entity::new(kind, At::new(0, folded.len()))));
            in_order(entities);
        }
    }
    if left_out > 0 {
        let note = "与原文逐段比对的工作量过大，其余段落没有比对".to_owned();
        not_checked.push(NotChecked { kind: NotCheckedKind::Limit, count: left_out, place: None, note });
    }
}

/// A screening and the reasons of what it did not find.
#[derive(Clone, Debug)]
pub struct Explanation {
    report: Report,
    vetoes: Vec<Vetoing>,
}

impl Explanation {
    /// The report, as [`Screener::screen`] gives it.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The hits that are no findings, by place.
    pub fn vetoes(&self) -> &[Vetoing] {
        &self.vetoes
    }
}

/// A hit that is no finding, and why.
#[derive(Clone)]
pub struct Vetoing {
    rule: Option<String>,
    located: (FieldName, Located),
    why: String,
    by: Option<(FieldName, Located)>,
}

impl Vetoing {
    /// The rule whose hit it was; `None` where a literal of several rules was none at all.
    pub fn rule(&self) -> Option<&str> {
        self.rule.as_deref()
    }

    /// The field and the bytes of the words.
    pub fn place(&self) -> (FieldName, crate::Span) {
        (self.located.0, self.located.1.span)
    }

    pub(crate) fn located(&self) -> &Located {
        &self.located.1
    }

    /// The words, plain.
    pub fn text(&self) -> &str {
        &self.located.1.text
    }

    /// The words with whatever is private masked.
    pub fn masked_text(&self) -> &str {
        &self.located.1.masked
    }

    /// The reason, in Chinese.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// The words that vetoed it, with whatever is private masked.
    pub fn by(&self) -> Option<&str> {
        self.by.as_ref().map(|(_, l)| l.masked.as_str())
    }
}

impl std::fmt::Debug for Vetoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vetoing").field("rule", &self.rule).field("text", &self.located.1.masked).field("why", &self.why).field("by", &self.by()).finish()
    }
}
