//! The table of edges between our crates: all that are allowed, and the rules beside it.

use cargo_metadata::DependencyKind;

/// A crate, and the crates that its code and its build script may use.
const TABLE: [(&str, &[&str]); 11] = [
    ("daytona-domain", &[]),
    ("daytona-stats", &[]),
    ("daytona-metrics", &[]),
    ("daytona-web", &[]),
    ("daytona-results", &["daytona-domain"]),
    ("daytona-protocol", &["daytona-domain"]),
    ("daytona-store", &["daytona-domain"]),
    ("daytona-api", &["daytona-domain", "daytona-stats"]),
    (
        "daytona-agent",
        &["daytona-domain", "daytona-protocol", "daytona-metrics"],
    ),
    (
        "daytona-server",
        &[
            "daytona-domain",
            "daytona-stats",
            "daytona-metrics",
            "daytona-results",
            "daytona-protocol",
            "daytona-api",
            "daytona-store",
        ],
    ),
    (
        "daytona",
        &[
            "daytona-domain",
            "daytona-api",
            "daytona-results",
            "daytona-stats",
            "daytona-metrics",
            "daytona-agent",
            "daytona-server",
            "daytona-web",
        ],
    ),
];

/// Never shipped: the support of tests may use all crates, and every crate's tests may use it.
const TESTKIT: &str = "daytona-testkit";

/// Never shipped and outermost: they may use every crate, and none may use them.
const OUTERMOST: [&str; 2] = ["daytona-e2e", "xtask"];

/// What is wrong with this edge, if anything.
pub(super) fn fault(from: &str, to: &str, kind: DependencyKind) -> Option<String> {
    // The benchmarks start what the end-to-end tests start.
    if (from, to) == ("xtask", "daytona-e2e") {
        return None;
    }
    if OUTERMOST.contains(&to) {
        return Some(format!("{from} → {to}: nothing may depend on {to}"));
    }
    if from == TESTKIT || OUTERMOST.contains(&from) {
        return None;
    }
    if allowed(from)?.contains(&to) {
        return None;
    }
    if kind != DependencyKind::Development {
        return Some(format!("{from} → {to}: not in the table of edges"));
    }
    (to != TESTKIT).then(|| format!("{from} → {to}: the only crate for tests is {TESTKIT}"))
}

/// A crate that the table doesn't know has no rule, so it must get a row first.
pub(super) fn fault_of_name(name: &str) -> Option<String> {
    let known = name == TESTKIT || OUTERMOST.contains(&name) || allowed(name).is_some();
    (!known).then(|| format!("{name}: not in the table of edges; give it a row in check_deps/edges.rs"))
}

fn allowed(from: &str) -> Option<&'static [&'static str]> {
    TABLE
        .iter()
        .find(|(name, _)| *name == from)
        .map(|(_, allowed)| *allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(from: &str, to: &str) -> Option<String> {
        fault(from, to, DependencyKind::Normal)
    }

    #[test]
    fn edges_of_the_table_are_allowed() {
        assert_eq!(code("daytona-store", "daytona-domain"), None);
        assert_eq!(code("daytona", "daytona-server"), None);
        assert_eq!(
            fault("daytona-agent", "daytona-protocol", DependencyKind::Build),
            None
        );
    }

    #[test]
    fn other_edges_are_faults_that_name_both_ends() {
        let fault_of_code = code("daytona-domain", "daytona-store").unwrap();
        assert_eq!(
            fault_of_code,
            "daytona-domain → daytona-store: not in the table of edges"
        );
        assert!(code("daytona-api", "daytona-store").is_some());
        assert!(fault("daytona-web", "daytona-domain", DependencyKind::Build).is_some());
        assert!(code("daytona", "daytona-testkit").is_some());
    }

    #[test]
    fn tests_may_use_the_testkit_and_no_other_crate_beyond_the_table() {
        let tests = |to| fault("daytona-store", to, DependencyKind::Development);
        assert_eq!(tests("daytona-testkit"), None);
        assert_eq!(
            tests("daytona-server").unwrap(),
            "daytona-store → daytona-server: the only crate for tests is daytona-testkit"
        );
    }

    #[test]
    fn only_what_never_ships_may_use_everything() {
        assert_eq!(code("daytona-testkit", "daytona-server"), None);
        assert_eq!(code("daytona-e2e", "daytona-testkit"), None);
        assert_eq!(code("xtask", "daytona-server"), None);
        assert_eq!(code("xtask", "daytona-e2e"), None);
        assert_eq!(
            code("daytona", "xtask").unwrap(),
            "daytona → xtask: nothing may depend on xtask"
        );
    }

    #[test]
    fn a_crate_without_a_row_is_asked_for_one() {
        assert_eq!(fault_of_name("daytona-stats"), None);
        assert_eq!(fault_of_name("daytona-testkit"), None);
        assert!(
            fault_of_name("daytona-mail")
                .unwrap()
                .starts_with("daytona-mail: not in the table")
        );
    }

    #[test]
    fn the_table_has_no_cycle() {
        for (index, (name, allowed)) in TABLE.iter().enumerate() {
            for to in *allowed {
                let row = TABLE.iter().position(|(other, _)| other == to);
                assert!(
                    row.is_some_and(|row| row < index),
                    "{name} → {to} points down the table"
                );
            }
        }
    }
}
