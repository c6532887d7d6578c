//! What goes wrong, as JSON that the TypeScript half throws as an `Error`.

use serde_json::json;
use wasm_bindgen::JsValue;
use yishen::{BuildError, FactError};

/// A fault with a remedy. It quotes nothing of a draft's words.
#[derive(Debug)]
pub struct Fault {
    code: &'static str,
    message: String,
    hint: String,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault { code, message: message.into(), hint: hint.into() }
    }

    /// A value that is not one of those known.
    pub(crate) fn unknown(what: &str, given: &str, known: &[&str]) -> Fault {
        Fault::new("unknown-value", format!("没有名为“{given}”的{what}"), format!("可用：{}", known.join("、")))
    }

    /// A file that is no compiled pack.
    pub(crate) fn pack(error: &BuildError) -> Fault {
        Fault::new("pack-unreadable", error.to_string(), "请用同一版本的 yishen rules compile 写出 .yspack")
    }

    /// A genre for a channel that has none.
    pub(crate) fn genre(error: &FactError) -> Fault {
        Fault::new("genre-without-meaning", error.to_string(), "去掉 genre")
    }

    /// A file that cannot be read.
    #[cfg(feature = "documents")]
    pub(crate) fn unreadable(error: &yishen_documents::ReadError) -> Fault {
        Fault::new("unreadable", error.message(), error.hint())
    }

    /// JSON that is no draft. What serde says quotes names only where a name is at fault.
    pub(crate) fn input(error: &serde_json::Error) -> Fault {
        let english = error.to_string();
        let names: Vec<&str> = english.split('`').skip(1).step_by(2).collect();
        match (english.split(' ').next(), names.as_slice()) {
            (Some("unknown"), [name, known @ ..]) => Fault::unknown("项", name, known),
            (Some("missing"), [name, ..]) => Fault::new("missing-key", format!("缺少“{name}”这一项"), "稿件至少要有 body"),
            _ => Fault::new("wrong-type", "稿件里有一项的类型不对", "文字用字符串，facts 写成 { 名称: 值 }，日期写成 \"2026-11-22\""),
        }
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> JsValue {
        json!({ "code": fault.code, "message": fault.message, "hint": fault.hint }).to_string().into()
    }
}
