//! What needs code to be found: numbers with check digits, names, sources. One file each.
//!
//! A recogniser reads one block and nothing else; what follows from an entity is for rules to say. It looks where the
//! text shows a digit run or one of its trigger words, never at every character. Things that look like identifiers and
//! are none ([`EntityKind::Decoy`]) are recognised too, so that they win.

mod ad_approval;
mod address;
mod bank_card;
mod bed;
mod chat_id;
mod decoy;
mod email;
mod entity;
mod id_card;
mod landline;
mod mobile;
mod number;
mod passport;
mod percent;
mod plate;
mod reading;
mod record_number;
mod text;
mod url;

// Words: persons, sources, dates.
mod age;
mod ai_label;
mod authority;
mod circumstance;
mod citation;
mod condition;
mod contact;
mod date;
mod deadline;
mod identifiable;
mod own;
mod person;
mod source_line;
mod speech;
mod traditional;
mod words;

pub(crate) use entity::{Entity, Tags};
pub use entity::{EntityKind, Tag};
pub(crate) use text::{List, Run, Tables, Text, Word};

use crate::fold::{At, Folded};
use crate::scan::Hit;

/// A recogniser: appends what it finds in `text`; may look at what those before it found.
type Recogniser = fn(&Text<'_>, &mut Vec<Entity>);

/// The recognisers in order: those whose finds win over later ones first, those that build on others last.
const RECOGNISERS: &[Recogniser] = &[
    ad_approval::recognise,
    decoy::recognise,
    email::recognise,
    url::recognise,
    id_card::recognise,
    record_number::recognise,
    bank_card::recognise,
    mobile::recognise,
    landline::recognise,
    chat_id::recognise,
    passport::recognise,
    plate::recognise,
    bed::recognise,
    address::recognise,
    percent::recognise,
    number::recognise,
    // Words; the last ones build on what numbers and words have found.
    condition::recognise,
    own::recognise,
    date::recognise,
    age::recognise,
    deadline::recognise,
    authority::recognise,
    citation::recognise,
    source_line::recognise,
    circumstance::recognise,
    person::recognise,
    speech::recognise,
    contact::recognise,
    ai_label::recognise,
    traditional::recognise,
    identifiable::recognise,
];

/// Finds all entities of a block, ordered by place. `words` are the hits of the recognisers' own lists.
pub(crate) fn recognise(folded: &Folded, words: &[(List, Hit)], tables: &Tables) -> Vec<Entity> {
    let text = Text::new(folded, words, tables);
    let mut entities: Vec<Entity> = Vec::new();
    for recogniser in RECOGNISERS {
        recogniser(&text, &mut entities);
    }
    drop_decoyed(&mut entities);
    for entity in &mut entities {
        entity.key = key_of(folded, entity.at);
    }
    in_order(&mut entities);
    entities
}

/// By place, the longest first.
pub(crate) fn in_order(entities: &mut [Entity]) {
    entities.sort_by_key(|e| (e.at.start, std::cmp::Reverse(e.at.end), e.kind));
}

/// A hash of the symbols in a range (FNV-1a): equal for equal words within a screening.
fn key_of(folded: &Folded, at: At) -> u64 {
    let symbols = (at.start as usize..at.end as usize).filter(|&i| folded.class[i].is_symbol()).map(|i| folded.symbol[i]);
    symbols.fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(c as u32)).wrapping_mul(0x100_0000_01b3))
}

/// Decoys and certificate numbers win: an identifier that overlaps one is dropped.
fn drop_decoyed(entities: &mut Vec<Entity>) {
    let decoys = reading::Taken::by(entities, &[EntityKind::Decoy, EntityKind::AdApproval]);
    entities.retain(|e| !e.private || !decoys.overlaps(e.at));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::testing::entities;

    /// Strings of what recognisers look at: digits of every make, marks, and words of the lists.
    fn drafts() -> impl Strategy<Value = String> {
        let pieces = prop_oneof![
            "[0-9]{1,20}",
            "[０-９①-⑨〇一二三四五六七八九十百千万亿两]{1,12}",
            "[-. \u{a0}\u{3000}_－—:：，,。/@%+()（）【】\n\r*×·￥]{1,3}",
            "[a-zA-Z]{1,6}",
            "\\PC{0,5}",
            proptest::sample::select(vec![
                "身份证",
                "住院号",
                "微信",
                "加v",
                "QQ",
                "电话",
                "家属电话",
                "医广",
                "第",
                "号",
                "编号",
                "isbn",
                "床",
                "加床",
                "科",
                "路",
                "小区",
                "栋",
                "单元",
                "室",
                "车牌",
                "鲁A",
                "护照",
                "字第",
                "百分之",
                "成",
                "元",
                "www.",
                "http://",
                ".com",
                ".gov.cn",
                "银行卡号",
                "86",
                "13800138000",
                "440524188001010014",
                "010",
                "转",
                "(yī)",
                "\u{200b}",
                "\u{301}",
            ])
            .prop_map(str::to_owned),
        ];
        proptest::collection::vec(pieces, 0..16).prop_map(|p| p.concat())
    }

    proptest! {
        #[test]
        fn entities_lie_within_the_block(text in drafts()) {
            let length = text.chars().count() as u32;
            for (e, words) in entities(&text) {
                prop_assert!(e.at.start < e.at.end && e.at.end <= length, "{:?}", e);
                prop_assert!(!words.is_empty());
                prop_assert!(e.value.is_none_or(f64::is_finite), "{:?}", e);
            }
        }
    }

    #[test]
    fn figures_of_daily_drafts_are_no_private_numbers() {
        for text in [
            "血压130/80 mmHg，心率72次/分，口服0.25g，每日3次",
            "2025-03-12 08:00—12:00，2025.03.12—2025.03.20",
            "开放床位1200张，年门诊量3.6万人次，手术12386台，占98.5%",
            "门诊楼3楼A区302诊室，住院部12层",
            "国卫医政发〔2025〕12号，院发〔2025〕12号",
            "咨询12320、12345，急救120，热线400-800-1234",
            "ISO 15189:2022，GB 11643-1999，GB/T 18204.1-2013",
            "P<0.05，95%CI 1.02-1.35，n=13800",
            "doi:10.1016/j.cell.2020.01.012，PMID: 32010101",
            "专利号ZL202010123456.7",
            "价格：挂号费50元，CT检查380元",
            "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18",
            "2021 2022 2023 2024 2025",
            "135 1200 1300 1400",
            "第13800期院报合订本已由档案室扫描入库，编号138\n0013-8001。",
        ] {
            for (e, words) in entities(text) {
                assert!(!e.private, "{text}: {} {words}", e.kind);
            }
        }
    }
}

#[cfg(test)]
mod cost;
#[cfg(test)]
mod together;

#[cfg(test)]
pub(crate) mod testing {
    //! Runs the recognisers over a string with the word lists of `rules/entities`.

    use std::path::Path;

    use super::*;
    use crate::scan::{Found, Literal, ScanBuffers, Scanner};

    /// Every entity of `kind` in `text`: its words as written.
    pub(crate) fn words_of(kind: EntityKind, text: &str) -> Vec<String> {
        entities(text).into_iter().filter(|(e, _)| e.kind == kind).map(|(_, words)| words).collect()
    }

    /// Every entity in `text` with its words as written.
    pub(crate) fn entities(text: &str) -> Vec<(Entity, String)> {
        let folded = Folded::of_str(text);
        let words = |e: &Entity| folded.raw[e.at.start as usize..e.at.end as usize].iter().collect();
        run(&folded)
            .into_iter()
            .map(|e| {
                let words = words(&e);
                (e, words)
            })
            .collect()
    }

    /// The number of entities in `text`.
    pub(crate) fn recognised(text: &str) -> usize {
        run(&Folded::of_str(text)).len()
    }

    fn run(folded: &Folded) -> Vec<Entity> {
        thread_local! {
            static LISTS: (Scanner, Vec<List>, Tables) = load();
        }
        LISTS.with(|(scanner, lists, tables)| {
            let mut found = Found::default();
            scanner.scan(folded, &mut ScanBuffers::default(), &mut found, |_, _, _| {});
            let words: Vec<(List, Hit)> = found.hits.into_iter().map(|h| (lists[h.role as usize], h)).collect();
            recognise(folded, &words, tables)
        })
    }

    fn load() -> (Scanner, Vec<List>, Tables) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/entities");
        let mut literals = Vec::new();
        let mut tables = Vec::new();
        for (&list, role) in List::ALL.iter().zip(0..) {
            let terms: Vec<String> = match list {
                List::OwnDomain => vec!["qlyyexample".to_owned()],
                List::ListedDomain => vec!["journalexample".to_owned()],
                List::OwnName => ["青峦市第一人民医院", "青峦一院"].map(str::to_owned).into(),
                _ => {
                    let path = folder.join(format!("{}.txt", list.id()));
                    let source = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
                    crate::pack::list_terms(&source).expect("the list is well formed")
                }
            };
            match list.is_table() {
                true => tables.extend(terms.into_iter().map(|term| (list, term))),
                false => literals.extend(terms.into_iter().map(|text| Literal { text, role, loose: false, quiet: false, sought: false })),
            }
        }
        (Scanner::new(&literals, Vec::new(), &[]), List::ALL.to_vec(), Tables::new(tables))
    }
}

#[cfg(test)]
mod properties {
    //! Recognisers never panic, and what they find lies in the block.

    use proptest::prelude::*;

    use super::testing::entities;

    /// Words of the lists, digits, names, marks and filler, in any order.
    fn pieces() -> impl Strategy<Value = String> {
        const PIECES: &[&str] = &[
            "患者",
            "病人",
            "家属",
            "姓名",
            "叫",
            "主任医师",
            "主任",
            "女士",
            "陆景明",
            "欧阳",
            "买买提",
            "阿不都",
            "张",
            "某",
            "某某",
            "×",
            "**",
            "x",
            "·",
            "小",
            "邱",
            "您父亲",
            "财政局",
            "职工",
            "清江中学",
            "大三学生",
            "翠湖名邸",
            "8号",
            "住户",
            "家住",
            "副局长",
            "网红",
            "因",
            "肺炎",
            "艾滋病",
            "乙肝",
            "大三阳",
            "肿瘤",
            "科",
            "门诊",
            "日",
            "我院",
            "自",
            "57",
            "岁",
            "七",
            "旬",
            "十",
            "百",
            "零",
            "个月大",
            "2026",
            "年",
            "3",
            "月",
            "2",
            "日",
            "-",
            "—",
            "/",
            ".",
            "上世纪八十年代",
            "二〇二四年",
            "世纪",
            "年代",
            "工作日",
            "内",
            "前",
            "本周五",
            "答复",
            "预约电话",
            "咨询电话",
            "地址",
            "：",
            ":",
            "0555",
            "1234567",
            "12315",
            "120",
            "拨打",
            "扫码预约",
            "人事科",
            "据",
            "市疾控中心",
            "国家统计局",
            "通报",
            "数据显示",
            "来源",
            "参考文献",
            "转自",
            "中华内科杂志",
            "指南",
            "（",
            "）",
            "《",
            "》",
            "“",
            "”",
            "\"",
            "说",
            "，",
            "、",
            "。",
            "！",
            "\n",
            " ",
            "｜",
            "　",
            "\u{200b}",
            "😀",
            "AI",
            "辅助",
            "生成",
            "專治",
            "療癒",
            "10.3760/cma",
            "发表于",
            "(yī)",
            "a",
            "９",
        ];
        prop::collection::vec(prop_oneof![8 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,3}", 1 => "[0-9]{1,20}"], 0..40)
            .prop_map(|p| p.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        #[test]
        fn entities_lie_in_the_block(text in pieces()) {
            let count = text.chars().count() as u32;
            for (entity, _) in entities(&text) {
                prop_assert!(entity.at.start < entity.at.end && entity.at.end <= count, "{:?} in {text:?}", entity);
                for part in &entity.parts {
                    prop_assert!(entity.at.covers(*part), "{:?} in {text:?}", entity);
                }
            }
        }
    }

    /// For looking at drafts: `YISHEN_LINES=file cargo test … -- --ignored --nocapture`.
    #[test]
    #[ignore = "prints what is found in a file of lines"]
    #[allow(clippy::print_stdout)]
    fn print_lines() {
        let path = std::env::var("YISHEN_LINES").expect("a file of lines");
        for line in std::fs::read_to_string(path).expect("readable").lines() {
            println!("{line}");
            for (entity, words) in entities(line) {
                let tags: Vec<&str> = entity.kind.tags().iter().filter(|&&t| entity.tags.has(t)).map(|t| t.id()).collect();
                println!("    {} {:?} {words} {:?}", entity.kind.id(), tags, entity.value);
            }
        }
    }
}
