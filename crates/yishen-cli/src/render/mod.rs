//! How reports are written out.

pub(crate) mod concise;
pub(crate) mod frame;
pub(crate) mod json;
pub(crate) mod paint;
pub(crate) mod sarif;
pub(crate) mod text;

use yishen::pack::Lang;
use yishen::{Channel, FieldName, Genre, Verdict};

/// One of two texts.
pub(crate) fn pick<'t>(lang: Lang, zh: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

pub(crate) fn channel_title(channel: Channel, lang: Lang) -> &'static str {
    pick(lang, channel.title(), channel.id())
}

pub(crate) fn genre_title(genre: Genre, lang: Lang) -> &'static str {
    pick(lang, genre.title(), genre.id())
}

pub(crate) fn field_title(field: FieldName, lang: Lang) -> &'static str {
    pick(lang, field.title(), field.id())
}

/// The verdict in plain words. A good outcome is never called compliant.
pub(crate) fn verdict_title(verdict: Verdict, lang: Lang) -> &'static str {
    let english = match verdict {
        Verdict::Pass => "no listed rule matched",
        Verdict::Review => "needs approval",
        Verdict::Block => "must not be published",
    };
    pick(lang, verdict.title(), english)
}
