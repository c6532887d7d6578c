//! A hospital's own pack: its rules, its words, and its changes to ours.

use std::fs;
use std::path::Path;

use yishen::pack::{Pack, PackSources};
use yishen::{Channel, Draft, Screener, Severity};

const OWN_RULE: &str = r#"
title    = "使用未备案的宣传语"
severity = "review"
since    = "0.1.0"
why      = "本院宣传语须经宣传科备案。"
suggest  = ["改用备案的宣传语"]
basis    = [{ law = "hospital-templates", at = "《医院科室新媒体管理制度》四.1" }]
bad  = ["«云栖守护者»来了", "争当«云栖守护者»", "“我们是«云栖守护者»”"]
good = ["云栖路改造", "守护者联盟成立", "云栖镇卫生院揭牌"]
[[find]]
words = ["云栖守护者"]
"#;

fn pack(overrides: &str) -> Result<Pack, String> {
    let mut sources = PackSources::new();
    sources.insert("pack.toml", format!("name = \"our-hospital\"\nversion = \"2026.11.1\"\nengine = \">=0.1.0\"\nabout = \"本院\"\n{overrides}"));
    sources.insert("advertising/own-slogan.toml", OWN_RULE);
    Pack::compile(&sources, &[&yishen::builtin_pack()]).map(|c| c.pack).map_err(|e| e.to_string())
}

fn screener(overrides: &str) -> Screener {
    Screener::builder().pack(yishen::builtin_pack()).pack(pack(overrides).expect("the pack compiles")).build().expect("the packs link")
}

fn found(screener: &Screener, text: &str) -> Vec<(String, Severity)> {
    let report = screener.screen_draft(&Draft::new(Channel::Wechat).body(text));
    report.findings().iter().map(|f| (f.rule().id().to_owned(), f.severity())).collect()
}

#[test]
fn own_rules_carry_the_packs_name() {
    assert_eq!(found(&screener(""), "云栖守护者来了"), [("our-hospital:advertising/own-slogan".to_owned(), Severity::Review)]);
    assert!(found(&yishen::builtin(), "云栖守护者来了").is_empty(), "packs do not leak into other screeners");
}

#[test]
fn overrides_change_severity_and_words() {
    let changed = screener("[[override]]\nrule = \"claims/hearsay\"\nseverity = \"block\"\n");
    assert_eq!(found(&changed, "据说市里要减免费用。"), [("claims/hearsay".to_owned(), Severity::Block)]);
    assert_eq!(found(&yishen::builtin(), "据说市里要减免费用。"), [("claims/hearsay".to_owned(), Severity::Review)]);
}

#[test]
fn a_rule_switched_off_says_why_in_every_report() {
    let off = screener("[[override]]\nrule = \"claims/hearsay\"\noff = \"本院另有核实流程\"\n");
    let report = off.screen_draft(&Draft::new(Channel::Wechat).body("据说市里要减免费用。"));
    assert!(report.findings().is_empty());
    assert!(report.not_checked().iter().any(|n| n.note.contains("传闻当作消息发布") && n.note.contains("本院另有核实流程")));
}

#[test]
fn overrides_of_unknown_rules_are_refused() {
    let refused = pack("[[override]]\nrule = \"claims/hearsy\"\nseverity = \"block\"\n").expect_err("no such rule");
    assert!(refused.contains("claims/hearsay"), "{refused}");
}

/// The sample pack, as a hospital copies it.
fn sample() -> Pack {
    fn walk(folder: &Path, prefix: &str, sources: &mut PackSources) {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            let name = format!("{prefix}{}", path.file_name().and_then(|n| n.to_str()).expect("names are UTF-8"));
            if path.is_dir() {
                walk(&path, &format!("{name}/"), sources);
            } else {
                sources.insert(name, fs::read_to_string(&path).expect("sources are UTF-8"));
            }
        }
    }
    let mut sources = PackSources::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/hospital-pack"), "", &mut sources);
    Pack::compile(&sources, &[&yishen::builtin_pack()]).unwrap_or_else(|e| panic!("{e}")).pack
}

#[test]
fn the_sample_pack_adds_its_rules_words_and_names() {
    let screener = Screener::builder().pack(yishen::builtin_pack()).pack(sample()).build().expect("the packs link");
    let found = |text: &str| found(&screener, text).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(found("青峦县人民医院新楼启用。"), ["qingluan-hospital:terminology/former-name"]);
    assert_eq!(found("1951年，青峦县人民医院成立。"), [""; 0]);
    assert_eq!(found("领先杯护理技能竞赛闭幕，护士长感叹蚌埠住了。"), ["terminology/net-slang"]);
    let report = screener.screen_draft(&Draft::new(Channel::Wechat).body("青峦速度，护航健康。"));
    let basis: Vec<_> = report.findings().iter().flat_map(|f| f.rule().basis()).map(|b| b.law.as_str()).collect();
    assert_eq!(basis, ["own-publicity"]);
    assert!(report.not_checked().iter().all(|n| !n.note.contains("医院信息未填")), "every slot is filled in");
}
