//! From JSON to the engine's drafts.

use serde_json::{Map, Value};
use yishen::{Channel, Draft, DraftInput, NotChecked};

use crate::fault::Fault;

/// What is said of every draft that does not say it itself.
#[derive(Debug)]
pub(crate) struct Known(Map<String, Value>);

impl Known {
    /// Reads what is known: a draft without a body.
    pub(crate) fn new(json: &str) -> Result<Known, Fault> {
        let known = Known(object(json)?);
        empty(&known.input(r#"{"body":""}"#)?)?;
        Ok(known)
    }

    /// The draft, completed by what is known.
    pub(crate) fn draft(&self, json: &str, lone_surrogates: u32) -> Result<Draft<'static>, Fault> {
        let input = self.input(json)?;
        let mut draft = read(&input)?;
        if lone_surrogates > 0 {
            draft.push_not_checked(NotChecked::lone_surrogates(lone_surrogates));
        }
        Ok(draft)
    }

    /// The draft of a file's contents; its body is the file's.
    #[cfg(feature = "documents")]
    pub(crate) fn file(&self, json: &str, bytes: &[u8], suffix: &str) -> Result<Draft<'static>, Fault> {
        let format = yishen_documents::DocumentFormat::from_suffix(suffix);
        let format = format.ok_or_else(|| Fault::new("unsupported-format", format!("还不能读 .{suffix} 文件"), "请另存为 .docx 或 .txt"))?;
        let mut draft = empty(&self.input(json)?)?.into_owned();
        let read = yishen_documents::push_file(&mut draft, bytes, format, &yishen_documents::Limits::default());
        read.map_err(|error| Fault::unreadable(&error))?;
        Ok(draft)
    }

    fn input(&self, json: &str) -> Result<DraftInput, Fault> {
        let own = object(json)?;
        let mut all = self.0.clone();
        if own.get("channel").and_then(Value::as_str).and_then(Channel::from_id).is_some_and(|channel| !channel.has_genre()) {
            all.remove("genre");
        }
        for (name, value) in own {
            match (all.get_mut(&name), value) {
                (Some(Value::Object(known)), Value::Object(own)) if name == "facts" => known.extend(own),
                (_, Value::Null) => {}
                (_, value) => drop(all.insert(name, value)),
            }
        }
        serde_json::from_value(all.into()).map_err(|error| Fault::input(&error))
    }
}

fn object(json: &str) -> Result<Map<String, Value>, Fault> {
    serde_json::from_str(json).map_err(|error| Fault::input(&error))
}

fn empty(input: &DraftInput) -> Result<Draft<'_>, Fault> {
    input.without_body().map_err(|error| Fault::genre(&error))
}

#[cfg(feature = "documents")]
fn read(input: &DraftInput) -> Result<Draft<'static>, Fault> {
    let draft = yishen_documents::draft_of(input, &yishen_documents::Limits::default());
    draft.map(Draft::into_owned).map_err(|error| Fault::genre(&error))
}

#[cfg(not(feature = "documents"))]
fn read(input: &DraftInput) -> Result<Draft<'static>, Fault> {
    if input.format != yishen::Format::Text {
        let what = format!("这个版本只读纯文本，不读 {}", input.format.id());
        return Err(Fault::new("unsupported-format", what, "请从 yishen/documents 引入 createScreener"));
    }
    Ok(empty(input)?.body(input.body.as_str()).into_owned())
}
