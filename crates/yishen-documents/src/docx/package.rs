//! The archive: its parts by name, and which part leads to which.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::xml::{Node, Xml};
use crate::{Limits, ReadError, ReadErrorKind, decode};

/// The first bytes of a compound file: Word before 2007, or any Office file with a password.
const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

const UTF_16_LITTLE: &[u8] = b"\xFF\xFE";
const UTF_16_BIG: &[u8] = b"\xFE\xFF";

/// Why a part gives no XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartFault {
    Missing,
    Damaged,
    TooLarge,
    Encrypted,
}

/// A file's parts, unpacked when they are asked for.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// The entries by their [`key`].
    entries: BTreeMap<String, Entry>,
    limits: &'b Limits,
    unpacked: usize,
    parts: usize,
}

struct Entry {
    index: usize,
    name: String,
}

/// One line of a part's relationships.
#[derive(Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type: `header`, `footnotes`.
    pub(super) kind: String,
    /// The part it leads to; `None` when it leads out of the archive.
    pub(super) target: Option<String>,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8], limits: &'b Limits) -> Result<Package<'b>, ReadError> {
        if bytes.starts_with(COMPOUND_FILE) {
            let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
            let kind = match bytes.windows(encrypted.len()).any(|w| w == encrypted) {
                true => ReadErrorKind::Encrypted,
                false => ReadErrorKind::OldWord,
            };
            return Err(ReadError::new(kind));
        }
        // Counted before the directory is read into memory.
        if bytes.windows(4).filter(|w| w == b"PK\x01\x02").take(limits.entries + 1).count() > limits.entries {
            return Err(ReadError::at(ReadErrorKind::TooLarge, format!("压缩包里超过 {} 个文件", limits.entries)));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::new(ReadErrorKind::Archive))?;
        let mut entries = BTreeMap::new();
        let mut twice = archive.has_duplicate_names();
        for (i, name) in archive.file_names_raw().enumerate() {
            let name = String::from_utf8_lossy(name).into_owned();
            twice |= entries.insert(key(&name), Entry { index: i, name }).is_some();
        }
        // Which of them a reader would be shown differs from program to program.
        if twice {
            return Err(ReadError::at(ReadErrorKind::Archive, "压缩包里有重名的文件"));
        }
        Ok(Package { archive, entries, limits, unpacked: 0, parts: 0 })
    }

    /// The name of the part that the document starts from.
    pub(super) fn main_part(&mut self) -> Result<String, ReadError> {
        let start = self.relations("").map_err(|_| ReadError::at(ReadErrorKind::Damaged, "_rels/.rels"))?;
        let main = start.into_iter().find(|r| r.kind == "officeDocument").and_then(|r| r.target);
        main.or_else(|| self.by_content_type()).ok_or_else(|| ReadError::new(ReadErrorKind::NotWord))
    }

    fn by_content_type(&mut self) -> Option<String> {
        let types = self.xml("[Content_Types].xml").ok()?;
        let mut xml = Xml::new(&types, self.limits.depth);
        while let Ok(Some(node)) = xml.next() {
            if let Node::Open(element) = node
                && element.name == "Override"
                && element.attribute("ContentType").is_some_and(|t| t.contains("word") && t.ends_with(".main+xml"))
            {
                return resolve("", &element.attribute("PartName")?).map(|name| self.spelt(name));
            }
        }
        None
    }

    /// The relationships of a part, or of the whole file for an empty name. A part without any has no such file.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, PartFault> {
        let text = match self.xml(&relations_of(part)) {
            Err(PartFault::Missing) => return Ok(Vec::new()),
            other => other?,
        };
        let mut xml = Xml::new(&text, self.limits.depth);
        let mut relations = Vec::new();
        while let Some(node) = xml.next().map_err(|_| PartFault::Damaged)? {
            let Node::Open(element) = node else { continue };
            if element.name != "Relationship" {
                continue;
            }
            let (Some(id), Some(kind), Some(target)) = (element.attribute("Id"), element.attribute("Type"), element.attribute("Target")) else { continue };
            let outside = element.raw("TargetMode").is_some_and(|(mode, _)| mode == "External");
            relations.push(Relation {
                id,
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: if outside { None } else { resolve(part, &target).map(|name| self.spelt(name)) },
            });
        }
        Ok(relations)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.get(&key(name))
    }

    /// A part's name as the archive spells it.
    fn spelt(&self, name: String) -> String {
        self.entry(&name).map_or(name, |entry| entry.name.clone())
    }

    /// A part's XML: its bytes, which are UTF-8, or what they spell where they are UTF-16.
    pub(super) fn xml(&mut self, name: &str) -> Result<String, PartFault> {
        let index = self.entry(name).ok_or(PartFault::Missing)?.index;
        let left = self.limits.part_bytes.min(self.limits.unpacked_bytes - self.unpacked);
        if self.parts == self.limits.parts {
            return Err(PartFault::TooLarge);
        }
        self.parts += 1;
        let entry = self.archive.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => PartFault::Encrypted,
            _ => PartFault::Damaged,
        })?;
        // What the archive says of the size is only a first guess: what comes out is counted.
        if entry.size() > left as u64 {
            return Err(PartFault::TooLarge);
        }
        let mut bytes = Vec::new();
        let read = entry.take(left as u64 + 1).read_to_end(&mut bytes);
        self.unpacked = (self.unpacked + bytes.len()).min(self.limits.unpacked_bytes);
        read.map_err(|_| PartFault::Damaged)?;
        if bytes.len() > left {
            return Err(PartFault::TooLarge);
        }
        if bytes.starts_with(UTF_16_LITTLE) || bytes.starts_with(UTF_16_BIG) {
            return decode(&bytes).map(|d| d.text).map_err(|_| PartFault::Damaged);
        }
        String::from_utf8(bytes).map_err(|_| PartFault::Damaged)
    }

    /// A name for a new part beside another one.
    pub(super) fn unused(&self, beside: &str, name: &str, suffix: &str) -> String {
        let folder = beside.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let names = std::iter::once(String::new()).chain((2..).map(|n: u32| n.to_string()));
        let mut names = names.map(|n| format!("{folder}{name}{n}{suffix}"));
        names.find(|name| self.entry(name).is_none()).unwrap_or_default()
    }

    /// The file with these parts changed or added, by their names; all others are copied as they are packed.
    pub(super) fn rewrite(mut self, changes: &BTreeMap<String, String>) -> Result<Vec<u8>, ReadError> {
        let mut changes: BTreeMap<String, (&str, &str)> = changes.iter().map(|(name, xml)| (key(name), (name.as_str(), xml.as_str()))).collect();
        let by_index: BTreeMap<usize, (&String, &String)> = self.entries.iter().map(|(key, entry)| (entry.index, (key, &entry.name))).collect();
        let broken = |_| ReadError::new(ReadErrorKind::Archive);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.set_raw_comment(self.archive.comment().into()).map_err(broken)?;
        for index in 0..self.archive.len() {
            let entry = self.archive.by_index_raw(index).map_err(broken)?;
            let changed = by_index.get(&index).and_then(|(key, name)| Some((*name, changes.remove(*key)?.1)));
            let Some((name, xml)) = changed else {
                zip.raw_copy_file(entry).map_err(broken)?;
                continue;
            };
            let date = entry.last_modified();
            drop(entry);
            let mut mark = [0; 2];
            let is_wide = self.archive.by_index(index).is_ok_and(|mut e| e.read_exact(&mut mark).is_ok()) && [UTF_16_LITTLE, UTF_16_BIG].contains(&&mark[..]);
            let options = SimpleFileOptions::default().last_modified_time(date.unwrap_or_default());
            zip.start_file(name.as_str(), options).map_err(broken)?;
            zip.write_all(&encode(xml, is_wide.then_some(&mark))).map_err(|_| ReadError::new(ReadErrorKind::Archive))?;
        }
        for (name, xml) in changes.into_values() {
            zip.start_file(name, SimpleFileOptions::default()).map_err(broken)?;
            zip.write_all(xml.as_bytes()).map_err(|_| ReadError::new(ReadErrorKind::Archive))?;
        }
        Ok(zip.finish().map_err(broken)?.into_inner())
    }
}

/// A part's XML in the encoding that it came in: UTF-8, or UTF-16 with this mark.
fn encode(xml: &str, mark: Option<&[u8; 2]>) -> Vec<u8> {
    match mark.map(<[u8; 2]>::as_slice) {
        None => xml.as_bytes().to_vec(),
        Some(mark) if mark == UTF_16_BIG => [0xFEFF].into_iter().chain(xml.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
        Some(_) => [0xFEFF].into_iter().chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
    }
}

/// What a part is known by: its name in small letters, for part names don't tell them from capitals.
fn key(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}

/// The name of the part that holds another one's relationships.
pub(super) fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{name}.rels")
}

/// The name of the part that `target` leads to from `part`; `None` when it climbs out of the archive.
fn resolve(part: &str, target: &str) -> Option<String> {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => part.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect()),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            step => path.push(step),
        }
    }
    Some(path.join("/"))
}
