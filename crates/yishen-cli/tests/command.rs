//! The command as a whole, run in process over temporary folders.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::ffi::OsString;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use yishen_cli::{Streams, run_with};

const CLEAN: &str = "门诊楼一层设有便民服务点，志愿者引导老年人取号。";
const BLOCKED: &str = "我科肩周炎治愈率高达98%，欢迎就诊。";
const LEAK: &str = "患者家属电话13800138000，退款请转6228480000000000000（农行）。";

struct Ran {
    status: u8,
    out: String,
    err: String,
}

/// Runs `yishen` in a terminal of `width` columns without colours.
fn run_wide(args: &[&str], stdin: &[u8], width: usize) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut stdin = stdin;
    let args = std::iter::once("yishen").chain(args.iter().copied()).map(OsString::from);
    let status =
        run_with(args, &mut Streams { stdin: &mut stdin, stdout: &mut out, stderr: &mut err, stdout_is_terminal: false, stderr_is_terminal: false, width });
    Ran { status, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

fn run(args: &[&str], stdin: &str) -> Ran {
    run_wide(args, stdin.as_bytes(), 80)
}

struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Folder {
        let folder = Folder(TempDir::new().unwrap());
        for (name, bytes) in files {
            let path = folder.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn at(&self, name: &str) -> String {
        text(&self.path(name))
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_exit_status_says_whether_anything_reaches_fail_on() {
    assert_eq!(run(&["check", "-"], CLEAN).status, 0);
    assert_eq!(run(&["check", "-"], BLOCKED).status, 1);
    assert_eq!(run(&["check", "--fail-on", "block", "-"], BLOCKED).status, 1);
    assert_eq!(run(&["check", "--fail-on", "never", "-"], BLOCKED).status, 0);
    let advised = "新病区环境温馨，欢迎参观。";
    assert_eq!(run(&["check", "-"], advised).status, 0);
    assert_eq!(run(&["check", "--fail-on", "advise", "-"], advised).status, 1);
}

#[test]
fn what_cannot_be_screened_outranks_findings_and_the_rest_is_printed() {
    let folder = Folder::new(&[("稿.txt", BLOCKED.as_bytes())]);
    let ran = run(&["check", &folder.at("没有.txt"), &folder.at("稿.txt")], "");
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("找不到这个文件"), "{}", ran.err);
    assert!(ran.out.contains("治愈率高达98%"), "{}", ran.out);
    assert!(ran.out.contains("2 份稿件：0 份未命中，0 份须审核，1 份禁止发布，1 份无法审查"), "{}", ran.out);
}

#[test]
fn text_says_what_where_why_on_what_basis_and_who_approves() {
    let folder = Folder::new(&[("喜讯.txt", format!("开诊了。\n\n{BLOCKED}\n").as_bytes())]);
    let ran = run(&["check", &folder.at("喜讯.txt"), "--fact", "approved-by=L1"], "");
    for part in [
        "✘ 禁止发布",
        "advertising/cure-rate",
        "喜讯.txt:3:6",
        " 3 │ 我科肩周炎治愈率高达98%，欢迎就诊。",
        "   │           ^^^^^^^^^^^^^",
        "为什么",
        "《医疗广告管理办法》",
        "建议",
        "✓ L1 科室负责人（已批）",
        "○ L2 宣传科",
        "不等于合规",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
}

#[test]
fn a_good_outcome_is_never_called_compliant() {
    let ran = run(&["check", "-"], CLEAN);
    assert!(ran.out.contains("✓ 未命中已收录规则"), "{}", ran.out);
    assert!(!ran.out.replace("不等于合规", "").contains("合规"), "{}", ran.out);
}

#[test]
fn carets_line_up_under_wide_characters_and_emoji() {
    let ran = run(&["check", "-"], "👨‍👩‍👧🎉我科“肩周炎”治愈率高达98%，欢迎就诊。");
    let mut shown = ran.out.lines().skip_while(|l| !l.contains(" 1 │"));
    let (source, carets) = (shown.next().unwrap(), shown.next().unwrap());
    let before = source.split("治愈率").next().unwrap();
    // Two emoji of two columns, five Han of two, two quotation marks of one, the gutter of five.
    assert_eq!(carets.find('^').map(|i| carets[..i].chars().count()), Some(5 + 4 + 10 + 2));
    assert!(before.ends_with('”'), "{source}");
}

#[test]
fn long_lines_are_cut_to_the_width() {
    let long = format!("{}{BLOCKED}{}", "今天天气好，".repeat(2_000), "大家来。".repeat(2_000));
    for width in [80, 120] {
        let ran = run_wide(&["check", "-"], long.as_bytes(), width);
        let widest = ran.out.lines().map(|l| l.chars().map(|c| if c.is_ascii() || "…━│╭─✘○·“”".contains(c) { 1 } else { 2 }).sum::<usize>()).max();
        assert!(widest <= Some(width), "{widest:?}\n{}", ran.out);
        assert!(ran.out.contains("治愈率高达98%"));
    }
}

#[test]
fn private_words_are_masked_in_every_format() {
    for format in ["text", "concise", "json", "jsonl"] {
        let masked = run(&["check", "--format", format, "-"], LEAK);
        for secret in ["13800138000", "6228480000000000000"] {
            assert!(!masked.out.contains(secret) && !masked.err.contains(secret), "{format}\n{}", masked.out);
        }
        assert!(masked.out.contains("138****8000"), "{format}\n{}", masked.out);
        let plain = run(&["check", "--format", format, "--unmask", "-"], LEAK);
        assert!(plain.out.contains("13800138000"), "{format}\n{}", plain.out);
    }
    let explained = run(&["explain", "--text", LEAK], "");
    assert!(!explained.out.contains("13800138000"), "{}", explained.out);
}

#[test]
fn private_words_are_masked_in_the_frames_of_other_findings() {
    let ran = run(&["check", "-"], "我科肩周炎治愈率高达98%，请拨打患者家属13800138000。");
    assert!(ran.out.contains("治愈率高达98%，请拨打患者家属138****8000"), "{}", ran.out);
}

#[test]
fn jsonl_keeps_the_order_and_puts_errors_in_place() {
    let input = [
        r#"{"id":"a","channel":"wechat","body":"我科肩周炎治愈率高达98%，欢迎就诊。"}"#,
        r#"{"id":"b","channel":"wechat","boby":"写错了键"}"#,
        "不是 JSON",
        r#"{"id":"d","channel":"reply","genre":"news","body":"您好"}"#,
        r#"{"id":"e","channel":"website","body":"<p>保证<b>根治</b>糖尿病</p>","format":"html"}"#,
        r#"{"id":"f","channel":"website","body":13800138000}"#,
        r#"{"id":"g","channel":"website","title":"好","body":"今天天气好。"}"#,
    ]
    .join("\n");
    let ran = run(&["check", "--input-format", "jsonl", "--format", "jsonl", "-"], &input);
    assert_eq!(ran.status, 2);
    let all = lines(&ran.out);
    let codes: Vec<&str> = all.iter().map(|v| v["code"].as_str().or(v["verdict"].as_str()).unwrap()).collect();
    assert_eq!(codes, ["block", "unknown-key", "json-syntax", "genre-without-meaning", "block", "wrong-type", "pass"]);
    assert_eq!(all[1]["schema"], "yishen.error/1");
    assert_eq!((&all[1]["id"], &all[1]["line"]), (&Value::from("b"), &Value::from(2)));
    assert!(!ran.out.contains("13800138000") && !ran.err.contains("13800138000"));
    // The tag stands in the hull of the finding, not in its words.
    assert_eq!((&all[4]["findings"][0]["text"], &all[4]["findings"][0]["end"]), (&Value::from("保证根治"), &Value::from(10)));
    assert_eq!(all[4]["findings"][0]["ranges"], serde_json::json!([[3, 5], [8, 10]]));

    let array = run(&["check", "--input-format", "jsonl", "--format", "json", "-"], &input);
    assert_eq!(serde_json::from_str::<Value>(&array.out).unwrap().as_array().unwrap(), &all);
}

#[test]
fn thousands_of_lines_come_out_as_they_went_in() {
    let input: String = (0..3_000).map(|i| format!("{{\"id\":\"{i}\",\"channel\":\"weibo\",\"body\":\"第{i}条，今天天气好。\"}}\n")).collect();
    let ran = run(&["check", "--input-format", "jsonl", "--format", "jsonl", "-"], &input);
    assert_eq!(ran.status, 0);
    let ids: Vec<String> = lines(&ran.out).iter().map(|v| v["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..3_000).map(|i| i.to_string()).collect::<Vec<_>>());
}

#[test]
fn offsets_count_in_the_unit_asked_for() {
    let draft = format!("🎉{BLOCKED}");
    for (unit, start) in [("byte", 4 + 15), ("codepoint", 6), ("utf16", 7)] {
        let ran = run(&["check", "--format", "jsonl", "--offsets", unit, "-"], &draft);
        let report = &lines(&ran.out)[0];
        assert_eq!(report["offset_unit"], unit);
        assert_eq!(report["findings"][0]["start"], start, "{unit}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let args = ["check", "--format", "json", "--date", "none", "-"];
    assert_eq!(run(&args, LEAK).out, run(&args, LEAK).out);
    assert!(lines(&run(&["check", "--format", "jsonl", "--date", "none", "-"], LEAK).out)[0].get("date").is_none());
    assert_eq!(lines(&run(&["check", "--format", "jsonl", "--date", "2026-11-22", "-"], LEAK).out)[0]["date"], "2026-11-22");
    assert!(lines(&run(&["check", "--format", "jsonl", "-"], LEAK).out)[0]["date"].is_string());
}

#[test]
fn broken_files_are_named_with_what_to_do() {
    let folder = Folder::new(&[
        ("空.txt", b""),
        ("图.txt", b"\x89PNG\0\0"),
        ("坏.txt", &[b"abc\n".as_slice(), &[0xD6, 0xFF, 0x00FE, 0x81]].concat()),
        ("半.txt", b"\xFF\xFEa"),
        ("bom.txt", "\u{FEFF}我科肩周炎治愈率高达98%。".as_bytes()),
        ("稿.docx", b"PK"),
        ("旧.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        ("空夹/照片.png", b"x"),
    ]);
    let empty = run(&["check", "--format", "jsonl", &folder.at("空.txt")], "");
    assert_eq!((empty.status, lines(&empty.out)[0]["findings"].as_array().unwrap().len()), (0, 0));
    for (name, says) in [
        ("图.txt", "第 4 字节是 0"),
        ("坏.txt", "第 2 行，第 4 字节"),
        ("半.txt", "UTF-16"),
        ("稿.docx", "不是完整的 .docx"),
        ("旧.docx", "旧版 Word 文件"),
        ("空夹", "没有可以读的稿件"),
    ] {
        let ran = run(&["check", &folder.at(name)], "");
        assert_eq!(ran.status, 2, "{name}");
        assert!(ran.err.contains(says) && ran.err.contains("建议："), "{name}\n{}", ran.err);
    }
    let bom = run(&["check", "--format", "jsonl", &folder.at("bom.txt")], "");
    assert_eq!(lines(&bom.out)[0]["findings"][0]["start"], 5);
}

#[test]
fn texts_in_other_encodings_are_read_and_the_report_says_so() {
    // 保证根治 in GBK, and with a byte order mark in UTF-16.
    let gbk = [0xB1, 0xA3, 0xD6, 0xA4, 0xB8, 0xF9, 0xD6, 0xCE];
    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain("保证根治".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let folder = Folder::new(&[("旧.txt", &gbk), ("宽.txt", &utf16)]);
    for (name, encoding) in [("旧.txt", "GBK"), ("宽.txt", "UTF-16")] {
        let ran = run(&["check", "--format", "jsonl", &folder.at(name)], "");
        let report = &lines(&ran.out)[0];
        assert_eq!((ran.status, &report["findings"][0]["text"]), (1, &Value::from("保证根治")), "{name}");
        assert_eq!(report["not_checked"][0]["kind"], "encoding");
        assert!(report["not_checked"][0]["note"].as_str().unwrap().contains(encoding), "{report}");
    }
}

#[test]
fn sarif_names_rule_level_place_and_unit() {
    let folder = Folder::new(&[("稿 件.txt", format!("🎉{BLOCKED}\n{LEAK}").as_bytes())]);
    let ran = run(&["check", &folder.at("稿 件.txt"), &folder.at("没有.txt"), "--format", "sarif", "--offsets", "utf16"], "");
    let log: Value = serde_json::from_str(&ran.out).unwrap();
    let run_of = &log["runs"][0];
    assert_eq!((log["version"].as_str(), run_of["columnKind"].as_str()), (Some("2.1.0"), Some("utf16CodeUnits")));
    let result = run_of["results"].as_array().unwrap().iter().find(|r| r["ruleId"] == "advertising/cure-rate").unwrap();
    assert_eq!(result["level"], "error");
    let place = &result["locations"][0]["physicalLocation"];
    assert!(place["artifactLocation"]["uri"].as_str().unwrap().ends_with("%E7%A8%BF%20%E4%BB%B6.txt"), "{place}");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"], &place["region"]["charLength"]), (&1.into(), &8.into(), &8.into()));
    assert!(run_of["tool"]["driver"]["rules"].as_array().unwrap().iter().any(|r| r["id"] == "advertising/cure-rate"));
    assert!(!ran.out.contains("13800138000"));
    let invocation = &run_of["invocations"][0];
    assert_eq!((ran.status, &invocation["executionSuccessful"]), (2, &false.into()));
    assert!(invocation["toolExecutionNotifications"].to_string().contains("找不到这个文件"));
    let default = run(&["check", "-", "--format", "sarif"], CLEAN);
    assert_eq!(serde_json::from_str::<Value>(&default.out).unwrap()["runs"][0]["columnKind"], "unicodeCodePoints");
}

#[test]
fn folders_are_walked_in_order_and_what_is_not_read_is_counted() {
    let folder = Folder::new(&[
        ("b.txt", CLEAN.as_bytes()),
        ("a/c.txt", CLEAN.as_bytes()),
        ("a/图.png", b"x"),
        ("说明.md", "# 说明\n\n今天天气好。".as_bytes()),
        (".隐藏.txt", b"\0"),
    ]);
    let ran = run(&["check", &text(folder.0.path())], "");
    assert_eq!(ran.status, 0);
    assert!(ran.out.find("a/c.txt") < ran.out.find("b.txt"), "{}", ran.out);
    assert!(ran.out.contains("另有 1 个文件还不能读，没有审查（.png 1）"), "{}", ran.out);
}

#[test]
fn results_go_to_the_file_named_and_never_over_a_draft() {
    let folder = Folder::new(&[("稿.txt", BLOCKED.as_bytes())]);
    let ran = run(&["check", &folder.at("稿.txt"), "-o", &folder.at("报告.json")], "");
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    let report: Value = serde_json::from_str(&fs::read_to_string(folder.path("报告.json")).unwrap()).unwrap();
    assert_eq!(report[0]["verdict"], "block");
    let refused = run(&["check", &folder.at("稿.txt"), "-o", &folder.at("稿.txt")], "");
    assert_eq!(refused.status, 2);
    assert_eq!(fs::read_to_string(folder.path("稿.txt")).unwrap(), BLOCKED);
}

#[test]
fn wrong_arguments_are_refused_in_plain_chinese_or_english() {
    for (args, says) in [
        (&["chekc", "x"][..], "没有“chekc”这个命令"),
        (&["check", "-", "--chanel", "wechat"], "没有“--chanel”这个选项"),
        (&["check", "-", "--channel", "douyin"], "可用：website、wechat"),
        (&["check", "-", "--fact", "consent"], "patient-consent"),
        (&["check", "-", "--channel", "reply", "--genre", "news"], "没有体裁"),
        (&["check", "-", "--date", "明天"], "2026-11-22"),
        (&["explain", "advertising/cure-rat"], "advertising/cure-rate"),
    ] {
        let ran = run(args, "");
        assert_eq!(ran.status, 2, "{args:?}");
        assert!(ran.err.contains(says), "{args:?}\n{}", ran.err);
    }
    assert!(run(&["check", "-", "--chanel", "x", "--lang", "en"], "").err.starts_with("error "));
    assert_eq!(run(&["--help"], "").status, 0);
    assert!(run(&["check", "--help"], "").out.contains("用法："));
}

#[test]
fn terminal_codes_in_a_draft_stay_text() {
    let ran = run(&["check", "-"], "\u{1b}[2J我科肩周炎治愈率高达98%\u{202E}。");
    assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{202E}'), "{}", ran.out);
    let coloured = run(&["check", "--color", "always", "-"], BLOCKED);
    assert!(coloured.out.contains("\u{1b}[1;31m"));
}

#[test]
fn english_frames_name_the_same_finding() {
    let ran = run(&["check", "--lang", "en", "-"], BLOCKED);
    assert!(ran.out.contains("must not be published") && ran.out.contains("stdin:1:6"), "{}", ran.out);
}

#[test]
fn redaction_keeps_the_form_of_the_input() {
    assert_eq!(run(&["redact", "-"], LEAK).out, "患者家属电话138****8000，退款请转622************0000（农行）。");
    assert!(run(&["redact", "--operator", "replace", "-"], LEAK).out.contains("〔手机号1〕"));
    assert!(run(&["redact", "--kind", "mobile=remove", "-"], LEAK).out.starts_with("患者家属电话，"));
    assert_eq!(run(&["redact", "--operator", "hash", "-"], LEAK).status, 2);
    assert!(!run(&["redact", "--operator", "hash", "--key", "k", "-"], LEAK).out.contains("138"));

    let folder = Folder::new(&[]);
    let input = r#"{"id":"a","channel":"website","title":"患者电话13800138000","body":"无","facts":{"source":{"text":"患者电话13800138000"}}}"#;
    let map = folder.at("map.jsonl");
    let ran = run(&["redact", "--input-format", "jsonl", "--map", &map, "-"], input);
    let line = &lines(&ran.out)[0];
    assert_eq!(line["title"], "患者电话138****8000");
    assert!(!ran.out.contains("13800138000"));
    let mapped = &lines(&fs::read_to_string(map).unwrap())[0];
    assert_eq!((&mapped["start"], &mapped["end"], &mapped["original"]), (&Value::from(4), &Value::from(15), &Value::from("13800138000")));
}

#[test]
fn a_rule_and_a_text_can_be_explained() {
    let card = run(&["explain", "advertising/cure-rate"], "");
    for part in ["宣传治愈率", "为什么", "依据", "建议", "会报", "不报", "信息公开 须审核"] {
        assert!(card.out.contains(part), "{part}\n{}", card.out);
    }
    let text = run(&["explain", "--text", "警惕“治愈率98%”的虚假宣传"], "");
    assert_eq!(text.status, 0);
    assert!(text.out.contains("碰到但没有报的") && text.out.contains("advertising/cure-rate"), "{}", text.out);
}

#[test]
fn a_new_rule_lints_clean_passes_its_examples_and_is_used() {
    let folder = Folder::new(&[]);
    let pack = text(folder.0.path());
    assert_eq!(run(&["rules", "new", "advertising/own-slogan", "--pack", &pack], "").status, 0);
    let lint = run(&["rules", "lint", &pack], "");
    assert_eq!(lint.status, 0, "{}{}", lint.out, lint.err);
    assert!(lint.out.contains("1 条规则，没有错误，0 处提醒"), "{}", lint.out);
    let test = run(&["rules", "test", &pack, "--witness"], "");
    assert_eq!(test.status, 0, "{}{}", test.out, test.err);
    let check = run(&["check", "--pack", &pack, "--format", "concise", "-"], "我们的承诺是青峦速度。");
    assert!(check.out.contains("our-hospital:advertising/own-slogan"), "{}{}", check.out, check.err);
    let list = run(&["rules", "list", "--category", "advertising", "--pack", &pack], "");
    assert!(list.out.contains("our-hospital:advertising/own-slogan") && !list.out.contains("privacy/"), "{}", list.out);
    assert_eq!(run(&["rules", "new", "advertising/own-slogan", "--pack", &pack], "").status, 2);
    assert_eq!(run(&["rules", "new", "slogans/x", "--pack", &pack], "").status, 2);

    fs::write(folder.path("advertising/bad.toml"), "titel = \"x\"\n").unwrap();
    let lint = run(&["rules", "lint", &pack], "");
    assert_eq!(lint.status, 1);
    assert!(lint.out.contains("advertising/bad.toml:1"), "{}", lint.out);
    assert_eq!(run(&["check", "--pack", &pack, "-"], CLEAN).status, 2);
}

#[test]
fn a_compiled_file_screens_as_its_folder_does() {
    let folder = Folder::new(&[]);
    let (pack, file) = (folder.at("pack"), folder.at("our.yspack"));
    assert_eq!(run(&["rules", "new", "advertising/own-slogan", "--pack", &pack], "").status, 0);
    let compiled = run(&["rules", "compile", &pack, "-o", &file], "");
    assert_eq!(compiled.status, 0, "{}{}", compiled.out, compiled.err);
    let report = |path: &str| run(&["check", "--pack", path, "--format", "json", "-"], "我们的承诺是青峦速度。").out;
    assert!(report(&pack).contains("our-hospital:advertising/own-slogan"));
    assert_eq!(report(&file), report(&pack));

    // With another pack it cannot be linked, and half a file is refused.
    let both = run(&["check", "--pack", &file, "--pack", &pack, "-"], CLEAN);
    assert!(both.status == 2 && both.err.contains("只能单独使用"), "{}", both.err);
    fs::write(&file, &fs::read(&file).unwrap()[..5_000]).unwrap();
    let half = run(&["check", "--pack", &file, "-"], CLEAN);
    assert!(half.status == 2 && half.err.contains("规则包已损坏"), "{}", half.err);
}

#[test]
fn the_built_in_packs_own_folder_stands_in_its_place() {
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules");
    let report = |pack: &[&str]| run(&[&["check", "--format", "json", "-"], pack].concat(), BLOCKED).out;
    assert!(report(&[]).contains("advertising/cure-rate"));
    assert_eq!(report(&["--pack", rules]), report(&[]));
}

#[test]
fn blessing_marks_what_a_rule_reports_and_leaves_the_rest_of_its_file() {
    let folder = Folder::new(&[]);
    let pack = text(folder.0.path());
    assert_eq!(run(&["rules", "new", "advertising/own-slogan", "--pack", &pack], "").status, 0);
    let file = folder.path("advertising/own-slogan.toml");
    let marked = fs::read_to_string(&file).unwrap();
    fs::write(&file, marked.replace("«青峦速度»", "青峦速度")).unwrap();
    assert_eq!(run(&["rules", "test", &pack], "").status, 1);
    let bless = run(&["rules", "test", &pack, "--bless"], "");
    assert_eq!(bless.status, 0, "{}{}", bless.out, bless.err);
    assert!(bless.out.contains("  - ") && bless.out.contains("  + "), "{}", bless.out);
    assert_eq!(fs::read_to_string(&file).unwrap(), marked);

    fs::write(&file, marked.replacen("bad = [", "bad = [\n  \"门诊时间不变\",", 1)).unwrap();
    let bless = run(&["rules", "test", &pack, "--bless"], "");
    assert_eq!(bless.status, 1);
    assert!(bless.out.contains("没有命中，没有改：「门诊时间不变」"), "{}", bless.out);
}

#[test]
fn every_duty_is_listed_with_its_rules_or_the_reason_for_none() {
    let all = run(&["rules", "coverage"], "");
    assert_eq!(all.status, 0, "{}", all.err);
    assert!(all.out.contains("中华人民共和国广告法") && all.out.contains("advertising/cure-rate"), "{}", all.out);
    let folder = Folder::new(&[("pack.toml", b"name = \"our-hospital\"\nversion = \"2026.11.1\"\nengine = \">=0.1.0\"\n")]);
    fs::write(
        folder.path("coverage.toml"),
        "[[obligation]]\nlaw = \"ad-law\"\nat = \"第十六条\"\nduty = \"不得作功效保证\"\nrules = [\"advertising/efficacy-guarantee\"]\n",
    )
    .unwrap();
    let own = run(&["rules", "coverage", &text(folder.0.path())], "");
    assert!(own.out.contains("第十六条　不得作功效保证") && own.out.contains("1 项义务：1 项有规则"), "{}{}", own.out, own.err);
    fs::write(folder.path("coverage.toml"), "[[obligation]]\nlaw = \"ad-law\"\nduty = \"不得作功效保证\"\n").unwrap();
    assert_eq!(run(&["rules", "coverage", &text(folder.0.path())], "").status, 1);
}

#[test]
fn completions_are_written_for_the_shell_named() {
    assert!(run(&["completions", "bash"], "").out.contains("yishen"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut err = Vec::new();
    let mut stdin = CLEAN.as_bytes();
    let args = ["yishen", "check", "-"].map(OsString::from);
    let status = run_with(
        args,
        &mut Streams { stdin: &mut stdin, stdout: &mut Closed, stderr: &mut err, stdout_is_terminal: false, stderr_is_terminal: false, width: 80 },
    );
    assert_eq!((status, err.as_slice()), (0, &b""[..]));
}

#[test]
fn word_files_are_screened_and_their_findings_placed() {
    let sample = format!("{}/../../examples/drafts/13-患者故事-修订稿.docx", env!("CARGO_MANIFEST_DIR"));
    let json = run(&["check", "--format", "jsonl", &sample], "");
    let report = &lines(&json.out)[0];
    assert_eq!((json.status, report["verdict"].as_str()), (1, Some("block")));
    let findings = report["findings"].as_array().unwrap();
    let cured = findings.iter().find(|f| f["text"].as_str().unwrap().contains("永不复发")).unwrap();
    assert_eq!(cured["place"], serde_json::json!({ "part": "word/document.xml", "paragraph": 3 }));
    let text = run(&["check", &sample], "");
    assert!(text.out.contains("第 3 段"), "{}", text.out);
    let english = run(&["check", "--lang", "en", "-", "--input-format", "docx"], "no Word file");
    assert!(english.status == 2 && english.err.contains("no whole .docx archive"), "{}", english.err);
}

/// A Word file with findings.
fn sample() -> Vec<u8> {
    fs::read(format!("{}/../../examples/drafts/13-患者故事-修订稿.docx", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A part of an Office file.
fn part(path: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(fs::read(path).unwrap())).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn findings(path: &str) -> Value {
    lines(&run(&["check", "--format", "jsonl", path], "").out)[0]["findings"].clone()
}

#[test]
fn a_word_file_is_given_back_with_comments_and_finds_the_same() {
    let folder = Folder::new(&[("稿.docx", &sample())]);
    let ran = run(&["check", &folder.at("稿.docx"), "-o", &folder.at("批注.docx")], "");
    assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{}", ran.err);
    let comments = part(&folder.path("批注.docx"), "word/comments.xml");
    assert!(comments.contains("w:author=\"医审\"") && comments.contains("审查结论：禁止发布"), "{comments}");
    assert_eq!(findings(&folder.at("批注.docx")), findings(&folder.at("稿.docx")));
    assert_eq!(fs::read(folder.path("稿.docx")).unwrap(), sample());
}

#[test]
fn word_files_of_a_folder_go_to_another_under_their_names() {
    let folder = Folder::new(&[("稿/一.docx", &sample()), ("稿/二/一.docx", &sample()), ("稿/三.txt", CLEAN.as_bytes()), ("稿/坏.docx", b"PK")]);
    let ran = run(&["check", &folder.at("稿"), "-o", &folder.at("批注/")], "");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(ran.err.contains("2 份批注稿写到") && ran.err.contains("另有 1 份不是 Word 文件") && ran.err.contains("坏.docx"), "{}", ran.err);
    for copy in ["批注/一.docx", "批注/二/一.docx"] {
        assert!(part(&folder.path(copy), "word/comments.xml").contains("医审"), "{copy}");
    }
    assert!(!folder.path("批注/三.txt").exists() && !folder.path("批注/坏.docx").exists());
    assert_eq!(fs::read(folder.path("稿/一.docx")).unwrap(), sample());
}

#[test]
fn outputs_that_do_not_fit_their_drafts_are_refused_in_plain_words() {
    let folder = Folder::new(&[("稿/一.docx", &sample()), ("别/一.docx", &sample()), ("稿/三.txt", CLEAN.as_bytes())]);
    let (drafts, word, text) = (folder.at("稿"), folder.at("稿/一.docx"), folder.at("稿/三.txt"));
    for (args, says) in [
        (vec![drafts.as_str(), "-o", &folder.at("批注.docx")], "正好是一份 Word 文件"),
        (vec![&text, "-o", &folder.at("批注.docx")], "正好是一份 Word 文件"),
        (vec![&drafts, "-o", &folder.at("稿/批注/")], "批注稿不能写在稿件的文件夹里"),
        (vec![&word, "-o", &folder.at("稿/")], "会盖掉稿件"),
        (vec![&word, "-o", &word], "会盖掉稿件"),
        (vec![&text, "-o", &folder.at("批注/")], "没有 Word 文件"),
        (vec![&word, &folder.at("别/一.docx"), "-o", &folder.at("批注/")], "同名"),
        (vec![&word, "--format", "json", "-o", &folder.at("批注/")], "写到文件夹的只有"),
        (vec![&word, "--format", "docx"], "不能写到屏幕上"),
        (vec![&word, "--format", "xlsx"], "不能写到屏幕上"),
        (vec![&word, "-o", &folder.at("报告.pdf")], "看不出输出格式"),
    ] {
        let ran = run(&[&["check"], args.as_slice()].concat(), "");
        assert_eq!(ran.status, 2, "{args:?}");
        assert!(ran.err.contains(says), "{args:?}\n{}", ran.err);
    }
    assert_eq!(fs::read(folder.path("稿/一.docx")).unwrap(), sample());
}

#[test]
fn a_page_shows_every_draft_escaped_masked_and_without_script() {
    let marked = "我科肩周炎<b>治愈率高达98%</b>，<i>欢迎</i>就诊。";
    let folder = Folder::new(&[("甲&.txt", marked.as_bytes()), ("乙.txt", LEAK.as_bytes()), ("丙.txt", CLEAN.as_bytes()), ("坏.txt", b"\0\x01")]);
    let out = Folder::new(&[]);
    let ran = run(&["check", &text(folder.0.path()), "-o", &out.at("报告.html")], "");
    assert_eq!(ran.status, 2, "{}", ran.err);
    let page = fs::read_to_string(out.path("报告.html")).unwrap();
    assert!(page.contains("甲&amp;.txt") && page.contains("&lt;i&gt;欢迎"), "{page}");
    assert!(page.contains("<mark class=\"block\">治愈率高达98%</mark>"), "{page}");
    assert!(page.contains("✘ 禁止发布") && page.contains("✓ 未命中已收录规则") && page.contains("？ 没有审查"), "{page}");
    assert!(page.contains("138****8000") && !page.contains("13800138000"), "{page}");
    assert!(!page.contains("<script") && !page.contains("http"), "{page}");
    let plain = run(&["check", "--format", "html", "--unmask", &folder.at("乙.txt")], "");
    assert!(plain.out.contains("13800138000"), "{}", plain.out);
}

#[test]
fn a_table_has_a_row_a_finding_and_its_words_are_no_formulas() {
    let folder = Folder::new(&[("甲.txt", "=治愈率高达98%".as_bytes()), ("乙.txt", LEAK.as_bytes()), ("丙.txt", CLEAN.as_bytes()), ("坏.txt", b"\0\x01")]);
    let out = Folder::new(&[]);
    let ran = run(&["check", &text(folder.0.path()), "-o", &out.at("清单.xlsx")], "");
    assert_eq!(ran.status, 2, "{}", ran.err);
    let count: usize = ["甲.txt", "乙.txt"].iter().map(|name| findings(&folder.at(name)).as_array().unwrap().len()).sum();
    let sheet = part(&out.path("清单.xlsx"), "xl/worksheets/sheet1.xml");
    assert_eq!(sheet.matches("<row ").count(), 1 + count, "{sheet}");
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ") && !sheet.contains("<f>"), "{sheet}");
    assert_eq!(part(&out.path("清单.xlsx"), "xl/worksheets/sheet2.xml").matches("<row ").count(), 5);
    let words = part(&out.path("清单.xlsx"), "xl/sharedStrings.xml");
    for word in ["稿件", "位置", "原文", "级别", "问题", "为什么", "依据", "建议", "须由谁批", "规则", "✘ 禁止发布", "没有审查", "138****8000"]
    {
        assert!(words.contains(word), "{word}\n{words}");
    }
    assert!(!words.contains("13800138000"));
}
