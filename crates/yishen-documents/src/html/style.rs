//! What of `style="…"` decides whether and how words are seen.

use yishen_engine::BlockKind;

/// What holds for the words in an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Not shown, whatever inner elements say.
    pub gone: bool,
    /// Not shown, unless an inner element says so.
    pub invisible: bool,
    /// Shown without size, unless an inner element has a size: editors take the gaps between columns away so.
    pub tiny: bool,
    /// White space is shown as it is.
    pub kept: bool,
    /// Words stand in a link.
    pub linked: bool,
    /// Within a drawing.
    pub drawn: bool,
    /// Words are not read.
    pub unread: bool,
    /// Words are a block beside the block they stand in.
    pub beside: Option<BlockKind>,
}

/// Where an element stands, if its style says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Inline,
    Block,
}

impl Style {
    /// Readers don't see the words.
    pub(super) fn hides(self) -> bool {
        self.gone || self.invisible || self.tiny
    }

    /// Applies the declarations of a `style` attribute; gives the flow and the number of pictures behind the words.
    pub(super) fn apply(&mut self, declarations: &str) -> (Option<Flow>, u32) {
        let (mut flow, mut pictures) = (None, 0);
        for declaration in declarations.split(';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let name = name.trim().to_ascii_lowercase();
            let value = value.trim().to_ascii_lowercase();
            let value = value.strip_suffix("!important").unwrap_or(&value).trim_end();
            match name.as_str() {
                "display" => match value {
                    "none" => self.gone = true,
                    "inline" => flow = Some(Flow::Inline),
                    "block" | "flex" | "grid" | "table" | "list-item" => flow = Some(Flow::Block),
                    _ => {}
                },
                "visibility" => self.invisible = matches!(value, "hidden" | "collapse"),
                "opacity" => self.gone |= is_zero(value),
                "font-size" => match () {
                    () if is_zero(value) => self.tiny = true,
                    // A share of nothing is nothing.
                    () if (value.ends_with("em") && !value.ends_with("rem")) || value.ends_with('%') || value == "inherit" => {}
                    () => self.tiny = false,
                },
                "white-space" => self.kept = value.starts_with("pre") || value == "break-spaces",
                "background" | "background-image" => pictures += u32::from(value.contains("url(")),
                _ => {}
            }
        }
        (flow, pictures)
    }
}

/// `0`, `0.0`, `0px`, `0%`.
fn is_zero(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    number.parse::<f32>().is_ok_and(|n| n == 0.0)
}
