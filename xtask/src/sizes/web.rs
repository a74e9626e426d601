//! Measures a file of TypeScript or Svelte. The code is formatted by prettier, so a function ends at the first line
//! that closes a brace at the depth of its first line; a parser would tell no more.

use super::{Function, Measure};

/// Measures the text of a file.
pub(super) fn measure(text: &str) -> Measure {
    let lines: Vec<&str> = text.lines().collect();
    let mut measure = Measure {
        production_lines: lines.len(),
        ..Measure::default()
    };
    for (index, line) in lines.iter().enumerate() {
        measure.filled_lines += usize::from(!line.trim().is_empty());
        if opens_function(line) {
            let length = lines_to_end(&lines[index..]);
            measure.functions.push(Function {
                name: line.trim().to_owned(),
                line: index + 1,
                lines: length,
            });
        }
    }
    measure
}

fn opens_function(line: &str) -> bool {
    let code = line.trim();
    if !code.ends_with('{') || code.starts_with("//") || code.starts_with('*') {
        return false;
    }
    let keywords = [
        "if ", "for ", "while ", "switch ", "} else", "{#", "{:", "catch", "} catch", "with ",
    ];
    let is_block = keywords.iter().any(|keyword| code.starts_with(keyword));
    !is_block && (code.contains("=> {") || code.contains("function") || is_method(code))
}

/// `name(arguments): type {`
fn is_method(code: &str) -> bool {
    let name = code
        .trim_start_matches("async ")
        .trim_start_matches("private ")
        .trim_start_matches("static ");
    let end = name.find(|c: char| !(c.is_alphanumeric() || "_#$".contains(c)));
    end.is_some_and(|end| end > 0 && name[end..].starts_with('('))
}

fn lines_to_end(lines: &[&str]) -> usize {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let opened = depth(lines[0]);
    let closing = lines
        .iter()
        .skip(1)
        .position(|line| depth(line) == opened && line.trim_start().starts_with('}'));
    closing.map_or(lines.len(), |index| index + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
<script lang=\"ts\">
\tfunction first(a: string) {
\t\tif (a) {
\t\t\treturn list.map((b) => {
\t\t\t\treturn b;
\t\t\t});
\t\t}
\t}

\tclass Reader {
\t\tasync next(): Promise<string> {
\t\t\treturn '';
\t\t}
\t}
</script>
";

    #[test]
    fn functions_end_where_their_brace_closes() {
        let found: Vec<_> = measure(FILE)
            .functions
            .into_iter()
            .map(|f| (f.line, f.lines))
            .collect();
        assert_eq!(found, [(2, 7), (4, 3), (11, 3)]);
    }

    #[test]
    fn all_lines_are_counted() {
        let measure = measure(FILE);
        assert_eq!((measure.production_lines, measure.filled_lines), (15, 14));
    }

    #[test]
    fn blocks_and_comments_are_no_functions() {
        for line in [
            "if (f(x)) {",
            "} else if (a) {",
            "{#if ready => {",
            "// function of {",
            "type A = {",
        ] {
            assert!(!opens_function(line), "{line}");
        }
    }
}
