//! Numbers and bytes as ASCII text.

use alloc::vec::Vec;

/// The most digits of a number.
pub(crate) const MOST_DIGITS: usize = 20;

/// Appends the decimal digits of a number: for hosts, too, that want none of `core::fmt`.
///
/// # Examples
///
/// ```
/// let mut out = Vec::new();
/// snowgauge_core::push_number(&mut out, 1_764_000_000_000);
/// assert_eq!(out, b"1764000000000");
/// ```
pub fn push_number(out: &mut Vec<u8>, number: u64) {
    // Two digits at a time: half as many calls.
    if number > 99 {
        push_number(out, number / 100);
    }
    if number > 9 {
        out.push(b'0' + (number / 10 % 10) as u8);
    }
    out.push(b'0' + (number % 10) as u8);
}

/// The hexadecimal digit of a number below 16.
pub(crate) const fn hex(digit: u8) -> u8 {
    if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }
}

/// Appends bytes in base64, in the alphabet for URLs and without padding (RFC 4648, 5).
pub(crate) fn push_base64(out: &mut Vec<u8>, bytes: &[u8]) {
    // The bits that were taken and are not written yet are the last `count` of them.
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        while count >= 6 {
            count -= 6;
            out.push(base64_digit(bits >> count));
        }
    }
    if count > 0 {
        out.push(base64_digit(bits << (6 - count)));
    }
}

/// The digit for the last six bits.
const fn base64_digit(bits: u32) -> u8 {
    match (bits & 63) as u8 {
        bits @ 0..26 => b'A' + bits,
        bits @ 26..52 => bits - 26 + b'a',
        bits @ 52..62 => bits - 52 + b'0',
        62 => b'-',
        _ => b'_',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};

    fn ascii(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = b">".to_vec();
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_agree_with_the_standard_library() {
        let powers = (0..20).map(|power| 10_u64.pow(power));
        for number in powers.flat_map(|power| [power - 1, power, power + 1]).chain([u64::MAX]) {
            let text = number.to_string();
            assert!(text.len() <= MOST_DIGITS);
            assert_eq!(ascii(|out| push_number(out, number)), alloc::format!(">{text}"));
        }
    }

    #[test]
    fn base64_is_that_of_the_rfc() {
        // RFC 4648, 10, without the padding; then every digit, in the alphabet of section 5.
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(ascii(|out| push_base64(out, bytes.as_bytes())), alloc::format!(">{text}"));
        }
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let bytes: Vec<u8> = (0..16_u8)
            .flat_map(|group| {
                let [a, b, c, d] = [0, 1, 2, 3].map(|place| group * 4 + place);
                [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]
            })
            .collect();
        assert_eq!(ascii(|out| push_base64(out, &bytes)), alloc::format!(">{digits}"));
    }
}
