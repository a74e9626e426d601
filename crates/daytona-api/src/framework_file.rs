//! Frameworks as TOML files: written by an export, read by `daytona framework apply`. One place for server and command
//! line, so that what one writes the other reads.

use daytona_domain::framework::{FrameworkDefinition, InvalidFramework};

/// Fields that the manual describes and this version doesn't have.
const NOT_BUILT: [&str; 7] = [
    "bundle",
    "iterations",
    "measurement",
    "notify",
    "profilers",
    "report",
    "roles",
];

/// A text that is no framework file. Errors of TOML name line and column.
#[derive(Debug, thiserror::Error)]
pub enum InvalidFrameworkFile {
    #[error("not valid TOML\n{0}")]
    Toml(Box<toml::de::Error>),
    #[error("this version doesn't have `{name}` yet; remove it")]
    NotBuilt { name: &'static str },
    #[error("not a framework\n{0}")]
    Fields(Box<toml::de::Error>),
    #[error(transparent)]
    Check(#[from] InvalidFramework),
}

/// Reads and checks a framework file.
pub fn parse(text: &str) -> Result<FrameworkDefinition, InvalidFrameworkFile> {
    let table: toml::Table =
        toml::from_str(text).map_err(|error| InvalidFrameworkFile::Toml(Box::new(error)))?;
    if let Some(name) = NOT_BUILT.into_iter().find(|name| table.contains_key(*name)) {
        return Err(InvalidFrameworkFile::NotBuilt { name });
    }
    let definition: FrameworkDefinition =
        toml::from_str(text).map_err(|error| InvalidFrameworkFile::Fields(Box::new(error)))?;
    definition.check()?;
    Ok(definition)
}

/// Writes a framework file that `parse` reads as the same definition.
pub fn write(definition: &FrameworkDefinition) -> Result<String, toml::ser::Error> {
    toml::to_string_pretty(definition)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let definition: FrameworkDefinition = serde_json::from_value(json!({
            "name": "nginx-wrk", "title": "nginx \"static\"", "purpose": "two\nlines", "script": "nginx-wrk/run.sh",
            "pass_arguments": "named", "timeout": "10m", "mirror": "quiet", "concurrency": 2,
            "hosts": {"execution": "load-1", "statistics": ["web-1"]},
            "arguments": [{"name": "c", "default": "64"}, {"name": "tls", "kind": "select", "options": ["on", "off"],
                "default": "off", "identity": false}],
            "kpis": [{"name": "rps", "unit": "req/s", "better": "higher"}],
            "results": {"include": ["**"], "exclude": ["scratch"], "max_bytes": "1 GiB", "max_files": 10},
            "metrics": {"processes": ["nginx"]}, "subjects": {"nginx": "1.27.3"},
        }))
        .unwrap();
        let text = write(&definition).unwrap();
        insta::assert_snapshot!(text);
        assert_eq!(parse(&text).unwrap(), definition);
    }

    #[test]
    fn what_is_not_built_is_refused_by_name() {
        for name in NOT_BUILT {
            let text = format!("name = \"x\"\nscript = \"x/run.sh\"\n[{name}]\n");
            let error = parse(&text).unwrap_err().to_string();
            assert_eq!(
                error,
                format!("this version doesn't have `{name}` yet; remove it")
            );
        }
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let error = parse("name = \"a\"\nscript = \"a/b\"\nconcurency = 2\n").unwrap_err();
        let text = error.to_string();
        assert!(text.contains("line 3") && text.contains("concurency"), "{text}");
        let error = parse("name = \"a\"\nscript = \"a/b\"\nconcurrency = 0\n").unwrap_err();
        assert!(error.to_string().contains("concurrency is 0"), "{error}");
    }
}
