//! The web UI as bytes. Serves nothing itself: the server decides on routes and headers.

mod policy;

pub use policy::content_security_policy;

/// A file of the UI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    pub bytes: &'static [u8],
    /// For the header `Content-Type`.
    pub mime: &'static str,
    /// For the header `ETag`, with its quotes.
    pub etag: &'static str,
    /// Whether the name changes with the content, so that a browser may keep it for ever.
    pub immutable: bool,
    /// The same bytes compressed with Brotli, for those who accept `br`.
    pub brotli: Option<&'static [u8]>,
    /// The same bytes compressed with gzip.
    pub gzip: Option<&'static [u8]>,
}

/// A row of the table that the build script wrote.
struct File {
    path: &'static str,
    etag: &'static str,
    bytes: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

const INDEX: &str = "index.html";

/// The file at a path without leading slash, such as `_app/immutable/entry/start.js`.
pub fn asset(path: &str) -> Option<Asset> {
    let position = FILES.binary_search_by(|file| file.path.cmp(path)).ok()?;
    FILES.get(position).map(as_asset)
}

/// The page with which every address of the UI begins.
pub fn index() -> Asset {
    asset(INDEX).unwrap_or(Asset {
        bytes: b"",
        mime: mime(INDEX),
        etag: "\"empty\"",
        immutable: false,
        brotli: None,
        gzip: None,
    })
}

fn as_asset(file: &File) -> Asset {
    Asset {
        bytes: file.bytes,
        mime: mime(file.path),
        etag: file.etag,
        immutable: file.path.starts_with("_app/immutable/"),
        brotli: file.brotli,
        gzip: file.gzip,
    }
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_a_page() {
        let page = index();
        assert_eq!(page.mime, "text/html; charset=utf-8");
        assert!(page.bytes.starts_with(b"<!doctype html>"));
        assert!(!page.immutable, "the index names the files of this version");
        assert_eq!(asset("index.html"), Some(page));
    }

    #[test]
    fn a_path_that_is_no_file_of_the_ui_is_none() {
        for path in ["", "/", "../Cargo.toml", "index.html/", "missing.js"] {
            assert_eq!(asset(path), None, "{path:?}");
        }
    }

    #[test]
    fn every_file_is_found_under_its_own_path_with_an_etag_of_its_content() {
        for file in FILES {
            let found = asset(file.path).unwrap();
            assert_eq!(found.bytes, file.bytes);
            assert!(
                found.etag.starts_with('"') && found.etag.len() > 20,
                "{}",
                found.etag
            );
        }
    }

    #[test]
    fn each_kind_of_file_is_served_as_what_it_is() {
        assert_eq!(mime("a/b.js"), "text/javascript; charset=utf-8");
        assert_eq!(mime("a.css"), "text/css; charset=utf-8");
        assert_eq!(mime("noending"), "application/octet-stream");
    }
}
