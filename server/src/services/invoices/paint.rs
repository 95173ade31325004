//! Draws the laid-out pages into a PDF document.

use anyhow::anyhow;
use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Point},
    metadata::Metadata,
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
};

use super::{
    Invoice,
    layout::{HEIGHT, Mark, Page, WIDTH},
    text::{Fonts, Style},
};

/// The finished document.
pub(super) fn document(invoice: &Invoice, pages: &[Page], fonts: &Fonts) -> anyhow::Result<Vec<u8>> {
    let mut document = Document::new();
    let title = format!("Invoice {}", invoice.order_id);
    document
        .set_metadata(Metadata::new().title(title).authors(vec![invoice.shop.clone()]).creator("Trackroom".to_owned()));
    for marks in pages {
        let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| anyhow!("A4 is no page size"))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for mark in marks {
            match mark {
                Mark::Text { x, y, text, style } => write(&mut surface, (*x, *y), text, *style, fonts),
                Mark::Rule { from, to, y, grey } => rule(&mut surface, (*from, *to), *y, *grey),
            }
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| anyhow!("the invoice cannot be written: {error:?}"))
}

fn write(surface: &mut Surface<'_>, (mut x, y): (f32, f32), text: &str, style: Style, fonts: &Fonts) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: grey(style.grey), ..Fill::default() }));
    for run in fonts.set(text, style) {
        surface.draw_glyphs(Point::from_xy(x, y), &run.glyphs, run.font, &run.text, style.size, false);
        x += run.width;
    }
}

fn rule(surface: &mut Surface<'_>, (from, to): (f32, f32), y: f32, shade: u8) {
    let mut path = PathBuilder::new();
    path.move_to(from, y);
    path.line_to(to, y);
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke { paint: grey(shade), width: 0.6, ..Stroke::default() }));
    surface.draw_path(&path);
}

fn grey(shade: u8) -> krilla::paint::Paint {
    rgb::Color::new(shade, shade, shade).into()
}
