//! The cells of metric files: decimal numbers as they are written. How many digits they have behind the point is kept, so
//! that a copy of a column can have a type that doesn't depend on the values of one run.

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// Empty, not a number (NaN) or infinite.
    Unknown,
    Number {
        value: f64,
        digits: Digits,
    },
}

/// Digits behind the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Digits {
    Fixed(u8),
    /// Written with an exponent, or with more digits than a number of 64 bits keeps.
    Floating,
}

/// With so many digits a whole number is exact as `f64`, and so is its quotient by a power of ten the nearest one.
const EXACT_DIGITS: usize = 15;

/// The powers of ten that are exact as `f64`, as far as decimals need them.
const POWERS: [f64; EXACT_DIGITS + 1] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// 10 to the power of `digits`; infinite above 15.
pub fn power_of_ten(digits: u8) -> f64 {
    POWERS.get(usize::from(digits)).copied().unwrap_or(f64::INFINITY)
}

impl Cell {
    /// Nothing if the cell holds something else than a number. Files of other tools have `%` behind percentages.
    pub fn parse(cell: &[u8]) -> Option<Self> {
        if let Some(number) = short(cell) {
            return Some(number);
        }
        let cell = cell.trim_ascii();
        if cell.is_empty() {
            return Some(Self::Unknown);
        }
        let cell = cell.strip_suffix(b"%").unwrap_or(cell);
        if let Some(number) = short(cell) {
            return Some(number);
        }
        let value: f64 = std::str::from_utf8(cell).ok()?.parse().ok()?;
        let digits = Digits::Floating;
        Some(if value.is_finite() {
            Self::Number { value, digits }
        } else {
            Self::Unknown
        })
    }

    /// NaN if it is unknown, which is how blocks of values have it.
    pub fn value(self) -> f64 {
        match self {
            Self::Unknown => f64::NAN,
            Self::Number { value, .. } => value,
        }
    }
}

/// The usual form: a sign, few digits, one point. Several times faster than the general one, with the same values.
fn short(cell: &[u8]) -> Option<Cell> {
    let (is_negative, text) = match cell {
        [b'-', text @ ..] => (true, text),
        text => (false, text),
    };
    if text.len() > EXACT_DIGITS + 1 {
        return None;
    }
    let mut whole: i64 = 0;
    let mut digits = 0;
    let mut point = None;
    for byte in text {
        match byte {
            b'0'..=b'9' => {
                whole = whole * 10 + i64::from(byte - b'0');
                digits += 1;
            }
            b'.' if point.is_none() => point = Some(digits),
            _ => return None,
        }
    }
    if digits == 0 || digits > EXACT_DIGITS {
        return None;
    }
    let behind = (digits - point.unwrap_or(digits)) as u8;
    let whole = if is_negative { -whole } else { whole };
    Some(Cell::Number {
        value: whole as f64 / power_of_ten(behind),
        digits: Digits::Fixed(behind),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(value: f64, digits: u8) -> Option<Cell> {
        let digits = Digits::Fixed(digits);
        Some(Cell::Number { value, digits })
    }

    #[test]
    fn a_cell_has_a_value_and_its_digits() {
        assert_eq!(Cell::parse(b"14.26"), number(14.26, 2));
        assert_eq!(Cell::parse(b"-0.50"), number(-0.5, 2));
        assert_eq!(Cell::parse(b"1518748"), number(1_518_748.0, 0));
        assert_eq!(Cell::parse(b" 7.5% "), number(7.5, 1));
        assert_eq!(Cell::parse(b"5."), number(5.0, 0));
        let value = 1e-9;
        let digits = Digits::Floating;
        assert_eq!(Cell::parse(b"1e-9"), Some(Cell::Number { value, digits }));
    }

    #[test]
    fn what_is_unknown_differs_from_what_is_no_number() {
        for cell in ["", "  ", "NaN", "inf", "-inf"] {
            assert_eq!(Cell::parse(cell.as_bytes()), Some(Cell::Unknown), "{cell}");
        }
        for cell in ["x", "1.2.3", "-", ".", "1,5", "%", "1 2", "12k"] {
            assert_eq!(Cell::parse(cell.as_bytes()), None, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn a_decimal_is_the_nearest_number(whole in -999_999_999_999_999_i64..=999_999_999_999_999, digits in 0..12_usize) {
            let sign = if whole < 0 { "-" } else { "" };
            let text = format!("{:0>width$}", whole.abs(), width = digits + 1);
            let (front, behind) = text.split_at(text.len() - digits);
            let text = if digits == 0 { format!("{sign}{front}") } else { format!("{sign}{front}.{behind}") };
            let expected: f64 = text.parse().unwrap();
            prop_assert_eq!(Cell::parse(text.as_bytes()).unwrap().value(), expected, "{}", text);
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..30)) {
            let _ = Cell::parse(&bytes);
        }
    }
}
