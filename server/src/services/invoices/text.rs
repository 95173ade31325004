//! Text: the font of each character, widths, and line breaks.

use anyhow::Context as _;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, Face, UnicodeBuffer};

/// Latin, Greek, Cyrillic, Devanagari.
const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Bold.ttf");
/// Tamil.
const TAMIL: &[u8] = include_bytes!("../../../assets/fonts/NotoSansTamil-Regular.ttf");

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    /// In points.
    pub(super) size: f32,
    /// For all scripts but Tamil, whose font has a single weight.
    pub(super) bold: bool,
    /// 0 is black.
    pub(super) grey: u8,
}

impl Style {
    /// Ordinary text.
    pub(super) const BODY: Self = Self { size: 9.5, bold: false, grey: 25 };
    /// Names of things.
    pub(super) const LABEL: Self = Self { size: 8.0, bold: false, grey: 110 };
    /// What must be seen.
    pub(super) const STRONG: Self = Self { size: 9.5, bold: true, grey: 0 };
}

/// A font, for measuring and for drawing.
struct Typeface {
    face: Face<'static>,
    font: Font,
}

impl Typeface {
    fn new(data: &'static [u8]) -> anyhow::Result<Self> {
        let face = Face::from_slice(data, 0).context("a font of the invoice cannot be read")?;
        let font = Font::new(data.into(), 0).context("a font of the invoice cannot be embedded")?;
        Ok(Self { face, font })
    }

    fn has(&self, c: char) -> bool {
        self.face.glyph_index(c).is_some()
    }
}

/// The fonts that an invoice is set in.
pub(super) struct Fonts {
    regular: Typeface,
    bold: Typeface,
    tamil: Typeface,
}

/// A piece of text in one font, with its glyphs in units of its size.
pub(super) struct Run {
    pub(super) font: Font,
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// In points.
    pub(super) width: f32,
}

impl Fonts {
    /// Reads the fonts that the server was built with.
    pub(super) fn load() -> anyhow::Result<Self> {
        Ok(Self { regular: Typeface::new(REGULAR)?, bold: Typeface::new(BOLD)?, tamil: Typeface::new(TAMIL)? })
    }

    /// Shapes a text into consecutive pieces of one font each.
    pub(super) fn set(&self, text: &str, style: Style) -> Vec<Run> {
        let main = if style.bold { &self.bold } else { &self.regular };
        let mut pieces: Vec<(&Typeface, String)> = Vec::new();
        for c in text.chars() {
            let c = if c.is_control() { ' ' } else { c };
            let current = pieces.last().map(|(typeface, _)| *typeface);
            // A joining character uses the font of its script, even if other fonts have it.
            let typeface = current
                .filter(|current| !std::ptr::eq(*current, main) && !c.is_ascii() && current.has(c))
                .or_else(|| [main, &self.tamil].into_iter().find(|typeface| typeface.has(c)));
            let (typeface, c) = typeface.map_or((main, '?'), |typeface| (typeface, c));
            match pieces.last_mut() {
                Some((current, piece)) if std::ptr::eq(*current, typeface) => piece.push(c),
                _ => pieces.push((typeface, c.to_string())),
            }
        }
        pieces.into_iter().map(|(typeface, piece)| shape(typeface, piece, style.size)).collect()
    }

    /// The width of a text, in points.
    pub(super) fn width(&self, text: &str, style: Style) -> f32 {
        self.set(text, style).iter().map(|run| run.width).sum()
    }

    /// Breaks a text into lines of at most `width` points: between words, and inside a word that is too long.
    pub(super) fn wrap(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, style) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                line.push(c);
                if self.width(&line, style) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, c.to_string()));
                }
            }
        }
        lines.push(line);
        lines
    }
}

fn shape(typeface: &Typeface, text: String, size: f32) -> Run {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(&text);
    buffer.guess_segment_properties();
    // All scripts of these fonts are written from left to right.
    buffer.set_direction(Direction::LeftToRight);
    let shaped = rustybuzz::shape(&typeface.face, &[], buffer);
    let (infos, positions) = (shaped.glyph_infos(), shaped.glyph_positions());
    let cluster = |index: usize| infos.get(index).map_or(text.len(), |info| info.cluster as usize);
    let units = units_per_em(&typeface.face);
    let mut glyphs = Vec::with_capacity(infos.len());
    for (index, (info, position)) in infos.iter().zip(positions).enumerate() {
        let start = info.cluster as usize;
        let end = (index + 1..=infos.len()).map(cluster).find(|end| *end != start).unwrap_or(text.len());
        glyphs.push(KrillaGlyph::new(
            GlyphId::new(info.glyph_id),
            in_em(position.x_advance, units),
            in_em(position.x_offset, units),
            in_em(position.y_offset, units),
            in_em(position.y_advance, units),
            start..end,
            None,
        ));
    }
    let advance: i32 = positions.iter().map(|position| position.x_advance).sum();
    Run { font: typeface.font.clone(), width: in_em(advance, units) * size, glyphs, text }
}

#[expect(clippy::cast_precision_loss, reason = "font units are small numbers")]
fn units_per_em(face: &Face<'_>) -> f32 {
    face.units_per_em() as f32
}

#[expect(clippy::cast_precision_loss, reason = "font units are small numbers")]
fn in_em(units: i32, per_em: f32) -> f32 {
    units as f32 / per_em
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_asked_and_lose_nothing() {
        let fonts = Fonts::load().unwrap();
        let text = "Cold-pressed sesame oil, 500 ml, तिल का तेल, எள் எண்ணெய் andonewordwhichislongerthanthewholeline";
        let lines = fonts.wrap(text, Style::BODY, 100.0);
        assert!(lines.len() > 3);
        assert!(lines.iter().all(|line| fonts.width(line, Style::BODY) <= 100.0), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
    }

    #[test]
    fn each_script_has_its_font_and_what_has_none_is_a_question_mark() {
        let fonts = Fonts::load().unwrap();
        let runs = fonts.set("₹ आशा தமிழ் 漢", Style::STRONG);
        let texts: Vec<&str> = runs.iter().map(|run| run.text.trim()).collect();
        assert_eq!(texts, ["₹ आशा", "தமிழ்", "?"]);
        assert!(runs.iter().all(|run| run.glyphs.iter().all(|glyph| glyph.glyph_id.to_u32() != 0)));
    }
}
