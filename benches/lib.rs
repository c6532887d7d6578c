//! Drafts to measure with, made by a seeded generator: more than two hundred distinct ones, because one text repeated lets
//! a branch predictor learn it and flatters automata.

use std::fmt::Write as _;
use std::path::Path;

/// What each row must count: name, a tab, the number. Changed rules change it: `cargo xtask bench --bless`, and read the
/// difference.
const COUNTS: &str = "counts.txt";

/// Fails when a row counts anything but what `counts.txt` says, so that a fast wrong answer fails; with the environment
/// variable `YISHEN_BLESS` writes the file instead.
///
/// # Panics
/// When a count differs or the file cannot be written.
pub fn check_counts(counted: &[(String, usize)]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(COUNTS);
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let mut expected: Vec<(String, usize)> =
        text.lines().filter_map(|l| l.split_once('\t')).filter_map(|(name, n)| Some((name.to_owned(), n.parse().ok()?))).collect();
    if std::env::var_os("YISHEN_BLESS").is_some() {
        expected.retain(|(name, _)| counted.iter().all(|(n, _)| n != name));
        expected.extend_from_slice(counted);
        expected.sort();
        let text = expected.iter().fold(String::new(), |mut text, (name, n)| {
            writeln!(text, "{name}\t{n}").expect("writing to a string");
            text
        });
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    expected.retain(|(name, _)| counted.iter().any(|(n, _)| n == name));
    let mut counted = counted.to_vec();
    counted.sort();
    assert_eq!(counted, expected, "counts differ from {COUNTS}; when rules changed, `cargo xtask bench --bless` and read the difference");
}

/// Sentences without a finding, of the kind that fills a hospital's website.
const CLEAN: &[&str] = &[
    "本周三上午，{d}在门诊大厅开展健康宣教活动，向市民讲解{s}的日常防护知识。",
    "{d}副主任介绍，出现持续不适应及时就诊，由医生评估后决定检查项目。",
    "活动现场发放宣传手册{n}份，测量血压{n}人次，市民反响热烈。",
    "医院近日完成门诊楼无障碍设施改造，新增扶手{n}处、低位服务台{n}个。",
    "{d}护理团队坚持每日床旁交接班，把细节落实到每一个班次。",
    "按照年度培训计划，{d}组织全体医护人员学习最新版诊疗规范。",
    "建议均衡饮食、规律作息，每周进行适量运动，控制体重。",
    "目前医学上还没有任何方法可以完全根治这类慢性病，请遵医嘱规范用药。",
    "市疾控中心专家受邀授课，围绕{s}的预防作了详细讲解。",
    "第一季度，志愿者服务队在导诊台累计服务{n}小时，帮助老年人使用自助机。",
    "就诊当天请携带身份证件，提前三十分钟到达{d}候诊区取号。",
    "手术前应如实告知过敏史和用药情况，术后按时复查。",
];

/// Sentences full of findings.
const DENSE: &[&str] = &[
    "我院{d}采用最先进技术，治愈率高达{n}%，签约治疗无效退款！",
    "患者王小明，男，{n}岁，因{s}入住{d}，电话13800138000。",
    "据说隔壁医院治不好的，来我院一次搞定，永不复发。",
    "加微信领取优惠券，前{n}名免费体检，名额有限先到先得。",
];

const DEPARTMENTS: &[&str] = &["心内科", "呼吸科", "骨科", "儿科", "眼科", "康复科", "急诊科", "消化科", "神经内科", "妇产科", "口腔科"];
const SUBJECTS: &[&str] = &["高血压", "糖尿病", "肺炎", "颈椎病", "近视", "骨质疏松", "过敏性鼻炎"];

/// Numbers that repeat from run to run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

/// `count` distinct drafts of about `characters` each. `dense` drafts are full of findings.
pub fn drafts(count: usize, characters: usize, dense: bool) -> Vec<String> {
    let sentences = if dense { DENSE } else { CLEAN };
    (0..count as u64)
        .map(|seed| {
            let mut numbers = Numbers(seed * 2_654_435_761 + 88_172_645_463_325_252);
            let mut text = String::new();
            let mut length = 0;
            while length < characters {
                let sentence = sentences[numbers.below(sentences.len())]
                    .replace("{d}", DEPARTMENTS[numbers.below(DEPARTMENTS.len())])
                    .replace("{s}", SUBJECTS[numbers.below(SUBJECTS.len())])
                    .replace("{n}", &(numbers.below(80) + 12).to_string());
                length += sentence.chars().count();
                text.push_str(&sentence);
                if numbers.below(4) == 0 {
                    text.push_str("\n\n");
                }
            }
            text
        })
        .collect()
}
