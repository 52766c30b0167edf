//! Everything that can be said reads back as it was said, and in one way only.

use fangxian_protocol::codec::{frame, unframe};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::ChangeHash;
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::snapshot::Block;
use rand::RngExt;

use crate::{seed, words};

#[test]
fn every_word_reads_back_as_it_was_written() {
    let mut rng = seed::rng("round trip");
    for _ in 0..300 {
        for word in words::all(&mut rng) {
            assert_eq!((word.rewrite)(&word.bytes).as_ref(), Ok(&word.bytes), "{word:?}");
        }
    }
}

#[test]
fn every_framed_body_reads_back_as_it_was_written() {
    let mut rng = seed::rng("frames");
    for _ in 0..50 {
        for word in words::all(&mut rng) {
            let framed = frame(&word.bytes);
            assert!(framed.len() <= word.bytes.len() + 1, "{word:?}");
            let body = unframe("body", &framed, MESSAGE_BYTES_MAX);
            assert_eq!(body.as_ref(), Ok(&word.bytes), "{word:?}");
        }
    }
}

#[test]
fn blocks_follow_one_another_in_a_snapshot_file() {
    let mut rng = seed::rng("blocks");
    let signer = words::signer(&mut rng);
    let block = |rng: &mut _| {
        Block(words::pack(words::some(rng, 5, |r| words::envelope(r, &signer).to_bytes())))
    };
    let blocks: Vec<Block> = (0..5).map(|_| block(&mut rng)).collect();
    let file: Vec<u8> = blocks.iter().flat_map(Block::to_bytes).collect();

    let (mut rest, mut read) = (file.as_slice(), Vec::new());
    while let Some(block) = Block::take(&mut rest).unwrap() {
        read.push(block);
    }
    assert_eq!(read, blocks);
}

#[test]
fn a_set_is_written_the_same_way_in_whatever_order_it_is_held() {
    let mut rng = seed::rng("sets");
    let mut change = words::change(&mut rng);
    change.deps = (0..5).map(|_| ChangeHash(rng.random())).collect();
    let written = fangxian_protocol::codec::encode(&change);
    change.deps.reverse();
    assert_eq!(fangxian_protocol::codec::encode(&change), written);
}

#[test]
fn an_envelope_has_another_name_when_a_bit_differs() {
    let mut rng = seed::rng("names");
    let signer = words::signer(&mut rng);
    let mut bytes = words::envelope(&mut rng, &signer).to_bytes();
    let name = Envelope::hash(&bytes);
    assert_eq!(Envelope::hash(&bytes), name);
    bytes[10] ^= 1;
    assert_ne!(Envelope::hash(&bytes), name);
}
