//! What inline styles say of whether words show, and stand as a block.

/// Whether readers see the words of an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Visibility {
    /// Not shown, whatever is inside.
    gone: bool,
    /// Shown as nothing, which an element inside may undo.
    invisible: bool,
    without_size: bool,
}

impl Visibility {
    pub(super) fn is_hidden(self) -> bool {
        self.gone || self.invisible || self.without_size
    }

    /// Of an element inside, with its style.
    pub(super) fn under(mut self, style: &str, hidden: bool) -> Visibility {
        self.gone |= hidden;
        for (name, value) in declarations(style) {
            match name {
                "display" => self.gone |= value == "none",
                "opacity" => self.gone |= is_zero(value),
                "visibility" => self.invisible = matches!(value, "hidden" | "collapse"),
                "font-size" => self.without_size = is_zero(value),
                _ => {}
            }
        }
        self
    }
}

/// Whether the style makes a block of an inline element.
pub(super) fn is_block(style: &str) -> bool {
    declarations(style).any(|(name, value)| name == "display" && matches!(value, "block" | "flex" | "grid" | "table" | "list-item" | "table-cell"))
}

fn declarations(style: &str) -> impl Iterator<Item = (&str, &str)> {
    style.split(';').filter_map(|d| d.split_once(':')).map(|(name, value)| (name.trim(), value.trim().trim_end_matches("!important").trim_end()))
}

/// 0, 0px, 0.0em.
fn is_zero(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    number.parse() == Ok(0.0)
}
