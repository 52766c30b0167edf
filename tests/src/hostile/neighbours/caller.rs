//! HTTP/1.1 by hand, so that a neighbour may stop wherever it likes.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::Outcome;

/// The head of a request.
pub(super) fn head(method: &str, path: &str, body_bytes: usize) -> String {
    format!("{method} {path} HTTP/1.1\r\nhost: centre\r\ncontent-length: {body_bytes}\r\n\r\n")
}

/// Asks over a connection that goes on: status and body.
pub(super) async fn ask(line: &mut TcpStream, path: &str, body: &[u8]) -> Outcome<(u16, Vec<u8>)> {
    line.write_all(head("POST", path, body.len()).as_bytes()).await?;
    line.write_all(body).await?;
    let mut answer = Vec::new();
    let end = loop {
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = end {
            break end + 4;
        }
        if line.read_buf(&mut answer).await? == 0 {
            return Err("the centre ended the connection".into());
        }
    };
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = length.map_or(Ok(0), |length| length.trim().parse())?;
    while answer.len() < end + length {
        if line.read_buf(&mut answer).await? == 0 {
            return Err("the centre ended the connection".into());
        }
    }
    Ok((status.ok_or("an answer without a status")?, answer.split_off(end)))
}
