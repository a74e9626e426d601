//! Units of sysstat's columns, from their names: they follow a few rules.

use daytona_domain::kpi::Better;

/// The unit of a column, or nothing if the name doesn't tell.
pub fn of_column(name: &str) -> &'static str {
    if name.starts_with('%') {
        return "%";
    }
    if name == "kB/s" || name.ends_with("kB/s") {
        return "kB/s";
    }
    if name.ends_with("pck/s") {
        return "packets/s";
    }
    if name.ends_with("/s") {
        return "/s";
    }
    if name.ends_with("await") {
        return "ms";
    }
    if name.starts_with("kb") || name.ends_with("areq-sz") {
        return "kB";
    }
    ""
}

/// Whether less or more of a column is better, where that holds in every test.
pub fn better(name: &str) -> Option<Better> {
    let is_error = ["err/s", "drop/s", "fifo/s", "coll/s", "carr/s", "fram/s"]
        .iter()
        .any(|end| name.ends_with(end));
    (is_error || name == "%steal").then_some(Better::Lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sysstats_names_tell_their_units() {
        for (name, unit) in [
            ("%user", "%"),
            ("%util", "%"),
            ("kbmemfree", "kB"),
            ("rxkB/s", "kB/s"),
            ("rkB/s", "kB/s"),
            ("rxpck/s", "packets/s"),
            ("cswch/s", "/s"),
            ("r_await", "ms"),
            ("rareq-sz", "kB"),
            ("ldavg-1", ""),
            ("aqu-sz", ""),
        ] {
            assert_eq!(of_column(name), unit, "{name}");
        }
    }

    #[test]
    fn only_what_is_bad_in_every_test_has_a_direction() {
        assert_eq!(better("rxdrop/s"), Some(Better::Lower));
        assert_eq!(better("%user"), None);
    }
}
