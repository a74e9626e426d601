//! The name that was probably meant by one that doesn't exist.

/// The known name that is fewest edits away from `wanted`, if it is near enough to be a slip. Case doesn't count.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let allowed = (wanted.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (edits(&wanted, &name.to_lowercase()), name))
        .filter(|(edits, _)| *edits <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// The optimal string alignment distance: insertions, deletions, replacements, and swaps of neighbours.
fn edits(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut before = vec![0; to.len() + 1];
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for (row, from_char) in from.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, to_char) in to.iter().enumerate() {
            let replaced = above[column] + usize::from(from_char != to_char);
            let mut best = replaced.min(above[column + 1] + 1).min(current[column] + 1);
            let is_swap = row > 0 && column > 0 && *from_char == to[column - 1] && from[row - 1] == *to_char;
            if is_swap {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
    }
    above[to.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_name_is_not() {
        let hosts = ["load-1", "load-2", "web-1"];
        assert_eq!(nearest("laod-1", hosts), Some("load-1"));
        assert_eq!(nearest("LOAD2", hosts), Some("load-2"));
        assert_eq!(nearest("database", hosts), None);
        assert_eq!(nearest("x", []), None);
    }

    proptest! {
        #[test]
        fn the_distance_is_symmetric_and_zero_only_for_the_same(a in "[ab]{0,6}", b in "[ab]{0,6}") {
            prop_assert_eq!(edits(&a, &b), edits(&b, &a));
            prop_assert_eq!(edits(&a, &b) == 0, a == b);
        }
    }
}
