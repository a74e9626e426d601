//! The list of files as messages of bounded size.

use daytona_protocol::pb;

use super::{Collected, FileEntry, Manifest, Skipped};

/// Together with its fixed parts a page stays far below the 4 MiB that the link takes as one message.
const PAGE_BYTES: usize = 512 << 10;
/// Of an entry beside its path: hash, size, and their tags.
const ENTRY_BYTES: usize = 64;

impl Collected {
    /// At least one page; the last one is marked.
    pub fn pages(&self, run: &pb::RunRef) -> Vec<pb::ManifestPage> {
        let mut pages = self.manifest().pages();
        if let Self::TooLarge {
            own: _,
            bytes,
            files,
            largest_folders,
        } = self
            && let Some(last) = pages.last_mut()
        {
            last.too_large = Some(pb::TooLarge {
                bytes: *bytes,
                files: *files,
                largest_folders: largest_folders.clone(),
            });
        }
        for (page, number) in pages.iter_mut().zip(0..) {
            page.run = Some(run.clone());
            page.page = number;
        }
        if let Some(last) = pages.last_mut() {
            last.last = true;
        }
        pages
    }
}

impl Manifest {
    fn pages(&self) -> Vec<pb::ManifestPage> {
        let mut pages = vec![pb::ManifestPage::default()];
        let mut room = PAGE_BYTES;
        let mut place =
            |pages: &mut Vec<pb::ManifestPage>, path: &str, put: &dyn Fn(&mut pb::ManifestPage)| {
                let bytes = path.len() + ENTRY_BYTES;
                if bytes > room {
                    pages.push(pb::ManifestPage::default());
                    room = PAGE_BYTES;
                }
                room = room.saturating_sub(bytes);
                if let Some(page) = pages.last_mut() {
                    put(page);
                }
            };
        for file in &self.files {
            place(&mut pages, &file.path, &|page| {
                page.files.push(file_message(file));
            });
        }
        for skipped in &self.skipped {
            place(&mut pages, &skipped.path, &|page| {
                page.skipped.push(skipped_message(skipped));
            });
        }
        pages
    }
}

fn file_message(file: &FileEntry) -> pb::ManifestFile {
    pb::ManifestFile {
        path: file.path.clone(),
        size: file.size(),
        hash: file.hash.as_bytes().to_vec(),
    }
}

fn skipped_message(skipped: &Skipped) -> pb::SkippedFile {
    let Skipped { path, reason } = skipped.clone();
    pb::SkippedFile { path, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beneath::FileIdentity;
    use crate::manifest::Stamp;

    fn entry(path: String) -> FileEntry {
        let identity = FileIdentity { device: 1, inode: 2 };
        FileEntry {
            path,
            hash: blake3::hash(b"x"),
            stamp: Stamp {
                identity,
                size: 1,
                modified_s: 0,
                modified_ns: 0,
            },
            is_own: false,
        }
    }

    #[test]
    fn a_run_without_files_has_one_page_and_it_is_the_last() {
        let manifest = Manifest {
            files: Vec::new(),
            skipped: Vec::new(),
        };
        let pages = Collected::Files(manifest).pages(&pb::RunRef::default());
        assert_eq!(pages.len(), 1);
        assert!(pages[0].last && pages[0].run.is_some());
    }

    #[test]
    fn many_files_are_cut_into_pages_that_hold_each_once_and_in_order() {
        let files: Vec<_> = (0..20_000).map(|n| entry(format!("{n:08}"))).collect();
        let paths: Vec<_> = files.iter().map(|file| file.path.clone()).collect();
        let skipped = vec![Skipped::new(b"fifo", "FIFO")];
        let pages = Collected::Files(Manifest { files, skipped }).pages(&pb::RunRef::default());
        assert!(pages.len() > 1);
        for (number, page) in pages.iter().enumerate() {
            assert_eq!(page.page as usize, number);
            assert_eq!(page.last, number + 1 == pages.len());
            assert!(page.files.len() * (8 + ENTRY_BYTES) <= PAGE_BYTES);
        }
        let sent: Vec<_> = pages
            .iter()
            .flat_map(|page| &page.files)
            .map(|file| file.path.clone())
            .collect();
        assert_eq!(sent, paths);
        assert_eq!(pages.last().unwrap().skipped.len(), 1);
    }

    #[test]
    fn what_is_too_large_is_told_with_the_agents_own_files_alone() {
        let collected = Collected::TooLarge {
            own: Manifest {
                files: vec![entry("application/execution.log".to_owned())],
                skipped: Vec::new(),
            },
            bytes: 3 << 30,
            files: 1,
            largest_folders: vec!["scratch (3 GiB)".to_owned()],
        };
        let pages = collected.pages(&pb::RunRef::default());
        assert_eq!(pages.len(), 1);
        assert_eq!(pages[0].too_large.as_ref().unwrap().bytes, 3 << 30);
        assert!(pages[0].last);
        assert_eq!(pages[0].files[0].path, "application/execution.log");
    }
}
