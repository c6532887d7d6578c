//! Why a file could not be read at all.

use std::fmt;

/// A file that gives no draft. What was read only in part is no error: it stands in the draft's `not_checked`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    kind: ReadErrorKind,
    place: Option<String>,
}

/// Which kind of fault a [`ReadError`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// The bytes are no text: a picture, a program, an old Word file.
    Binary,
    /// The bytes are text in no encoding that is read: UTF-8, UTF-16 with a mark, GBK.
    Encoding,
    /// Larger than [`crate::Limits::bytes`].
    TooLarge,
    /// No zip archive, or a damaged one: a cut-off download, an old `.doc` with a new name.
    Archive,
    /// An archive without a Word document in it.
    NotWord,
    /// The document's main part is damaged.
    Damaged,
    /// Encrypted with a password.
    Encrypted,
    /// Written by Word before 2007.
    OldWord,
}

impl ReadError {
    pub(crate) fn new(kind: ReadErrorKind) -> ReadError {
        ReadError { kind, place: None }
    }

    pub(crate) fn at(kind: ReadErrorKind, place: impl Into<String>) -> ReadError {
        ReadError { kind, place: Some(place.into()) }
    }

    /// Which kind of fault.
    pub fn kind(&self) -> ReadErrorKind {
        self.kind
    }

    /// Where, when that can be said: a byte, a part of the archive. In Chinese.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// What is wrong, in Chinese.
    pub fn message(&self) -> &'static str {
        match self.kind {
            ReadErrorKind::Binary => "不是文本文件",
            ReadErrorKind::Encoding => "文字编码无法识别（不是 UTF-8、UTF-16，也不是 GBK）",
            ReadErrorKind::TooLarge => "文件太大，没有审查",
            ReadErrorKind::Archive => "Word 文件打不开：不是完整的 .docx 压缩包",
            ReadErrorKind::NotWord => "压缩包里没有 Word 正文",
            ReadErrorKind::Damaged => "Word 正文损坏",
            ReadErrorKind::Encrypted => "Word 文件有打开密码，读不到内容",
            ReadErrorKind::OldWord => "是旧版 Word 文件（.doc），读不到内容",
        }
    }

    /// What to do, in Chinese.
    pub fn hint(&self) -> &'static str {
        match self.kind {
            ReadErrorKind::Binary => "图片、PDF、旧版 .doc 请先另存为 .docx 或 .txt",
            ReadErrorKind::Encoding => "请用记事本或 WPS 打开，另存为 UTF-8 编码",
            ReadErrorKind::TooLarge => "请拆成几份再检查",
            ReadErrorKind::Archive => "请重新下载或重新保存；旧版 .doc 请另存为 .docx",
            ReadErrorKind::NotWord => "请确认是 Word 文档（.docx），表格、演示文稿请另存为 .docx 或 .txt",
            ReadErrorKind::Damaged => "请用 Word 或 WPS 打开后重新保存",
            ReadErrorKind::Encrypted => "请去掉打开密码后再检查",
            ReadErrorKind::OldWord => "请用 Word 或 WPS 打开，另存为 .docx",
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{}（{place}）。{}", self.message(), self.hint()),
            None => write!(f, "{}。{}", self.message(), self.hint()),
        }
    }
}

impl std::error::Error for ReadError {}
