//! `yishen rules`: list, lint, test, coverage, compile, new.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use yishen::pack::{Lang, Level, PackSources, check};
use yishen::{BuildError, Category, Pack};

use crate::args::RulesCommand;
use crate::fault::{Fault, say};
use crate::render::paint::{Paint, columns};
use crate::render::pick;
use crate::{Stop, Streams, blessing, packs};

pub(crate) fn rules(command: RulesCommand, lang: Lang, paint: Paint, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    match command {
        RulesCommand::List { category, packs: paths } => {
            let screener = packs::screener(&paths, lang)?;
            let mut out = String::new();
            let all: Vec<_> = screener.rules().filter(|r| category.is_none_or(|c| r.category() == c)).collect();
            let column = all.iter().map(|r| columns(r.id())).max().unwrap_or(0) + 2;
            for &category in Category::ALL {
                let of_category: Vec<_> = all.iter().filter(|r| r.category() == category).collect();
                if of_category.is_empty() {
                    continue;
                }
                let _ = writeln!(out, "{}  {}", paint.bold(category.title()), paint.dim(&format!("{category} · {}", of_category.len())));
                for rule in of_category {
                    let preview = if rule.is_preview() { pick(lang, "（试行）", " (preview)") } else { "" };
                    let pad = " ".repeat(column - columns(rule.id()));
                    let _ = writeln!(out, "  {} {}{pad}{}{preview}", paint.severity(rule.severity(), rule.severity().sign()), rule.id(), rule.title());
                }
            }
            let _ = match lang {
                Lang::Zh => writeln!(out, "{}", paint.dim(&format!("{} 条规则；✘ 禁止发布 ▲ 须审核 ● 提示", all.len()))),
                Lang::En => writeln!(out, "{}", paint.dim(&format!("{} rules; ✘ must not be published ▲ needs approval ● look at it", all.len()))),
            };
            streams.stdout.write_all(out.as_bytes())?;
            Ok(0)
        }
        RulesCommand::Lint { folders } => {
            let mut status = 0;
            for folder in &folders {
                status = status.max(lint(folder, lang, streams)?);
            }
            Ok(status)
        }
        RulesCommand::Test { folder: Some(folder), bless: true, .. } => bless(&folder, lang, streams),
        RulesCommand::Test { folder, witness, .. } => test(folder.as_deref(), witness, lang, streams),
        RulesCommand::Coverage { folder } => coverage(folder.as_deref(), lang, paint, streams),
        RulesCommand::Compile { folders, output } => compile(&folders, &output, lang, streams),
        RulesCommand::New { id, pack } => new_rule(&id, &pack, lang, streams),
    }
}

/// The pack of these sources behind those that it is compiled with; none when it does not compile.
fn behind_base(sources: &PackSources) -> Option<Vec<Pack>> {
    let mut packs = yishen::packs::base_of(sources);
    let own = Pack::compile(sources, &packs.iter().collect::<Vec<_>>()).ok()?;
    packs.push(own.pack);
    Some(packs)
}

/// The built-in pack, or a folder's pack behind its base; or the folder whose pack does not compile.
fn compiled(folder: Option<&Path>) -> Result<Result<Vec<Pack>, &Path>, Fault> {
    let Some(folder) = folder else { return Ok(Ok(vec![yishen::builtin_pack()])) };
    Ok(behind_base(&packs::sources(folder)?).ok_or(folder))
}

fn lint(folder: &Path, lang: Lang, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    let sources = packs::sources(folder)?;
    let base = yishen::packs::base_of(&sources);
    let place = folder.display();
    match Pack::compile(&sources, &base.iter().collect::<Vec<_>>()) {
        Ok(compiled) => {
            for warning in &compiled.warnings {
                writeln!(streams.stdout, "{}", warning.render(lang))?;
            }
            let (rules, warnings) = (compiled.pack.rules().len(), compiled.warnings.len());
            packs::link(base.into_iter().chain([compiled.pack]).collect(), &[folder])?;
            match lang {
                Lang::Zh => writeln!(streams.stdout, "{place}：{rules} 条规则，没有错误，{warnings} 处提醒")?,
                Lang::En => writeln!(streams.stdout, "{place}: {rules} rules, no errors, {warnings} warnings")?,
            }
            Ok(0)
        }
        Err(error) => {
            let errors = error.diagnostics().iter().filter(|d| d.level() == Level::Error).count();
            for diagnostic in error.diagnostics() {
                writeln!(streams.stdout, "{}", diagnostic.render(lang))?;
            }
            let warnings = error.diagnostics().len() - errors;
            match lang {
                Lang::Zh => writeln!(streams.stdout, "{place}：{errors} 处错误，{warnings} 处提醒")?,
                Lang::En => writeln!(streams.stdout, "{place}: {errors} errors, {warnings} warnings")?,
            }
            Ok(1)
        }
    }
}

fn test(folder: Option<&Path>, witness: bool, lang: Lang, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    let all = match compiled(folder)? {
        Ok(packs) => packs,
        Err(folder) => return lint(folder, lang, streams),
    };
    let packs: Vec<&Pack> = all.iter().collect();
    let mut faults = run_examples(&packs, check::examples)?;
    if witness {
        faults.extend(run_examples(&packs, check::witnesses)?);
        faults.extend(run_examples(&packs, check::substitutions)?);
    }
    for fault in &faults {
        writeln!(streams.stdout, "✘ {fault}")?;
    }
    let rules = packs.last().map_or(&[][..], |p| p.rules());
    let examples: usize = rules.iter().map(|r| r.bad_examples().len() + r.good_examples().len()).sum();
    match lang {
        Lang::Zh => writeln!(streams.stdout, "{} 条规则，{examples} 条例句：{} 处不符", rules.len(), faults.len())?,
        Lang::En => writeln!(streams.stdout, "{} rules, {examples} examples: {} faults", rules.len(), faults.len())?,
    }
    Ok(u8::from(!faults.is_empty()))
}

/// Marks the bad examples in the rules' files at what each rule reports of them, and prints what was changed, for the
/// author to read. An example in which its rule reports nothing stays as it is and is a fault.
fn bless(folder: &Path, lang: Lang, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    let sources = packs::sources(folder)?;
    let Some(all) = behind_base(&blessing::with_marks(&sources)) else { return lint(folder, lang, streams) };
    let marked = run_examples(&all.iter().collect::<Vec<_>>(), check::marked)?;
    let mut silent = 0;
    for (id, examples) in &marked {
        let path = format!("{}.toml", id.rsplit(':').next().unwrap_or(id));
        let Some((_, source)) = sources.iter().find(|(name, _)| *name == path) else { continue };
        let blessed = blessing::marked(source, examples);
        for (old, new) in &blessed.changes {
            writeln!(streams.stdout, "{id}\n  - {old}\n  + {new}")?;
        }
        for text in &blessed.silent {
            let what = pick(lang, "没有命中，没有改", "finds nothing; left as it is");
            writeln!(streams.stdout, "✘ {id}：{what}：「{text}」")?;
        }
        silent += blessed.silent.len();
        if !blessed.changes.is_empty() {
            let file = folder.join(&path);
            fs::write(&file, blessed.source).map_err(|error| Fault::write_failed(&file.display().to_string(), &error))?;
        }
    }
    Ok(u8::from(silent > 0))
}

/// Writes the built-in pack and those of the folders, linked, to one file.
fn compile(folders: &[PathBuf], output: &Path, lang: Lang, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    let screener = packs::screener_of(folders, lang)?;
    let bytes = screener.to_bytes();
    fs::write(output, &bytes).map_err(|error| Fault::write_failed(&output.display().to_string(), &error))?;
    let packs: Vec<String> = screener.packs().iter().map(|pack| format!("{} {}", pack.name, pack.version)).collect();
    let (file, rules, kilobytes) = (output.display(), screener.rules().count(), bytes.len().div_ceil(1000));
    match lang {
        Lang::Zh => writeln!(streams.stdout, "{file}：{}，{rules} 条规则，{kilobytes} KB", packs.join("、"))?,
        Lang::En => writeln!(streams.stdout, "{file}: {}, {rules} rules, {kilobytes} KB", packs.join(", "))?,
    }
    Ok(0)
}

/// The duties by the law that they stand in, each with its rules or the reason why there are none.
fn coverage(folder: Option<&Path>, lang: Lang, paint: Paint, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    let packs = match compiled(folder)? {
        Ok(packs) => packs,
        Err(folder) => return lint(folder, lang, streams),
    };
    let duties = packs.last().map_or(&[][..], Pack::coverage);
    let title = |id: &str| packs.iter().flat_map(Pack::laws).find(|law| law.id == id).map_or_else(|| id.to_owned(), |law| law.title.clone());
    let mut out = String::new();
    let mut law = "";
    for duty in duties {
        if duty.law != law {
            law = &duty.law;
            let _ = writeln!(out, "{}", paint.bold(&title(law)));
        }
        let place = duty.at.as_deref().unwrap_or_default();
        let _ = writeln!(out, "  {place}{}{}", if place.is_empty() { "" } else { "　" }, duty.duty);
        let answer = duty.reason.as_ref().map_or_else(|| duty.rules.join("、"), |reason| paint.dim(&format!("— {reason}")));
        let _ = writeln!(out, "      {answer}");
    }
    let answered = duties.iter().filter(|duty| duty.reason.is_none()).count();
    let (all, other) = (duties.len(), duties.len() - answered);
    let _ = match lang {
        Lang::Zh => writeln!(out, "{all} 项义务：{answered} 项有规则，{other} 项说明了理由"),
        Lang::En => writeln!(out, "{all} duties: {answered} answered by rules, {other} with a reason why not"),
    };
    streams.stdout.write_all(out.as_bytes())?;
    Ok(0)
}

fn run_examples<T>(packs: &[&Pack], check: impl Fn(&[&Pack]) -> Result<T, BuildError>) -> Result<T, Fault> {
    check(packs).map_err(|error| {
        let name = packs.last().map_or("", |p| p.name());
        Fault::new(name, "pack-not-linked", say(error.to_string(), error.to_string()), say("请用 yishen rules lint 检查规则包", "run yishen rules lint"))
    })
}

fn new_rule(id: &str, folder: &Path, lang: Lang, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    let kebab = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.split('-').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
    };
    let parsed = id.split_once('/').and_then(|(category, name)| Some((Category::from_id(category)?, name))).filter(|(_, name)| kebab(name));
    let Some((category, name)) = parsed else {
        let categories: Vec<&str> = Category::ALL.iter().map(|c| c.id()).collect();
        let fault = Fault::new(
            id,
            "bad-rule-id",
            say("规则编号应写作 类别/名称", "a rule's id is category/name"),
            say(
                format!("类别：{}；名称用小写字母、数字和 -，例如 advertising/own-slogan", categories.join("、")),
                format!("categories: {}; names are kebab-case, for example advertising/own-slogan", categories.join(", ")),
            ),
        );
        return Err(fault.into());
    };
    let failed = |path: &Path, error: std::io::Error| Fault::write_failed(&path.display().to_string(), &error);
    let description = folder.join("pack.toml");
    let path = folder.join(category.id()).join(format!("{name}.toml"));
    if path.exists() {
        let fault = Fault::new(
            path.display().to_string(),
            "exists",
            say("这条规则已经有了", "the rule is there already"),
            say("换一个名称，或者直接改这个文件", "choose another name, or edit the file"),
        );
        return Err(fault.into());
    }
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
    if !description.exists() {
        fs::write(&description, PACK_TEMPLATE).map_err(|error| failed(&description, error))?;
        writeln!(streams.stdout, "{}{}", pick(lang, "新建 ", "created "), description.display())?;
    }
    fs::write(&path, RULE_TEMPLATE).map_err(|error| failed(&path, error))?;
    writeln!(streams.stdout, "{}{}", pick(lang, "新建 ", "created "), path.display())?;
    let pack = folder.display();
    match lang {
        Lang::Zh => writeln!(
            streams.stdout,
            "下一步：改好例句和词语，然后运行\n  yishen rules lint {pack}\n  yishen rules test {pack}\n  yishen check 稿件.txt --pack {pack}"
        )?,
        Lang::En => writeln!(
            streams.stdout,
            "Next: fill in examples and words, then run\n  yishen rules lint {pack}\n  yishen rules test {pack}\n  yishen check DRAFT.txt --pack {pack}"
        )?,
    }
    Ok(0)
}

const PACK_TEMPLATE: &str = include_str!("templates/pack.toml");
const RULE_TEMPLATE: &str = include_str!("templates/rule.toml");
