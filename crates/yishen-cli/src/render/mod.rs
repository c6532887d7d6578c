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
    if lang == Lang::En {
        return channel.id();
    }
    match channel {
        Channel::Website => "网站",
        Channel::Wechat => "微信公众号",
        Channel::Weibo => "微博",
        Channel::Newspaper => "院报",
        Channel::Video => "视频",
        Channel::Reply => "回复",
        Channel::Comment => "公众评论",
        other => other.id(),
    }
}

pub(crate) fn genre_title(genre: Genre, lang: Lang) -> &'static str {
    if lang == Lang::En {
        return genre.id();
    }
    match genre {
        Genre::News => "新闻",
        Genre::Science => "科普",
        Genre::Disclosure => "信息公开",
        Genre::Notice => "通知公告",
        Genre::Advertisement => "医疗广告",
        Genre::TrialRecruitment => "受试者招募",
        other => other.id(),
    }
}

pub(crate) fn field_title(field: FieldName, lang: Lang) -> &'static str {
    if lang == Lang::En {
        return field.id();
    }
    match field {
        FieldName::Title => "标题",
        FieldName::Summary => "摘要",
        FieldName::Body => "正文",
        FieldName::Caption => "图注",
        other => other.id(),
    }
}

/// The verdict in plain words. A good outcome is never called compliant.
pub(crate) fn verdict_title(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Pass => pick(lang, "未命中已收录规则", "no listed rule matched"),
        Verdict::Review => pick(lang, "须审核", "needs approval"),
        Verdict::Block => pick(lang, "禁止发布", "must not be published"),
    }
}
