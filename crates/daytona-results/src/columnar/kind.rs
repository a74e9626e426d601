//! Which type a column has in the columnar copy. It follows from how its numbers are written and not from their values, so
//! that the same column has the same type in every run and many copies can be read as one table.

use crate::format::cell::{Cell, Digits, power_of_ten};

/// Numbers whose distance from zero is above this are no longer exact as decimals of `f64`, with room to spare.
const LARGEST: f64 = (1_u64 << 51) as f64;
/// More digits behind the point than anyone writes on purpose.
const MOST_DIGITS: u8 = 9;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers, or decimals with so many digits behind the point.
    Decimal { digits: u8 },
    /// Written with exponents, too large, too fine, or all unknown.
    Floating,
}

/// What is known of a column while its cells pass by.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    digits: Option<Digits>,
    largest: f64,
    /// Whether a cell is unknown.
    has_unknown: bool,
}

impl Shape {
    pub fn new() -> Self {
        Self {
            digits: None,
            largest: 0.0,
            has_unknown: false,
        }
    }

    pub fn see(&mut self, cell: Option<Cell>) {
        match cell {
            None | Some(Cell::Unknown) => self.has_unknown = true,
            Some(Cell::Number { value, digits }) => {
                self.digits = self.digits.max(Some(digits));
                self.largest = self.largest.max(value.abs());
            }
        }
    }

    pub fn has_unknown(&self) -> bool {
        self.has_unknown
    }

    pub fn kind(&self) -> Kind {
        match self.digits {
            Some(Digits::Fixed(digits))
                if digits <= MOST_DIGITS && self.largest * power_of_ten(digits) < LARGEST =>
            {
                Kind::Decimal { digits }
            }
            Some(Digits::Fixed(_) | Digits::Floating) | None => Kind::Floating,
        }
    }
}

/// The whole number that stands for a decimal: 1426 for 14.26 with two digits. `value` has been seen by the column's shape.
pub fn to_whole(value: f64, digits: u8) -> i64 {
    (value * power_of_ten(digits)).round() as i64
}

/// The decimal that a whole number stands for, the very same that its text gives.
pub fn from_whole(whole: i64, digits: u8) -> f64 {
    whole as f64 / power_of_ten(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kind(cells: &[&str]) -> Kind {
        let mut shape = Shape::new();
        cells
            .iter()
            .for_each(|cell| shape.see(Cell::parse(cell.as_bytes())));
        shape.kind()
    }

    #[test]
    fn a_column_is_as_its_numbers_are_written() {
        assert_eq!(kind(&["14.26", "", "0.00"]), Kind::Decimal { digits: 2 });
        assert_eq!(
            kind(&["0.00", "100.00"]),
            Kind::Decimal { digits: 2 },
            "whole, but written as a rate"
        );
        assert_eq!(kind(&["1518748", "0"]), Kind::Decimal { digits: 0 });
        assert_eq!(kind(&["0.0", "14552"]), Kind::Decimal { digits: 1 });
    }

    #[test]
    fn what_no_decimal_can_hold_is_floating() {
        for cells in [
            ["1e3", "1"],
            ["99999999999999", "0.01"],
            ["0.12345678901", "1"],
            ["", "x"],
        ] {
            assert_eq!(kind(&cells), Kind::Floating, "{cells:?}");
        }
    }

    proptest! {
        #[test]
        fn a_value_survives_the_copy(whole in -2_000_000_000_000_i64..2_000_000_000_000, digits in 0..=3_u8) {
            let value = from_whole(whole, digits);
            prop_assert_eq!(to_whole(value, digits), whole);
            let text = format!("{value:.*}", usize::from(digits));
            prop_assert_eq!(Cell::parse(text.as_bytes()).unwrap().value(), value);
        }
    }
}
