//! What goes wrong at the command line, said in Chinese or English: what is wrong, where, what to do.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use yishen::pack::{Bilingual, Lang};
use yishen::wire;

use crate::render::paint::{Paint, clean};

/// The same words in Chinese and English.
pub(crate) fn say(zh: impl Into<String>, en: impl Into<String>) -> Bilingual {
    Bilingual { zh: zh.into(), en: en.into() }
}

/// An input that could not be read, or a command that could not be carried out.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// The file, or what stands in its place.
    pub(crate) place: String,
    /// The line of the file, from 1, where there is one to name.
    pub(crate) line: Option<usize>,
    /// The caller's id of the draft.
    pub(crate) id: Option<String>,
    code: &'static str,
    /// What is wrong and what to do.
    words: Box<(Bilingual, Bilingual)>,
}

impl Fault {
    pub(crate) fn new(place: impl Into<String>, code: &'static str, message: Bilingual, hint: Bilingual) -> Fault {
        Fault { place: place.into(), line: None, id: None, code, words: Box::new((message, hint)) }
    }

    #[must_use]
    pub(crate) fn at_line(mut self, line: usize) -> Fault {
        self.line = Some(line);
        self
    }

    #[must_use]
    pub(crate) fn of_draft(mut self, id: Option<String>) -> Fault {
        self.id = id;
        self
    }

    /// A file or folder that cannot be read.
    pub(crate) fn read_failed(path: &Path, error: &io::Error) -> Fault {
        let place = path.display().to_string();
        match error.kind() {
            io::ErrorKind::NotFound => Fault::new(
                place,
                "not-found",
                say("找不到这个文件或文件夹", "no such file or folder"),
                say("请核对路径和文件名；文件名里有空格时用引号括起来", "check the path; quote names that hold spaces"),
            ),
            io::ErrorKind::PermissionDenied => Fault::new(
                place,
                "permission-denied",
                say("没有权限读取", "permission denied"),
                say("请检查文件权限，或者换一个有权限的账号", "check the file's permissions"),
            ),
            _ => Fault::new(
                place,
                "read-failed",
                say(format!("读取失败：{error}"), format!("cannot be read: {error}")),
                say("请确认文件没有损坏，磁盘可以访问", "check the file and the disk"),
            ),
        }
    }

    pub(crate) fn write_failed(place: &str, error: &io::Error) -> Fault {
        Fault::new(
            place,
            "write-failed",
            say(format!("写入失败：{error}"), format!("cannot be written: {error}")),
            say("请检查路径、权限和磁盘空间", "check the path, its permissions and the space left"),
        )
    }

    /// Arguments that clap refused, in plain words.
    pub(crate) fn arguments(error: &clap::Error) -> Fault {
        let context = |kind| match error.get(kind) {
            Some(ContextValue::String(text)) => text.clone(),
            Some(ContextValue::Strings(list)) => list.join(" "),
            Some(ContextValue::Number(n)) => n.to_string(),
            _ => String::new(),
        };
        let argument = context(ContextKind::InvalidArg);
        let name = argument.split_whitespace().next().unwrap_or_default().to_owned();
        let value = context(ContextKind::InvalidValue);
        let valid = match error.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(list)) => list.join("、"),
            _ => String::new(),
        };
        let reason = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        let english = error.render().to_string();
        let english = english.strip_prefix("error: ").unwrap_or(&english).split("\n\n").next().unwrap_or_default().trim().to_owned();
        let zh = match error.kind() {
            ErrorKind::UnknownArgument => format!("没有“{name}”这个选项"),
            ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", context(ContextKind::InvalidSubcommand)),
            ErrorKind::MissingSubcommand => "没有写命令".to_owned(),
            ErrorKind::InvalidValue if value.is_empty() => format!("选项 {name} 后面没有写值"),
            ErrorKind::InvalidValue => format!("选项 {name} 的值“{value}”不认识；可用：{valid}"),
            ErrorKind::ValueValidation => format!("选项 {name} 的值“{value}”不对：{reason}"),
            ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
            ErrorKind::ArgumentConflict => format!("{name} 不能与其他选项同时用，或者写了两次"),
            _ => english.clone(),
        };
        let suggested = match (error.get(ContextKind::SuggestedArg), error.get(ContextKind::SuggestedSubcommand), error.get(ContextKind::SuggestedValue)) {
            (Some(ContextValue::String(s)), _, _) | (_, _, Some(ContextValue::String(s))) => s.clone(),
            (_, Some(ContextValue::Strings(list)), _) => list.first().cloned().unwrap_or_default(),
            _ => String::new(),
        };
        let hint = match suggested.is_empty() {
            true => say("用 yishen --help 或 yishen 命令 --help 查看用法", "see yishen --help"),
            false => say(format!("是不是想写“{suggested}”？用 --help 查看用法"), format!("did you mean “{suggested}”? See --help")),
        };
        Fault::new("命令行", "arguments", say(zh, english), hint)
    }

    /// What stands in a report's place in JSON.
    pub(crate) fn to_wire(&self, lang: Lang) -> wire::Error {
        wire::Error {
            schema: wire::ERROR_SCHEMA.into(),
            id: self.id.clone().or_else(|| self.line.is_none().then(|| self.place.clone())),
            line: self.line.unwrap_or(1),
            code: self.code.into(),
            message: self.words.0.get(lang).into(),
            hint: self.words.1.get(lang).into(),
        }
    }

    /// For people: where, what, what to do.
    pub(crate) fn write(&self, out: &mut dyn Write, lang: Lang, paint: Paint) -> io::Result<()> {
        let file = crate::render::text::stdin_title(&self.place, lang);
        let place = match self.line {
            Some(line) => format!("{file}:{line}"),
            None => file,
        };
        let (label, help) = match lang {
            Lang::Zh => ("错误", "建议："),
            Lang::En => ("error", "help: "),
        };
        let colon = if lang == Lang::Zh { "：" } else { ": " };
        writeln!(out, "{} {}{colon}{}", paint.red(label), clean(&place), clean(self.words.0.get(lang)))?;
        writeln!(out, "     {}", paint.dim(&format!("{help}{}", clean(self.words.1.get(lang)))))
    }
}

/// The language asked for, where the arguments could not be read.
pub(crate) fn lang_of(args: &[OsString]) -> Lang {
    let english = args.iter().any(|a| a == "--lang=en") || args.windows(2).any(|w| w[0] == "--lang" && w[1] == "en");
    if english { Lang::En } else { Lang::Zh }
}
