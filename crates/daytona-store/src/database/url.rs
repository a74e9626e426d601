//! How a database is named: by a URL. What is shown of it never has the password.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

use crate::data_folder;

/// The database of a server.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// The file `daytona.db` of this data folder.
    Sqlite {
        folder: PathBuf,
    },
    Postgres(PostgresUrl),
}

/// A PostgreSQL database, with what is needed to connect.
#[derive(Clone)]
pub struct PostgresUrl {
    options: Box<PgConnectOptions>,
    shown: String,
}

/// A text that names no database. It is not repeated, since it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDatabaseUrl {
    #[error(
        "this is no URL of a database; write postgres://USER@HOST/NAME, or sqlite:///FOLDER/daytona.db for the file in a data folder"
    )]
    Scheme,
    #[error("a SQLite database is the file {} of a data folder, such as sqlite:///var/lib/daytona/daytona.db, and not {}", data_folder::DATABASE, path.display())]
    File { path: PathBuf },
    #[error("the URL {shown} names no database; write postgres://USER@HOST/NAME")]
    NoName { shown: String },
    #[error("the URL of the PostgreSQL database can't be understood: {reason}")]
    Postgres { reason: String },
}

impl DatabaseUrl {
    /// The one that a server uses unless it is told otherwise.
    pub fn in_folder(data: &Path) -> Self {
        Self::Sqlite {
            folder: data.to_owned(),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return text.parse().map(Self::Postgres);
        }
        let path = text.strip_prefix("sqlite:").ok_or(InvalidDatabaseUrl::Scheme)?;
        let path = Path::new(path.strip_prefix("//").unwrap_or(path));
        let folder = path.parent().unwrap_or(Path::new(""));
        if path.file_name().is_none_or(|name| name != data_folder::DATABASE) {
            return Err(InvalidDatabaseUrl::File {
                path: path.to_owned(),
            });
        }
        // A bare file name lies in the working directory.
        let here = folder.as_os_str().is_empty();
        Ok(Self::in_folder(if here { Path::new(".") } else { folder }))
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = InvalidDatabaseUrl;

    fn try_from(text: String) -> Result<Self, InvalidDatabaseUrl> {
        text.parse()
    }
}

impl FromStr for PostgresUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        let options = PgConnectOptions::from_str(text).map_err(|error| InvalidDatabaseUrl::Postgres {
            reason: error.to_string(),
        })?;
        let shown = shown(&options);
        if options.get_database().is_none_or(str::is_empty) {
            return Err(InvalidDatabaseUrl::NoName { shown });
        }
        Ok(Self {
            options: Box::new(options),
            shown,
        })
    }
}

impl PostgresUrl {
    pub(super) fn options(&self) -> PgConnectOptions {
        (*self.options).clone()
    }
}

fn shown(options: &PgConnectOptions) -> String {
    let user = options.get_username();
    let name = options.get_database().unwrap_or_default();
    match options.get_socket() {
        Some(socket) => format!("postgres://{user}@/{name}?host={}", socket.display()),
        None => {
            let (host, port) = (options.get_host(), options.get_port());
            format!("postgres://{user}@{host}:{port}/{name}")
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { folder } => {
                write!(f, "sqlite://{}", folder.join(data_folder::DATABASE).display())
            }
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({})", self.shown)
    }
}

impl PartialEq for PostgresUrl {
    fn eq(&self, other: &Self) -> bool {
        self.shown == other.shown
    }
}

impl Eq for PostgresUrl {}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        text.parse::<DatabaseUrl>()
            .map_or_else(|error| error.to_string(), |url| url.to_string())
    }

    #[test]
    fn a_password_is_never_shown() {
        let text = "postgres://daytona:s3cret@db-1:5433/perf?sslmode=require";
        let url: DatabaseUrl = text.parse().unwrap();
        assert_eq!(url.to_string(), "postgres://daytona@db-1:5433/perf");
        assert!(!format!("{url:?}").contains("s3cret"));
        let nameless = shown("postgres://daytona:s3cret@db-1");
        assert!(nameless.contains("names no database"), "{nameless}");
        assert!(!nameless.contains("s3cret"));
        for wrong in ["mysql://a:s3cret@h/d", "postgres://a:s3cret@h:port/d"] {
            assert!(!shown(wrong).contains("s3cret"), "{}", shown(wrong));
        }
    }

    #[test]
    fn a_socket_is_named_by_its_folder() {
        for text in [
            "postgresql://daytona@%2Frun%2Fpostgresql/perf",
            "postgres://daytona@localhost/perf?host=/run/postgresql",
        ] {
            assert_eq!(shown(text), "postgres://daytona@/perf?host=/run/postgresql");
        }
    }

    #[test]
    fn the_file_of_a_data_folder_is_the_only_sqlite_database() {
        assert_eq!(
            shown("sqlite:///var/lib/daytona/daytona.db"),
            "sqlite:///var/lib/daytona/daytona.db"
        );
        assert_eq!(shown("sqlite:data/daytona.db"), "sqlite://data/daytona.db");
        assert_eq!(shown("sqlite:daytona.db"), "sqlite://./daytona.db");
        assert!(shown("sqlite:///srv/other.db").contains("and not /srv/other.db"));
        assert!(shown("/var/lib/daytona").contains("no URL of a database"));
    }
}
