//! Arguments whose values are in files, so that they stand on no command line.

use anyhow::Context;
use daytona_domain::name::ArgumentName;

/// The arguments with the content of their files, without the line end that editors add; `-` is standard input.
pub fn read(files: Vec<(ArgumentName, String)>) -> anyhow::Result<Vec<(ArgumentName, String)>> {
    let read = |(name, file): (ArgumentName, String)| {
        let value = content(&file).with_context(|| format!("cannot read the value of {name} from {file}"))?;
        Ok((name, value))
    };
    files.into_iter().map(read).collect()
}

fn content(file: &str) -> std::io::Result<String> {
    let mut value = if file == "-" {
        std::io::read_to_string(std::io::stdin())?
    } else {
        std::fs::read_to_string(file)?
    };
    if value.ends_with('\n') {
        value.pop();
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_end_is_left_out_and_a_missing_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        std::fs::write(&file, "two\nlines\n\n").unwrap();
        let given = |file: &std::path::Path| vec![("password".parse().unwrap(), file.display().to_string())];
        assert_eq!(read(given(&file)).unwrap()[0].1, "two\nlines\n");
        let error = read(given(&folder.path().join("none"))).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("cannot read the value of password from "),
            "{error}"
        );
    }
}
