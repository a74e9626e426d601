//! Byte ranges, as requests write them and as lengths allow. Pure.

/// A stretch of bytes, `to` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ByteRange {
    pub(super) from: u64,
    pub(super) to: u64,
}

/// What a `Range` header means for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// No range, several of them or one that isn't understood: the whole file is a right answer.
    Whole,
    Part(ByteRange),
    Outside,
}

impl ByteRange {
    pub(super) fn length(self) -> u64 {
        self.to.saturating_sub(self.from)
    }
}

/// What the header `Range: bytes=…` asks for of a file of this length; there the last byte is included.
pub(super) fn of_header(header: &str, length: u64) -> Wanted {
    let Some((from, last)) = header
        .strip_prefix("bytes=")
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Wanted::Whole;
    };
    let part = match (from, last) {
        ("", last) => match last.parse::<u64>() {
            Ok(count) => ByteRange {
                from: length.saturating_sub(count),
                to: length,
            },
            Err(_) => return Wanted::Whole,
        },
        (from, last) => match (
            from.parse::<u64>(),
            last.is_empty().then_some(u64::MAX),
            last.parse::<u64>(),
        ) {
            (Ok(from), Some(_), _) => ByteRange { from, to: length },
            (Ok(from), None, Ok(last)) if from <= last => ByteRange {
                from,
                to: last.saturating_add(1).min(length),
            },
            _ => return Wanted::Whole,
        },
    };
    if part.length() == 0 {
        Wanted::Outside
    } else {
        Wanted::Part(part)
    }
}

/// What the console's `bytes=FROM-TO` asks for, `TO` exclusive and optional, of the `length` bytes there are, and at
/// most `most` of them. `-COUNT` is the end. What lies beyond the end is empty: there it will go on.
pub(super) fn of_console(text: &str, length: u64, most: u64) -> Option<ByteRange> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = match (from, to) {
        ("", count) => (
            length.saturating_sub(count.parse::<u64>().ok()?.min(most)),
            length,
        ),
        (from, "") => (from.parse().ok()?, length),
        (from, to) => (from.parse().ok()?, to.parse::<u64>().ok()?),
    };
    let to = to.min(length).min(from.saturating_add(most)).max(from);
    Some(ByteRange { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part(from: u64, to: u64) -> Wanted {
        Wanted::Part(ByteRange { from, to })
    }

    #[test]
    fn a_header_range_includes_its_last_byte() {
        assert_eq!(of_header("bytes=0-0", 10), part(0, 1));
        assert_eq!(of_header("bytes=2-", 10), part(2, 10));
        assert_eq!(of_header("bytes=5-99", 10), part(5, 10));
        assert_eq!(of_header("bytes=-3", 10), part(7, 10));
        assert_eq!(of_header("bytes=-99", 10), part(0, 10));
    }

    #[test]
    fn what_is_not_one_range_of_bytes_means_the_whole_file() {
        for header in [
            "",
            "lines=1-2",
            "bytes=",
            "bytes=a-b",
            "bytes=5-2",
            "bytes=1-2,4-5",
            "bytes=-",
            "bytes=-x",
        ] {
            assert_eq!(of_header(header, 10), Wanted::Whole, "{header}");
        }
    }

    #[test]
    fn a_range_behind_the_end_is_outside() {
        for (header, length) in [("bytes=10-", 10), ("bytes=0-5", 0), ("bytes=-0", 10)] {
            assert_eq!(of_header(header, length), Wanted::Outside, "{header}");
        }
    }

    #[test]
    fn the_console_is_read_from_a_byte_on_or_from_its_end() {
        assert_eq!(of_console("0-", 10, 4), Some(ByteRange { from: 0, to: 4 }));
        assert_eq!(of_console("8-", 10, 4), Some(ByteRange { from: 8, to: 10 }));
        assert_eq!(of_console("2-4", 10, 4), Some(ByteRange { from: 2, to: 4 }));
        assert_eq!(of_console("-3", 10, 4), Some(ByteRange { from: 7, to: 10 }));
        assert_eq!(of_console("-9", 10, 4), Some(ByteRange { from: 6, to: 10 }));
        assert_eq!(of_console("12-", 10, 4), Some(ByteRange { from: 12, to: 12 }));
        for text in ["", "x", "x-", "1-y", "-"] {
            assert_eq!(of_console(text, 10, 4), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_range_is_larger_than_the_file_or_the_limit(from: u64, to: u64, length: u64, most: u64) {
            if let Some(range) = of_console(&format!("{from}-{to}"), length, most) {
                prop_assert!(range.length() <= most);
                prop_assert!(range.length() == 0 || range.to <= length);
            }
            if let Wanted::Part(range) = of_header(&format!("bytes={from}-{to}"), length) {
                prop_assert!(range.from < range.to && range.to <= length);
            }
        }
    }
}
