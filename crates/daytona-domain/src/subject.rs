//! What is tested, as names and versions: shown with the run, not part of what makes two runs comparable.

use std::collections::BTreeMap;

use crate::name::SubjectName;

/// Versions by subject name.
pub type Subjects = BTreeMap<SubjectName, String>;

/// The framework's defaults, overridden by what was given for this run.
pub fn merge(defaults: &Subjects, given: &Subjects) -> Subjects {
    let mut subjects = defaults.clone();
    subjects.extend(
        given
            .iter()
            .map(|(name, version)| (name.clone(), version.clone())),
    );
    subjects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_version_overrides_the_default_and_others_stay() {
        let subjects = |pairs: &[(&str, &str)]| -> Subjects {
            pairs
                .iter()
                .map(|(name, version)| (name.parse().unwrap(), (*version).to_owned()))
                .collect()
        };
        let merged = merge(
            &subjects(&[("nginx", "1.26"), ("os", "12")]),
            &subjects(&[("nginx", "1.27.3")]),
        );
        assert_eq!(merged, subjects(&[("nginx", "1.27.3"), ("os", "12")]));
    }
}
