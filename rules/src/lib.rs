//! The rule pack of [yishen](https://crates.io/crates/yishen), as data.
//!
//! Should you use this crate? In general, no: `yishen` has it built in. It is a crate of its own because the law and
//! false alarms change weekly and the engine rarely, and because a hospital may take the engine with its own pack only.
//!
//! The rules stand in TOML files, one a rule, under `<category>/<name>.toml`; `README.md` says how to write one. The
//! build script compiles them, and fails with every fault and its place when one is wrong.

/// The pack linked and ready to screen with, for `yishen_engine::Screener::from_bytes`.
pub static SCREENER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/yishen.yspack"));

/// The sources, sorted by path: path and text, without comments and corpus and with four examples of each kind a rule. What a
/// hospital's own packs are linked with is compiled from them.
pub static SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));
