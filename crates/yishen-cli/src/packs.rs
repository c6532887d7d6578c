//! The built-in pack and the hospital's own, with what is wrong with them said as faults.

use std::path::{Path, PathBuf};

use yishen::pack::{Lang, PackSources};
use yishen::packs::{self, LoadError};
use yishen::{Pack, Screener};

use crate::fault::{Fault, say};

/// A screener with the built-in pack and those given, in order: folders, or one compiled file.
pub(crate) fn screener(paths: &[PathBuf], lang: Lang) -> Result<Screener, Fault> {
    packs::load(paths).map_err(|error| fault(error, paths, lang))
}

/// The same, of folders alone.
pub(crate) fn screener_of(folders: &[PathBuf], lang: Lang) -> Result<Screener, Fault> {
    packs::compile(folders).and_then(packs::link).map_err(|error| fault(error, folders, lang))
}

/// A screener and the packs that it was linked from: none of a compiled file, which has no examples.
pub(crate) fn screener_and_sources(paths: &[PathBuf], lang: Lang) -> Result<(Screener, Vec<Pack>), Fault> {
    if let [file] = paths
        && !file.is_dir()
    {
        return Ok((screener(paths, lang)?, Vec::new()));
    }
    let all = packs::compile(paths).map_err(|error| fault(error, paths, lang))?;
    Ok((if paths.is_empty() { yishen::builtin() } else { link(all.clone(), paths)? }, all))
}

/// Puts packs together; faults are laid at the last one's door.
pub(crate) fn link<P: AsRef<Path>>(packs: Vec<Pack>, folders: &[P]) -> Result<Screener, Fault> {
    packs::link(packs).map_err(|error| fault(error, folders, Lang::default()))
}

/// Every file of a pack's folder that can belong to a pack.
pub(crate) fn sources(folder: &Path) -> Result<PackSources, Fault> {
    packs::read_sources(folder).map_err(|error| fault(error, &[folder], Lang::default()))
}

fn fault<P: AsRef<Path>>(error: LoadError, folders: &[P], lang: Lang) -> Fault {
    match error {
        LoadError::Read { path, error } => Fault::read_failed(&path, &error),
        LoadError::NotAFolder { path } => Fault::new(
            path.display().to_string(),
            "not-a-folder",
            say("这里只能写规则包的文件夹", "a pack's folder is needed here"),
            say("编译过的 .yspack 已含内置规则，只能单独使用", "a compiled .yspack holds the built-in rules already and is used alone"),
        ),
        LoadError::Unreadable { path, error } => Fault::new(
            path.display().to_string(),
            "pack-unreadable",
            say(error.to_string(), error.to_string()),
            say(
                "规则包是一个文件夹（内有 pack.toml），或者一个由 yishen rules compile 写出的 .yspack 文件",
                "a pack is a folder with pack.toml, or one .yspack file written by yishen rules compile",
            ),
        ),
        LoadError::Refused { folder, error } => {
            let first = error.diagnostics().first().map(|d| format!("{}:{}:{} {}", d.path(), d.line(), d.column(), d.message().get(lang))).unwrap_or_default();
            let count = error.diagnostics().len();
            let folder = folder.display();
            Fault::new(
                folder.to_string(),
                "pack-refused",
                say(format!("规则包有 {count} 处问题，不能使用；第一处：{first}"), format!("the pack has {count} faults; the first: {first}")),
                say(format!("运行 yishen rules lint {folder} 看全部问题"), format!("run yishen rules lint {folder} to see all")),
            )
        }
        other => {
            let faults = other.to_string();
            let english = faults.strip_prefix("规则包不能一起使用：").unwrap_or(&faults);
            Fault::new(
                folders.last().map(|folder| folder.as_ref().display().to_string()).unwrap_or_default(),
                "pack-not-linked",
                say(faults.clone(), format!("the packs cannot be used together: {english}")),
                say("请用 yishen rules lint 检查规则包", "run yishen rules lint on the pack"),
            )
        }
    }
}
