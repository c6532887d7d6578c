//! From Python's strings and `yishen.Draft` to the engine's drafts.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use yishen::{Channel, Date, Draft, DraftInput, Facts, Format, Genre, NotChecked};
use yishen_documents::{Limits, draft_of};

use crate::errors::{YishenError, unknown};

/// A Python string. Its lone surrogates are read as U+FFFD, one for one, so that offsets stay the same.
#[derive(Default)]
pub(crate) struct Text {
    text: String,
    lone_surrogates: u32,
}

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Text> {
        let string = value.cast::<PyString>()?;
        if let Ok(bytes) = string.encode_utf8() {
            let text = String::from_utf8_lossy(bytes.as_bytes()).into_owned();
            return Ok(Text { text, lone_surrogates: 0 });
        }
        let units: Vec<u8> = string.call_method1("encode", ("utf-32-le", "surrogatepass"))?.extract()?;
        let mut lone_surrogates = 0;
        let points = units.as_chunks::<4>().0.iter().map(|unit| u32::from_le_bytes(*unit));
        let replaced = points.map(|point| {
            char::from_u32(point).unwrap_or_else(|| {
                lone_surrogates += 1;
                char::REPLACEMENT_CHARACTER
            })
        });
        let text = replaced.collect();
        Ok(Text { text, lone_surrogates })
    }
}

/// What is said of every draft that does not say it itself.
pub(crate) struct Known {
    pub(crate) channel: Channel,
    pub(crate) genre: Option<Genre>,
    pub(crate) date: Option<Date>,
}

impl Known {
    pub(crate) fn new(channel: &str, genre: Option<&str>, date: Option<&str>) -> PyResult<Known> {
        Ok(Known { channel: channel_of(channel)?, genre: genre.map(genre_of).transpose()?, date: date.map(date_of).transpose()? })
    }

    /// An empty draft.
    pub(crate) fn draft(&self) -> Draft<'static> {
        let mut draft = Draft::new(self.channel);
        if let Some(genre) = self.genre_for(self.channel) {
            draft = draft.genre(genre);
        }
        match self.date {
            Some(date) => draft.date(date),
            None => draft,
        }
    }

    fn genre_for(&self, channel: Channel) -> Option<Genre> {
        self.genre.filter(|_| channel.has_genre())
    }
}

/// A `str`, or a `yishen.Draft` by its attributes.
#[expect(clippy::large_enum_variant, reason = "it is taken apart at once")]
pub(crate) enum Given {
    Body(Text),
    Draft(Parts),
}

impl<'py> FromPyObject<'_, 'py> for Given {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Given> {
        if value.is_instance_of::<PyString>() {
            return value.extract().map(Given::Body);
        }
        if value.hasattr("_facts")? {
            return value.extract().map(Given::Draft);
        }
        Err(PyTypeError::new_err(format!("稿件要是 str 或 yishen.Draft，不是 {}", value.get_type().name()?)))
    }
}

pub(crate) struct Parts {
    body: Text,
    title: Option<Text>,
    summary: Option<Text>,
    caption: Option<Text>,
    format: String,
    channel: Option<String>,
    genre: Option<String>,
    date: Option<String>,
    facts: Vec<(String, Option<String>)>,
    id: Option<String>,
}

impl<'py> FromPyObject<'_, 'py> for Parts {
    type Error = PyErr;

    fn extract(draft: Borrowed<'_, 'py, PyAny>) -> PyResult<Parts> {
        Ok(Parts {
            body: part(&draft, "body")?,
            title: part(&draft, "title")?,
            summary: part(&draft, "summary")?,
            caption: part(&draft, "caption")?,
            format: part(&draft, "format")?,
            channel: part(&draft, "channel")?,
            genre: part(&draft, "genre")?,
            date: part(&draft, "_date")?,
            facts: part(&draft, "_facts")?,
            id: part(&draft, "id")?,
        })
    }
}

fn part<'py, T: FromPyObjectOwned<'py>>(draft: &Bound<'py, PyAny>, name: &str) -> PyResult<T> {
    let value = draft.getattr(name)?;
    value.extract().map_err(|_| match value.get_type().name() {
        Ok(kind) => PyTypeError::new_err(format!("稿件的 {} 不能是 {kind}", name.trim_start_matches('_'))),
        Err(error) => error,
    })
}

impl Given {
    /// The draft, completed with what is said of all.
    pub(crate) fn into_draft(self, known: &Known) -> PyResult<Draft<'static>> {
        let parts = match self {
            Given::Body(body) => {
                let mut draft = known.draft();
                note_lone_surrogates(&mut draft, body.lone_surrogates);
                return Ok(draft.body(body.text));
            }
            Given::Draft(parts) => parts,
        };
        let lone = [Some(&parts.body), parts.title.as_ref(), parts.summary.as_ref(), parts.caption.as_ref()];
        let lone_surrogates = lone.into_iter().flatten().map(|text| text.lone_surrogates).sum();
        let input = parts.into_input(known)?;
        let mut draft = draft_of(&input, &Limits::default()).map_err(|error| YishenError::new_err(error.to_string()))?.into_owned();
        note_lone_surrogates(&mut draft, lone_surrogates);
        Ok(draft)
    }
}

impl Parts {
    fn into_input(self, known: &Known) -> PyResult<DraftInput> {
        let channel = self.channel.as_deref().map(channel_of).transpose()?.unwrap_or(known.channel);
        let genre = self.genre.as_deref().map(genre_of).transpose()?;
        let mut facts = Facts::default();
        for (name, value) in &self.facts {
            facts.set(name, value.as_deref()).map_err(|error| YishenError::new_err(error.to_string()))?;
        }
        Ok(DraftInput {
            id: self.id,
            channel,
            genre: genre.or(known.genre_for(channel)),
            title: self.title.map(|t| t.text),
            summary: self.summary.map(|t| t.text),
            body: self.body.text,
            caption: self.caption.map(|t| t.text),
            format: Format::from_id(&self.format).ok_or_else(|| unknown("格式", &self.format, &ids(Format::ALL, Format::id)))?,
            facts,
            date: self.date.as_deref().map(date_of).transpose()?.or(known.date),
        })
    }
}

fn note_lone_surrogates(draft: &mut Draft<'_>, count: u32) {
    if count > 0 {
        draft.push_not_checked(NotChecked::lone_surrogates(count));
    }
}

fn ids<T: Copy>(all: &[T], id: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|&one| id(one)).collect()
}

fn channel_of(id: &str) -> PyResult<Channel> {
    Channel::from_id(id).ok_or_else(|| unknown("渠道", id, &ids(Channel::ALL, Channel::id)))
}

fn genre_of(id: &str) -> PyResult<Genre> {
    Genre::from_id(id).ok_or_else(|| unknown("体裁", id, &ids(Genre::ALL, Genre::id)))
}

fn date_of(text: &str) -> PyResult<Date> {
    text.parse().map_err(|error: yishen::DateError| YishenError::new_err(error.to_string()))
}

/// Raises what screening the draft would raise.
#[pyfunction]
pub(crate) fn check_draft(draft: Parts) -> PyResult<()> {
    let known = Known { channel: Channel::Website, genre: None, date: None };
    let input = draft.into_input(&known)?;
    let error = input.without_body().err();
    error.map_or(Ok(()), |error| Err(YishenError::new_err(error.to_string())))
}
