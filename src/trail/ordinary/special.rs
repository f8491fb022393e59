//! Finds the next byte that is special in a JSON string, sixteen bytes at a time.

const BLOCK: usize = 16;

/// A byte in each byte of a number.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Returns the offset of the first quote, backslash or control character.
#[inline]
pub(super) fn find(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk::<BLOCK>) {
        if let Some(found) = find_in_block(block) {
            return Some(at + found);
        }
        at += BLOCK;
    }
    bytes[at..].iter().position(|byte| is_special(*byte)).map(|found| at + found)
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..=0x1F)
}

#[inline]
fn find_in_block(block: &[u8; BLOCK]) -> Option<usize> {
    let (low, high) = block.split_at(BLOCK / 2);
    let marks = |half: &[u8]| {
        special_bytes(half.first_chunk().copied().map(u64::from_le_bytes).unwrap_or_default())
    };
    let (low, high) = (marks(low), marks(high));
    let found = if low == 0 { high.trailing_zeros() + 64 } else { low.trailing_zeros() } / 8;
    (low | high != 0).then_some(found as usize)
}

/// Sets the highest bit of the first special byte, and none below it; those above it have no meaning.
///
/// A byte is zero if subtracting one borrows. A borrow changes the bytes above it, but not those below.
#[inline]
fn special_bytes(bytes: u64) -> u64 {
    let borrows = |value: u64, less: u64| value.wrapping_sub(less) & !value;
    let quotes = borrows(bytes ^ each(b'"'), each(1));
    let backslashes = borrows(bytes ^ each(b'\\'), each(1));
    let controls = borrows(bytes, each(0x20));
    (quotes | backslashes | controls) & each(0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_at_every_place_among_every_other() {
        for byte in 0..=u8::MAX {
            for around in [b'a', 0x7F, 0x80, 0xFF, b'!', b'#', b'[', b']', b' '] {
                for length in [1, 7, 8, 15, 16, 17, 31, 40] {
                    for at in 0..length {
                        let mut bytes = vec![around; length];
                        bytes[at] = byte;
                        let expected = is_special(byte).then_some(at);
                        assert_eq!(find(&bytes), expected, "{byte} at {at} among {around}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_of_several_is_found() {
        let special = [b'"', b'\\', 0, 0x1F];
        for first in 0..20 {
            for second in first..40 {
                for (a, b) in special.into_iter().zip(special.into_iter().cycle().skip(1)) {
                    let mut bytes = [b'~'; 40];
                    bytes[second] = b;
                    bytes[first] = a;
                    assert_eq!(find(&bytes), Some(first));
                }
            }
        }
        assert_eq!(find(b""), None);
    }
}
