//! Word files made by hand.
#![allow(unreachable_pub, reason = "several tests have it as a module of theirs")]

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The declarations on a root.
pub const W: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" "#,
    r#"xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" "#,
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
    r#"xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" "#,
    r#"xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" "#,
    r#"xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" "#,
    r#"xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" "#,
    r#"xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" "#,
    r#"xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office""#,
);

/// An archive in the making.
#[derive(Clone, Default)]
pub struct File {
    entries: Vec<(String, Vec<u8>)>,
    related: Vec<(String, String)>,
}

impl File {
    /// A document whose main part has this body.
    pub fn new(body: &str) -> File {
        File::default().entry("word/document.xml", format!("<w:document {W}><w:body>{body}</w:body></w:document>"))
    }

    /// Adds an entry as it is.
    pub fn entry(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> File {
        self.entries.push((name.to_owned(), bytes.into()));
        self
    }

    /// Adds a part beside the main one that is related to it, with id `name`.
    pub fn related(mut self, kind: &str, name: &str, bytes: impl Into<Vec<u8>>) -> File {
        self.related.push((kind.to_owned(), name.to_owned()));
        self.entry(&format!("word/{name}"), bytes)
    }

    /// Adds what every file has, and packs it.
    pub fn pack(self) -> Vec<u8> {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let lines: String = self.related.iter().map(|(kind, name)| format!(r#"<Relationship Id="{name}" Type="{office}/{kind}" Target="{name}"/>"#)).collect();
        let main = format!(r#"<Relationship Id="rId1" Type="{office}/officeDocument" Target="word/document.xml"/>"#);
        self.entry("_rels/.rels", format!(r#"<Relationships xmlns="{package}">{main}</Relationships>"#))
            .entry("word/_rels/document.xml.rels", format!(r#"<Relationships xmlns="{package}">{lines}</Relationships>"#))
            .pack_as_is()
    }

    /// Packs just the entries.
    pub fn pack_as_is(self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.entries {
            zip.start_file(name.as_str(), SimpleFileOptions::default()).expect("an entry");
            zip.write_all(bytes).expect("written to memory");
        }
        zip.finish().expect("an archive").into_inner()
    }
}

/// A part's XML with a root of this name.
pub fn part(root: &str, xml: &str) -> String {
    format!("<w:{root} {W}>{xml}</w:{root}>")
}

/// A paragraph of one run.
#[allow(dead_code, reason = "not every test writes plain paragraphs")]
pub fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}
