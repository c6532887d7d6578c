//! An authority or official medium named as the source of news: 据市疾控中心通报, 市卫健委发布.
//! Source: `regulations.md` E1.5 and E5 (look-alikes).

use super::words::{any_before, name_start};
use super::{Entity, EntityKind, List, Text};

/// Words that may stand between the body and its verb.
const BETWEEN: &[&str] = &["官网", "官方", "最新", "的", "统一", "今日", "昨日", "今天", "昨天", "近日", "日前", "已", "官微", "有关", "部门"];

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut end = 0;
    for body in text.words(List::Body) {
        if body.start < end {
            continue;
        }
        let mut i = body.end;
        for _ in 0..3 {
            match BETWEEN.iter().find(|w| text.starts_with(i, w)) {
                Some(w) => i += w.chars().count(),
                None => break,
            }
        }
        let Some(verb) = text.starting_at(List::ReportVerb, i).first() else {
            continue;
        };
        let mut start = name_start(text, body.start, 8);
        let cited = any_before(text, start, &["据", "根据", "由", "经"]);
        // 我们向教育局介绍: without 据 only what announces counts.
        if !cited && any_before(text, verb.end, &["介绍", "称", "消息", "部署", "提示"]) {
            continue;
        }
        // 被市卫健委通报批评.
        if text.starts_with(verb.end, "表扬") || text.starts_with(verb.end, "批评") || text.starts_with(verb.end, "我院") {
            continue;
        }
        if cited {
            start -= 1 + usize::from(text.ends_with(start, "根据"));
        }
        end = verb.end;
        out.push(Entity::new(EntityKind::Authority, text.at(start, verb.end)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::words_of;
    use super::*;

    #[test]
    fn authorities_that_announce() {
        for (text, words) in [
            ("据市应急管理局通报，昨日某厂发生爆炸", &["据市应急管理局通报"][..]),
            ("据市疾控中心通报，我市出现", &["据市疾控中心通报"]),
            ("由省疾控中心统一发布", &["由省疾控中心统一发布"]),
            ("据新华社报道", &["据新华社报道"]),
            ("国家卫健委发布新版指南", &["国家卫健委发布"]),
            ("向教育局介绍情况", &[]),
            ("据说市里要停诊", &[]),
            ("我院通报", &[]),
        ] {
            assert_eq!(words_of(EntityKind::Authority, text), words, "{text}");
        }
    }
}
