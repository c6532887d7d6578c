//! yishen (医审) screens what a Chinese hospital is about to publish: website news, WeChat and Weibo posts, newspaper
//! articles, captions, answers to comments. For each problem it gives the exact words, the rule, why, the legal or hospital
//! basis, what to write instead, how serious it is, and who must approve.
//!
//! ```
//! # #[cfg(feature = "builtin")] {
//! use yishen::{Channel, Draft, Verdict};
//!
//! let screener = yishen::builtin();
//! let draft = Draft::new(Channel::Wechat).body("我科肩周炎治愈率高达98%，欢迎就诊。");
//! let report = screener.screen_draft(&draft);
//!
//! assert_eq!(report.verdict(), Verdict::Block);
//! assert_eq!(report.findings()[0].rule().id(), "advertising/cure-rate");
//! assert_eq!(report.findings()[0].text(), "治愈率高达98%");
//! # }
//! ```
//!
//! Nothing leaves the process, nothing is written into the text, and no clock is read. A good outcome is called
//! 「未命中已收录规则」, never 「合规」: yishen sees words and the facts it is given, not truth, pictures or consent.
//!
//! This crate re-exports [`yishen_engine`] and adds the built-in pack and the loading of a hospital's own.

#[cfg(all(feature = "builtin", feature = "compile"))]
pub mod packs;

#[cfg(feature = "builtin")]
use std::sync::OnceLock;

pub use yishen_engine::*;

/// A screener with the built-in pack. The first call reads its compiled form, which takes a few milliseconds; later ones
/// give a clone of the same screener, which costs nothing and can be shared between threads.
///
/// # Panics
/// Never with a pack that was built with this crate: the build fails when the pack is faulty.
#[cfg(feature = "builtin")]
pub fn builtin() -> Screener {
    static BUILTIN: OnceLock<Screener> = OnceLock::new();
    let read = || match Screener::from_bytes(yishen_rules::SCREENER) {
        Ok(screener) => screener,
        Err(error) => panic!("the built-in pack is sound: {error}"),
    };
    BUILTIN.get_or_init(read).clone()
}

/// The built-in pack, to link a hospital's own packs with: compiled from its sources, which takes a tenth of a second, and
/// linking takes several.
///
/// # Panics
/// Never with a pack that was built with this crate.
#[cfg(all(feature = "builtin", feature = "compile"))]
pub fn builtin_pack() -> Pack {
    let mut sources = pack::PackSources::new();
    for (path, text) in yishen_rules::SOURCES {
        sources.insert(*path, *text);
    }
    match Pack::compile(&sources.excerpt_of(&builtin()), &[]) {
        Ok(compiled) => compiled.pack,
        Err(error) => panic!("the built-in pack is sound: {error}"),
    }
}
