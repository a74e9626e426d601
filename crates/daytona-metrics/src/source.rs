//! Reading one file of the kernel again and again through a descriptor that is kept open.
//! Does not look at what is in it.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

const FIRST_BUFFER: usize = 8 * 1024;
const LARGEST_FILE: usize = 16 * 1024 * 1024;

/// Why a file of the kernel gave no sample.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("cannot open {}; what is read from it is not recorded", path.display())]
    Open { path: PathBuf, source: io::Error },
    #[error("cannot read {}; this round of it is not recorded", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} is larger than {limit} bytes and is not the file that was expected", path.display())]
    TooLarge { path: PathBuf, limit: usize },
    #[error("{} holds no {expected}; this round of it is not recorded", path.display())]
    Malformed { path: PathBuf, expected: &'static str },
}

/// A file that is read at every tick. The descriptor is kept, because opening costs more than reading; after
/// an error it is opened anew. A test that fakes such a file must overwrite it in place.
#[derive(Debug)]
pub(crate) struct SourceFile {
    path: PathBuf,
    file: Option<File>,
    buffer: Vec<u8>,
}

impl SourceFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            file: None,
            buffer: Vec::new(),
        }
    }

    /// The whole file as it is now.
    ///
    /// # Errors
    /// If the file can't be opened or read, or is larger than any file of its kind.
    pub(crate) fn read(&mut self) -> Result<&[u8], ReadError> {
        let file = match self.file.take() {
            Some(file) => file,
            None => File::open(&self.path).map_err(|source| ReadError::Open {
                path: self.path.clone(),
                source,
            })?,
        };
        let length = self.fill(&file)?;
        self.file = Some(file);
        Ok(&self.buffer[..length])
    }

    /// The error for a file that could be read but isn't what its name says.
    pub(crate) fn malformed(&self, expected: &'static str) -> ReadError {
        ReadError::Malformed {
            path: self.path.clone(),
            expected,
        }
    }

    /// Fills the buffer from the file's start and returns the length. Most files come in one piece if the
    /// buffer is large enough, and only one piece is one moment: so a full buffer is grown and filled again
    /// from the start. Lists of devices come in pieces of a page however large the buffer is.
    fn fill(&mut self, file: &File) -> Result<usize, ReadError> {
        if self.buffer.is_empty() {
            self.buffer.resize(FIRST_BUFFER, 0);
        }
        let mut length = 0;
        loop {
            let piece = match file.read_at(&mut self.buffer[length..], length as u64) {
                Ok(piece) => piece,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(source) => {
                    return Err(ReadError::Read {
                        path: self.path.clone(),
                        source,
                    });
                }
            };
            if piece == 0 {
                return Ok(length);
            }
            length += piece;
            if length == self.buffer.len() {
                if length >= LARGEST_FILE {
                    return Err(ReadError::TooLarge {
                        path: self.path.clone(),
                        limit: LARGEST_FILE,
                    });
                }
                self.buffer.resize(length * 2, 0);
                length = 0;
            }
        }
    }
}

/// The text of a small file with one value, without white space around it; `None` if it can't be read.
pub(crate) fn one_value(path: &Path) -> Option<String> {
    let text = fs::read(path).ok()?;
    let value = String::from_utf8_lossy(text.trim_ascii()).into_owned();
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake_root::FakeRoot;

    #[test]
    fn a_kept_descriptor_sees_what_was_written_since() {
        let root = FakeRoot::new();
        root.write("proc/loadavg", "0.10");
        let mut source = SourceFile::new(root.path().join("proc/loadavg"));
        assert_eq!(source.read().unwrap(), b"0.10");
        root.write("proc/loadavg", "12.5");
        assert_eq!(source.read().unwrap(), b"12.5");
        root.write("proc/loadavg", "1");
        assert_eq!(source.read().unwrap(), b"1");
    }

    #[test]
    fn a_file_larger_than_the_buffer_is_read_whole() {
        let root = FakeRoot::new();
        for size in [FIRST_BUFFER - 1, FIRST_BUFFER, FIRST_BUFFER + 1, 5 * FIRST_BUFFER] {
            root.write("proc/stat", "x".repeat(size));
            let mut source = SourceFile::new(root.path().join("proc/stat"));
            assert_eq!(source.read().unwrap().len(), size);
            assert_eq!(source.read().unwrap().len(), size);
        }
    }

    #[test]
    fn an_endless_file_is_refused() {
        let mut source = SourceFile::new(PathBuf::from("/dev/zero"));
        let error = source.read().unwrap_err();
        insta::assert_snapshot!(error, @"/dev/zero is larger than 16777216 bytes and is not the file that was expected");
    }

    #[test]
    fn a_file_that_comes_later_is_found_then() {
        let root = FakeRoot::new();
        let mut source = SourceFile::new(root.path().join("proc/late"));
        assert!(matches!(source.read(), Err(ReadError::Open { .. })));
        root.write("proc/late", "here");
        assert_eq!(source.read().unwrap(), b"here");
    }

    #[test]
    fn a_directory_is_an_error_that_names_it() {
        let root = FakeRoot::new();
        root.write("proc/stat/x", "");
        let mut source = SourceFile::new(root.path().join("proc/stat"));
        let error = source.read().unwrap_err().to_string();
        assert!(error.contains("proc/stat"), "{error}");
    }

    #[test]
    fn a_value_is_read_without_its_line_end_and_an_empty_one_is_none() {
        let root = FakeRoot::new();
        root.write("sys/speed", " 1000\n");
        root.write("sys/empty", "\n");
        assert_eq!(one_value(&root.path().join("sys/speed")).as_deref(), Some("1000"));
        assert_eq!(one_value(&root.path().join("sys/empty")), None);
        assert_eq!(one_value(&root.path().join("sys/none")), None);
    }
}
