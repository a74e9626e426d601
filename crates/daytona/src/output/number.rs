//! Numbers, sizes and durations for people.

use daytona_domain::kpi::Kpi;

/// A value with as many digits as say something: four, and no exponent for everyday sizes.
pub fn value(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let magnitude = value.abs().log10().floor();
    if !(-4.0..12.0).contains(&magnitude) {
        return format!("{value:.3e}");
    }
    let decimals = (3.0 - magnitude).clamp(0.0, 8.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A KPI's value with its unit.
pub fn kpi(kpi: &Kpi) -> String {
    match &kpi.unit {
        Some(unit) => format!("{} {unit}", value(kpi.value)),
        None => value(kpi.value),
    }
}

/// A share as a percentage with its sign, such as `+3.1 %`.
pub fn percent(share: f64) -> String {
    format!("{:+.1} %", share * 100.0)
}

/// A length of time, such as `7 m 02 s` or `1.23 s`.
pub fn seconds(seconds: f64) -> String {
    if seconds < 60.0 {
        return format!("{} s", value(seconds));
    }
    let whole = seconds.round() as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours} h {minutes:02} m {rest:02} s")
    } else {
        format!("{minutes} m {rest:02} s")
    }
}

/// A size in binary units.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut size = bytes as f64;
    let mut unit = 0;
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    if unit == 0 {
        format!("{bytes} B")
    } else {
        format!("{size:.1} {}", UNITS.get(unit).unwrap_or(&"TiB"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_say_something() {
        for (number, text) in [
            (48213.77, "48214"),
            (12.0, "12"),
            (4.8612, "4.861"),
            (0.077, "0.077"),
            (0.0, "0"),
            (1e15, "1.000e15"),
        ] {
            assert_eq!(value(number), text);
        }
    }

    #[test]
    fn times_and_sizes_are_written_for_people() {
        assert_eq!(seconds(422.4), "7 m 02 s");
        assert_eq!(seconds(8.0123), "8.012 s");
        assert_eq!(seconds(3700.0), "1 h 01 m 40 s");
        assert_eq!(bytes(512), "512 B");
        assert_eq!(bytes(43_201_000), "41.2 MiB");
        assert_eq!(percent(-0.0312), "-3.1 %");
    }
}
