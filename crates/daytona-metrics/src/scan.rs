//! Cutting the kernel's text files into lines, fields and numbers. Works on bytes, because names in them
//! need not be UTF-8, and never fails: what isn't there or isn't a number is `None`.

/// The lines of a file without their ends, without empty ones.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty())
}

/// The parts of a line between spaces and tabs.
pub(crate) fn fields(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(u8::is_ascii_whitespace)
        .filter(|field| !field.is_empty())
}

/// A number without a sign in decimal digits, as long as it fits 64 bits.
pub(crate) fn unsigned(field: &[u8]) -> Option<u64> {
    if !field.first()?.is_ascii_digit() {
        return None;
    }
    std::str::from_utf8(field).ok()?.parse().ok()
}

/// A number with or without a minus sign in decimal digits.
pub(crate) fn signed(field: &[u8]) -> Option<i64> {
    std::str::from_utf8(field).ok()?.parse().ok()
}

/// The line cut at the first `separator`, which is in neither part.
pub(crate) fn cut(line: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = line.iter().position(|&byte| byte == separator)?;
    Some((&line[..at], &line[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_tabs_in_any_number_separate_fields() {
        let found: Vec<&[u8]> = fields(b"  cpu0 \t 12   7").collect();
        assert_eq!(found, [b"cpu0".as_slice(), b"12", b"7"]);
    }

    #[test]
    fn only_plain_digits_that_fit_are_a_number() {
        assert_eq!(unsigned(b"18446744073709551615"), Some(u64::MAX));
        for text in [
            b"18446744073709551616".as_slice(),
            b"-1",
            b"+1",
            b"",
            b"0x10",
            b"1.5",
            b"\xff",
        ] {
            assert_eq!(unsigned(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_number_in_flight_may_be_negative() {
        assert_eq!(signed(b"-3"), Some(-3));
        assert_eq!(signed(b"3-"), None);
    }

    #[test]
    fn a_line_is_cut_at_the_first_separator() {
        assert_eq!(
            cut(b"eth0:1:2", b':'),
            Some((b"eth0".as_slice(), b"1:2".as_slice()))
        );
        assert_eq!(cut(b"eth0", b':'), None);
    }
}
