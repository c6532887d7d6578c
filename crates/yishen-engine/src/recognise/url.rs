//! Web addresses: with http, with www, or a bare domain (t.cn/abc).
//!
//! Labels of letters, digits and hyphens (RFC 1035) whose last one is a top-level domain of the list `url-word`; behind
//! it a port and path (RFC 3986). The hospital's own domains and the allowed ones come from slots; `.gov.cn` and the
//! offices of the list `official-domain` are official, schools (`.edu.cn`) and academies (`.ac.cn`) listed.

use super::reading::{Taken, is_alphanumeric, is_hyphen};
use super::{Entity, EntityKind, List, Tag, Text};

/// Top-level domains under which a bare name is an address.
const COMMON: &[&str] = &["com", "cn", "net", "org", "gov", "edu", "cc", "top", "vip", "xyz", "hk", "tw", "example", "中国"];

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let taken = Taken::by(out, &[EntityKind::Email]);
    let mut done = 0;
    for word in text.words(List::UrlWord) {
        if word.start < done {
            continue;
        }
        let Some((start, host, schemed)) = start(text, done, word.start, word.end) else {
            continue;
        };
        let Some((end, labels)) = host_end(text, host).or_else(|| if schemed { any_host(text, host) } else { None }) else {
            continue;
        };
        if end < word.end {
            continue;
        }
        let host = end;
        let end = path_end(text, host);
        // A bare name.to is a word as often; with a path it is an address.
        let common = labels.last().is_some_and(|top| COMMON.contains(&top.as_str())) || labels.first().is_some_and(|l| l == "www");
        if !schemed && !common && end == host {
            continue;
        }
        let at = text.at(start, end);
        done = end;
        if taken.overlaps(at) || (start > 0 && text.symbol(start - 1) == Some('@')) {
            continue;
        }
        out.push(Entity::new(EntityKind::Url, at).tag(owner(text, &labels)));
    }
}

pub(super) fn is_dot(c: char) -> bool {
    matches!(c, '.' | '．' | '｡')
}

/// Where the address around a trigger word begins, where its host begins, and whether a scheme says that it is one.
fn start(text: &Text<'_>, floor: usize, word: usize, end: usize) -> Option<(usize, usize, bool)> {
    let inside = |i: usize| text.symbol(i).is_some_and(|c| is_alphanumeric(c) || is_hyphen(c) || is_dot(c));
    if text.starts_with(word, "http") {
        let mut host = end;
        let mut marks = 0;
        while marks < 3 && text.symbol(host).is_some_and(|c| matches!(c, ':' | '：' | '/' | '／')) {
            host += 1;
            marks += 1;
        }
        return (marks >= 2).then_some((word, host, true));
    }
    let from = (floor.max(word.saturating_sub(80))..word).rev().take_while(|&i| inside(i)).last().unwrap_or(word);
    let from = (from..=word).find(|&i| text.symbol(i).is_some_and(is_alphanumeric))?;
    Some((from, from, false))
}

/// The end of a host at `start` and its labels; the last one must be a top-level domain or `example`.
pub(super) fn host_end(text: &Text<'_>, start: usize) -> Option<(usize, Vec<String>)> {
    let (mut end, mut labels) = labels(text, start)?;
    while labels.len() >= 2 {
        let top = labels.last()?;
        if text.has_term(List::TopLevelDomain, top) {
            return Some((end, labels));
        }
        end -= top.chars().count() + 1;
        labels.pop();
    }
    None
}

/// A host whatever its last label: an IP address.
fn any_host(text: &Text<'_>, start: usize) -> Option<(usize, Vec<String>)> {
    labels(text, start).filter(|(_, labels)| labels.len() >= 2)
}

/// Labels parted by single dots.
fn labels(text: &Text<'_>, start: usize) -> Option<(usize, Vec<String>)> {
    const MOST: usize = 10;
    let mut labels = Vec::new();
    let mut i = start;
    let mut end = start;
    while labels.len() < MOST {
        let label: String =
            text.slice(i, i + 64).iter().take_while(|&&c| is_alphanumeric(c) || is_hyphen(c)).map(|&c| if is_hyphen(c) { '-' } else { c }).collect();
        if label.is_empty() || label.starts_with('-') {
            break;
        }
        end = i + label.chars().count();
        labels.push(label);
        if !text.symbol(end).is_some_and(is_dot) {
            break;
        }
        i = end + 1;
    }
    (!labels.is_empty()).then_some((end, labels))
}

/// The end of port and path behind a host.
fn path_end(text: &Text<'_>, end: usize) -> usize {
    let mut i = end;
    if text.symbol(i) == Some(':') {
        let digits = (i + 1..i + 6).take_while(|&k| text.symbol(k).is_some_and(|c| c.is_ascii_digit())).count();
        i += if digits > 0 { digits + 1 } else { 0 };
    }
    if !text.symbol(i).is_some_and(|c| matches!(c, '/' | '／' | '?' | '#')) {
        return i;
    }
    let mut stop = i;
    while let Some(c) = text.symbol(stop) {
        let ascii = c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '(' | ')' | '[' | ']' | '{' | '}');
        if !ascii && !matches!(c, '／' | '．' | '－' | '＿') {
            break;
        }
        stop += 1;
    }
    // A sentence's mark is none of the path's.
    while stop > i + 1 && text.symbol(stop - 1).is_some_and(|c| matches!(c, '.' | ',' | ';' | '!' | '?' | ':')) {
        stop -= 1;
    }
    stop
}

/// The host's ends, each without its dots: how the domains of slots and lists are folded.
pub(super) fn unglue(labels: &[String]) -> Vec<String> {
    (0..labels.len().saturating_sub(1)).map(|i| labels[i..].concat().replace('-', "")).collect()
}

/// Whether one of the host's ends is a domain of the hospital.
pub(super) fn is_own(text: &Text<'_>, ends: &[String]) -> bool {
    ends.iter().any(|end| text.has_term(List::OwnDomain, end))
}

fn owner(text: &Text<'_>, labels: &[String]) -> Tag {
    let ends = unglue(labels);
    let last = |n: usize| labels.len().checked_sub(n).and_then(|i| labels.get(i)).map(String::as_str);
    match (last(2), last(1)) {
        _ if is_own(text, &ends) => Tag::Own,
        (Some("gov"), Some("cn")) => Tag::Official,
        _ if ends.iter().any(|end| text.has_term(List::OfficialDomain, end)) => Tag::Official,
        (Some("edu" | "ac"), Some("cn")) | (_, Some("edu" | "gov")) => Tag::Listed,
        _ if ends.iter().any(|end| text.has_term(List::ListedDomain, end)) => Tag::Listed,
        _ => Tag::Foreign,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    #[test]
    fn addresses_are_found_with_their_owner() {
        for (text, words, tag) in [
            ("官网www.qlyy.example，", "www.qlyy.example", Tag::Own),
            ("https://yy.qlyy.example/a?b=1。", "https://yy.qlyy.example/a?b=1", Tag::Own),
            ("详见www.nhsa.gov.cn", "www.nhsa.gov.cn", Tag::Official),
            ("举报：12377.cn", "12377.cn", Tag::Official),
            ("ｗｗｗ．ｎｈｃ．ｇｏｖ．ｃｎ", "ｗｗｗ．ｎｈｃ．ｇｏｖ．ｃｎ", Tag::Official),
            ("http://med.qlu.edu.cn:8080/x.html.", "http://med.qlu.edu.cn:8080/x.html", Tag::Listed),
            ("journal.example", "journal.example", Tag::Listed),
            ("点击 hf.example/abc 领取", "hf.example/abc", Tag::Foreign),
            ("戳t.cn/A6xYz看", "t.cn/A6xYz", Tag::Foreign),
            ("http://192.168.1.1/x", "http://192.168.1.1/x", Tag::Foreign),
            ("kangfu88.com", "kangfu88.com", Tag::Foreign),
        ] {
            assert_eq!(words_of(EntityKind::Url, text), [words], "{text}");
            assert!(entities(text).iter().any(|(e, _)| e.kind == EntityKind::Url && e.tags.has(tag)), "{text}");
        }
    }

    #[test]
    fn other_words_with_dots_pass() {
        for text in ["http协议", "www", "CN31-1234/R", "e.g. com", "3.5 cm", "a.b.c", "report.to", "国内统一刊号CN 11-2345"] {
            assert!(words_of(EntityKind::Url, text).is_empty(), "{text}");
        }
    }
}
