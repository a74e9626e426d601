//! Following growing files.

use std::fs;
use std::io::Write;
use std::sync::Arc;

use daytona_agent::follow::{FileChunk, Follower};
use daytona_agent::run_folder::RunFolder;
use daytona_domain::layout::{CONSOLE, CONSOLE_TIMES};

use crate::adoption::make_fifo;
use crate::support::*;

const ALL: usize = 64 << 20;

fn folder(host: &Host) -> Arc<RunFolder> {
    Arc::new(host.prepare_shell("true"))
}

fn told(chunks: &[FileChunk]) -> Vec<(&str, u64, String)> {
    let text = |chunk: &FileChunk| String::from_utf8_lossy(&chunk.data).into_owned();
    chunks
        .iter()
        .map(|chunk| (chunk.path.as_str(), chunk.offset, text(chunk)))
        .collect()
}

#[tokio::test]
async fn only_what_is_new_is_given_and_files_may_come_later() {
    let host = Host::new();
    let folder = folder(&host);
    let mut cpu = folder.create_own("sar/cpu.plt").unwrap();
    cpu.write_all(b"one\n").unwrap();
    let mut follower = Follower::new(Arc::clone(&folder), []).unwrap();
    assert_eq!(
        told(&follower.collect(ALL).unwrap()),
        [("sar/cpu.plt", 0, "one\n".to_owned())]
    );
    assert!(follower.collect(ALL).unwrap().is_empty());
    cpu.write_all(b"two\n").unwrap();
    folder
        .create_own("sar/late.plt")
        .unwrap()
        .write_all(b"x")
        .unwrap();
    assert_eq!(
        told(&follower.collect(ALL).unwrap()),
        [
            ("sar/cpu.plt", 4, "two\n".to_owned()),
            ("sar/late.plt", 0, "x".to_owned())
        ]
    );
}

#[tokio::test]
async fn following_goes_on_from_what_the_server_has() {
    let host = Host::new();
    let folder = folder(&host);
    folder
        .open_own_again(CONSOLE)
        .unwrap()
        .write_all(b"0123456789")
        .unwrap();
    let mut follower = Follower::new(Arc::clone(&folder), [(CONSOLE.to_owned(), 7)]).unwrap();
    assert_eq!(
        told(&follower.collect(ALL).unwrap()),
        [(CONSOLE, 7, "789".to_owned())]
    );
    let mut ahead = Follower::new(folder, [(CONSOLE.to_owned(), 1000)]).unwrap();
    assert!(ahead.collect(ALL).unwrap().is_empty());
}

#[tokio::test]
async fn what_is_given_at_once_is_bounded_and_metrics_come_before_the_console() {
    let host = Host::new();
    let folder = folder(&host);
    let console: Vec<u8> = (0..5_000_000_u32)
        .map(|n| u8::try_from(n % 251).unwrap())
        .collect();
    folder
        .open_own_again(CONSOLE)
        .unwrap()
        .write_all(&console)
        .unwrap();
    folder.create_own("sar/cpu.plt").unwrap().write_all(b"m").unwrap();
    let mut follower = Follower::new(folder, []).unwrap();
    let mut received = Vec::new();
    let mut is_first = true;
    loop {
        let chunks = follower.collect(1_500_000).unwrap();
        let Some(first) = chunks.first() else { break };
        assert!(!is_first || first.path == "sar/cpu.plt");
        assert!(chunks.iter().map(|chunk| chunk.data.len()).sum::<usize>() <= 1_500_000);
        is_first = false;
        for chunk in chunks.iter().filter(|chunk| chunk.path == CONSOLE) {
            assert_eq!(chunk.offset, received.len() as u64);
            received.extend_from_slice(&chunk.data);
        }
    }
    assert!(received == console);
}

#[tokio::test]
async fn a_printed_line_wakes_the_follower() {
    let host = Host::new();
    let go = host.outside("go");
    make_fifo(&go);
    let folder = Arc::new(host.prepare_shell(&format!("read x < {}; echo printed", go.display())));
    let mut follower = Follower::new(Arc::clone(&folder), []).unwrap();
    let supervisor = start(&folder);
    let printed = async {
        let mut text = Vec::new();
        while text != b"printed\n" {
            follower.changed().await.unwrap();
            let chunks = follower.collect(ALL).unwrap();
            for chunk in chunks.into_iter().filter(|chunk| chunk.path == CONSOLE) {
                text.extend(chunk.data);
            }
        }
    };
    fs::write(&go, "go\n").unwrap();
    tokio::time::timeout(PATIENCE, printed).await.unwrap();
    supervisor.ended().await.unwrap();
    let rest = follower.collect(ALL).unwrap();
    assert!(rest.iter().all(|chunk| chunk.path == CONSOLE_TIMES));
}

#[tokio::test]
async fn a_folder_that_the_script_moved_is_followed_where_it_went() {
    let host = Host::new();
    let folder = folder(&host);
    let mut cpu = folder.create_own("sar/cpu.plt").unwrap();
    let mut follower = Follower::new(Arc::clone(&folder), []).unwrap();
    fs::rename(
        folder.results_path().join("sar"),
        folder.results_path().join("moved"),
    )
    .unwrap();
    std::os::unix::fs::symlink("/etc", folder.results_path().join("sar")).unwrap();
    cpu.write_all(b"x").unwrap();
    follower.changed().await.unwrap();
    assert_eq!(
        told(&follower.collect(ALL).unwrap()),
        [("sar/cpu.plt", 0, "x".to_owned())]
    );
    assert_eq!(folder.altered(), ["sar"]);
}
