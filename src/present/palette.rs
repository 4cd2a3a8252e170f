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
    /// What is read on the accent.
    pub on_accent: String,
    /// Outliers.
    pub warn: String,
    /// Lines that have to be seen.
    pub edge: String,
    /// From far below a middle to far above it.
    pub scale: [String; 9],
    /// What is read on the outer two colours of the scale on either side.
    pub on_scale: String,
    /// What has no place on the scale.
    pub gap: String,
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
            on_accent: colour("on-accent")?,
            warn: colour("warn")?,
            edge: colour("edge")?,
            scale: [
                colour("below-4")?,
                colour("below-3")?,
                colour("below-2")?,
                colour("below-1")?,
                colour("near")?,
                colour("above-1")?,
                colour("above-2")?,
                colour("above-3")?,
                colour("above-4")?,
            ],
            on_scale: colour("on-scale")?,
            gap: colour("gap")?,
        })
    }
}
