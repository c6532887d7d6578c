//! `yishen redact`: the same draft with its private words replaced.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;
use yishen::pack::Lang;
use yishen::{Draft, DraftInput, Format, OffsetUnit, Operator, Redacted, Redaction, Screener, wire};
use yishen_documents::{DocumentFormat, Limits, draft_of};

use crate::args::{InputFormat, OperatorName, RedactArgs};
use crate::fault::{Fault, say};
use crate::input::{Feed, Item, Known, STDIN, document_format, format_of, read_file, read_line, unsupported};
use crate::render::json;
use crate::render::paint::Paint;
use crate::screen::{field_mut, refuse_to_overwrite};
use crate::{Stop, Streams, packs};

/// One replacement, as `--map` writes it; places are code points of the original.
#[derive(Serialize)]
struct Mapped<'m> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(flatten)]
    replacement: wire::Replacement,
}

pub(crate) fn redact(args: &RedactArgs, lang: Lang, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    let redaction = redaction(args)?;
    let screener = packs::screener(&args.packs, lang)?;
    let known = Known::for_channel(args.channel);
    let stdin = args.path.as_os_str() == "-";
    if args.path.is_dir() {
        let fault = Fault::new(
            args.path.display().to_string(),
            "is-folder",
            say("redact 一次处理一个文件", "redact takes one file at a time"),
            say("请写文件名", "name a file"),
        );
        return Err(fault.into());
    }
    let format = match args.input_format {
        Some(format) => format,
        None if stdin => InputFormat::Text,
        None => format_of(&args.path).ok_or_else(|| unsupported(&args.path))?,
    };
    if document_format(format) == DocumentFormat::Docx {
        let fault = Fault::new(
            args.path.display().to_string(),
            "unsupported-format",
            say("Word 文件遮盖后不能写回", "a Word file cannot be written back redacted"),
            say("请另存为 .txt 或 .html 再遮盖", "save it as .txt or .html first"),
        );
        return Err(fault.into());
    }
    for path in args.output.iter().chain(&args.map) {
        refuse_to_overwrite(path, std::slice::from_ref(&args.path))?;
    }
    let mut map = match &args.map {
        Some(path) => Some(BufWriter::new(create_private(path).map_err(|error| Fault::write_failed(&path.display().to_string(), &error))?)),
        None => None,
    };
    let mut file = match &args.output {
        Some(path) => Some(BufWriter::new(File::create(path).map_err(|error| Fault::write_failed(&path.display().to_string(), &error))?)),
        None => None,
    };
    let out: &mut dyn Write = match &mut file {
        Some(file) => file,
        None => &mut *streams.stdout,
    };
    let mut status = 0;
    let mut feed = Feed::new(std::slice::from_ref(&args.path), Some(format), streams.stdin);
    while let Some(batch) = feed.next_batch() {
        for item in batch {
            let done = match item {
                Item::File(path, format) => read_file(&path)
                    .and_then(|bytes| known.draft(&path.display().to_string(), &bytes, format))
                    .map(|draft| redact_draft(&screener, &draft, &redaction, map.as_mut())),
                Item::Stdin(bytes, format) => known.draft(STDIN, &bytes, format).map(|draft| redact_draft(&screener, &draft, &redaction, map.as_mut())),
                Item::Line { place, number, bytes } => {
                    read_line(&place, number, &bytes, &known).map(|input| redact_line(&screener, &redaction, input, number, map.as_mut()))
                }
                Item::Fault(fault) => Err(fault),
            };
            match done {
                Ok(text) => out.write_all(text?.as_bytes())?,
                Err(fault) => {
                    status = 2;
                    fault.write(streams.stderr, lang, Paint::new(false))?;
                    if format == InputFormat::Jsonl {
                        writeln!(out, "{}", json::fault(&fault, lang))?;
                    }
                }
            }
        }
    }
    out.flush()?;
    if let Some(map) = &mut map {
        map.flush()?;
    }
    Ok(status)
}

fn redact_draft(screener: &Screener, draft: &Draft<'_>, redaction: &Redaction, map: Option<&mut impl Write>) -> io::Result<String> {
    let redacted = screener.redact(draft, redaction);
    write_map(map, draft, &redacted, None, None)?;
    Ok(redacted.fields().iter().map(|(_, text)| text.as_str()).collect())
}

fn redact_line(screener: &Screener, redaction: &Redaction, mut input: DraftInput, number: usize, map: Option<&mut impl Write>) -> io::Result<String> {
    let plain = input.clone();
    if let Ok(draft) = draft_of(&plain, &Limits::default()) {
        let redacted = screener.redact(&draft, redaction);
        write_map(map, &draft, &redacted, plain.id.as_deref(), Some(number))?;
        for (name, text) in redacted.fields() {
            if let Some(field) = field_mut(&mut input, *name) {
                text.clone_into(field);
            }
        }
    }
    // The original of a reprint is a text too.
    if let Some(source) = &mut input.facts.source {
        for text in [&mut source.title, &mut source.text].into_iter().flatten() {
            let redacted = screener.redact(&Draft::new(plain.channel).body(text.as_str()), redaction);
            let body: String = redacted.fields().iter().map(|(_, text)| text.as_str()).collect();
            *text = body;
        }
    }
    let mut line = serde_json::to_value(&input).unwrap_or_default();
    if let Some(line) = line.as_object_mut() {
        if input.format == Format::Text {
            line.remove("format");
        }
        if line.get("facts").and_then(|f| f.as_object()).is_some_and(serde_json::Map::is_empty) {
            line.remove("facts");
        }
    }
    Ok(format!("{line}\n"))
}

fn write_map(map: Option<&mut impl Write>, draft: &Draft<'_>, redacted: &Redacted, id: Option<&str>, line: Option<usize>) -> io::Result<()> {
    let Some(map) = map else { return Ok(()) };
    for replacement in redacted.map_to_wire(draft, OffsetUnit::Codepoint) {
        serde_json::to_writer(&mut *map, &Mapped { id, line, replacement })?;
        writeln!(map)?;
    }
    Ok(())
}

fn redaction(args: &RedactArgs) -> Result<Redaction, Fault> {
    let key = match args.key.as_deref() {
        Some(key) => match key.strip_prefix('@') {
            Some(path) => fs::read(path).map_err(|error| Fault::read_failed(Path::new(path), &error))?.trim_ascii().to_vec(),
            None => key.as_bytes().to_vec(),
        },
        None => Vec::new(),
    };
    let operator = |name: OperatorName| match name {
        OperatorName::Mask => Ok(Operator::Mask),
        OperatorName::Replace => Ok(Operator::Replace),
        OperatorName::Remove => Ok(Operator::Remove),
        OperatorName::Hash if key.is_empty() => Err(Fault::new(
            "命令行",
            "key-missing",
            say("hash 要有密钥，否则号码可以被试出来", "hash needs a key, or numbers can be guessed"),
            say("加 --key 密钥，或 --key @密钥文件", "add --key KEY or --key @FILE"),
        )),
        OperatorName::Hash => Ok(Operator::Hash { key: key.clone() }),
    };
    let mut redaction = Redaction::new(operator(args.operator)?);
    for (kind, name) in &args.kinds {
        redaction = redaction.with(*kind, operator(*name)?);
    }
    Ok(redaction)
}

/// A file that only its owner can read.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
