//! Two files of any size that are the same whenever they are made.

/// What the files are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Every organization has every centre, once, in order; short numeric identifiers.
    Grid,
    /// The same rows in no order.
    Shuffled,
    /// Ten lines a key, in no order.
    Transactions,
    /// Identifiers of twelve letters and digits.
    LongIds,
    /// Each organization has few of very many centres.
    Sparse,
    /// Semicolons, decimal commas and points before thousands.
    Semicolons,
    /// UTF-16 with tabs.
    Utf16,
    /// Accents in each row, and spaces that do not break before thousands.
    French,
}

/// The shapes by name.
pub const SHAPES: [(&str, Shape); 8] = [
    ("grid", Shape::Grid),
    ("shuffled", Shape::Shuffled),
    ("transactions", Shape::Transactions),
    ("long-ids", Shape::LongIds),
    ("sparse", Shape::Sparse),
    ("semicolons", Shape::Semicolons),
    ("utf-16", Shape::Utf16),
    ("french", Shape::French),
];

/// Both files' bytes.
pub struct Files {
    /// The expenses.
    pub expenses: Vec<u8>,
    /// The visits.
    pub visits: Vec<u8>,
}

/// How many centres a full grid has.
const CENTRES: u64 = 400;

/// Makes both files, with `rows` lines each: three amounts in ten are quoted with thousands
/// separators, one count of visits in thirty is missing and one in a hundred is 0.
pub fn files(shape: Shape, rows: usize) -> Files {
    let mut keys = keys(shape, rows as u64);
    let mut random = Random(7);
    if matches!(shape, Shape::Shuffled | Shape::Transactions) {
        random.shuffle(&mut keys);
    }
    let expenses = file(shape, &keys, "Expenses", &mut random, |random, centre| Some(random.expense(centre)));
    if matches!(shape, Shape::Shuffled | Shape::Transactions) {
        random.shuffle(&mut keys);
    }
    let visits = file(shape, &keys, "Visits", &mut random, |random, _| random.visits());
    Files { expenses, visits }
}

/// An organization and a centre for each line.
fn keys(shape: Shape, rows: u64) -> Vec<(u64, u64)> {
    (0..rows)
        .map(|at| match shape {
            Shape::Transactions => (at / 10 / CENTRES, at / 10 % CENTRES),
            Shape::Sparse => (at / 10, at / 10 * 7 % 50_000 + at % 10 * 5_003),
            _ => (at / CENTRES, at % CENTRES),
        })
        .collect()
}

fn file(
    shape: Shape,
    keys: &[(u64, u64)],
    measure: &str,
    random: &mut Random,
    mut amount: impl FnMut(&mut Random, u64) -> Option<f64>,
) -> Vec<u8> {
    let delimiter = match shape {
        Shape::Semicolons | Shape::French => ';',
        Shape::Utf16 => '\t',
        _ => ',',
    };
    let mut text = ["Organization", "Centre number", "Centre name", measure].join(&delimiter.to_string());
    text.push('\n');
    for &(organization, centre) in keys {
        let amount = amount(random, centre).map(|amount| written(amount, shape, random)).unwrap_or_default();
        let ids = match shape {
            Shape::LongIds => format!("{}{delimiter}{}", long(organization, 'O'), long(centre, 'C')),
            _ => format!("{}{delimiter}{}", 100 + organization, 71_000 + centre),
        };
        let name = if shape == Shape::French { "Santé, unité" } else { "Health centre" };
        text += &format!("{ids}{delimiter}{name} {centre}{delimiter}{amount}\n");
    }
    match shape {
        Shape::Utf16 => [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        _ => text.into_bytes(),
    }
}

fn long(number: u64, letter: char) -> String {
    let mixed = Random(number).next();
    format!("{letter}{:05X}{number:06}", mixed & 0xF_FFFF)
}

/// An amount with cents where it has any; three in ten with thousands separators.
fn written(amount: f64, shape: Shape, random: &mut Random) -> String {
    let plain = if amount.fract() == 0.0 { format!("{amount:.0}") } else { format!("{amount:.2}") };
    let grouped = random.below(10) < 3;
    let (whole, cents) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, cents)| (whole, Some(cents)));
    let (group, sign, quote) = match shape {
        Shape::Semicolons => (".", ",", ""),
        Shape::French => ("\u{a0}", ",", ""),
        Shape::Utf16 => (",", ".", ""),
        _ => (",", ".", "\""),
    };
    let whole = if grouped { in_threes(whole, group) } else { whole.to_owned() };
    let text = cents.map(|cents| format!("{whole}{sign}{cents}")).unwrap_or(whole);
    if grouped { format!("{quote}{text}{quote}") } else { text }
}

fn in_threes(digits: &str, group: &str) -> String {
    let first = (digits.len() + 2) % 3 + 1;
    let mut text = digits[..first].to_owned();
    for at in (first..digits.len()).step_by(3) {
        text.push_str(group);
        text.push_str(&digits[at..at + 3]);
    }
    text
}

/// Steele, Lea and Flood (2014), *Fast Splittable Pseudorandom Number Generators*.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below another.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// Dearer in some centres; in cents, seven in ten times.
    fn expense(&mut self, centre: u64) -> f64 {
        let cents = (20_000 + self.below(1_000_000) * (1 + centre % 7)) * (1 + self.below(40));
        let cents = if self.below(10) < 7 { cents } else { cents / 100 * 100 };
        cents as f64 / 100.0
    }

    fn visits(&mut self) -> Option<f64> {
        match self.below(300) {
            0..10 => None,
            10..13 => Some(0.0),
            _ => Some((50 + self.below(200) * (1 + self.below(40))) as f64),
        }
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let other = usize::try_from(self.below(at as u64 + 1)).unwrap_or_default();
            items.swap(at, other);
        }
    }
}
