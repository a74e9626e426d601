//! Contents of result files. Nothing that a script wrote is ever served as something that a browser would run: text is
//! plain text, all else is a download.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::os::unix::fs::FileExt;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use daytona_domain::name::HostName;
use daytona_store::run::Run;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use super::byte_range::{Wanted, of_header};
use crate::app::App;
use crate::error::{ApiError, ApiResult, bad_request, internal, not_found, outside_of_file};
use crate::results::tree::TreeError;

/// How much of a file tells whether it is text.
const SNIFFED: usize = 8_192;
const CHUNK: usize = 256 << 10;

const TEXT: &str = "text/plain; charset=utf-8";
const BINARY: &str = "application/octet-stream";

/// A file of a run with what has to be known before it is sent.
pub(super) struct Content {
    pub(super) file: File,
    pub(super) length: u64,
    is_text: bool,
}

/// Opens a file of a run; nothing outside of the run's folder can be reached.
pub(super) async fn open(app: &App, run: &Run, host: &HostName, path: &str) -> ApiResult<Content> {
    let tree = app.ingest.tree().clone();
    let (framework, id) = (run.spec.framework_name.clone(), run.id);
    let (host, path) = (host.clone(), path.to_owned());
    let opened = tokio::task::spawn_blocking(move || {
        let missing = || not_found(format_args!("file {path} of host {host} in run {id}"));
        let folder = tree.host_folder(&framework, id, &host)?.ok_or_else(missing)?;
        let file = match folder.open_file(&path) {
            Ok(file) => file,
            Err(TreeError::Outside { .. }) => {
                return Err(bad_request(format!("{path:?} is not the path of a result file")));
            }
            // What the server made of a result is found under the result's folder too.
            Err(TreeError::Open { .. }) => match tree.derived(&framework, id, &host)? {
                Some(derived) => derived.open_file(&path).map_err(|_| missing())?,
                None => return Err(missing()),
            },
            Err(error) => return Err(error.into()),
        };
        let metadata = file.metadata().map_err(|error| internal(&error))?;
        if !metadata.is_file() {
            return Err(missing());
        }
        let mut head = vec![0; SNIFFED];
        let read = file.read_at(&mut head, 0).map_err(|error| internal(&error))?;
        let is_text = is_text(&head[..read]);
        Ok(Content {
            file,
            length: metadata.len(),
            is_text,
        })
    });
    opened.await.map_err(|error| internal(&error))?
}

/// Whether these first bytes are those of a text; a character may be cut at their end.
fn is_text(head: &[u8]) -> bool {
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    is_utf8 && !head.contains(&0)
}

impl Content {
    /// The whole file, or the range that was asked for.
    pub(super) fn respond(self, name: &str, headers: &HeaderMap) -> ApiResult<Response> {
        let Self {
            mut file,
            length,
            is_text,
        } = self;
        let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
        let wanted = range.map_or(Wanted::Whole, |range| of_header(range, length));
        let (status, from, count) = match wanted {
            Wanted::Whole => (StatusCode::OK, 0, length),
            Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range.from, range.length()),
            Wanted::Outside => return Err(outside_of_file(format!("the file has {length} bytes"))),
        };
        file.seek(SeekFrom::Start(from))
            .map_err(|error| internal(&error))?;
        // A file that grows meanwhile is sent as long as it was.
        let reader = tokio::fs::File::from_std(file).take(count);
        let body = Body::from_stream(ReaderStream::with_capacity(reader, CHUNK));
        let content_type = if is_text { TEXT } else { BINARY };
        let fixed = [
            (header::CONTENT_TYPE, content_type),
            (header::ACCEPT_RANGES, "bytes"),
        ];
        let mut response =
            (status, fixed, [(header::CONTENT_LENGTH, count.to_string())], body).into_response();
        let mut add = |name, value: String| {
            let value = header::HeaderValue::try_from(value).map_err(|error| internal(&error))?;
            response.headers_mut().insert(name, value);
            Ok::<_, ApiError>(())
        };
        if status == StatusCode::PARTIAL_CONTENT {
            add(
                header::CONTENT_RANGE,
                format!("bytes {from}-{}/{length}", from + count - 1),
            )?;
        }
        if !is_text {
            add(header::CONTENT_DISPOSITION, attachment(name))?;
        }
        Ok(response)
    }
}

/// The header that makes a browser save the file under its own name.
fn attachment(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut escaped = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename*=UTF-8''{escaped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_from_other_content() {
        assert!(is_text(b""));
        assert!(is_text("Größe,1\n".as_bytes()));
        assert!(is_text(&"é".as_bytes()[..1]));
        assert!(!is_text(b"\x7fELF\x00"));
        assert!(!is_text(b"a\xff\xfeb"));
    }

    #[test]
    fn a_download_has_the_name_of_the_file_with_nothing_in_it_that_headers_know() {
        assert_eq!(
            attachment("a/b \"c\"\n.bin"),
            "attachment; filename*=UTF-8''b%20%22c%22%0A.bin"
        );
    }
}
