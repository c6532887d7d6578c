//! The sources of a pack and how they become one: every file is read, every fault noted, and only then is judged.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::coverage::read_coverage;
use super::diagnostic::{Bilingual, Diagnostic, Level, PackError, closest, say};
use super::finder::{Names, spell_out, word_fault};
use super::lint::{lint, marks, unbalanced};
use super::model::{Ladder, Override, Pack};
use super::read::{Reader, Text, did_you_mean};
use super::registers::{Description, WrittenOverride, is_kebab, level_ids, read_description, read_genres, read_ladder, read_laws, read_slots, read_variants};
use super::rule::{ReadRule, read_rule};
use super::words::expand;
use crate::context::Cue;
use crate::draft::Facts;
use crate::recognise::{EntityKind, List};
use crate::resemblance::{Lesson, Weights, train};
use crate::rule::model::{Category, Definition, Example, Find, Finder, What, Words};
use crate::screener::Screener;

/// The name of the pack whose rule ids carry no name.
const OURS: &str = "yishen";

/// The files at the top of a pack.
const REGISTERS: &[&str] = &["pack.toml", "laws.toml", "slots.toml", "ladder.toml", "genres.toml", "variants.toml", "coverage.toml"];

/// The folders of lists.
const LISTS: &[&str] = &["lexicons", "allow", "entities", "context", CORPUS];

/// The folder of the texts that weights are learned from, besides the examples of rules: a file for each category, one for
/// what is proper.
const CORPUS: &str = "corpus";
const PROPER: &str = "proper";

/// The files of a pack by path, relative to its folder, with `/` between folders. The engine reads no files itself.
#[derive(Clone, Debug, Default)]
pub struct PackSources {
    files: BTreeMap<String, String>,
    /// The digest of the pack that they are an excerpt of, and what it learned.
    excerpt_of: Option<(String, Option<Weights>)>,
}

impl PackSources {
    /// No files yet.
    pub fn new() -> PackSources {
        PackSources::default()
    }

    /// Adds a file, or replaces it.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.insert(path.into(), text.into());
    }

    /// Says that the files are an excerpt of those of the last pack that this screener was linked from, less comments, most
    /// examples and the corpus. What they say of it, its digest and what was learned from them, is taken from the screener.
    #[must_use]
    pub fn excerpt_of(mut self, whole: &Screener) -> PackSources {
        self.excerpt_of = whole.packs().last().map(|pack| (pack.sha256.clone(), whole.weights()));
        self
    }

    /// The files in order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// A pack and what is doubtful in it.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The pack.
    pub pack: Pack,
    /// What is probably not meant so.
    pub warnings: Vec<Diagnostic>,
}

impl Pack {
    /// Reads a pack from its sources. Names that it does not define are looked for in the packs of `base`.
    ///
    /// # Errors
    /// Everything that is wrong with the sources, at once: nothing of a faulty pack is used.
    pub fn compile(sources: &PackSources, base: &[&Pack]) -> Result<Compiled, PackError> {
        let mut diagnostics = Vec::new();
        let pack = Compiler { base, diagnostics: &mut diagnostics }.compile(sources);
        diagnostics.sort_by(|a, b| (a.path(), a.line(), a.column()).cmp(&(b.path(), b.line(), b.column())));
        diagnostics.dedup();
        if diagnostics.iter().any(|d| d.level() == Level::Error) {
            return Err(PackError::new(diagnostics));
        }
        Ok(Compiled { pack, warnings: diagnostics })
    }
}

/// The files by what they are.
#[derive(Default)]
struct Files<'s> {
    registers: BTreeMap<&'s str, &'s str>,
    torn: Option<&'s str>,
    /// Folder and name, path and text.
    lists: Vec<(&'s str, &'s str, &'s str, &'s str)>,
    /// Category and name, path and text.
    rules: Vec<(Category, &'s str, &'s str, &'s str)>,
}

/// Everything that list files hold.
#[derive(Default)]
struct Lists {
    lexicons: BTreeMap<String, Vec<String>>,
    allow: BTreeMap<String, Vec<String>>,
    entities: BTreeMap<String, Vec<String>>,
    cues: BTreeMap<String, Vec<String>>,
    /// Texts to learn from, and the category of their marks.
    corpus: Vec<(Option<Category>, Vec<String>)>,
}

struct Compiler<'p, 'd> {
    base: &'p [&'p Pack],
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Compiler<'_, '_> {
    fn compile(mut self, sources: &PackSources) -> Pack {
        let files = self.sort_files(sources);
        let description = self.description(&files);
        let lists = self.lists(&files);
        let torn = files.torn.map(|text| self.with_reader("torn.txt", text, |r| read_list(r, text))).unwrap_or_default();
        let variants = files.registers.get("variants.toml").and_then(|text| self.with_reader("variants.toml", text, read_variants)).unwrap_or_default();

        let mut unread = BTreeSet::new();
        let register = |path: &'static str| files.registers.get(path).map(|text| (path, *text));
        let (laws_file, slots_file, ladder_file, genres_file) =
            (register("laws.toml"), register("slots.toml"), register("ladder.toml"), register("genres.toml"));
        let laws = laws_file.and_then(|(path, text)| {
            let laws = self.with_reader(path, text, read_laws);
            if laws.is_none() {
                unread.insert(path);
            }
            laws
        });
        let slots = slots_file.and_then(|(path, text)| {
            let slots = self.with_reader(path, text, read_slots);
            if slots.is_none() {
                unread.insert(path);
            }
            slots
        });
        let (laws, slots) = (laws.unwrap_or_default(), slots.unwrap_or_default());
        let mut ladder_reader = ladder_file.map(|(path, text)| Reader::new(path, text));
        let ladder_root = ladder_reader.as_mut().and_then(Reader::parse);
        if ladder_reader.is_some() && ladder_root.is_none() {
            unread.insert("ladder.toml");
        }
        let levels = ladder_root.as_ref().map(level_ids).unwrap_or_default();

        let base = self.base;
        let names = Names {
            lexicons: base.iter().flat_map(|p| &p.lexicons).chain(&lists.lexicons).map(|(n, t)| (n.as_str(), t.as_slice())).collect(),
            slots: base.iter().flat_map(|p| p.slots.keys()).chain(slots.keys()).map(String::as_str).collect(),
            laws: base.iter().flat_map(|p| &p.laws).chain(&laws).map(|l| (l.id.as_str(), l)).collect(),
            levels: base
                .iter()
                .filter_map(|p| p.ladder.as_ref())
                .flat_map(|l| &l.levels)
                .map(|(id, _)| id.as_str())
                .chain(levels.iter().map(String::as_str))
                .collect(),
            unread,
        };
        let ladder = ladder_reader.map(|mut r| {
            let ladder = ladder_root.map_or_else(Ladder::default, |root| read_ladder(&mut r, &names, &root));
            self.diagnostics.append(&mut r.diagnostics);
            ladder
        });
        let genres = genres_file.and_then(|(path, text)| self.with_reader(path, text, |r| read_genres(r, &names)));
        let rules = self.rules(&files, &description.name, &names, &lists.allow);
        let (values, overrides) = self.of_description(&files, &description, &names, &rules);
        let coverage = register("coverage.toml").map(|(path, text)| {
            let known = base.iter().flat_map(|p| &p.rules).chain(&rules);
            self.with_reader(path, text, |r| read_coverage(r, &names, known))
        });

        let (sha256, weights) = sources.excerpt_of.clone().unzip();
        Pack {
            name: description.name,
            version: description.version,
            sha256: sha256.unwrap_or_else(|| digest(&files)),
            weights: weights.unwrap_or_else(|| asks_for_weights(&rules).then(|| train(&lessons(&rules, &lists.corpus)))),
            rules,
            lexicons: lists.lexicons,
            allow: lists.allow,
            entities: lists.entities,
            cues: lists.cues,
            torn,
            variants,
            slots,
            values,
            overrides,
            laws,
            ladder,
            genres,
            coverage: coverage.unwrap_or_default(),
        }
    }

    /// Reads one file and keeps its diagnostics.
    fn with_reader<'s, T>(&mut self, path: &'s str, text: &'s str, read: impl FnOnce(&mut Reader<'s>) -> T) -> T {
        let mut reader = Reader::new(path, text);
        let result = read(&mut reader);
        self.diagnostics.append(&mut reader.diagnostics);
        result
    }

    fn file_error(&mut self, path: &str, code: &'static str, message: Bilingual, hint: Option<Bilingual>) {
        self.diagnostics.push(Diagnostic::of_file(path, (Level::Error, code), message, hint));
    }

    /// Tells the files apart by their paths and notes those that belong nowhere.
    fn sort_files<'s>(&mut self, sources: &'s PackSources) -> Files<'s> {
        let mut files = Files::default();
        let mut unknown_folders = BTreeSet::new();
        for (path, text) in sources.iter() {
            let parts: Vec<&str> = path.split('/').collect();
            let file = parts.last().copied().unwrap_or("");
            let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
            let hidden = parts.iter().any(|p| p.starts_with('.'));
            if hidden || !matches!(extension, "toml" | "txt") || file == "Cargo.toml" {
                continue;
            }
            match parts[..] {
                ["torn.txt"] => files.torn = Some(text),
                [name] if REGISTERS.contains(&name) => {
                    files.registers.insert(name, text);
                }
                [name] => {
                    let near = closest(name, REGISTERS.iter().copied().chain(["torn.txt"]));
                    // Notes to oneself may be kept in text files, unless they look like a misspelt list.
                    if extension == "toml" || near.is_some() {
                        let hint = near.map_or_else(
                            || say("规则放在类别文件夹里，如 advertising/规则名.toml", "rules live in the folder of their category: advertising/name.toml"),
                            did_you_mean,
                        );
                        self.file_error(
                            path,
                            "unknown-file",
                            say(format!("规则包里没有“{name}”这种文件"), format!("`{name}` is no file of a pack")),
                            Some(hint),
                        );
                    }
                }
                [folder, _] if LISTS.contains(&folder) || Category::from_id(folder).is_some() => {
                    let (wanted, category) = (if LISTS.contains(&folder) { "txt" } else { "toml" }, Category::from_id(folder));
                    if extension != wanted {
                        let hint = if wanted == "txt" {
                            say(
                                "这里只放每行一个词的 .txt 文件；规则放在类别文件夹里",
                                "only .txt lists belong here; rules live in the folder of their category",
                            )
                        } else {
                            say("这里只放 .toml 规则；词表放在 lexicons 文件夹里", "only .toml rules belong here; lexicons live in `lexicons`")
                        };
                        self.file_error(
                            path,
                            "misplaced-file",
                            say(format!("“{folder}”里不放 .{extension} 文件"), format!("`{folder}` holds no .{extension} files")),
                            Some(hint),
                        );
                        continue;
                    }
                    if !is_kebab(stem) {
                        let message = say(format!("文件名“{file}”不合要求"), format!("`{file}` is no name for a file of a pack"));
                        self.file_error(
                            path,
                            "bad-name",
                            message,
                            Some(say("只用小写字母、数字，中间用 - 连接，如 cure-rate.toml", "use lower-case letters and digits joined by -: cure-rate.toml")),
                        );
                    }
                    match category {
                        Some(category) => files.rules.push((category, stem, path, text)),
                        None => files.lists.push((folder, stem, path, text)),
                    }
                }
                [folder, _] => {
                    if unknown_folders.insert(folder) {
                        let known: Vec<&str> = Category::ALL.iter().map(|c| c.id()).chain(LISTS.iter().copied()).collect();
                        let hint = match closest(folder, known.iter().copied()) {
                            Some(near) => did_you_mean(near),
                            None => say(format!("可用的文件夹：{}", known.join("、")), format!("folders: {}", known.join(", "))),
                        };
                        self.file_error(
                            path,
                            "unknown-folder",
                            say(format!("规则包里没有“{folder}”这个文件夹"), format!("`{folder}` is no folder of a pack")),
                            Some(hint),
                        );
                    }
                }
                _ => {
                    let message = say("规则包的文件夹里不能再套文件夹", "the folders of a pack hold no folders");
                    self.file_error(path, "misplaced-file", message, None);
                }
            }
        }
        files
    }

    fn description(&mut self, files: &Files<'_>) -> Description {
        match files.registers.get("pack.toml") {
            Some(text) => self.with_reader("pack.toml", text, read_description).unwrap_or_default(),
            None => {
                let hint = say("在规则包的文件夹里新建 pack.toml，写 name、version、engine", "add pack.toml with name, version, engine");
                self.file_error("pack.toml", "missing-file", say("缺少 pack.toml", "pack.toml is missing"), Some(hint));
                Description::default()
            }
        }
    }

    fn lists(&mut self, files: &Files<'_>) -> Lists {
        let mut lists = Lists::default();
        for &(folder, name, path, text) in &files.lists {
            if folder == CORPUS {
                let category = self.corpus_category(name, path);
                lists.corpus.push((category, self.with_reader(path, text, |r| read_corpus(r, text, category))));
                continue;
            }
            let terms = self.with_reader(path, text, |r| read_list(r, text));
            match folder {
                "lexicons" => {
                    if terms.is_empty() && !self.diagnostics.iter().any(|d| d.path() == path) {
                        self.file_error(
                            path,
                            "empty-lexicon",
                            say("词表里没有词", "the lexicon holds no terms"),
                            Some(say("每行写一个词", "write one term a line")),
                        );
                    }
                    lists.lexicons.insert(name.to_owned(), terms);
                }
                "allow" => {
                    self.check_allow(name, path);
                    lists.allow.insert(name.to_owned(), terms);
                }
                "entities" => {
                    let known: Vec<&str> = List::ALL.iter().map(|l| l.id()).collect();
                    self.check_list(name, path, ("识别器", "recogniser"), &known);
                    lists.entities.insert(name.to_owned(), terms);
                }
                _ => {
                    let known: Vec<&str> = Cue::ALL.iter().map(|c| c.id()).collect();
                    self.check_list(name, path, ("语境判断", "guard"), &known);
                    lists.cues.insert(name.to_owned(), terms);
                }
            }
        }
        lists
    }

    /// The category of a corpus file; none of that of proper texts.
    fn corpus_category(&mut self, name: &str, path: &str) -> Option<Category> {
        let category = Category::from_id(name);
        if category.is_none() && name != PROPER {
            let known: Vec<&str> = Category::ALL.iter().map(|c| c.id()).chain([PROPER]).collect();
            self.unknown_category(name, path, &known);
        }
        category
    }

    /// A list that nobody reads was probably meant to have another name.
    fn check_list(&mut self, name: &str, path: &str, (zh, en): (&str, &str), known: &[&str]) {
        if known.contains(&name) {
            return;
        }
        let message = say(format!("{zh}不读名为“{name}”的词单"), format!("no {en} reads a list `{name}`"));
        self.file_error(path, "unknown-list", message, Some(known_names(name, known)));
    }

    fn unknown_category(&mut self, name: &str, path: &str, known: &[&str]) {
        let message = say(format!("没有名为“{name}”的类别"), format!("unknown category `{name}`"));
        self.file_error(path, "unknown-category", message, Some(known_names(name, known)));
    }

    fn check_allow(&mut self, name: &str, path: &str) {
        let known: Vec<&str> = Category::ALL.iter().filter(|&&c| c != Category::Privacy).map(|c| c.id()).collect();
        if name == Category::Privacy.id() {
            let message = say("患者隐私类规则没有整类放行的词", "nothing is allowed for all privacy rules");
            self.file_error(path, "allow-privacy", message, Some(say("写在需要它的那条规则的 allow 里", "name it in the `allow` of the rule that needs it")));
        } else if !known.contains(&name) {
            self.unknown_category(name, path, &known);
        }
    }

    fn rules(&mut self, files: &Files<'_>, pack: &str, names: &Names<'_>, allow: &BTreeMap<String, Vec<String>>) -> Vec<Definition> {
        let base_ids: HashSet<&str> = self.base.iter().flat_map(|p| &p.rules).map(|r| r.id.as_str()).collect();
        let id_of =
            |category: Category, name: &str| if pack == OURS || pack.is_empty() { format!("{category}/{name}") } else { format!("{pack}:{category}/{name}") };
        let mut taken: HashMap<String, String> =
            self.base.iter().flat_map(|p| &p.rules).flat_map(|r| std::iter::once(&r.id).chain(&r.aliases)).map(|id| (id.clone(), id.clone())).collect();
        taken.extend(files.rules.iter().map(|(category, name, _, _)| id_of(*category, name)).map(|id| (id.clone(), id)));
        let mut rules: Vec<Definition> = Vec::new();
        for &(category, name, path, text) in &files.rules {
            let id = id_of(category, name);
            if base_ids.contains(id.as_str()) {
                let message = say(format!("规则“{id}”在其他规则包里已经有了"), format!("rule `{id}` stands in another pack"));
                self.file_error(
                    path,
                    "duplicate-id",
                    message,
                    Some(say("换个名称；要改那条规则用 [[override]]", "choose another name; to change that rule use [[override]]")),
                );
            }
            let category_allow: BTreeSet<&str> =
                self.base.iter().filter_map(|p| p.allow.get(category.id())).chain(allow.get(category.id())).flatten().map(String::as_str).collect();
            let mut reader = Reader::new(path, text);
            if let Some(read) = read_rule(&mut reader, names, id, category) {
                lint(&mut reader, &read, &category_allow);
                check_aliases(&mut reader, &read, &mut taken);
                rules.push(read.rule);
            }
            self.diagnostics.append(&mut reader.diagnostics);
        }
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        rules
    }

    /// The slots' values and the overrides of `pack.toml`, now that rules and slots are known.
    fn of_description(
        &mut self,
        files: &Files<'_>,
        description: &Description,
        names: &Names<'_>,
        rules: &[Definition],
    ) -> (BTreeMap<String, Vec<String>>, Vec<Override>) {
        let text = files.registers.get("pack.toml").copied().unwrap_or("");
        let base = self.base;
        self.with_reader("pack.toml", text, |r| {
            let known: Vec<&str> = names.slots.iter().copied().collect();
            let mut values = BTreeMap::new();
            for (name, given) in &description.values {
                if !names.slots.contains(name.value.as_str()) && !names.unread.contains("slots.toml") {
                    r.unknown(&name.at, "unknown-slot", ("医院信息项（slot）", "slot"), &name.value, &known);
                }
                values.insert(name.value.clone(), given.clone());
            }
            let overrides = description.overrides.iter().filter_map(|o| link_override(r, o, base, names, rules)).collect();
            (values, overrides)
        })
    }
}

fn check_aliases(r: &mut Reader<'_>, read: &ReadRule, taken: &mut HashMap<String, String>) {
    for alias in &read.aliases {
        let bare = alias.value.split_once(':').map_or(alias.value.as_str(), |(_, id)| id);
        let well_formed = bare.split_once('/').is_some_and(|(category, name)| is_kebab(category) && is_kebab(name));
        if !well_formed {
            let message = say(format!("“{}”不像规则编号", alias.value), format!("`{}` is no rule id", alias.value));
            r.error(&alias.at, "bad-name", message, Some(say("写成 类别/名称，如 advertising/cure-rate", "write category/name: advertising/cure-rate")));
        }
        match taken.get(&alias.value) {
            Some(owner) => {
                let message = say(format!("别名“{}”已经属于规则“{owner}”", alias.value), format!("alias `{}` belongs to rule `{owner}`", alias.value));
                r.error(&alias.at, "alias-clash", message, Some(say("换一个，或者删去", "choose another, or drop it")));
            }
            None => {
                taken.insert(alias.value.clone(), read.rule.id.clone());
            }
        }
    }
}

/// Finds the rule that an override changes and sees whether it changes anything.
fn link_override(r: &mut Reader<'_>, written: &WrittenOverride, base: &[&Pack], names: &Names<'_>, own: &[Definition]) -> Option<Override> {
    let id = &written.rule.value;
    let all = || base.iter().flat_map(|p| &p.rules);
    let add: Vec<String> = written.add.iter().filter_map(|t| spell_out(r, t)).flatten().collect();
    let removed: Vec<(&Text, Vec<String>)> = written.remove.iter().filter_map(|t| spell_out(r, t).map(|terms| (t, terms))).collect();
    let Some(rule) = all().find(|rule| rule.id == *id || rule.aliases.contains(id)) else {
        if own.iter().any(|rule| rule.id == *id) {
            let message = say(format!("“{id}”是本规则包自己的规则"), format!("`{id}` is a rule of this pack"));
            r.error(&written.rule.at, "unknown-rule", message, Some(say("直接改它的文件", "change its file instead")));
        } else {
            let known: Vec<&str> = all().map(|rule| rule.id.as_str()).collect();
            r.unknown(&written.rule.at, "unknown-rule", ("规则", "rule"), id, &known);
        }
        return None;
    };
    if !add.is_empty() && !rule.finds.iter().any(|f| matches!(f.finder, Finder::Words(_))) {
        let message = say(format!("规则“{id}”不是按字词查的，不能加词"), format!("rule `{id}` looks for no words: none can be added"));
        r.error(&written.at, "override-without-words", message, Some(say("另写一条自己的规则", "write a rule of your own")));
    }
    let words: HashSet<&str> = rule.finds.iter().flat_map(|f| words_of(f)).flat_map(|w| terms_of(w, names)).collect();
    for (text, terms) in &removed {
        if let Some(term) = terms.iter().find(|t| !words.contains(t.as_str())) {
            let message = say(format!("规则“{id}”里没有“{term}”，无从去掉"), format!("rule `{id}` has no “{term}” to remove"));
            r.error(&text.at, "override-absent-word", message, None);
        }
    }
    for (text, term) in written.add.iter().zip(&add) {
        if words.contains(term.as_str()) {
            r.warning(&text.at, "duplicate-word", say(format!("规则“{id}”里已经有“{term}”"), format!("rule `{id}` has “{term}” already")), None);
        }
    }
    let remove = removed.into_iter().flat_map(|(_, terms)| terms).collect();
    Some(Override { rule: rule.id.clone(), add, remove, severity: written.severity, off: written.off.clone() })
}

fn words_of(find: &Find) -> Vec<&Words> {
    match &find.finder {
        Finder::Words(words) => vec![words],
        Finder::Seq(seq) => seq.elements.iter().filter_map(|e| if let What::Words(words) = &e.what { Some(words) } else { None }).collect(),
        _ => Vec::new(),
    }
}

fn terms_of<'w>(words: &'w Words, names: &Names<'w>) -> impl Iterator<Item = &'w str> {
    let named: Vec<&'w [String]> = words.named.iter().filter_map(|n| names.lexicons.get(n.as_str()).copied()).collect();
    words.inline.iter().flat_map(|i| &i.terms).chain(named.into_iter().flatten()).map(String::as_str)
}

/// What a name that is not known may have meant.
fn known_names(name: &str, known: &[&str]) -> Bilingual {
    match closest(name, known.iter().copied()) {
        Some(near) => did_you_mean(near),
        None => say(format!("可用的有：{}", known.join("、")), format!("known: {}", known.join(", "))),
    }
}

/// What is written on each line of a file, without notes and empty lines, and where it stands.
fn written_lines(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let lines = text.split_inclusive('\n').scan(0, |start, line| {
        let written = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let from = *start + line.find(written).unwrap_or(0);
        *start += line.len();
        Some((from..from + written.len(), written))
    });
    lines.filter(|(_, written)| !written.is_empty() && !written.starts_with('#'))
}

/// The terms of a list file, with every faulty line noted.
fn read_list(r: &mut Reader<'_>, text: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    for (at, written) in written_lines(text) {
        match expand(written) {
            Err(fault) => {
                let (code, message, hint) = word_fault(written, &fault);
                r.error(&at, code, message, hint);
            }
            Ok(line_terms) => {
                // Lines with braces may overlap; one that adds nothing is a mistake.
                let (new, old): (Vec<String>, Vec<String>) = line_terms.into_iter().partition(|t| !seen.contains(t));
                if let (true, Some(term)) = (new.is_empty(), old.first()) {
                    let message = say(format!("“{term}”前面已经有了"), format!("“{term}” stands above already"));
                    r.warning(
                        &at,
                        "duplicate-word",
                        message,
                        Some(say("删去一处（繁简、大小写、全半角视为相同）", "drop one; script, case and width make no difference")),
                    );
                }
                seen.extend(new.iter().cloned());
                terms.extend(new);
            }
        }
    }
    terms
}

/// The texts of a corpus file, one a line; only those of a category have marks.
fn read_corpus(r: &mut Reader<'_>, text: &str, category: Option<Category>) -> Vec<String> {
    let mut sentences = Vec::new();
    for (at, sentence) in written_lines(text) {
        match marks(sentence) {
            Ok(count) if count > 0 && category.is_none() => {
                let message = say("这里的句子全部合规，不能有«»", "what stands here is proper: it has no marks");
                r.error(&at, "marked-good-example", message, None);
            }
            Ok(_) => sentences.push(sentence.to_owned()),
            Err(place) => unbalanced(r, &(at.start + place.start..at.start + place.end)),
        }
    }
    sentences
}

/// Whether a rule asks what a sentence resembles.
fn asks_for_weights(rules: &[Definition]) -> bool {
    let asks = |finder: &Finder| matches!(finder, Finder::Entity(query) if query.kind == EntityKind::Resemblance);
    rules.iter().any(|rule| rule.finds.iter().any(|find| asks(&find.finder)))
}

/// What there is to learn from: the examples of rules, as far as their words decide, and the corpus.
fn lessons(rules: &[Definition], corpus: &[(Option<Category>, Vec<String>)]) -> Vec<Lesson> {
    let by_words = |example: &&Example| example.title.is_none() && example.genre.is_none() && example.given == Facts::default();
    let bad = rules.iter().flat_map(|rule| rule.bad.iter().filter(by_words).map(|example| (Some(rule.rule.category), &example.text)));
    let good = rules.iter().flat_map(|rule| rule.good.iter().filter(|example| example.given == Facts::default()).map(|example| (None, &example.text)));
    let corpus = corpus.iter().flat_map(|(category, sentences)| sentences.iter().map(|sentence| (*category, sentence)));
    bad.chain(good).chain(corpus).flat_map(|(category, text)| Lesson::of_text(text, category)).collect()
}

/// SHA-256 over the files that make the pack, in order of their paths: path, NUL, text with LF line ends, NUL.
fn digest(files: &Files<'_>) -> String {
    let mut all: BTreeMap<&str, &str> = files.registers.clone();
    all.extend(files.torn.map(|text| ("torn.txt", text)));
    all.extend(files.lists.iter().map(|&(_, _, path, text)| (path, text)));
    all.extend(files.rules.iter().map(|&(_, _, path, text)| (path, text)));
    let mut hasher = Sha256::new();
    for (path, text) in all {
        hasher.update(path.as_bytes());
        hasher.update([0]);
        hasher.update(text.replace("\r\n", "\n").replace('\r', "\n").as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
