//! From paths to drafts: files, folders, standard input, JSON lines.

use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use yishen::{Channel, Date, Draft, DraftInput, Facts, Genre};
use yishen_documents::{DocumentFormat, Limits, ReadError, ReadErrorKind, push_file};

use crate::args::{Day, DraftArgs, InputFormat};
use crate::fault::{Fault, say};

/// The most bytes of a line of JSON that are read; a file has the reader's own limit.
const MAX_LINE: usize = 64 << 20;

/// What the command line says of every draft.
#[derive(Debug)]
pub(crate) struct Known {
    channel: Channel,
    genre: Option<Genre>,
    date: Option<Date>,
    facts: Facts,
}

impl Known {
    pub(crate) fn of(args: &DraftArgs) -> Result<Known, Fault> {
        let refuse = |message: String| {
            Fault::new("命令行", "arguments", say(message.clone(), message), say("用 yishen check --help 查看用法", "see yishen check --help"))
        };
        if let (Some(genre), false) = (args.genre, args.channel.has_genre()) {
            return Err(refuse(format!("渠道 {} 的稿件没有体裁，不能指定 --genre {genre}", args.channel)));
        }
        let mut facts = Facts::default();
        for fact in &args.facts {
            let (name, value) = fact.split_once('=').map_or((fact.as_str(), None), |(name, value)| (name, Some(value)));
            facts.set(name.trim(), value.map(str::trim)).map_err(|error| refuse(error.to_string()))?;
        }
        let date = match args.date {
            Some(Day::Unknown) => None,
            Some(Day::On(date)) => Some(date),
            None => today(),
        };
        Ok(Known { channel: args.channel, genre: args.genre, date, facts })
    }

    /// Nothing but the channel.
    pub(crate) fn for_channel(channel: Channel) -> Known {
        Known { channel, genre: None, date: None, facts: Facts::default() }
    }

    /// The draft of a file, or of what stands in its place.
    pub(crate) fn draft(&self, place: &str, bytes: &[u8], format: DocumentFormat) -> Result<Draft<'static>, Fault> {
        let mut draft = self.empty(place);
        push_file(&mut draft, bytes, format, &Limits::default()).map_err(|error| unreadable(place, &error))?;
        Ok(draft)
    }

    /// A draft of one body of plain text.
    pub(crate) fn text<'t>(&self, text: &'t str) -> Draft<'t> {
        self.empty("").body(text)
    }

    fn empty<'t>(&self, id: &str) -> Draft<'t> {
        let mut draft = Draft::new(self.channel).facts(self.facts.clone());
        if !id.is_empty() {
            draft = draft.id(id);
        }
        if let Some(genre) = self.genre {
            draft = draft.genre(genre);
        }
        if let Some(date) = self.date {
            draft = draft.date(date);
        }
        draft
    }

    /// What a line of batch input leaves open.
    pub(crate) fn complete(&self, input: &mut DraftInput) {
        input.date = input.date.or(self.date);
        if input.channel.has_genre() {
            input.genre = input.genre.or(self.genre);
        }
        let known = serde_json::to_value(&self.facts).unwrap_or_default();
        let own = serde_json::to_value(&input.facts).unwrap_or_default();
        if let (serde_json::Value::Object(mut known), serde_json::Value::Object(own)) = (known, own) {
            known.extend(own);
            if let Ok(facts) = serde_json::from_value(known.into()) {
                input.facts = facts;
            }
        }
    }
}

pub(crate) fn today() -> Option<Date> {
    let today = jiff::Zoned::now().date();
    Date::new(u16::try_from(today.year()).ok()?, u8::try_from(today.month()).ok()?, u8::try_from(today.day()).ok()?)
}

/// Something to be screened, or what stands in its place.
#[derive(Debug)]
pub(crate) enum Item {
    /// A file that is one draft.
    File(PathBuf, DocumentFormat),
    /// Standard input as one draft.
    Stdin(Vec<u8>, DocumentFormat),
    /// A line of batch input.
    Line { place: String, number: usize, bytes: Vec<u8> },
    /// An input that could not be read.
    Fault(Fault),
}

impl Item {
    fn weight(&self) -> usize {
        match self {
            Item::Stdin(bytes, _) | Item::Line { bytes, .. } => bytes.len(),
            Item::File(..) | Item::Fault(_) => 0,
        }
    }
}

/// What standard input is called in reports.
pub(crate) const STDIN: &str = "-";

/// The inputs in order, read when they are asked for.
pub(crate) struct Feed<'s> {
    sources: VecDeque<Source<'s>>,
    lines: Option<Lines<'s>>,
    /// How many files there are, to show how far it has come.
    pub(crate) total: usize,
    /// Files in folders that are no drafts we can read, by suffix.
    pub(crate) unread: BTreeMap<String, usize>,
}

enum Source<'s> {
    Ready(Item),
    Lines(PathBuf),
    Stdin(&'s mut dyn Read, InputFormat),
}

struct Lines<'s> {
    place: String,
    reader: Box<dyn BufRead + 's>,
    number: usize,
}

impl<'s> Feed<'s> {
    pub(crate) fn new(paths: &[PathBuf], format: Option<InputFormat>, stdin: &'s mut dyn Read) -> Feed<'s> {
        let mut feed = Feed { sources: VecDeque::new(), lines: None, total: 0, unread: BTreeMap::new() };
        let mut stdin = Some(stdin);
        for path in paths {
            if path.as_os_str() == "-" {
                let source = match stdin.take() {
                    Some(stdin) => Source::Stdin(stdin, format.unwrap_or(InputFormat::Text)),
                    None => Source::Ready(Item::Fault(Fault::new(
                        STDIN,
                        "stdin-twice",
                        say("标准输入只能读一次", "standard input can be read once only"),
                        say("“-”只写一个", "write one “-”"),
                    ))),
                };
                feed.sources.push_back(source);
                continue;
            }
            match fs::metadata(path) {
                Ok(meta) if meta.is_dir() => feed.push_folder(path, format),
                Ok(_) => {
                    let source = match format.or_else(|| format_of(path)) {
                        Some(format) => source_of(path.clone(), format),
                        None => Source::Ready(Item::Fault(unsupported(path))),
                    };
                    feed.sources.push_back(source);
                }
                Err(error) => feed.sources.push_back(Source::Ready(Item::Fault(Fault::read_failed(path, &error)))),
            }
        }
        feed.total = feed.sources.len();
        feed
    }

    fn push_folder(&mut self, folder: &Path, format: Option<InputFormat>) {
        let mut files = Vec::new();
        let before = self.sources.len();
        if let Err(fault) = self.walk(folder, &mut files) {
            self.sources.push_back(Source::Ready(Item::Fault(fault)));
        }
        for (path, by_name) in files {
            self.sources.push_back(source_of(path, format.unwrap_or(by_name)));
        }
        if self.sources.len() == before {
            self.sources.push_back(Source::Ready(Item::Fault(Fault::new(
                folder.display().to_string(),
                "no-drafts",
                say(
                    "文件夹里没有可以读的稿件（.txt、.docx、.html、.md、.jsonl）",
                    "the folder holds no draft that can be read (.txt, .docx, .html, .md, .jsonl)",
                ),
                say("旧版 .doc、PDF 请另存为 .docx 再检查", "save old .doc and PDF files as .docx"),
            ))));
        }
    }

    fn walk(&mut self, folder: &Path, files: &mut Vec<(PathBuf, InputFormat)>) -> Result<(), Fault> {
        let failed = |error: io::Error| Fault::read_failed(folder, &error);
        let mut entries = fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let path = entry.path();
            let kind = entry.file_type().map_err(|error| Fault::read_failed(&path, &error))?;
            // Links to folders are not followed: they may lead in a circle.
            if kind.is_dir() {
                self.walk(&path, files)?;
            } else if kind.is_file() || path.is_file() {
                match format_of(&path).filter(|_| path.extension().is_some()) {
                    Some(format) => files.push((path, format)),
                    None => *self.unread.entry(suffix(&path)).or_default() += 1,
                }
            }
        }
        Ok(())
    }

    /// Some items to work on at once; `None` when there are no more.
    pub(crate) fn next_batch(&mut self) -> Option<Vec<Item>> {
        const MOST: usize = 256;
        const WEIGHT: usize = 4 << 20;
        let mut batch = Vec::new();
        let mut weight = 0;
        while batch.len() < MOST && weight < WEIGHT {
            let Some(item) = self.next() else { break };
            weight += item.weight();
            batch.push(item);
        }
        (!batch.is_empty()).then_some(batch)
    }

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next() {
                    Some(item) => return Some(item),
                    None => self.lines = None,
                }
            }
            match self.sources.pop_front()? {
                Source::Ready(item) => return Some(item),
                Source::Lines(path) => match File::open(&path) {
                    Ok(file) => self.lines = Some(Lines { place: path.display().to_string(), reader: Box::new(BufReader::new(file)), number: 0 }),
                    Err(error) => return Some(Item::Fault(Fault::read_failed(&path, &error))),
                },
                Source::Stdin(stdin, InputFormat::Jsonl) => {
                    self.lines = Some(Lines { place: STDIN.into(), reader: Box::new(BufReader::new(stdin)), number: 0 });
                }
                Source::Stdin(stdin, format) => {
                    return Some(match read_bounded(stdin) {
                        Ok(bytes) => Item::Stdin(bytes, document_format(format)),
                        Err(error) => Item::Fault(Fault::read_failed(Path::new(STDIN), &error)),
                    });
                }
            }
        }
    }
}

impl Lines<'_> {
    /// The next line that is not blank.
    fn next(&mut self) -> Option<Item> {
        loop {
            self.number += 1;
            let mut bytes = Vec::new();
            let read = self.reader.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', &mut bytes);
            match read {
                Ok(0) => return None,
                Ok(_) if bytes.len() > MAX_LINE && bytes.last() != Some(&b'\n') => {
                    let skipped = self.skip_line();
                    let place = self.place.clone();
                    return Some(Item::Fault(match skipped {
                        Ok(()) => too_large(&place).at_line(self.number),
                        Err(error) => Fault::read_failed(Path::new(&place), &error).at_line(self.number),
                    }));
                }
                Ok(_) => {
                    if self.number == 1 && bytes.starts_with(BOM) {
                        bytes.drain(..BOM.len());
                    }
                    if !bytes.iter().all(u8::is_ascii_whitespace) {
                        return Some(Item::Line { place: self.place.clone(), number: self.number, bytes });
                    }
                }
                Err(error) => {
                    let fault = Fault::read_failed(Path::new(&self.place), &error).at_line(self.number);
                    self.reader = Box::new(io::empty());
                    return Some(Item::Fault(fault));
                }
            }
        }
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            match buffer.iter().position(|&b| b == b'\n') {
                Some(end) => {
                    self.reader.consume(end + 1);
                    return Ok(());
                }
                None => {
                    let all = buffer.len();
                    self.reader.consume(all);
                }
            }
        }
    }
}

fn source_of<'s>(path: PathBuf, format: InputFormat) -> Source<'s> {
    match format {
        InputFormat::Jsonl => Source::Lines(path),
        format => Source::Ready(Item::File(path, document_format(format))),
    }
}

/// How one file is read; a file of drafts is read line by line, never as a whole.
pub(crate) fn document_format(format: InputFormat) -> DocumentFormat {
    match format {
        InputFormat::Markdown => DocumentFormat::Markdown,
        InputFormat::Html => DocumentFormat::Html,
        InputFormat::Docx => DocumentFormat::Docx,
        InputFormat::Text | InputFormat::Jsonl => DocumentFormat::Text,
    }
}

/// The format that a file's name tells; a name without a suffix is text.
pub(crate) fn format_of(path: &Path) -> Option<InputFormat> {
    let suffix = suffix(path);
    match suffix.trim_start_matches('.') {
        "" => Some(InputFormat::Text),
        "jsonl" | "ndjson" => Some(InputFormat::Jsonl),
        suffix => DocumentFormat::from_suffix(suffix).and_then(|format| match format {
            DocumentFormat::Text => Some(InputFormat::Text),
            DocumentFormat::Markdown => Some(InputFormat::Markdown),
            DocumentFormat::Html => Some(InputFormat::Html),
            DocumentFormat::Docx => Some(InputFormat::Docx),
            _ => None,
        }),
    }
}

fn suffix(path: &Path) -> String {
    path.extension().map(|e| format!(".{}", e.to_string_lossy().to_lowercase())).unwrap_or_default()
}

pub(crate) fn unsupported(path: &Path) -> Fault {
    let suffix = suffix(path);
    Fault::new(
        path.display().to_string(),
        "unsupported-format",
        say(format!("还不能读 {suffix} 文件"), format!("{suffix} files cannot be read yet")),
        say("请另存为 .docx 或 .txt；确实是纯文本的，加 --input-format text", "save it as .docx or .txt, or add --input-format text if it is plain text"),
    )
}

fn too_large(place: &str) -> Fault {
    let most = MAX_LINE >> 20;
    Fault::new(
        place,
        "too-large",
        say(format!("超过 {most} MB，没有审查"), format!("larger than {most} MB; not screened")),
        say("请拆成几份再检查", "split it"),
    )
}

/// At most one byte more than may be read.
fn read_bounded(reader: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(Limits::default().bytes as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The bytes of a file.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Fault> {
    let mut file = File::open(path).map_err(|error| Fault::read_failed(path, &error))?;
    read_bounded(&mut file).map_err(|error| Fault::read_failed(path, &error))
}

/// The bytes of standard input.
pub(crate) fn read_stdin(stdin: &mut dyn Read) -> Result<Vec<u8>, Fault> {
    read_bounded(stdin).map_err(|error| Fault::read_failed(Path::new(STDIN), &error))
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A file that gives no draft, with its place in it.
pub(crate) fn unreadable(place: &str, error: &ReadError) -> Fault {
    let (code, english, help) = match error.kind() {
        ReadErrorKind::Binary => ("binary", "not a text file", "save pictures, PDF and old .doc files as .docx or .txt first"),
        ReadErrorKind::Encoding => ("unknown-encoding", "in no encoding that is read (UTF-8, UTF-16, GBK)", "save it as UTF-8"),
        ReadErrorKind::TooLarge => ("too-large", "too large; not screened", "split it"),
        ReadErrorKind::Archive => ("damaged-archive", "no whole .docx archive", "download or save it again; save old .doc files as .docx"),
        ReadErrorKind::NotWord => ("not-word", "an archive without a Word document", "save it as .docx or .txt"),
        ReadErrorKind::Damaged => ("damaged", "the document's main part is damaged", "open it in Word or WPS and save it again"),
        ReadErrorKind::Encrypted => ("encrypted", "encrypted with a password", "remove the password first"),
        ReadErrorKind::OldWord => ("old-word", "written by Word before 2007 (.doc)", "open it in Word or WPS and save it as .docx"),
        _ => ("unreadable", "cannot be read", "save it as .docx or .txt"),
    };
    let chinese = error.place().map_or_else(|| error.message().to_owned(), |at| format!("{}（{at}）", error.message()));
    Fault::new(place, code, say(chinese, english), say(error.hint(), help))
}

/// A line of batch input as a draft, completed with what the command line says.
pub(crate) fn read_line(place: &str, number: usize, bytes: &[u8], known: &Known) -> Result<DraftInput, Fault> {
    let at = |fault: Fault| fault.at_line(number);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let byte = error.valid_up_to();
        at(Fault::new(
            place,
            "not-utf8",
            say(format!("不是 UTF-8：本行第 {byte} 字节起无法解读"), format!("not UTF-8 from byte {byte} of the line")),
            say("请用 UTF-8 编码写出", "write it in UTF-8"),
        ))
    })?;
    let mut input: DraftInput = serde_json::from_str(text).map_err(|error| at(bad_line(place, text, &error)))?;
    known.complete(&mut input);
    if let Err(error) = input.without_body() {
        let message = error.to_string();
        return Err(at(
            Fault::new(place, "genre-without-meaning", say(message.clone(), message), say("去掉 genre", "leave genre out")).of_draft(input.id.clone())
        ));
    }
    Ok(input)
}

/// What is wrong with a line that is no draft, with the id where it can be read.
fn bad_line(place: &str, text: &str, error: &serde_json::Error) -> Fault {
    let value: Option<serde_json::Value> = serde_json::from_str(text).ok();
    let id = value.as_ref().and_then(|v| v["id"].as_str()).map(str::to_owned);
    // What serde says may quote the value: nothing of a draft gets into an error.
    let english = error.to_string();
    let english = match (english.starts_with("invalid "), english.find("expected ")) {
        (true, Some(expected)) => &english[expected..],
        _ => &english,
    };
    let english = english.split(" at line ").next().unwrap_or_default().to_owned();
    let named = |text: &str| english.split('`').nth(1).unwrap_or(text).to_owned();
    let keys = "id、channel、genre、title、summary、body、caption、format、facts、date";
    let (code, zh, hint) = if value.is_none() {
        let what = match error.classify() {
            serde_json::error::Category::Eof => "在行尾中断",
            _ => "写法有误",
        };
        (
            "json-syntax",
            format!("不是一行完整的 JSON：第 {} 字节处{what}", error.column()),
            say("一行写一篇稿件，换行写作 \\n，引号写作 \\\"", "one JSON object a line; newlines as \\n"),
        )
    } else if english.starts_with("unknown field") {
        (
            "unknown-key",
            format!("没有“{}”这一项", named("?")),
            say(format!("可用：{keys}"), "keys: id, channel, genre, title, summary, body, caption, format, facts, date"),
        )
    } else if english.starts_with("missing field") {
        ("missing-key", format!("缺少“{}”这一项", named("?")), say("channel 和 body 必须写", "channel and body must be given"))
    } else if english.starts_with("unknown variant") {
        let listed: Vec<&str> = english.split('`').skip(3).step_by(2).collect();
        ("unknown-value", format!("不认识“{}”", named("?")), say(format!("可用：{}", listed.join("、")), format!("one of: {}", listed.join(", "))))
    } else {
        ("wrong-type", format!("内容的类型不对：{english}"), say("文字要加引号，facts 写成 {\"名称\":值}", "check the types of the values"))
    };
    Fault::new(place, code, say(zh, english.clone()), hint).of_draft(id)
}
