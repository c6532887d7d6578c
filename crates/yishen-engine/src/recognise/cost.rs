//! What recognition costs by the length of the block, on prose and on text made to be slow.

use std::time::Instant;

use super::testing::recognised;

/// Sentences of everyday drafts, repeated with running numbers.
const PROSE: &[&str] = &[
    "昨日上午，我院召开医疗质量安全工作会议，副院长顾怀远主持并讲话。",
    "高血压患者应坚持每天测量血压，做到规律服药、定期复查。",
    "本次义诊共接待群众{n}人次，发放科普资料{n}份，测血糖{n}人。",
    "患者尹某，{n}岁，因肺炎入院，经治疗后好转。",
    "预约电话：0555-666{n}，地址：云栖路1号门诊楼3楼。",
    "据市疾控中心通报，本周流感样病例占门诊病例总数的3.{n}%。",
    "“在这里住院的日子里，护士们像家人一样。”一位家属说。",
    "采购项目编号：QLYY-2026-{n}，预算金额12.8万元，联系人：陆工。",
    "家长问：孩子发烧到38.5℃要不要马上去医院？医生答：先看精神状态。",
    "（来源：中华内科杂志，2022，61：{n}）",
    "在2026年5月12日国际护士节来临之际，骨科张建国主任为青年护士授课。",
    "清江中学学生小邱，16岁，因抑郁症住院的消息不实。",
];

/// One pattern each that a search from every place would make slow.
const PATTERNS: &[&str] = &[
    "1",
    "1 ",
    "12345678901 ",
    "138 ",
    "1-",
    "一",
    "百分之一",
    "零",
    "的",
    "患者",
    "患者：",
    "患者王某",
    "患者陆景明，男，57岁，因肺炎入院",
    "患者陆景明、",
    "姓名",
    "主任",
    "王主任",
    "张",
    "欧阳",
    "某",
    "王某",
    "肺炎",
    "艾滋病",
    "因肺炎",
    "57岁",
    "“",
    "\"",
    "“说”",
    "说：“谢谢你们",
    "”",
    "“   ",
    "电话",
    "预约电话",
    "预约电话：0555-1234567，",
    "12345 ",
    "地址：",
    "扫码预约",
    "家住",
    "路1号",
    "小区3-1-502",
    "清江中学学生",
    "财政局职工",
    "局长",
    "财政局",
    "村民",
    "来源",
    "来源：",
    "来源：2022",
    "参考文献：",
    "杂志2022",
    "指南（2024年版）",
    "据市疾控中心",
    "研究表明",
    "http://",
    "www.",
    "a.",
    ".com",
    "@",
    "a@a.cn ",
    "编号",
    "编号1",
    "住院号",
    "住院号a",
    "微信",
    "QQ",
    "医广",
    "医广【2020】第",
    "车牌",
    "京A",
    "护照",
    "床",
    "3床",
    "2026-",
    "2026年3月2日",
    "3个工作日内",
    "前",
    "我院",
    "AI生成",
    "臺",
    "专",
    "(yī)",
    "\u{200b}",
    "*",
    "王×",
    "王*",
    "·",
    "买买提·",
    "\n",
    "，",
    "。",
    " ",
    "x",
    "o1",
    "⑩",
    "aaaaaaaaa1",
    "1aaaa ",
    "%",
    "元",
    "¥1",
    "万",
    "三万",
    "年",
    "〇",
];

fn seconds(text: &str) -> (f64, usize) {
    let start = Instant::now();
    let count = recognised(text);
    (start.elapsed().as_secs_f64(), count)
}

/// `cargo test --release -p yishen-engine cost -- --ignored --nocapture`: for each text the times of three lengths and
/// what ten times the length costs.
#[test]
#[ignore = "measures the cost by length: release, two million characters"]
#[allow(clippy::print_stdout)]
fn cost_by_length() {
    let most: usize = std::env::var("YISHEN_COST").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000_000);
    let prose: String = (0..most / 20).map(|i| PROSE[i % PROSE.len()].replace("{n}", &(i % 9000 + 1000).to_string())).collect();
    let _warm = seconds("患者");
    let texts = std::iter::once(("(prose)", prose)).chain(PATTERNS.iter().map(|p| (*p, p.repeat(most / p.chars().count()))));
    for (name, text) in texts {
        let chars: Vec<char> = text.chars().take(most).collect();
        let cut = |n: usize| chars[..n.min(chars.len())].iter().collect::<String>();
        let (small, middle) = (seconds(&cut(most / 100)).0, seconds(&cut(most / 10)).0);
        let steep = middle / small.max(2e-4);
        print!("{small:>9.4} {middle:>9.4}");
        if steep > 25.0 {
            println!("           ×{steep:.0}           {name:?}");
            continue;
        }
        let (large, count) = seconds(&cut(most));
        println!(" {large:>9.4}  ×{steep:.1} ×{:.1}  {count:>8} {name:?}", large / middle.max(2e-4));
    }
}
