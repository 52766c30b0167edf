//! A body on the wire: one byte that says how, then the bytes, compressed when that helps.

use zstd::zstd_safe;

use super::{Fault, Malformed};

const PLAIN: u8 = 0;
const ZSTD: u8 = 1;
const LEVEL: i32 = 3;
/// Below this, compression costs more than it saves.
const COMPRESS_BYTES_MIN: usize = 192;

/// Wraps a body, compressing it when that makes it smaller.
pub fn frame(body: &[u8]) -> Vec<u8> {
    if body.len() >= COMPRESS_BYTES_MIN
        && let Ok(packed) = zstd::bulk::compress(body, LEVEL)
        && packed.len() < body.len()
    {
        return [&[ZSTD], packed.as_slice()].concat();
    }
    [&[PLAIN], body].concat()
}

/// Unwraps a body of at most `bytes_max` bytes once inflated.
///
/// # Errors
/// [`Malformed`] when the frame is unknown, damaged, does not say its size or says a larger one.
pub fn unframe(field: &'static str, framed: &[u8], bytes_max: usize) -> Result<Vec<u8>, Malformed> {
    let fault = |fault| Malformed { field, at_byte: 0, fault };
    let (&how, body) = framed.split_first().ok_or(fault(Fault::Unexpected))?;
    match how {
        PLAIN if body.len() <= bytes_max => Ok(body.to_vec()),
        PLAIN => Err(fault(Fault::TooLong)),
        ZSTD => inflate(body, bytes_max).map_err(fault),
        _ => Err(fault(Fault::BadValue)),
    }
}

/// Inflates one zstd frame whose size is stated, at most `bytes_max`.
fn inflate(body: &[u8], bytes_max: usize) -> Result<Vec<u8>, Fault> {
    let stated = zstd_safe::get_frame_content_size(body).ok().flatten();
    let size = stated.and_then(|size| usize::try_from(size).ok()).ok_or(Fault::NotInflatable)?;
    if size > bytes_max {
        return Err(Fault::TooLong);
    }
    let inflated = zstd::bulk::decompress(body, size).map_err(|_| Fault::NotInflatable)?;
    (inflated.len() == size).then_some(inflated).ok_or(Fault::NotInflatable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_framed_unframes_to_itself() {
        for body in [vec![], vec![7; 10], vec![7; 10_000], (0..=255).collect::<Vec<u8>>()] {
            assert_eq!(unframe("body", &frame(&body), 10_000).unwrap(), body);
        }
    }

    #[test]
    fn a_frame_that_would_inflate_beyond_the_limit_is_refused_unread() {
        let bomb = frame(&vec![0; 50_000_000]);
        assert!(bomb.len() < 10_000);
        let refused = unframe("body", &bomb, 1_000_000).unwrap_err();
        assert_eq!(refused.fault, Fault::TooLong);
    }

    #[test]
    fn damaged_frames_are_refused() {
        let framed = frame(&vec![42; 1_000]);
        for cut in 0..framed.len() {
            assert!(unframe("body", &framed[..cut], 1_000).is_err(), "cut at {cut}");
        }
        assert!(unframe("body", &[9, 1, 2], 10).is_err());
    }
}
