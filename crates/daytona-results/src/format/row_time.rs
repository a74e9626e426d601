//! The `Time` of a row: UTC with milliseconds, or without them as older files have it. It is a key between files first,
//! and a time only where nothing better is known.

use std::fmt;

use daytona_domain::clock::Timestamp;

/// Whole milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowTime(i64);

/// Where the separators of `YYYY-MM-DDTHH:MM:SS` stand.
const SEPARATORS: [(usize, u8); 5] = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
const SECONDS_A_DAY: i64 = 86_400;

impl RowTime {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The time in a cell like `2026-11-25T05:49:34.042Z` or `2026-11-25T05:49:34Z`; nothing if it is no such text.
    pub fn parse(cell: &[u8]) -> Option<Self> {
        let text = cell.strip_suffix(b"Z")?;
        let millis = match text.get(19..)? {
            [] => 0,
            [b'.', fraction @ ..] if fraction.len() == 3 => number(fraction)?,
            _ => return None,
        };
        if SEPARATORS
            .iter()
            .any(|(at, separator)| text.get(*at) != Some(separator))
        {
            return None;
        }
        let field = |from: usize, to: usize| number(text.get(from..to)?);
        let day = days(field(0, 4)?, field(5, 7)?, field(8, 10)?)?;
        let (hour, minute, second) = (field(11, 13)?, field(14, 16)?, field(17, 19)?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = day * SECONDS_A_DAY + hour * 3600 + minute * 60 + second;
        Some(Self(seconds * 1000 + millis))
    }
}

impl fmt::Display for RowTime {
    /// As the agent writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Timestamp::from_micros(self.0.saturating_mul(1000)).to_string();
        write!(f, "{}Z", text.get(..23).unwrap_or(&text))
    }
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + i64::from(digit - b'0'))
    })
}

/// Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms",
/// `days_from_civil`); nothing if there is no such day.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_of_month = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=days_of_month).contains(&day) {
        return None;
    }
    // Years begin in March here, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn millis(text: &str) -> Option<i64> {
        RowTime::parse(text.as_bytes()).map(RowTime::as_millis)
    }

    #[test]
    fn a_time_has_milliseconds_or_none() {
        assert_eq!(millis("1970-01-01T00:00:01.042Z"), Some(1_042));
        assert_eq!(millis("2026-11-25T05:49:34Z"), Some(1_795_585_774_000));
        assert_eq!(millis("2024-02-29T00:00:00.000Z"), Some(1_709_164_800_000));
    }

    #[test]
    fn what_is_no_time_in_utc_is_refused() {
        for bad in [
            "",
            "Z",
            "2026-11-25 05:49:34Z",
            "2026-11-25T05:49:34",
            "2026-11-25T05:49:34.1Z",
            "2026-11-25T05:49:34.042+01:00",
            "2026-02-29T05:49:34.042Z",
            "2026-00-01T05:49:34.042Z",
            "2026-11-25T24:00:00.000Z",
            "2026-11-25T05:49:60.000Z",
            "+026-11-25T05:49:34.042Z",
        ] {
            assert_eq!(millis(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_calendar(seconds in -62_135_596_800_i64..253_402_300_800, fraction in 0..1000_i64) {
            let written = Timestamp::from_micros((seconds * 1000 + fraction) * 1000).to_string();
            prop_assert_eq!(millis(&format!("{}Z", &written[..23])), Some(seconds * 1000 + fraction));
            let time = RowTime::from_millis(seconds * 1000 + fraction);
            prop_assert_eq!(RowTime::parse(time.to_string().as_bytes()), Some(time));
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..30)) {
            let _ = RowTime::parse(&bytes);
        }
    }
}
