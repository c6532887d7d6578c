//! The words that guards read: `rules/context/<list>.txt`.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::draft::named_enum;
use crate::fold::{Alphabet, At};

named_enum! {
    /// The lists of cues. `rule-language.md` B2 to B6 say what each does.
    pub(crate) enum Cue {
        /// 不 没有 无法 尚不: negate what follows directly.
        Negator = "negator",
        /// 没有 无 不存在: negate through nouns too.
        NegatorExistential = "negator-existential",
        /// 不仅 特别 未来: look like negators and are none.
        PseudoNegator = "pseudo-negator",
        /// 能 完全 患者: a negator reaches through them.
        Transparent = "transparent",
        /// 哪种 药 方法: 没有 reaches through them.
        TransparentExistential = "transparent-existential",
        /// 谁说 难道: turn a negation into a claim.
        Rhetorical = "rhetorical",
        /// 不能保证 不等于 没有证据: negate to the end of their clause.
        ClauseNegator = "clause-negator",
        /// 办法 药: 没有…的根治办法.
        ExistentialNoun = "existential-noun",
        /// 不了 无望: directly after the hit.
        RightNegator = "right-negator",
        /// 但 而是 如今: end a negation or a refutation.
        Contrast = "contrast",
        /// 我院 认准: the hospital speaks for itself.
        OwnMarker = "own-marker",
        /// 的.
        Possessive = "possessive",
        /// 和 或 以及: join what shares a negation.
        Enumerator = "enumerator",
        /// 一词 字样 的广告: after a quotation that is only mentioned.
        MentionNoun = "mention-noun",
        /// 用语: before one.
        MentionNounLeft = "mention-noun-left",
        /// 所谓 号称: somebody else says it.
        Attributor = "attributor",
        /// 警惕 谨防 虚假: warn of it.
        Warner = "warner",
        /// 走出误区 远离误区: look like warnings and are none.
        PseudoWarner = "pseudo-warner",
        /// 广告 骗局 说法: what is warned of.
        Refuted = "refuted",
        /// 不可信 纯属虚构: refute what stands before.
        Rebutter = "rebutter",
        /// 并非 绝非: before a rebutter, cancel it.
        RebutterCanceller = "rebutter-canceller",
        /// 不得 禁止: begin the text of a rule, if a rule verb follows.
        RuleHead = "rule-head",
        /// 发布 宣传 使用: what a rule forbids to do with words.
        RuleVerb = "rule-verb",
        /// 误区 辟谣: make a heading a debunking one.
        DebunkHeading = "debunk-heading",
        /// 采用 专治: with an own marker, sell.
        Seller = "seller",
        /// 扫码 优惠: sell by themselves.
        SellerAlone = "seller-alone",
        /// 提醒 核实 从未: after an own marker, it does not sell.
        Disclaimer = "disclaimer",
        /// 如果 一旦: suppose what follows.
        Supposer = "supposer",
        /// 如, directly before the hit.
        SupposerDirect = "supposer-direct",
        /// 例如 比如: no suppositions.
        PseudoSupposer = "pseudo-supposer",
        /// 时 的话: at the end of the hit's clause.
        SupposerRight = "supposer-right",
        /// 吗 能否: ask.
        Asker = "asker",
        /// 想 还在 难道: the question only leads up to a claim.
        PseudoAsker = "pseudo-asker",
        /// 做到了 当然: the next sentence answers yes.
        Answerer = "answerer",
        /// 不会 说反了 没这回事: begin an answer that says no.
        Denial = "denial",
        /// 演练 推演: in a heading, make what stands under it a drill.
        DrillHeading = "drill-heading",
        /// 演练结束 导演组 扮演: several of them anywhere do so too.
        DrillSign = "drill-sign",
    }
}

/// A set of lists of cues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Cues(u64);

impl Cues {
    pub(crate) fn of(cue: Cue) -> Cues {
        Cues(1 << cue as u64)
    }

    #[must_use]
    pub(crate) fn with(self, other: Cues) -> Cues {
        Cues(self.0 | other.0)
    }

    pub(crate) fn has(self, cue: Cue) -> bool {
        self.0 & 1 << cue as u64 != 0
    }
}

/// A cue in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CueHit {
    pub(crate) at: At,
    pub(crate) cues: Cues,
}

/// The cues of a single character. They are far too frequent for hits, so they are read only in the sentences that a
/// guard may have to judge.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SingleCues {
    alphabet: Alphabet,
    /// By the number of the character; those of number zero are none.
    cues: Vec<Cues>,
}

impl SingleCues {
    pub(crate) fn new(cues: &HashMap<char, Cues>) -> SingleCues {
        let alphabet = Alphabet::new(cues.keys().copied());
        let mut by_number = vec![Cues::default(); cues.len() + 1];
        for (&c, &cues) in cues {
            by_number[usize::from(alphabet.number(c))] = cues;
        }
        SingleCues { alphabet, cues: by_number }
    }

    /// Whether its parts fit each other: false only of bytes that nobody wrote so.
    pub(crate) fn is_sound(&self) -> bool {
        self.alphabet.len() < self.cues.len()
    }

    pub(crate) fn get(&self, symbol: char) -> Option<Cues> {
        let number = self.alphabet.number(symbol);
        (number != 0).then(|| self.cues[usize::from(number)])
    }
}
