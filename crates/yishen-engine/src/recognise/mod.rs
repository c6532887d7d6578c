//! What needs code to be found: numbers with check digits, names, sources. One file each.
//!
//! A recogniser reads one block and nothing else; what follows from an entity is for rules to say. It looks where the
//! text shows a digit run or one of its trigger words, never at every character. Things that look like identifiers and
//! are none ([`EntityKind::Decoy`]) are recognised too, so that they win.

mod entity;
mod text;

// Words: persons, sources, dates.
mod condition;
mod own;
mod date;
mod age;
mod deadline;
mod authority;
mod citation;
mod source_line;
mod circumstance;
mod person;
mod speech;
mod contact;
mod ai_label;
mod traditional;
mod identifiable;
mod words;

pub use entity::{EntityKind, Tag};
pub(crate) use entity::{Entity, Tags};
pub(crate) use text::{List, Run, Tables, Text, Word};

use crate::fold::{At, Folded};
use crate::scan::Hit;

/// A recogniser: appends what it finds in `text`; may look at what those before it found.
type Recogniser = fn(&Text<'_>, &mut Vec<Entity>);

/// The recognisers in order: those whose finds win over later ones first, those that build on others last.
const RECOGNISERS: &[Recogniser] = &[
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
    entities.sort_by_key(|e| (e.at.start, std::cmp::Reverse(e.at.end), e.kind));
    entities
}

/// Decoys win: an identifier that overlaps one is dropped.
fn drop_decoyed(entities: &mut Vec<Entity>) {
    let decoys: Vec<At> = entities.iter().filter(|e| e.kind == EntityKind::Decoy).map(|e| e.at).collect();
    entities.retain(|e| !e.private || e.kind == EntityKind::Decoy || !decoys.iter().any(|d| d.overlaps(e.at)));
}

#[cfg(test)]
pub(crate) mod testing {
    //! Runs the recognisers over a string with the word lists of `rules/entities`.

    use std::path::Path;

    use super::*;
    use crate::scan::{ScanBuffers, Scanner, TornWords};

    /// Every entity of `kind` in `text`: its words as written.
    pub(crate) fn words_of(kind: EntityKind, text: &str) -> Vec<String> {
        entities(text).into_iter().filter(|(e, _)| e.kind == kind).map(|(_, words)| words).collect()
    }

    /// Every entity in `text` with its words as written.
    pub(crate) fn entities(text: &str) -> Vec<(Entity, String)> {
        thread_local! {
            static LISTS: (Scanner, Vec<List>, Tables) = load();
        }
        LISTS.with(|(scanner, lists, tables)| {
            let folded = Folded::of_str(text);
            let mut hits = Vec::new();
            scanner.scan(&folded, &mut ScanBuffers::default(), &mut hits, |_, _, _| {});
            let words: Vec<(List, Hit)> = hits.into_iter().map(|h| (lists[h.literal as usize], h)).collect();
            recognise(&folded, &words, tables)
                .into_iter()
                .map(|e| {
                    let words = folded.raw[e.at.start as usize..e.at.end as usize].iter().collect();
                    (e, words)
                })
                .collect()
        })
    }

    fn load() -> (Scanner, Vec<List>, Tables) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/entities");
        let mut literals = Vec::new();
        let mut lists = Vec::new();
        let mut tables = Tables::default();
        for &list in List::ALL {
            let path = folder.join(format!("{}.txt", list.id()));
            let source = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let terms = crate::pack::list_terms(&source).expect("the list is well formed");
            if list.is_table() {
                tables.insert(list, terms);
            } else {
                lists.extend(std::iter::repeat_n(list, terms.len()));
                literals.extend(terms);
            }
        }
        (Scanner::new(&literals, TornWords::default()), lists, tables)
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
            "患者", "病人", "家属", "姓名", "叫", "主任医师", "主任", "女士", "陆景明", "欧阳", "买买提", "阿不都", "张", "某", "某某", "×", "**", "x", "·", "小", "邱",
            "您父亲", "财政局", "职工", "清江中学", "大三学生", "翠湖名邸", "8号", "住户", "家住", "副局长", "网红", "因", "肺炎", "艾滋病", "乙肝", "大三阳", "肿瘤", "科", "门诊", "日",
            "我院", "自", "57", "岁", "七", "旬", "十", "百", "零", "个月大", "2026", "年", "3", "月", "2", "日", "-", "—", "/", ".", "上世纪八十年代", "二〇二四年", "世纪", "年代",
            "工作日", "内", "前", "本周五", "答复", "预约电话", "咨询电话", "地址", "：", ":", "0555", "1234567", "12315", "120", "拨打", "扫码预约", "人事科", "据", "市疾控中心",
            "国家统计局", "通报", "数据显示", "来源", "参考文献", "转自", "中华内科杂志", "指南", "（", "）", "《", "》", "“", "”", "\"", "说", "，", "、", "。", "！", "\n", " ", "｜", "　",
            "\u{200b}", "😀", "AI", "辅助", "生成", "專治", "療癒", "10.3760/cma", "发表于", "(yī)", "a", "９",
        ];
        prop::collection::vec(prop_oneof![8 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,3}", 1 => "[0-9]{1,20}"], 0..40).prop_map(|p| p.concat())
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
