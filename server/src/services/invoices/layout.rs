//! The layout of the invoice's pages.

use std::slice::from_ref;

use super::{
    Invoice, Line,
    amounts::rupees,
    text::{Fonts, Style},
};

/// A4, in points.
pub(super) const WIDTH: f32 = 595.0;
/// A4, in points.
pub(super) const HEIGHT: f32 = 842.0;
const LEFT: f32 = 50.0;
const RIGHT: f32 = WIDTH - 50.0;
const TOP: f32 = 60.0;
/// The lowest position of a line of the table.
const BOTTOM: f32 = HEIGHT - 80.0;
/// The distance between lines of text.
const LEADING: f32 = 14.0;
/// The right ends of the columns of numbers.
const QUANTITY: f32 = 360.0;
const PRICE: f32 = 452.0;
/// The maximum width of a product's name.
const NAME_WIDTH: f32 = QUANTITY - LEFT - 50.0;

/// A mark on a page. `y` grows downwards; it is the baseline of a text.
#[derive(Debug, PartialEq)]
pub(super) enum Mark {
    /// A text with its left end at `x`.
    Text { x: f32, y: f32, text: String, style: Style },
    /// A line from margin to margin, or from `from` on.
    Rule { from: f32, to: f32, y: f32, grey: u8 },
}

/// The marks of one page.
pub(super) type Page = Vec<Mark>;

/// Lays the invoice out.
pub(super) fn pages(invoice: &Invoice, fonts: &Fonts) -> Vec<Page> {
    let mut sheet = Sheet { fonts, pages: vec![Vec::new()], y: TOP };
    head(&mut sheet, invoice);
    table_head(&mut sheet);
    for line in &invoice.lines {
        table_line(&mut sheet, line);
    }
    totals(&mut sheet, invoice);
    let mut pages = sheet.pages;
    let count = pages.len();
    for (number, page) in (1..).zip(&mut pages) {
        let text = format!("{} · {} · page {number} of {count}", invoice.shop, invoice.order_id);
        let x = (WIDTH - fonts.width(&text, Style::LABEL)) / 2.0;
        page.push(Mark::Text { x, y: HEIGHT - 40.0, text, style: Style::LABEL });
    }
    pages
}

/// The page that is being filled.
struct Sheet<'a> {
    fonts: &'a Fonts,
    pages: Vec<Page>,
    y: f32,
}

impl Sheet<'_> {
    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn text(&mut self, x: f32, text: &str, style: Style) {
        let y = self.y;
        self.mark(Mark::Text { x, y, text: text.to_owned(), style });
    }

    /// A text with its right end at `right`.
    fn text_to(&mut self, right: f32, text: &str, style: Style) {
        self.text(right - self.fonts.width(text, style), text, style);
    }

    fn rule(&mut self, from: f32, grey: u8) {
        let y = self.y;
        self.mark(Mark::Rule { from, to: RIGHT, y, grey });
    }

    /// Begins a new page if `height` more points do not fit on this one. Returns whether it did.
    fn make_room(&mut self, height: f32) -> bool {
        let full = self.y + height > BOTTOM;
        if full {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
        full
    }

    /// Blocks of text side by side, each under its heading.
    fn columns(&mut self, columns: &[(f32, f32, &str, &[String])]) {
        let top = self.y;
        let mut lowest = top;
        for (x, width, name, texts) in columns {
            self.y = top;
            self.text(*x, name, Style::LABEL);
            for text in texts.iter().filter(|text| !text.trim().is_empty()) {
                for line in self.fonts.wrap(text, Style::BODY, *width) {
                    self.y += LEADING;
                    self.text(*x, &line, Style::BODY);
                }
            }
            lowest = lowest.max(self.y);
        }
        self.y = lowest;
    }
}

fn head(sheet: &mut Sheet<'_>, invoice: &Invoice) {
    let title = Style { size: 20.0, bold: true, grey: 0 };
    sheet.text_to(RIGHT, "Invoice", Style { bold: false, grey: 110, ..title });
    let shop = sheet.fonts.wrap(&invoice.shop, title, 360.0);
    for (number, line) in shop.iter().enumerate() {
        sheet.y += if number > 0 { 24.0 } else { 0.0 };
        sheet.text(LEFT, line, title);
    }
    sheet.y += 18.0;
    sheet.rule(LEFT, 60);
    sheet.y += 24.0;
    let date = invoice.date.format("%-d %B %Y").to_string();
    sheet.columns(&[
        (LEFT, 110.0, "Order", from_ref(&invoice.order_id)),
        (LEFT + 125.0, 110.0, "Order date", from_ref(&date)),
        (LEFT + 250.0, 140.0, "Payment", from_ref(&invoice.payment)),
        (LEFT + 400.0, 95.0, "Status", from_ref(&invoice.status)),
    ]);
    sheet.y += 28.0;
    sheet.columns(&[
        (LEFT, 230.0, "Billed to", &invoice.customer),
        (LEFT + 250.0, 240.0, "Shipped to", &invoice.address),
    ]);
    sheet.y += 34.0;
}

fn table_head(sheet: &mut Sheet<'_>) {
    sheet.text(LEFT, "Item", Style::LABEL);
    sheet.text_to(QUANTITY, "Quantity", Style::LABEL);
    sheet.text_to(PRICE, "Price", Style::LABEL);
    sheet.text_to(RIGHT, "Amount", Style::LABEL);
    sheet.y += 7.0;
    sheet.rule(LEFT, 60);
    sheet.y += 16.0;
}

fn table_line(sheet: &mut Sheet<'_>, line: &Line) {
    let names = sheet.fonts.wrap(&line.name, Style::BODY, NAME_WIDTH);
    let mut height = 0.0;
    names.iter().for_each(|_| height += LEADING);
    if sheet.make_room(height) {
        table_head(sheet);
    }
    sheet.text_to(QUANTITY, &line.quantity.to_string(), Style::BODY);
    sheet.text_to(PRICE, &rupees(line.price), Style::BODY);
    sheet.text_to(RIGHT, &rupees(line.total), Style::BODY);
    for name in names {
        sheet.text(LEFT, &name, Style::BODY);
        sheet.y += LEADING;
    }
    sheet.y -= LEADING;
    sheet.y += 6.0;
    sheet.rule(LEFT, 215);
    sheet.y += 15.0;
}

fn totals(sheet: &mut Sheet<'_>, invoice: &Invoice) {
    // The rows of a sum stay on one page.
    sheet.make_room(150.0);
    sheet.y += 6.0;
    for (name, amount) in &invoice.parts {
        sheet.text_to(PRICE, name, Style::BODY);
        sheet.text_to(RIGHT, &rupees(*amount), Style::BODY);
        sheet.y += LEADING + 3.0;
    }
    sheet.y -= 8.0;
    sheet.rule(QUANTITY - 60.0, 60);
    sheet.y += 18.0;
    let strong = Style { size: 12.0, ..Style::STRONG };
    sheet.text_to(PRICE, "Total", strong);
    sheet.text_to(RIGHT, &rupees(invoice.total), strong);
    sheet.y += 40.0;
    sheet.text(LEFT, "All amounts in Indian rupees. Thank you for your order.", Style::LABEL);
}
