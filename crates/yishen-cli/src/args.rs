//! The command line.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use yishen::pack::Lang;
use yishen::{Category, Channel, Date, EntityKind, Genre, OffsetUnit};

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}\n";

/// 医审：检查医院对外发布的稿件，指出哪句话有问题、依据什么、怎么改、谁来批。
#[derive(Debug, Parser)]
#[command(
    name = "yishen",
    version,
    help_template = TEMPLATE,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    override_usage = "yishen <命令> [选项]",
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令",
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "常用：\n  yishen check 稿件.txt\n  yishen check 待发稿件/ --channel wechat\n  yishen explain advertising/cure-rate"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// 界面和错误信息的语言：zh、en（规则的文字总是中文）
    #[arg(long, global = true, default_value = "zh", hide_default_value = true, hide_possible_values = true, value_parser = lang(), value_name = "语言", help_heading = "通用选项")]
    pub(crate) lang: Lang,

    /// 颜色：auto、always、never
    #[arg(long, global = true, default_value = "auto", hide_default_value = true, hide_possible_values = true, value_name = "何时", help_heading = "通用选项")]
    pub(crate) color: When,

    /// 显示用法
    #[arg(short, long, global = true, action = ArgAction::Help, help_heading = "通用选项")]
    help: Option<bool>,

    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "通用选项")]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 检查稿件
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "yishen check [选项] <稿件>...", arg_required_else_help = true, after_help = CHECK_AFTER)]
    Check(CheckArgs),
    /// 遮去稿件里的个人信息
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "yishen redact [选项] <稿件>", arg_required_else_help = true)]
    Redact(RedactArgs),
    /// 说明一条规则，或者说明一段话为什么报、为什么不报
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "yishen explain <规则>\n      yishen explain --text <文字> [选项]\n      yishen explain --file <文件> [选项]", arg_required_else_help = true)]
    Explain(ExplainArgs),
    /// 查看、检查、试验、新建规则
    #[command(help_template = TEMPLATE, subcommand, override_usage = "yishen rules <命令>", arg_required_else_help = true, disable_help_subcommand = true, subcommand_help_heading = "命令", subcommand_value_name = "命令")]
    Rules(RulesCommand),
    /// 生成命令行补全脚本：bash、zsh、fish、powershell、elvish
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "yishen completions <SHELL>")]
    Completions {
        /// 哪一种命令行
        #[arg(value_name = "SHELL", help_heading = "参数", hide_possible_values = true)]
        shell: clap_complete::Shell,
    },
}

const CHECK_AFTER: &str = "退出状态：0 没有达到 --fail-on 的问题；1 有；2 有稿件无法审查（其余照常审查、输出），或者命令写错";

/// What is known about the drafts besides their words.
#[derive(Debug, clap::Args)]
pub(crate) struct DraftArgs {
    /// 发布渠道：website 网站（默认）、wechat 微信、weibo 微博、newspaper 院报、video 视频、reply 回复、comment 公众评论
    #[arg(long, default_value = "website", hide_default_value = true, hide_possible_values = true, value_parser = channel(), value_name = "渠道")]
    pub(crate) channel: Channel,

    /// 体裁：news、science、disclosure、notice、advertisement、trial-recruitment；不写则按内容推断
    #[arg(long, hide_possible_values = true, value_parser = genre(), value_name = "体裁")]
    pub(crate) genre: Option<Genre>,

    /// 已知的事实，可写多次：--fact patient-consent、--fact ad-approval.number=文号、--fact approved-by=L1,L2
    #[arg(long = "fact", value_name = "事实=值")]
    pub(crate) facts: Vec<String>,

    /// 发布日期：2026-11-22；不写是今天，none 是未定
    #[arg(long, value_parser = day, value_name = "日期")]
    pub(crate) date: Option<Day>,

    /// 本院自己的规则包：文件夹，可写多次；或者一个编译过的 .yspack 文件
    #[arg(long = "pack", value_name = "规则包")]
    pub(crate) packs: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// 稿件（.txt、.docx、.html、.md、.jsonl）或文件夹；- 表示从标准输入读
    #[arg(required = true, value_name = "稿件", help_heading = "参数")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) draft: DraftArgs,

    /// 稿件格式：text、docx、html、markdown 一个文件一篇，jsonl 一行一篇；不写则看文件名
    #[arg(long, hide_possible_values = true, value_name = "格式")]
    pub(crate) input_format: Option<InputFormat>,

    /// 输出格式：text（默认）、concise 一行一处、json、jsonl、sarif、html 网页、xlsx 表格、docx 加了批注的 Word 稿
    #[arg(long, hide_possible_values = true, value_name = "格式")]
    pub(crate) format: Option<OutputFormat>,

    /// 写到文件；格式看文件名：.docx（原 Word 稿加批注）、.html、.xlsx、.txt、.json、.jsonl、.sarif；写文件夹（以 / 结尾）则每份 Word 稿在那里存一份加批注的
    #[arg(short, long, value_name = "文件或文件夹")]
    pub(crate) output: Option<PathBuf>,

    /// JSON 里位置的单位：byte、codepoint（默认）、utf16
    #[arg(long, default_value = "codepoint", hide_default_value = true, hide_possible_values = true, value_parser = unit(), value_name = "单位")]
    pub(crate) offsets: OffsetUnit,

    /// 到哪一级就以状态 1 退出：advise、review（默认）、block、never
    #[arg(long, default_value = "review", hide_default_value = true, hide_possible_values = true, value_name = "级别")]
    pub(crate) fail_on: FailOn,

    /// 不遮盖个人信息；默认姓名、电话等以 * 代替
    #[arg(long)]
    pub(crate) unmask: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RedactArgs {
    /// 稿件（.txt、.html、.md、.jsonl）；- 表示从标准输入读
    #[arg(value_name = "稿件", help_heading = "参数")]
    pub(crate) path: PathBuf,

    /// 稿件格式：text、html、markdown、jsonl；不写则看文件名
    #[arg(long, hide_possible_values = true, value_name = "格式")]
    pub(crate) input_format: Option<InputFormat>,

    /// 发布渠道，见 check
    #[arg(long, default_value = "website", hide_default_value = true, hide_possible_values = true, value_parser = channel(), value_name = "渠道")]
    pub(crate) channel: Channel,

    /// 方式：mask 以 * 遮盖（默认）、replace 换成〔手机号1〕、hash 换成带密钥的散列、remove 删去
    #[arg(long, default_value = "mask", hide_default_value = true, hide_possible_values = true, value_name = "方式")]
    pub(crate) operator: OperatorName,

    /// hash 用的密钥；@文件名 表示从文件读
    #[arg(long, value_name = "密钥")]
    pub(crate) key: Option<String>,

    /// 某一类另用一种方式，可写多次：--kind mobile=remove
    #[arg(long = "kind", value_parser = kind_operator, value_name = "类别=方式")]
    pub(crate) kinds: Vec<(EntityKind, OperatorName)>,

    /// 把原文对照表写到文件（JSON 行；里面是原文，请妥善保管）
    #[arg(long, value_name = "文件")]
    pub(crate) map: Option<PathBuf>,

    /// 写到文件，不写则到标准输出
    #[arg(short, long, value_name = "文件")]
    pub(crate) output: Option<PathBuf>,

    /// 本院自己的规则包，见 check
    #[arg(long = "pack", value_name = "规则包")]
    pub(crate) packs: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// 规则编号，例如 advertising/cure-rate
    #[arg(value_name = "规则", help_heading = "参数", required_unless_present_any = ["text", "file"], conflicts_with_all = ["text", "file"])]
    pub(crate) rule: Option<String>,

    /// 一段话：说明每处命中为什么报或不报
    #[arg(long, value_name = "文字", conflicts_with = "file")]
    pub(crate) text: Option<String>,

    /// 一个文件（.txt、.docx、.html、.md），同上；- 表示标准输入里的纯文本
    #[arg(long, value_name = "文件")]
    pub(crate) file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) draft: DraftArgs,

    /// 不遮盖个人信息
    #[arg(long)]
    pub(crate) unmask: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// 列出规则
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "yishen rules list [选项]")]
    List {
        /// 只列一类：prohibited、claims、privacy、advertising、institution、sourcing、terminology、reply
        #[arg(long, hide_possible_values = true, value_parser = category(), value_name = "类别")]
        category: Option<Category>,
        /// 本院自己的规则包，见 check
        #[arg(long = "pack", value_name = "规则包")]
        packs: Vec<PathBuf>,
    },
    /// 检查规则文件写得对不对
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "yishen rules lint <文件夹>...")]
    Lint {
        /// 规则包的文件夹
        #[arg(required = true, value_name = "文件夹", help_heading = "参数")]
        folders: Vec<PathBuf>,
    },
    /// 用规则自带的例句试验规则；不写文件夹则试内置规则
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "yishen rules test [选项] [文件夹]")]
    Test {
        /// 规则包的文件夹
        #[arg(value_name = "文件夹", help_heading = "参数")]
        folder: Option<PathBuf>,
        /// 再逐一去掉规则里的词和条件、换进词表里的每个词，看例句是否守得住（较慢）
        #[arg(long)]
        witness: bool,
        /// 按规则实际命中的位置改写反例里的«»，并列出改动，请逐条核对
        #[arg(long, requires = "folder", conflicts_with = "witness")]
        bless: bool,
    },
    /// 列出制度和法规里的每项义务由哪些规则检查，没有规则的说明为什么
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "yishen rules coverage [文件夹]")]
    Coverage {
        /// 规则包的文件夹；不写则列内置规则的
        #[arg(value_name = "文件夹", help_heading = "参数")]
        folder: Option<PathBuf>,
    },
    /// 把本院规则包连同内置规则编译成一个 .yspack 文件，供浏览器和程序直接载入
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "yishen rules compile [文件夹]... -o <文件>")]
    Compile {
        /// 规则包的文件夹，可写多个，后面的可以改动前面的；不写则只编译内置规则
        #[arg(value_name = "文件夹", help_heading = "参数")]
        folders: Vec<PathBuf>,
        /// 写到文件，例如 our-hospital.yspack
        #[arg(short, long, value_name = "文件")]
        output: PathBuf,
    },
    /// 新建一条规则
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "yishen rules new [选项] <类别/名称>")]
    New {
        /// 类别/名称，例如 advertising/own-slogan
        #[arg(value_name = "规则", help_heading = "参数")]
        id: String,
        /// 规则包的文件夹；没有 pack.toml 时一并新建
        #[arg(long, default_value = ".", hide_default_value = true, value_name = "文件夹")]
        pack: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    Text,
    #[value(alias = "md")]
    Markdown,
    Html,
    Docx,
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    Text,
    Concise,
    Json,
    Jsonl,
    Sarif,
    Html,
    Xlsx,
    Docx,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Advise,
    Review,
    Block,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OperatorName {
    Mask,
    Replace,
    Hash,
    Remove,
}

/// The day of publication as the command line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    Unknown,
    On(Date),
}

fn day(text: &str) -> Result<Day, String> {
    match text {
        "none" => Ok(Day::Unknown),
        day => day.parse().map(Day::On).map_err(|e| ToString::to_string(&e)),
    }
}

fn kind_operator(text: &str) -> Result<(EntityKind, OperatorName), String> {
    let (kind, operator) = text.split_once('=').ok_or("应写作 类别=方式，例如 mobile=remove")?;
    let kind = EntityKind::from_id(kind).ok_or_else(|| format!("没有“{kind}”这一类"))?;
    let operator = OperatorName::from_str(operator, false).map_err(|_| format!("没有“{operator}”这种方式；可用：mask、replace、hash、remove"))?;
    Ok((kind, operator))
}

fn one_of<T: Clone + Send + Sync + 'static>(values: &[(&'static str, T)]) -> impl TypedValueParser<Value = T> + use<T> {
    let values = values.to_vec();
    PossibleValuesParser::new(values.iter().map(|(id, _)| *id).collect::<Vec<_>>())
        .try_map(move |id| values.iter().find(|(i, _)| *i == id).map(|(_, value)| value.clone()).ok_or("?"))
}

fn channel() -> impl TypedValueParser<Value = Channel> {
    one_of(&Channel::ALL.iter().map(|&c| (c.id(), c)).collect::<Vec<_>>())
}

fn genre() -> impl TypedValueParser<Value = Genre> {
    one_of(&Genre::ALL.iter().map(|&g| (g.id(), g)).collect::<Vec<_>>())
}

fn category() -> impl TypedValueParser<Value = Category> {
    one_of(&Category::ALL.iter().map(|&c| (c.id(), c)).collect::<Vec<_>>())
}

fn unit() -> impl TypedValueParser<Value = OffsetUnit> {
    one_of(&[("byte", OffsetUnit::Byte), ("codepoint", OffsetUnit::Codepoint), ("utf16", OffsetUnit::Utf16)])
}

fn lang() -> impl TypedValueParser<Value = Lang> {
    one_of(&[("zh", Lang::Zh), ("en", Lang::En)])
}
