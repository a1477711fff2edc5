//! Reads a PDF back: what stands where, in which font.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object};

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;

/// A PDF that was read.
pub struct Pdf {
    pub document: Document,
    pub pages: Vec<Page>,
}

/// What stands on a page.
#[derive(Default)]
pub struct Page {
    /// Width and height in millimetres.
    pub media: [f64; 2],
    pub glyphs: Vec<Glyph>,
    pub rules: Vec<Rule>,
}

/// A character. Millimetres from the left and upper edge of the sheet.
#[derive(Clone, Debug)]
pub struct Glyph {
    pub text: String,
    /// Its left edge.
    pub x: f64,
    /// Its right edge.
    pub end: f64,
    /// Its baseline.
    pub y: f64,
    /// Its size in points.
    pub size: f64,
    pub font: String,
    pub red: bool,
}

/// A straight line that is drawn.
#[derive(Clone, Debug)]
pub struct Rule {
    pub from: [f64; 2],
    pub to: [f64; 2],
    /// In points.
    pub thick: f64,
    pub red: bool,
}

/// What stands on one baseline.
#[derive(Debug)]
pub struct Line {
    pub text: String,
    pub x: f64,
    pub end: f64,
    pub y: f64,
    pub size: f64,
    pub font: String,
}

impl Line {
    /// The upper edge of the em box, as the template has it.
    pub fn top(&self) -> f64 {
        self.y - 0.88 * self.size / MM
    }

    /// The middle of the em box, from above.
    pub fn height(&self) -> f64 {
        self.top() + self.size / 2.0 / MM
    }

    /// The middle, from the left.
    pub fn middle(&self) -> f64 {
        f64::midpoint(self.x, self.end)
    }
}

impl Page {
    /// The lines from top to bottom.
    pub fn lines(&self) -> Vec<Line> {
        let mut glyphs: Vec<&Glyph> = self.glyphs.iter().collect();
        glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
        let lines = glyphs.chunk_by_mut(|a, b| (a.y - b.y).abs() < 0.05);
        let line = |glyphs: &mut [&Glyph]| {
            glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
            let ends = glyphs.iter().map(|glyph| glyph.end);
            Line {
                text: glyphs.iter().map(|glyph| glyph.text.as_str()).collect(),
                x: glyphs[0].x,
                end: ends.fold(f64::MIN, f64::max),
                y: glyphs[0].y,
                size: glyphs[0].size,
                font: glyphs[0].font.clone(),
            }
        };
        lines.map(line).collect()
    }

    /// The line that holds this.
    pub fn line(&self, text: &str) -> Line {
        let mut lines = self.lines().into_iter();
        lines.find(|line| line.text.contains(text)).unwrap_or_else(|| panic!("no line has {text}"))
    }

    /// All words, in the order in which they are drawn.
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.text.as_str()).collect()
    }
}

impl Pdf {
    pub fn read(bytes: &[u8]) -> Self {
        let document = Document::load_mem(bytes).expect("a PDF");
        let pages = document.get_pages().into_values().map(|id| page(&document, id)).collect();
        Self { document, pages }
    }

    pub fn text(&self) -> String {
        self.pages.iter().map(Page::text).collect()
    }

    /// An entry of the information dictionary.
    pub fn info(&self, key: &str) -> String {
        let info = self.document.trailer.get_deref(b"Info", &self.document).expect("information");
        let value = info.as_dict().expect("a dictionary").get(key.as_bytes()).expect("an entry");
        let bytes = value.as_str().expect("text");
        let units: Vec<u16> =
            bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        match units.split_first() {
            Some((0xFEFF, rest)) => String::from_utf16(rest).expect("UTF-16"),
            _ => String::from_utf8(bytes.to_vec()).expect("ASCII"),
        }
    }
}

/// A matrix of PDF: x' = a x + c y + e, y' = b x + d y + f.
type Matrix = [f64; 6];

const SAME: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `inner`, then `outer`.
fn joined(inner: Matrix, outer: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = inner;
    let [oa, ob, oc, od, oe, of] = outer;
    [
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    ]
}

#[derive(Clone)]
struct State {
    place: Matrix,
    fill_red: bool,
    stroke_red: bool,
    thick: f64,
    font: Vec<u8>,
    size: f64,
    text: Matrix,
    from: [f64; 2],
    to: [f64; 2],
}

fn numbers(operation: &Operation) -> Vec<f64> {
    operation.operands.iter().filter_map(|one| one.as_float().ok()).map(f64::from).collect()
}

fn is_red(colour: &[f64]) -> bool {
    matches!(colour, [r, g, b] if *r > 0.9 && *g < 0.1 && *b < 0.1)
}

fn page(document: &Document, id: lopdf::ObjectId) -> Page {
    let dictionary = document.get_dictionary(id).expect("a page");
    let media = dictionary.get_deref(b"MediaBox", document).and_then(Object::as_array);
    let media: Vec<f64> =
        media.expect("a size").iter().map(|one| one.as_float().expect("a number").into()).collect();
    let height = media[3] - media[1];
    let mut page = Page { media: [(media[2] - media[0]) / MM, height / MM], ..Page::default() };
    let fonts = document.get_page_fonts(id).expect("fonts");
    let content = Content::decode(&document.get_page_content(id)).expect("content");
    let mut state = State {
        place: SAME,
        fill_red: false,
        stroke_red: false,
        thick: 1.0,
        font: Vec::new(),
        size: 0.0,
        text: SAME,
        from: [0.0; 2],
        to: [0.0; 2],
    };
    let mut saved = Vec::new();
    for operation in content.operations {
        let given = numbers(&operation);
        match operation.operator.as_str() {
            "q" => saved.push(state.clone()),
            "Q" => state = saved.pop().expect("a state that was saved"),
            "cm" => state.place = joined(given.try_into().expect("six"), state.place),
            "scn" => state.fill_red = is_red(&given),
            "SCN" => state.stroke_red = is_red(&given),
            "w" => state.thick = given[0],
            "m" => state.from = [given[0], given[1]],
            "l" => state.to = [given[0], given[1]],
            "S" => page.rules.push(rule(&state, height)),
            "Tf" => {
                state.font = operation.operands[0].as_name().expect("a name").to_vec();
                state.size = given[0];
            }
            "Tm" => state.text = given.try_into().expect("six"),
            "Tj" | "TJ" => {
                let font = Face::new(document, fonts[&state.font]);
                show(&mut page, &state, &font, &operation, height);
            }
            _ => {}
        }
    }
    page
}

fn at(matrix: Matrix, [x, y]: [f64; 2], height: f64) -> [f64; 2] {
    let [a, b, c, d, e, f] = matrix;
    [(a * x + c * y + e) / MM, (height - (b * x + d * y + f)) / MM]
}

fn rule(state: &State, height: f64) -> Rule {
    Rule {
        from: at(state.place, state.from, height),
        to: at(state.place, state.to, height),
        thick: state.thick,
        red: state.stroke_red,
    }
}

/// A font with what its codes mean and how wide they are.
struct Face<'a> {
    name: String,
    encoding: lopdf::Encoding<'a>,
    widths: Vec<f64>,
}

impl<'a> Face<'a> {
    fn new(document: &'a Document, font: &'a Dictionary) -> Self {
        let name = font.get(b"BaseFont").and_then(Object::as_name).expect("a name");
        let below = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array);
        let (_, below) = document.dereference(&below.expect("a font")[0]).expect("a font");
        let widths = below.as_dict().expect("a font").get_deref(b"W", document);
        Self {
            name: String::from_utf8_lossy(name).into_owned(),
            encoding: font.get_font_encoding(document).expect("ToUnicode"),
            widths: widths.and_then(Object::as_array).map(|list| spread(list)).unwrap_or_default(),
        }
    }
}

/// `first last width` and `first [width …]`, one behind another.
fn spread(list: &[Object]) -> Vec<f64> {
    let mut widths = Vec::new();
    let mut set = |code: usize, width: f64| {
        widths.resize(widths.len().max(code + 1), 0.0);
        widths[code] = width;
    };
    let mut rest = list;
    while let [first, second, others @ ..] = rest {
        let first = usize::try_from(first.as_i64().expect("a code")).expect("a code");
        if let Ok(each) = second.as_array() {
            for (code, width) in (first..).zip(each) {
                set(code, width.as_float().expect("a width").into());
            }
            rest = others;
        } else {
            let last = usize::try_from(second.as_i64().expect("a code")).expect("a code");
            let width = others[0].as_float().expect("a width").into();
            (first..=last).for_each(|code| set(code, width));
            rest = &others[1..];
        }
    }
    widths
}

fn show(page: &mut Page, state: &State, font: &Face<'_>, operation: &Operation, height: f64) {
    let matrix = joined(state.text, state.place);
    let mut along = 0.0;
    let operands = match &operation.operands[..] {
        [Object::Array(all)] => all,
        all => all,
    };
    for operand in operands {
        if let Ok(back) = operand.as_float() {
            along -= f64::from(back) / 1_000.0 * state.size;
            continue;
        }
        for code in operand.as_str().expect("text").chunks_exact(2) {
            let number = usize::from(u16::from_be_bytes([code[0], code[1]]));
            let width = font.widths.get(number).copied().unwrap_or_default() / 1_000.0 * state.size;
            let [x, y] = at(matrix, [along, 0.0], height);
            let [end, _] = at(matrix, [along + width, 0.0], height);
            page.glyphs.push(Glyph {
                text: Document::decode_text(&font.encoding, code).expect("a character"),
                x,
                end,
                y,
                size: state.size,
                font: font.name.clone(),
                red: state.fill_red,
            });
            along += width;
        }
    }
}
