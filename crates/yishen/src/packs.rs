//! A hospital's own packs from its disk: folders of sources, or one compiled file.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::pack::{PackError, PackSources};
use crate::{BuildError, Pack, Screener};

/// Why packs could not be loaded.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoadError {
    /// A file or folder could not be read.
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file stands where only a pack's folder is of use.
    NotAFolder {
        /// The file.
        path: PathBuf,
    },
    /// A folder's sources are faulty.
    Refused {
        /// The folder.
        folder: PathBuf,
        /// Every fault with its place.
        error: PackError,
    },
    /// A file is no compiled pack, or a damaged one.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: BuildError,
    },
    /// The packs cannot be used together.
    NotLinked {
        /// Why.
        error: BuildError,
    },
}

/// In Chinese.
impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Read { path, error } => write!(f, "{}：读取失败：{error}", path.display()),
            LoadError::NotAFolder { path } => write!(f, "{}：这里只能写规则包的文件夹", path.display()),
            LoadError::Refused { folder, error } => write!(f, "{}：{error}", folder.display()),
            LoadError::Unreadable { path, error } => write!(f, "{}：{error}", path.display()),
            LoadError::NotLinked { error } => write!(f, "规则包不能一起使用：{error}"),
        }
    }
}

impl std::error::Error for LoadError {}

/// A screener with the built-in pack and the hospital's own: its folders in order, or one file that `yishen rules compile`
/// wrote and that holds the built-in pack already. Folders are compiled and linked, which takes some tenths of a second.
///
/// # Errors
/// What cannot be read, every fault of a folder's sources, packs that do not go together.
pub fn load<P: AsRef<Path>>(paths: &[P]) -> Result<Screener, LoadError> {
    match paths {
        [] => Ok(crate::builtin()),
        [file] if !file.as_ref().is_dir() => read_compiled(file.as_ref()),
        folders => link(compile(folders)?),
    }
}

/// The built-in pack and those of the folders, in order, before they are linked. The built-in pack's own folder, changed or
/// not, stands in its place, so that its authors can screen with what they have just written.
///
/// # Errors
/// What cannot be read, every fault of a folder's sources.
pub fn compile<P: AsRef<Path>>(folders: &[P]) -> Result<Vec<Pack>, LoadError> {
    let sources = folders.iter().map(|folder| read_sources(folder.as_ref())).collect::<Result<Vec<_>, _>>()?;
    let mut packs = sources.first().map_or_else(|| vec![crate::builtin_pack()], base_of);
    for (folder, sources) in folders.iter().zip(&sources) {
        let own = Pack::compile(sources, &packs.iter().collect::<Vec<_>>());
        packs.push(own.map_err(|error| LoadError::Refused { folder: folder.as_ref().into(), error })?.pack);
    }
    Ok(packs)
}

/// The packs that a folder's pack is compiled with: none when it is the built-in pack itself.
pub fn base_of(sources: &PackSources) -> Vec<Pack> {
    let builtin = crate::builtin_pack();
    let named = |line: &str| line.split_once('=').is_some_and(|(key, value)| key.trim() == "name" && value.trim().trim_matches('"') == builtin.name());
    let itself = sources.iter().any(|(path, text)| path == "pack.toml" && text.lines().any(named));
    if itself { Vec::new() } else { vec![builtin] }
}

/// Links packs, in order.
///
/// # Errors
/// Packs that do not go together.
pub fn link(packs: Vec<Pack>) -> Result<Screener, LoadError> {
    let builder = packs.into_iter().fold(Screener::builder(), crate::screener::ScreenerBuilder::pack);
    builder.build().map_err(|error| LoadError::NotLinked { error })
}

/// Reads what `yishen rules compile` wrote.
///
/// # Errors
/// A file that cannot be read or is no compiled pack.
pub fn read_compiled(path: &Path) -> Result<Screener, LoadError> {
    let bytes = fs::read(path).map_err(|error| LoadError::Read { path: path.into(), error })?;
    Screener::from_bytes(&bytes).map_err(|error| LoadError::Unreadable { path: path.into(), error })
}

/// Every file of a folder that can belong to a pack.
///
/// # Errors
/// What cannot be read, and a file in the folder's place.
pub fn read_sources(folder: &Path) -> Result<PackSources, LoadError> {
    if folder.is_file() {
        return Err(LoadError::NotAFolder { path: folder.into() });
    }
    let mut sources = PackSources::new();
    collect(folder, folder, &mut sources)?;
    Ok(sources)
}

fn collect(root: &Path, folder: &Path, sources: &mut PackSources) -> Result<(), LoadError> {
    let failed = |path: &Path, error| LoadError::Read { path: path.into(), error };
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let entry = entry.map_err(|error| failed(folder, error))?;
        let path = entry.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if path.is_dir() {
            // `src` and `target` are a crate's: a pack may be one.
            if !hidden && !matches!(name.as_str(), "src" | "target") {
                collect(root, &path, sources)?;
            }
        } else if !hidden && ((name.ends_with(".toml") && name != "Cargo.toml") || name.ends_with(".txt")) {
            let text = fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
            sources.insert(name, text);
        }
    }
    Ok(())
}
