//! Bytes from someone who wishes us ill: refused with the field's name, never a panic.

use std::io::Write;
use std::ops::Range;

use fangxian_protocol::codec::{Fault, Malformed, frame, unframe};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::snapshot::Block;
use fangxian_protocol::version::Dialects;
use rand::{Rng, RngExt};

use crate::words::Word;
use crate::{allocation, seed, words};

/// A decoder may hold this many times its input at once; an empty envelope is one byte on the
/// wire and a vector in memory, and vectors double as they grow.
const AMPLIFICATION_MAX: usize = 128;

/// Where an item's head is, and what it says.
#[derive(Debug, Clone)]
struct Head {
    at: Range<usize>,
    major: u8,
    argument: u64,
}

/// The heads of canonical CBOR that holds no tags and no floats.
fn heads(bytes: &[u8]) -> Vec<Head> {
    let (mut at, mut found) = (0, Vec::new());
    while at < bytes.len() {
        let (major, low) = (bytes[at] >> 5, bytes[at] & 31);
        let wide = match low {
            24..=27 => 1 << (low - 24),
            _ => 0,
        };
        let tail = &bytes[at + 1..at + 1 + wide];
        let argument = match wide {
            0 => u64::from(low),
            _ => tail.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        };
        let end = at + 1 + wide;
        found.push(Head { at: at..end, major, argument });
        at = end + if matches!(major, 2 | 3) { argument as usize } else { 0 };
    }
    found
}

/// The same bytes with one head replaced.
fn with_head(bytes: &[u8], at: &Range<usize>, head: &[u8]) -> Vec<u8> {
    [&bytes[..at.start], head, &bytes[at.end..]].concat()
}

/// Every longer way to write this head.
fn longer_heads(head: &Head) -> Vec<Vec<u8>> {
    let argument = head.argument.to_be_bytes();
    let first = |low: u8| head.major << 5 | low;
    let widths = [(24, 1), (25, 2), (26, 4), (27, 8)];
    widths
        .into_iter()
        .filter(|(_, width)| 1 + width > head.at.len() && head.major != 7)
        .map(|(low, width)| [&[first(low)], &argument[8 - width..]].concat())
        .collect()
}

fn read(word: &Word, bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
    let (result, peak) = allocation::peak_bytes(|| (word.rewrite)(bytes));
    let allowed = 4 * 1024 + AMPLIFICATION_MAX * bytes.len();
    assert!(peak <= allowed, "{word:?} held {peak} bytes: {bytes:02x?}");
    result
}

fn refused(word: &Word, bytes: &[u8], why: &str) -> Malformed {
    match read(word, bytes) {
        Err(malformed) => {
            assert!(!malformed.field.is_empty());
            malformed
        }
        Ok(_) => panic!("{word:?} was taken with {why}: {bytes:02x?}"),
    }
}

#[test]
fn a_word_cut_at_any_byte_is_refused() {
    let mut rng = seed::rng("truncation");
    for word in (0..5).flat_map(|_| words::all(&mut rng)) {
        for cut in 0..word.bytes.len() {
            refused(&word, &word.bytes[..cut], "its end cut off");
        }
    }
}

#[test]
fn a_word_followed_by_anything_is_refused() {
    let mut rng = seed::rng("trailing");
    for word in words::all(&mut rng) {
        for byte in 0..=255 {
            let longer = [word.bytes.as_slice(), &[byte]].concat();
            assert_eq!(refused(&word, &longer, "a byte more").fault, Fault::Trailing);
        }
    }
}

#[test]
fn the_same_meaning_written_longer_is_refused() {
    let mut rng = seed::rng("canonical");
    for word in (0..5).flat_map(|_| words::all(&mut rng)) {
        for head in heads(&word.bytes) {
            for longer in longer_heads(&head) {
                refused(&word, &with_head(&word.bytes, &head.at, &longer), "a long head");
            }
        }
    }
}

#[test]
fn items_of_indefinite_length_are_refused() {
    let mut rng = seed::rng("indefinite");
    for word in (0..5).flat_map(|_| words::all(&mut rng)) {
        for head in heads(&word.bytes).iter().filter(|head| (2..=5).contains(&head.major)) {
            let open = with_head(&word.bytes, &head.at, &[head.major << 5 | 31]);
            refused(&word, &[open.as_slice(), &[0xff]].concat(), "an open item");
            refused(&word, &open, "an item never closed");
        }
    }
}

#[test]
fn claimed_lengths_cost_nothing() {
    let mut rng = seed::rng("claims");
    let claims = [1 << 16, 1 << 32, 1 << 40, i64::MAX as u64, u64::MAX];
    for word in (0..5).flat_map(|_| words::all(&mut rng)) {
        for head in heads(&word.bytes).iter().filter(|head| (2..=5).contains(&head.major)) {
            for claim in claims {
                let huge = [&[head.major << 5 | 27], claim.to_be_bytes().as_slice()].concat();
                refused(&word, &with_head(&word.bytes, &head.at, &huge), "a huge claim");
            }
        }
    }
}

#[test]
fn random_damage_is_refused_or_read_as_what_it_says() {
    let mut rng = seed::rng("mutation");
    let words: Vec<Word> = (0..3).flat_map(|_| words::all(&mut rng)).collect();
    for _ in 0..60_000 {
        let word = &words[rng.random_range(0..words.len())];
        let other = &words[rng.random_range(0..words.len())];
        let mut bytes = word.bytes.clone();
        for _ in 0..rng.random_range(1..4) {
            damage(&mut rng, &mut bytes, &other.bytes);
        }
        if let Ok(again) = read(word, &bytes) {
            assert_eq!(again, bytes, "{word:?} has two encodings");
        }
    }
}

fn damage(rng: &mut impl Rng, bytes: &mut Vec<u8>, other: &[u8]) {
    const TELLING: [u8; 12] =
        [0x00, 0x17, 0x18, 0x1b, 0x3b, 0x5f, 0x7f, 0x9b, 0x9f, 0xf7, 0xfb, 0xff];
    if bytes.is_empty() {
        return bytes.push(rng.random());
    }
    let at = rng.random_range(0..bytes.len());
    match rng.random_range(0..6) {
        0 => bytes[at] ^= 1 << rng.random_range(0..8),
        1 => bytes[at] = TELLING[rng.random_range(0..TELLING.len())],
        2 => bytes.insert(at, rng.random()),
        3 => drop(bytes.remove(at)),
        4 => bytes.truncate(at),
        _ => {
            let from = rng.random_range(0..other.len());
            let piece = &other[from..other.len().min(from + 40)];
            bytes.splice(at..at, piece.iter().copied());
        }
    }
}

#[test]
fn random_bytes_are_refused_by_every_decoder() {
    let mut rng = seed::rng("noise");
    let words = words::all(&mut rng);
    for _ in 0..20_000 {
        let noise = words::some(&mut rng, 80, |rng| rng.random());
        for word in &words {
            if let Ok(again) = read(word, &noise) {
                assert_eq!(again, noise);
            }
        }
        let _ = Dialects::peek(&noise);
        let _ = unframe("body", &noise, MESSAGE_BYTES_MAX);
        let _ = Block::take(&mut noise.as_slice());
    }
}

#[test]
fn a_header_written_another_way_is_refused_inside_its_envelope() {
    let mut rng = seed::rng("nested");
    let signer = words::signer(&mut rng);
    let bytes = words::envelope(&mut rng, &signer).to_bytes();
    let outer = heads(&bytes);
    let header_start = outer[1].at.end;
    let header = &bytes[header_start..header_start + outer[1].argument as usize];
    for head in heads(header) {
        for longer in longer_heads(&head) {
            let altered = with_head(header, &head.at, &longer);
            let wrapped = [&[0x58, altered.len() as u8], altered.as_slice()].concat();
            let range = outer[1].at.start..header_start + header.len();
            let refused = Envelope::from_bytes(&with_head(&bytes, &range, &wrapped));
            assert!(refused.unwrap_err().field.starts_with("header"));
        }
    }
}

#[test]
fn a_frame_that_understates_or_hides_its_size_is_refused() {
    let body = vec![7; 100_000];
    let mut framed = frame(&body);
    let mut packer = zstd::stream::write::Encoder::new(vec![1], 3).unwrap();
    packer.include_contentsize(false).unwrap();
    packer.write_all(&body).unwrap();
    let unstated = packer.finish().unwrap();
    let size_of = |framed: &[u8]| zstd::zstd_safe::get_frame_content_size(&framed[1..]).unwrap();
    assert_eq!(size_of(&unstated), None);
    let refused = unframe("body", &unstated, 1_000_000).unwrap_err();
    assert_eq!((refused.field, refused.fault), ("body", Fault::NotInflatable));

    // Byte 5 on is the stated size, four bytes little-endian, in a frame of this length.
    assert_eq!(size_of(&framed), Some(100_000));
    let stated = framed[6..10].to_vec();
    assert_eq!(stated, 100_000_u32.to_le_bytes());
    framed[6..10].copy_from_slice(&1_000_u32.to_le_bytes());
    assert_eq!(size_of(&framed), Some(1_000));
    let (refused, peak) = allocation::peak_bytes(|| unframe("body", &framed, 1_000_000));
    assert_eq!(refused.unwrap_err().fault, Fault::NotInflatable);
    assert!(peak < 10_000, "{peak}");
}

#[test]
fn a_second_frame_behind_the_first_gains_nothing() {
    let first = frame(&vec![1; 1_000]);
    let second = frame(&vec![2; 1_000_000]);
    let both = [first.as_slice(), &second[1..]].concat();
    let refused = unframe("body", &both, 2_000_000).unwrap_err();
    assert_eq!(refused.fault, Fault::NotInflatable);
}

#[test]
fn damaged_snapshot_files_are_refused() {
    let mut rng = seed::rng("snapshot");
    let signer = words::signer(&mut rng);
    let envelopes = (0..3).map(|_| words::envelope(&mut rng, &signer).to_bytes());
    let file = Block(words::pack(envelopes)).to_bytes();
    for cut in 1..file.len() {
        assert!(Block::take(&mut &file[..cut]).is_err(), "cut at {cut}");
    }
    let claims_all = [&u32::MAX.to_be_bytes(), &file[4..]].concat();
    let (refused, peak) = allocation::peak_bytes(|| Block::take(&mut claims_all.as_slice()));
    assert_eq!(refused.unwrap_err().field, "block");
    assert!(peak < 1_000, "{peak}");
    assert_eq!(Block::take(&mut [].as_slice()), Ok(None));
}
