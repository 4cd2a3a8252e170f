//! The colours that charts take from the stylesheet.

/// Colours as CSS writes them, each a token of `style/tokens.css`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// Text.
    pub ink: String,
    /// Text that stands back.
    pub soft: String,
    /// Hairlines.
    pub line: String,
    /// What a chart lies on.
    pub card: String,
    /// The one accent.
    pub accent: String,
    /// The accent's tint.
    pub accent_soft: String,
    /// Outliers.
    pub warn: String,
}

impl Palette {
    /// Looks every token up; `None` where one is not to be had.
    pub fn from_tokens(colour: impl Fn(&str) -> Option<String>) -> Option<Palette> {
        Some(Palette {
            ink: colour("ink")?,
            soft: colour("soft")?,
            line: colour("line")?,
            card: colour("card")?,
            accent: colour("accent")?,
            accent_soft: colour("accent-soft")?,
            warn: colour("warn")?,
        })
    }
}
