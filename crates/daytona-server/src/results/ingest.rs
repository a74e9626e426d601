//! Where chunks from agents go: to the mirror of their run and host, and hints to whoever watches. Does not decide which
//! agent may send what; the link has checked the lease before.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use daytona_api::event::HintKind;
use daytona_domain::id::RunId;
use daytona_domain::layout;
use daytona_domain::name::{FrameworkName, HostName};
use daytona_protocol::pb;
use tokio::sync::Notify;

use crate::hints::Hints;
use crate::results::mirror::{Mirror, MirrorError};
use crate::results::tree::{Tree, TreeError};

/// By run and host.
type Mirrors = HashMap<(RunId, HostName), Arc<MirrorSlot>>;

/// All mirrors that are in use.
#[derive(Clone, Debug)]
pub struct Ingest {
    tree: Tree,
    hints: Hints,
    mirrors: Arc<Mutex<Mirrors>>,
}

/// The mirror of one host's files in one run.
#[derive(Debug)]
pub struct MirrorSlot {
    mirror: Mutex<Mirror>,
    /// Wakes the collector when the last wanted byte has come.
    pub all_here: Notify,
}

impl MirrorSlot {
    /// The mirror, locked. Writing blocks, so this is for threads that may block.
    pub fn lock(&self) -> MutexGuard<'_, Mirror> {
        self.mirror.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ingest {
    pub fn new(tree: Tree, hints: Hints) -> Self {
        Self {
            tree,
            hints,
            mirrors: Arc::default(),
        }
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The mirror of a host's files, made with its folder if there is none.
    pub fn slot(
        &self,
        framework: &FrameworkName,
        run: RunId,
        host: &HostName,
    ) -> Result<Arc<MirrorSlot>, TreeError> {
        let mut mirrors = self.mirrors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = mirrors.get(&(run, host.clone())) {
            return Ok(Arc::clone(slot));
        }
        let folder = self.tree.make_host_folder(framework, run, host)?;
        let slot = Arc::new(MirrorSlot {
            mirror: Mutex::new(Mirror::new(folder)),
            all_here: Notify::new(),
        });
        mirrors.insert((run, host.clone()), Arc::clone(&slot));
        Ok(slot)
    }

    /// Forgets the mirrors of a run that has ended; its files stay.
    pub fn forget(&self, run: RunId) {
        let mut mirrors = self.mirrors.lock().unwrap_or_else(PoisonError::into_inner);
        mirrors.retain(|(of, _), _| *of != run);
    }

    /// Stores chunks, blocking. Says whether one of them doesn't join what is here, so that it has to be sent again.
    pub fn store(&self, run: RunId, slot: &MirrorSlot, chunks: &[pb::Chunk]) -> Result<bool, MirrorError> {
        let mut has_gap = false;
        let mut console = None;
        let mut metrics_grew = false;
        let mut mirror = slot.lock();
        for chunk in chunks {
            match mirror.store(&chunk.path, chunk.offset, &chunk.data) {
                Ok(stored) => {
                    if stored.all_here {
                        slot.all_here.notify_one();
                    }
                    if stored.grew && chunk.path == layout::CONSOLE {
                        console = Some(stored.received);
                    }
                    metrics_grew |= stored.grew && chunk.path == layout::TICKS;
                }
                Err(MirrorError::Gap { .. }) => has_gap = true,
                Err(error) => return Err(error),
            }
        }
        drop(mirror);
        if let Some(bytes) = console {
            self.hints
                .send(format!("console:{run}"), HintKind::Console { bytes });
        }
        if metrics_grew {
            self.hints.send(format!("series:{run}"), HintKind::Changed);
        }
        Ok(has_gap)
    }

    /// Syncs what was written since the last call, if anything was, and returns how far each file now is on disk.
    pub fn sync_live(&self) -> Result<Vec<(RunId, HostName, Vec<pb::FileProgress>)>, TreeError> {
        let slots: Vec<_> = {
            let mirrors = self.mirrors.lock().unwrap_or_else(PoisonError::into_inner);
            mirrors
                .iter()
                .map(|((run, host), slot)| (*run, host.clone(), Arc::clone(slot)))
                .collect()
        };
        let mut progress = Vec::new();
        for (run, host, slot) in slots {
            let mut mirror = slot.lock();
            if mirror.take_unsynced() {
                let files = mirror
                    .lengths()
                    .map(|(path, received)| pb::FileProgress {
                        path: path.to_owned(),
                        received,
                        durable: received,
                    })
                    .collect();
                progress.push((run, host, files));
            }
        }
        // The lengths were read before the sync, so all that they count is on disk after it.
        if !progress.is_empty() {
            self.tree.sync()?;
        }
        Ok(progress)
    }
}
