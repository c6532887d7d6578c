//! The built-in pack and the hospital's own.

use std::fs;
use std::path::{Path, PathBuf};

use yishen::pack::{Lang, PackError, PackSources};
use yishen::{Pack, Screener};

use crate::fault::{Fault, say};

/// A screener with the built-in pack and those given, in order: folders, or one compiled file.
pub(crate) fn screener(paths: &[PathBuf], lang: Lang) -> Result<Screener, Fault> {
    match paths {
        [file] if !file.is_dir() => compiled(file),
        folders => screener_of(folders, lang),
    }
}

/// The same, of folders alone.
pub(crate) fn screener_of(folders: &[PathBuf], lang: Lang) -> Result<Screener, Fault> {
    match folders {
        [] => Ok(yishen::builtin()),
        [.., last] => link(sources_of(folders, lang)?, last),
    }
}

/// A screener and the packs that it was linked from: none of a compiled file, which has no examples.
pub(crate) fn screener_and_sources(paths: &[PathBuf], lang: Lang) -> Result<(Screener, Vec<Pack>), Fault> {
    match paths {
        [file] if !file.is_dir() => Ok((compiled(file)?, Vec::new())),
        [] => Ok((yishen::builtin(), vec![yishen::builtin_pack()])),
        [.., last] => {
            let packs = sources_of(paths, lang)?;
            Ok((link(packs.clone(), last)?, packs))
        }
    }
}

/// The built-in pack and those of the folders given, in order, as they were before they were linked.
fn sources_of(folders: &[PathBuf], lang: Lang) -> Result<Vec<Pack>, Fault> {
    let mut packs = vec![yishen::builtin_pack()];
    for folder in folders {
        let own = Pack::compile(&sources(folder)?, &packs.iter().collect::<Vec<_>>()).map_err(|error| refused(folder, &error, lang))?;
        packs.push(own.pack);
    }
    Ok(packs)
}

/// Reads what `yishen rules compile` wrote: the built-in pack and the hospital's, linked.
fn compiled(file: &Path) -> Result<Screener, Fault> {
    let bytes = fs::read(file).map_err(|error| Fault::read_failed(file, &error))?;
    Screener::from_bytes(&bytes).map_err(|error| {
        Fault::new(
            file.display().to_string(),
            "pack-unreadable",
            say(error.to_string(), error.to_string()),
            say(
                "规则包是一个文件夹（内有 pack.toml），或者一个由 yishen rules compile 写出的 .yspack 文件",
                "a pack is a folder with pack.toml, or one .yspack file written by yishen rules compile",
            ),
        )
    })
}

/// Puts packs together; faults are laid at the last one's door.
pub(crate) fn link(packs: Vec<Pack>, last: &Path) -> Result<Screener, Fault> {
    let builder = packs.into_iter().fold(Screener::builder(), yishen::screener::ScreenerBuilder::pack);
    builder.build().map_err(|error| {
        let faults = error.to_string();
        Fault::new(
            last.display().to_string(),
            "pack-not-linked",
            say(format!("规则包不能一起使用：{faults}"), format!("the packs cannot be used together: {faults}")),
            say("请用 yishen rules lint 检查规则包", "run yishen rules lint on the pack"),
        )
    })
}

fn refused(path: &Path, error: &PackError, lang: Lang) -> Fault {
    let first = error.diagnostics().first().map(|d| format!("{}:{}:{} {}", d.path(), d.line(), d.column(), d.message().get(lang))).unwrap_or_default();
    let count = error.diagnostics().len();
    let folder = path.display();
    Fault::new(
        folder.to_string(),
        "pack-refused",
        say(format!("规则包有 {count} 处问题，不能使用；第一处：{first}"), format!("the pack has {count} faults; the first: {first}")),
        say(format!("运行 yishen rules lint {folder} 看全部问题"), format!("run yishen rules lint {folder} to see all")),
    )
}

/// Every file of a pack's folder that can belong to a pack.
pub(crate) fn sources(folder: &Path) -> Result<PackSources, Fault> {
    if folder.is_file() {
        let only = say("这里只能写规则包的文件夹", "a pack's folder is needed here");
        let hint = say("编译过的 .yspack 已含内置规则，只能单独使用", "a compiled .yspack holds the built-in rules already and is used alone");
        return Err(Fault::new(folder.display().to_string(), "not-a-folder", only, hint));
    }
    let mut sources = PackSources::new();
    collect(folder, folder, &mut sources)?;
    Ok(sources)
}

fn collect(root: &Path, folder: &Path, sources: &mut PackSources) -> Result<(), Fault> {
    let entries = fs::read_dir(folder).map_err(|error| Fault::read_failed(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Fault::read_failed(folder, &error))?;
        let path = entry.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if path.is_dir() {
            // `src` and `target` are a crate's: a pack may be one.
            if !hidden && !matches!(name.as_str(), "src" | "target") {
                collect(root, &path, sources)?;
            }
        } else if !hidden && ((name.ends_with(".toml") && name != "Cargo.toml") || name.ends_with(".txt")) {
            let text = fs::read_to_string(&path).map_err(|error| Fault::read_failed(&path, &error))?;
            sources.insert(name, text);
        }
    }
    Ok(())
}
