//! Strangers: nobody knows them, and all they have is a line to the centre.

use std::time::Duration;

use fangxian_protocol::limits::REQUEST_BODY_BYTES_MAX;
use fangxian_protocol::message::SYNC_PATH;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::caller::head;
use super::street::Stage;
use crate::harness::Outcome;

/// As many as were found to stop every synchronisation.
const BODIES: usize = 300;
const SILENT: usize = 1_000;
const LARGE: usize = 256;
const AGAIN: Duration = Duration::from_millis(200);

/// Begins bodies and does not send them, again whenever the centre ends one.
pub(super) async fn bodies_begun(stage: Stage) -> Outcome<()> {
    let begun = head("POST", SYNC_PATH, 1_000_000) + "a";
    keep(stage, 1, BODIES, begun.into_bytes()).await
}

/// Large bodies, sent but for their last byte.
pub(super) async fn large_bodies(stage: Stage) -> Outcome<()> {
    let mut begun = head("POST", SYNC_PATH, REQUEST_BODY_BYTES_MAX).into_bytes();
    begun.resize(begun.len() + REQUEST_BODY_BYTES_MAX - 1, 7);
    keep(stage, 2, LARGE, begun).await
}

/// Connections over which nothing is ever said.
pub(super) async fn silent(stage: Stage) -> Outcome<()> {
    keep(stage, 3, SILENT, Vec::new()).await
}

/// The same as bodies begun, many of them in each of two connections.
pub(super) async fn bodies_begun_over_two(stage: Stage) -> Outcome<()> {
    let mut begun = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    frame(&mut begun, 4, 0, 0, &[]);
    for stream in 0..180_u32 {
        // :method POST, :scheme http, :path and :authority as they are written without a table.
        let mut block = vec![0x83, 0x86, 0x04, SYNC_PATH.len() as u8];
        block.extend(SYNC_PATH.as_bytes());
        block.extend([0x01, 1, b'c']);
        frame(&mut begun, 1, 4, 2 * stream + 1, &block);
    }
    keep(stage, 4, 2, begun).await
}

/// One frame of HTTP/2.
fn frame(bytes: &mut Vec<u8>, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
    let length = (payload.len() as u32).to_be_bytes();
    bytes.extend([length[1], length[2], length[3], kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
}

/// Keeps so many connections open over which `said` was said, and opens those anew that end.
async fn keep(stage: Stage, neighbour: u8, lines: usize, said: Vec<u8>) -> Outcome<()> {
    stage.begin();
    let said = std::sync::Arc::new(said);
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..lines {
        let (stage, said) = (stage.clone(), said.clone());
        all.spawn(async move {
            loop {
                if let Ok(line) = stage.connect(neighbour).await {
                    hold(line, &said).await;
                }
                tokio::time::sleep(AGAIN).await;
            }
        });
    }
    while all.join_next().await.is_some() {}
    Ok(())
}

/// Says it and waits until the centre ends the connection.
async fn hold(mut line: TcpStream, said: &[u8]) {
    if line.write_all(said).await.is_ok() {
        let mut rest = [0; 1024];
        while line.read(&mut rest).await.is_ok_and(|read| read > 0) {}
    }
}
