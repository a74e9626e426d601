//! FILE_UPLOAD: sends ranges of the manifest's files, many small ones in one message.

use std::sync::Arc;

use daytona_protocol::convert::LinkRun;
use daytona_protocol::pb;
use daytona_protocol::pb::bulk_from_agent::Message;

use crate::bulk::{Down, OpenBulk};
use crate::manifest::{Collected, FileEntry};
use crate::run::RunTask;
use crate::run_folder::RunFolder;
use crate::upload::{UploadError, UploadFile};

/// At most this much travels in one message.
const MESSAGE: usize = 1 << 20;

/// Begins to send; the run's task goes on with other commands meanwhile.
pub fn begin(task: &RunTask, ranges: Vec<pb::Range>) {
    let (Some(folder), Some(collected)) = (task.folder.clone(), task.collected.clone()) else {
        tracing::warn!(run = %task.id(), "the server asks for files of run {} before its manifest", task.id());
        return;
    };
    // The request came over this connection; without it the server asks again.
    let Ok(bulk) = task.host.bulk.now() else {
        return;
    };
    let (run, stop) = (task.run.clone(), task.host.stop.clone());
    task.host.tasks.spawn(async move {
        let upload = Upload {
            bulk,
            run: &run,
            folder,
            batch: Vec::new(),
            batched: 0,
        };
        tokio::select! {
            // An end of the link ends the upload: the server asks again for what it lacks.
            _ = upload.send(ranges, &collected) => {}
            () = stop.cancelled() => {}
        }
    });
}

struct Upload<'a> {
    bulk: OpenBulk,
    run: &'a LinkRun,
    folder: Arc<RunFolder>,
    batch: Vec<pb::Chunk>,
    batched: usize,
}

impl Upload<'_> {
    async fn send(mut self, ranges: Vec<pb::Range>, collected: &Collected) -> Result<(), Down> {
        for range in ranges {
            match collected.manifest().find(&range.path).cloned() {
                Some(entry) => self.send_range(range, entry).await?,
                None => {
                    self.fail(range.path, "it is not in the manifest".to_owned(), false)
                        .await?;
                }
            }
        }
        self.flush().await
    }

    async fn send_range(&mut self, range: pb::Range, entry: FileEntry) -> Result<(), Down> {
        let pb::Range {
            path,
            mut offset,
            length,
        } = range;
        let end = offset.saturating_add(length);
        let folder = Arc::clone(&self.folder);
        let opened = tokio::task::spawn_blocking(move || UploadFile::open(&folder, &entry)).await;
        let file = match opened {
            Ok(Ok(file)) => Arc::new(file),
            Ok(Err(error)) => return self.fail_with(path, &error).await,
            Err(_) => return Ok(()),
        };
        while offset < end {
            let room = (MESSAGE - self.batched) as u64;
            let length = usize::try_from((end - offset).min(room)).unwrap_or(MESSAGE);
            let reading = Arc::clone(&file);
            let read = tokio::task::spawn_blocking(move || reading.read(offset, length)).await;
            let data = match read {
                Ok(Ok(data)) => data,
                Ok(Err(error)) => return self.fail_with(path, &error).await,
                Err(_) => return Ok(()),
            };
            let sent = data.len();
            self.batch.push(pb::Chunk {
                path: path.clone(),
                offset,
                data: data.into(),
            });
            self.batched += sent;
            offset += sent as u64;
            if self.batched >= MESSAGE {
                self.flush().await?;
            }
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Down> {
        self.batched = 0;
        let chunks = std::mem::take(&mut self.batch);
        if chunks.is_empty() {
            return Ok(());
        }
        self.bulk
            .send(Message::Chunks(pb::Chunks {
                run: Some(self.run.to_message()),
                chunks,
            }))
            .await
    }

    async fn fail_with(&mut self, path: String, error: &UploadError) -> Result<(), Down> {
        let changed = error.is_changed();
        self.fail(path, crate::error_chain(error), changed).await
    }

    async fn fail(&mut self, path: String, reason: String, changed: bool) -> Result<(), Down> {
        let run = Some(self.run.to_message());
        self.bulk
            .send(Message::Failed(pb::UploadFailed {
                run,
                path,
                reason,
                changed,
            }))
            .await
    }
}
