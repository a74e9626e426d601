//! STREAM_START: follows the growing files, from the offsets that the server has.

use std::sync::Arc;
use std::time::Duration;

use daytona_protocol::convert::LinkRun;
use daytona_protocol::pb;
use daytona_protocol::pb::bulk_from_agent::Message;

use crate::actions::Refusal;
use crate::follow::{FileChunk, Follower};
use crate::host::Host;
use crate::run::RunTask;

/// At most this much is read at once, and sent in one message.
const PIECE: usize = 1 << 20;
/// The files of a tick are written one after the other; together they make one message.
const TOGETHER: Duration = Duration::from_millis(2);

pub fn handle(task: &mut RunTask, start: pb::StreamStart) -> Result<(), Refusal> {
    let Some(folder) = task.folder.clone() else {
        return Err(Refusal("the run is not set up on this host".to_owned()));
    };
    task.stop_following();
    let stop = task.host.stop.child_token();
    task.following = Some(stop.clone());
    let (host, run, log) = (task.host.clone(), task.run.clone(), Arc::clone(&task.log));
    let have: Vec<_> = start
        .have
        .into_iter()
        .map(|file| (file.path, file.offset))
        .collect();
    task.host.tasks.spawn(async move {
        let follower = match Follower::new(Arc::clone(&folder), have) {
            Ok(follower) => follower,
            Err(error) => {
                log.error(&format!(
                    "the files can't be followed: {}",
                    crate::error_chain(&error)
                ));
                return;
            }
        };
        tokio::select! {
            () = follow(&host, &run, follower) => {}
            () = stop.cancelled() => {}
        }
    });
    Ok(())
}

/// Sends what is new until the link is lost; the server then says anew what it has.
async fn follow(host: &Host, run: &LinkRun, mut follower: Follower) {
    let Ok(bulk) = host.bulk.opened().await else {
        return;
    };
    loop {
        let collected = tokio::task::spawn_blocking(move || {
            let chunks = follower.collect(PIECE);
            (follower, chunks)
        });
        let Ok((returned, chunks)) = collected.await else {
            return;
        };
        follower = returned;
        match chunks {
            Ok(chunks) if chunks.is_empty() => {
                if let Err(error) = follower.changed().await {
                    tracing::error!(run = %run.run, "cannot wait for the files of run {}: {error}", run.run);
                    return;
                }
                tokio::time::sleep(TOGETHER).await;
            }
            Ok(chunks) => {
                if bulk.send(message(run, chunks)).await.is_err() {
                    return;
                }
            }
            Err(error) => {
                let error = crate::error_chain(&error);
                tracing::error!(run = %run.run, "a file of run {} can't be followed: {error}", run.run);
                return;
            }
        }
    }
}

fn message(run: &LinkRun, chunks: Vec<FileChunk>) -> Message {
    let chunks = chunks
        .into_iter()
        .map(|FileChunk { path, offset, data }| pb::Chunk {
            path,
            offset,
            data: data.into(),
        })
        .collect();
    Message::Chunks(pb::Chunks {
        run: Some(run.to_message()),
        chunks,
    })
}
