//! E-mail addresses.
//!
//! Letters, digits and `._+-`, `@`, a domain of two labels or more whose last one is of letters (RFC 5321, the part
//! that is in use). An address of the hospital's own domain, or of an office (the list `mailbox-role`), is not private.

use super::reading::is_alphanumeric;
use super::url::{host_end, is_own, unglue};
use super::{Entity, EntityKind, List, Text};

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut done = 0;
    for word in text.words(List::EmailMark) {
        let mark = word.start;
        let local = |i: usize| text.symbol(i).is_some_and(|c| is_alphanumeric(c) || matches!(c, '.' | '．' | '_' | '＿' | '-' | '－' | '+'));
        let Some(start) = (done.max(mark.saturating_sub(64))..mark).rev().take_while(|&i| local(i)).last() else {
            continue;
        };
        // A list's point or dash is none of the address's.
        let Some(start) = (start..mark).find(|&i| text.symbol(i).is_some_and(is_alphanumeric)) else {
            continue;
        };
        let Some((end, labels)) = host_end(text, word.end) else {
            continue;
        };
        done = end;
        let name: String = text.slice(start, mark).iter().filter(|c| is_alphanumeric(**c)).collect();
        let part = |c: &char| !c.is_ascii_lowercase();
        let office = text.has_term(List::MailboxRole, &name)
            || text.slice(start, mark).split(part).any(|p| text.has_term(List::MailboxRole, &p.iter().collect::<String>()));
        out.push(Entity::new(EntityKind::Email, text.at(start, end)).private(!(office || is_own(text, &unglue(&labels)))));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    #[test]
    fn addresses_are_found() {
        for (text, words, private) in [
            ("邮箱：wang.jianguo88@mail.example。", "wang.jianguo88@mail.example", true),
            ("邮箱 １３８@ｑｑ.ｃｏｍ", "１３８@ｑｑ.ｃｏｍ", true),
            ("投诉邮箱rsk@qlyy.example，", "rsk@qlyy.example", false),
            ("zhang3@mail.qlyy.example", "zhang3@mail.qlyy.example", false),
            ("qlyy_zhaopin@163.com", "qlyy_zhaopin@163.com", false),
        ] {
            assert_eq!(words_of(EntityKind::Email, text), [words], "{text}");
            let all = entities(text);
            assert!(all.iter().any(|(e, _)| e.kind == EntityKind::Email && e.private == private), "{text}");
            assert!(all.iter().all(|(e, _)| e.kind != EntityKind::Url), "{text}");
        }
    }

    #[test]
    fn mentions_and_quantities_pass() {
        for text in ["@青峦一院", "@kangfu", "5@10元", "a@b", "名字@"] {
            assert!(words_of(EntityKind::Email, text).is_empty(), "{text}");
        }
    }
}
