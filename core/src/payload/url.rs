//! Whether a URL has a structure.

/// Whether enrich can split a URL, absolute or relative, into its parts. Characters that should have been
/// percent-encoded do not matter to it; the scheme, a bracketed host and the port do.
pub(super) fn can_be_split(url: &str) -> bool {
    let end =
        |text: &str, ends: &[u8]| text.bytes().position(|byte| ends.contains(&byte)).unwrap_or(text.len());
    let (hierarchy, _) = url.split_at(end(url, b"?#"));
    // A colon before the first slash ends a scheme.
    let segment = end(hierarchy, b"/");
    let colon = end(hierarchy, b":");
    let mut rest = hierarchy;
    if colon < segment {
        let (scheme, after) = hierarchy.split_at(colon);
        if !is_scheme(scheme.as_bytes()) {
            return false;
        }
        rest = after.get(1..).unwrap_or_default();
    }
    let Some(authority) = rest.strip_prefix("//") else { return true };
    let (authority, _) = authority.split_at(end(authority, b"/"));
    is_authority(authority)
}

fn is_scheme(scheme: &[u8]) -> bool {
    let rest = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    scheme.first().is_some_and(u8::is_ascii_alphabetic) && scheme.iter().all(rest)
}

/// `user@host:port`, of which only the host has to be there; it may be an IPv6 address in brackets.
fn is_authority(authority: &str) -> bool {
    let at = authority.bytes().position(|byte| byte == b'@');
    let host = authority.get(at.map_or(0, |at| at + 1)..).unwrap_or_default().as_bytes();
    let (address, rest) = match host {
        [b'[', inside @ ..] => {
            let Some(end) = inside.iter().position(|byte| *byte == b']') else { return false };
            let (address, rest) = inside.split_at(end);
            (address, rest.get(1..).unwrap_or_default())
        }
        host => {
            let colon = host.iter().position(|byte| *byte == b':').unwrap_or(host.len());
            let (name, rest) = host.split_at(colon);
            if name.iter().any(|byte| matches!(byte, b'[' | b']' | b'@')) {
                return false;
            }
            (&b":"[..], rest)
        }
    };
    let is_address = address.contains(&b':')
        && address.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    is_address && matches!(rest, [] | [b':', ..]) && rest.iter().skip(1).all(u8::is_ascii_digit)
}
