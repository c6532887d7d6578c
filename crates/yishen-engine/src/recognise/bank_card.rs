//! Bank card and account numbers.
//!
//! Sixteen to nineteen digits with the check digit by Luhn and the first digits of an issuer (62, 4, 51–55, 35;
//! `regulations.md` F2), whole or in groups of four. Without either it takes a word: 银行卡, 账号. An identity number wins.

use super::id_card;
use super::reading::{Group, Joint, Taken, begins_within, digits_of, groups, is_counted, joint, word_before};
use super::words::{is_clause_end, skip_marks};
use super::{Entity, EntityKind, List, Text};

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let taken = Taken::by(out, &[EntityKind::Decoy, EntityKind::AdApproval, EntityKind::IdCard, EntityKind::Url, EntityKind::RecordNumber]);
    let groups = groups(text);
    let mut i = 0;
    while i < groups.len() {
        match card(text, &groups[i..]) {
            Some((entity, count)) if !taken.overlaps(entity.at) => {
                out.push(entity);
                i += count;
            }
            _ => i += 1,
        }
    }
}

/// A card number in the first groups; with how many of them.
fn card(text: &Text<'_>, groups: &[Group]) -> Option<(Entity, usize)> {
    let first = groups.first()?;
    let mut digits = Vec::with_capacity(19);
    let mut count = 0;
    let mut letters = 0;
    for (n, group) in groups.iter().enumerate() {
        if n > 0 && joint(text, &groups[n - 1], group) != Some(Joint::Separator) {
            break;
        }
        // Groups of four and a rest; the first may hold a bank's six.
        let fits = n == 0 || groups[n - 1].digits == 4 || (n == 1 && first.digits == 6);
        if group.x || !fits || digits.len() + group.digits > 19 {
            if n > 0 { break } else { return None }
        }
        letters += group.letters;
        digits.extend(digits_of(text, group));
        count = n + 1;
    }
    let last = groups.get(count.checked_sub(1)?)?;
    if !(16..=19).contains(&digits.len()) || letters > 3 || is_counted(text, last.end) {
        return None;
    }
    if organisation(text, first.start, last.end) {
        return None;
    }
    let entity = Entity::new(EntityKind::BankCard, text.at(first.start, last.end));
    let word = word_before(text, List::BankWord, first.start, 10).is_some();
    let like_id = id_card::check(&digits).is_some_and(|c| c.region && c.date);
    match (has_issuer(&digits) && luhn(&digits), word) {
        (true, _) if !like_id || word => Some((entity, count)),
        (false, true) => Some((entity.note("校验位或发卡行不符"), count)),
        _ => None,
    }
}

/// How far the words of an account stand from its number.
const ACCOUNT_REACH: usize = 90;

/// The account of a hospital, a tender's agent, a foundation: 户名：…公司 nearby, or 对公账户.
fn organisation(text: &Text<'_>, start: usize, end: usize) -> bool {
    let public = |from: usize, to: usize| begins_within(text, List::PublicAccount, from, to);
    if public(start.saturating_sub(ACCOUNT_REACH / 2), start) || public(end, (end + ACCOUNT_REACH / 4).min(text.len())) {
        return true;
    }
    let holder_ends = |i: &usize| !text.ending_at(List::AccountHolder, *i).is_empty();
    // The holder named last before the number, or else the first one after it.
    let before = (start.saturating_sub(ACCOUNT_REACH)..start).rev().find(holder_ends);
    let after = (end..(end + ACCOUNT_REACH / 2).min(text.len())).find(holder_ends);
    before.or(after).is_some_and(|word| {
        let from = skip_marks(text, word, 3);
        let to =
            (from..(from + 40).min(text.len())).find(|&i| is_clause_end(text, i) || text.symbol(i).is_some_and(|c| c.is_ascii_digit())).unwrap_or(from + 40);
        (from + 1..=to.min(text.len())).any(|i| !text.ending_at(List::OrganisationEnd, i).is_empty())
    })
}

fn has_issuer(digits: &[u32]) -> bool {
    matches!(digits, [6, 2, ..] | [4, ..] | [5, 1..=5, ..] | [3, 5, ..])
}

/// The check digit by Luhn's formula.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &d)| match (i % 2, d * 2) {
            (0, _) => d,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    #[test]
    fn numbers_that_prove_themselves_are_found() {
        for number in ["6228480000000000000", "622200000000000009", "4367420000000000001", "6228 4800 0000 0000 000", "6228-4800-0000-0000-000"] {
            assert_eq!(words_of(EntityKind::BankCard, &format!("转到{number}即可")), [number]);
        }
    }

    #[test]
    fn accounts_of_organisations_are_nobodys_secret() {
        for text in [
            "户名：清江招标代理有限公司；开户行：清江农商银行城关支行；账号：8801 0200 0003 1765",
            "收款单位：清江市中心医院\n开户银行：农业发展银行城东支行\n银行账号：2034 0999 0010 0000 5678 1",
            "捐款请汇：账号6228480000000000000，户名：清江市慈善总会",
            "账号：8801020000031765（代理机构对公账户）",
        ] {
            assert!(words_of(EntityKind::BankCard, text).is_empty(), "{text}");
        }
        for text in ["户名：秦守义，账号：8801020000031765", "退费到户名秦守义的银行卡6228480000000000000"] {
            assert_eq!(words_of(EntityKind::BankCard, text).len(), 1, "{text}");
        }
    }

    #[test]
    fn others_need_a_word() {
        let text = "银行卡号：6228480000000000001";
        assert!(entities(text).iter().any(|(e, _)| e.kind == EntityKind::BankCard && e.note.is_some()));
        for text in
            ["6228480000000000001", "440524188001010014", "就诊卡号8810023345", "2025031400012345", "6228480000000000000元", "订单号6228480000000000000"]
        {
            assert!(words_of(EntityKind::BankCard, text).is_empty(), "{text}");
        }
    }
}
