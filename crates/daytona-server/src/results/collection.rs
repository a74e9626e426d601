//! Collecting one host's files after its last process has ended: ask for the manifest, ask for the ranges that are
//! missing, verify every hash. Starts over after a cut, and goes on with what is already here. Ends only with a
//! result or when it is cancelled; it never declares a host lost.

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use daytona_domain::id::RunId;
use daytona_domain::name::HostName;
use daytona_domain::outcome::FailureCause;
use daytona_domain::unit::ByteSize;
use daytona_protocol::convert::LinkRun;
use daytona_protocol::pb;
use daytona_protocol::pb::bulk_from_server::Message as BulkMessage;
use daytona_protocol::pb::server_message::Message as Command;
use tokio::sync::mpsc;

use crate::agents::registry::Registry;
use crate::results::ingest::MirrorSlot;
use crate::results::mirror::MirrorError;

/// How many ranges are asked for in one message.
const RANGES_A_REQUEST: usize = 1_000;
/// How many messages of an agent may wait for a collector.
const INBOX: usize = 64;
/// After this long without an answer everything is asked for again.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the link hands to a collector.
#[derive(Debug)]
pub enum FromAgent {
    Page(pb::ManifestPage),
    UploadFailed(pb::UploadFailed),
}

/// A verified or skipped file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CollectedFile {
    Verified { path: String, size: u64, hash: String },
    Skipped { path: String, reason: String },
}

/// How far a collection is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub verified: u64,
    pub total: u64,
}

/// The running collections, by run and host.
#[derive(Clone, Debug, Default)]
pub struct Collections {
    running: Arc<Mutex<HashMap<(RunId, HostName), Running>>>,
}

#[derive(Clone, Debug)]
struct Running {
    inbox: mpsc::Sender<FromAgent>,
    progress: Arc<Mutex<Progress>>,
}

impl Collections {
    /// Hands a message to the collection that it belongs to. What belongs to none is late and dropped.
    pub async fn deliver(&self, run: RunId, host: &HostName, message: FromAgent) {
        let inbox = {
            let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            running
                .get(&(run, host.clone()))
                .map(|running| running.inbox.clone())
        };
        if let Some(inbox) = inbox {
            // An error says that the collection has just ended.
            let _ = inbox.send(message).await;
        }
    }

    pub fn progress(&self, run: RunId, host: &HostName) -> Option<Progress> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let progress = &running.get(&(run, host.clone()))?.progress;
        Some(*progress.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A collector for this host. While it lives, the agent's messages reach it.
    pub fn begin(
        &self,
        run: LinkRun,
        host: HostName,
        registry: Registry,
        slot: Arc<MirrorSlot>,
    ) -> Collector {
        let (sender, inbox) = mpsc::channel(INBOX);
        let progress = Arc::<Mutex<Progress>>::default();
        let entry = Running {
            inbox: sender,
            progress: Arc::clone(&progress),
        };
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert((run.run, host.clone()), entry);
        drop(running);
        Collector {
            collections: self.clone(),
            run,
            host,
            registry,
            slot,
            inbox,
            progress,
        }
    }
}

/// Collects the files of one host.
#[derive(Debug)]
pub struct Collector {
    collections: Collections,
    run: LinkRun,
    host: HostName,
    registry: Registry,
    slot: Arc<MirrorSlot>,
    inbox: mpsc::Receiver<FromAgent>,
    progress: Arc<Mutex<Progress>>,
}

impl Drop for Collector {
    fn drop(&mut self) {
        let mut running = self
            .collections
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        running.remove(&(self.run.run, self.host.clone()));
    }
}

/// What came of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Collected {
    /// All files of the host, verified.
    Whole(Vec<CollectedFile>),
    /// The agent's own files, verified. The others stay on the host: they are more than the framework allows.
    Partly {
        files: Vec<CollectedFile>,
        cause: FailureCause,
    },
    Failed(FailureCause),
}

#[derive(Debug, Default)]
struct Manifest {
    files: Vec<pb::ManifestFile>,
    skipped: Vec<pb::SkippedFile>,
    /// Why the files are not all that the host has.
    too_large: Option<FailureCause>,
}

/// Why a step didn't come to its end.
enum Stop {
    /// The link was cut or nothing came: ask again.
    Again,
    /// The agent says that a file is not what the manifest said.
    Changed {
        path: String,
    },
    Failed(FailureCause),
}

impl Collector {
    /// Collects until there is a result.
    pub async fn run(mut self) -> Collected {
        let mut changed_before = false;
        loop {
            match self.attempt().await {
                Ok(collected) => return collected,
                Err(Stop::Failed(cause)) => return Collected::Failed(cause),
                Err(Stop::Again) => {}
                Err(Stop::Changed { path }) if changed_before => {
                    return Collected::Failed(FailureCause::ResultsChanged {
                        host: self.host.clone(),
                        path,
                    });
                }
                Err(Stop::Changed { .. }) => changed_before = true,
            }
        }
    }

    async fn attempt(&mut self) -> Result<Collected, Stop> {
        self.wait_for_link().await;
        while self.inbox.try_recv().is_ok() {}
        let manifest = self.list().await?;
        self.fetch(&manifest).await?;
        let mut wrong = self.verify(&manifest.files).await?;
        if !wrong.is_empty() {
            // What was mirrored live may differ from what the file is now; the second time it is told.
            self.fetch(&manifest).await?;
            wrong = self.verify(&manifest.files).await?;
        }
        match wrong.into_iter().next() {
            Some(path) => Err(Stop::Failed(
                self.failure(format!("the hash of {path} is not the one the agent computed")),
            )),
            None => Ok(collected(manifest)),
        }
    }

    async fn wait_for_link(&self) {
        let mut changes = self.registry.changes();
        loop {
            changes.mark_unchanged();
            let is_up = self
                .registry
                .lock()
                .get(&self.host)
                .is_some_and(|agent| agent.session.is_some() && agent.bulk.is_some());
            if is_up || changes.changed().await.is_err() {
                return;
            }
        }
    }

    async fn next(&mut self) -> Result<FromAgent, Stop> {
        match tokio::time::timeout(PATIENCE, self.inbox.recv()).await {
            Ok(Some(message)) => Ok(message),
            Ok(None) | Err(_) => Err(Stop::Again),
        }
    }

    async fn list(&mut self) -> Result<Manifest, Stop> {
        let command = Command::PrepareResults(pb::PrepareResults {
            run: Some(self.run.to_message()),
        });
        if !self.registry.command(&self.host, command) {
            return Err(Stop::Again);
        }
        let mut manifest = Manifest::default();
        let mut expected_page = 0;
        loop {
            let FromAgent::Page(page) = self.next().await? else {
                continue;
            };
            if !page.error.is_empty() {
                return Err(Stop::Failed(self.failure(page.error)));
            }
            // Pages of an earlier answer may still come in; only the next one in order counts.
            if page.page == 0 {
                manifest = Manifest::default();
            } else if page.page != expected_page {
                continue;
            }
            expected_page = page.page + 1;
            manifest.files.extend(page.files);
            manifest.skipped.extend(page.skipped);
            if let Some(too_large) = page.too_large {
                manifest.too_large = Some(self.too_large(too_large));
            }
            if page.last {
                return Ok(manifest);
            }
        }
    }

    async fn fetch(&mut self, manifest: &Manifest) -> Result<(), Stop> {
        let ranges = self.missing_ranges(manifest)?;
        for batch in ranges.chunks(RANGES_A_REQUEST) {
            let upload = pb::FileUpload {
                run: Some(self.run.to_message()),
                ranges: batch.to_vec(),
            };
            if !self.registry.request(&self.host, BulkMessage::Upload(upload)) {
                return Err(Stop::Again);
            }
        }
        let slot = Arc::clone(&self.slot);
        let mut before = usize::MAX;
        loop {
            let outstanding = slot.lock().outstanding();
            if outstanding == 0 {
                return Ok(());
            }
            let waited = tokio::select! {
                () = slot.all_here.notified() => continue,
                message = self.inbox.recv() => Ok(message),
                () = tokio::time::sleep(PATIENCE) => Err(()),
            };
            match waited {
                Ok(Some(FromAgent::UploadFailed(failed))) => return Err(self.upload_failed(failed)),
                Ok(Some(FromAgent::Page(_))) => {}
                Ok(None) => return Err(Stop::Again),
                Err(()) if outstanding == before => return Err(Stop::Again),
                Err(()) => before = outstanding,
            }
        }
    }

    fn missing_ranges(&self, manifest: &Manifest) -> Result<Vec<pb::Range>, Stop> {
        let mut mirror = self.slot.lock();
        let mut ranges = Vec::new();
        for file in &manifest.files {
            let missing = mirror
                .want(&file.path, file.size)
                .map_err(|error| self.storage(&error))?;
            if let Some(offset) = missing {
                ranges.push(pb::Range {
                    path: file.path.clone(),
                    offset,
                    length: file.size - offset,
                });
            }
        }
        Ok(ranges)
    }

    /// Compares every file with its hash. Those that differ are thrown away and returned.
    async fn verify(&self, files: &[pb::ManifestFile]) -> Result<Vec<String>, Stop> {
        self.set_progress(Progress {
            verified: 0,
            total: files.len() as u64,
        });
        let (slot, files) = (Arc::clone(&self.slot), files.to_vec());
        let progress = Arc::clone(&self.progress);
        let verified = tokio::task::spawn_blocking(move || verify_files(&slot, &files, &progress)).await;
        match verified {
            Ok(Ok(wrong)) => Ok(wrong),
            Ok(Err(error)) => Err(self.storage(&error)),
            Err(_) => Err(Stop::Again),
        }
    }

    fn set_progress(&self, progress: Progress) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    fn upload_failed(&self, failed: pb::UploadFailed) -> Stop {
        if failed.changed {
            Stop::Changed { path: failed.path }
        } else {
            Stop::Failed(self.failure(format!("{} can't be read: {}", failed.path, failed.reason)))
        }
    }

    fn storage(&self, error: &MirrorError) -> Stop {
        Stop::Failed(self.failure(format!(
            "the server can't store them: {}",
            crate::error_chain(error)
        )))
    }

    fn failure(&self, reason: String) -> FailureCause {
        FailureCause::Collation {
            host: self.host.clone(),
            reason,
        }
    }

    fn too_large(&self, too_large: pb::TooLarge) -> FailureCause {
        let pb::TooLarge {
            bytes,
            files,
            largest_folders,
        } = too_large;
        FailureCause::ResultsTooLarge {
            host: self.host.clone(),
            bytes: ByteSize::new(bytes),
            files,
            largest_folders,
        }
    }
}

fn verify_files(
    slot: &MirrorSlot,
    files: &[pb::ManifestFile],
    progress: &Mutex<Progress>,
) -> Result<Vec<String>, MirrorError> {
    let folder = slot.lock().folder().clone();
    let mut wrong = Vec::new();
    for file in files {
        let opened = folder.open_file(&file.path)?;
        if hash_of(opened).is_some_and(|hash| hash.as_bytes().as_slice() == file.hash) {
            progress.lock().unwrap_or_else(PoisonError::into_inner).verified += 1;
        } else {
            slot.lock().reset(&file.path)?;
            wrong.push(file.path.clone());
        }
    }
    Ok(wrong)
}

fn hash_of(file: File) -> Option<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).ok()?;
    Some(hasher.finalize())
}

fn collected(manifest: Manifest) -> Collected {
    let Manifest {
        files,
        skipped,
        too_large,
    } = manifest;
    let verified = files.into_iter().map(|file| CollectedFile::Verified {
        path: file.path,
        size: file.size,
        hash: file.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    });
    let skipped = skipped.into_iter().map(|skipped| CollectedFile::Skipped {
        path: skipped.path,
        reason: skipped.reason,
    });
    let files = verified.chain(skipped).collect();
    match too_large {
        None => Collected::Whole(files),
        Some(cause) => Collected::Partly { files, cause },
    }
}
