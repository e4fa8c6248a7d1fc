//! Whom requests over TLS trust.

use std::fs;

use rustls::pki_types::CertificateDer;
use snowgauge_core::ConfigError;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::Roots;

/// The host's own authorities, if it has named some.
///
/// # Errors
///
/// They cannot be read, or there are none.
pub(super) fn read(roots: &Roots) -> Result<Option<Vec<Certificate<'static>>>, ConfigError> {
    let refused = |found: &str| ConfigError::new("ca_file", "certificates in PEM", found);
    let pem = match roots {
        Roots::Platform => return Ok(None),
        Roots::Pem(pem) => pem.clone(),
        Roots::File(path) => fs::read(path).map_err(|error| refused(&error.kind().to_string()))?,
    };
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            // A key that lies in the same file is nobody's business here.
            Ok(_) => {}
            Err(_) => return Err(refused("PEM that is broken")),
        }
    }
    if certificates.is_empty() {
        return Err(refused("none"));
    }
    let mut store = rustls::RootCertStore::empty();
    for certificate in &certificates {
        store.add(CertificateDer::from(certificate.der())).map_err(|_| refused("one that is broken"))?;
    }
    Ok(Some(certificates))
}

/// Trust in the host's own authorities, or in the platform's.
pub(super) fn config(own: Option<&[Certificate<'static>]>) -> TlsConfig {
    let roots = own.map_or_else(of_platform, RootCerts::new_with_certs);
    TlsConfig::builder().root_certs(roots).build()
}

/// What the platform trusts.
#[cfg(all(unix, not(target_os = "android"), not(target_vendor = "apple")))]
fn of_platform() -> RootCerts {
    let found = rustls_native_certs::load_native_certs().certs;
    let found: Vec<_> =
        found.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect();
    let is_named = ["SSL_CERT_FILE", "SSL_CERT_DIR"].into_iter().any(|name| std::env::var_os(name).is_some());
    or_bundled(&found, is_named)
}

/// What was found; the authorities that are bundled (Mozilla's) where nothing was, as in a container without the package
/// `ca-certificates`. Whoever has named the place wants no others.
#[cfg(all(unix, not(target_os = "android"), not(target_vendor = "apple")))]
fn or_bundled(found: &[Certificate<'static>], is_named: bool) -> RootCerts {
    if found.is_empty() && !is_named { RootCerts::WebPki } else { RootCerts::new_with_certs(found) }
}

/// What the platform trusts, by its own rules.
#[cfg(not(all(unix, not(target_os = "android"), not(target_vendor = "apple"))))]
fn of_platform() -> RootCerts {
    RootCerts::PlatformVerifier
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(roots: &Roots) -> String {
        read(roots).unwrap_err().message()
    }

    #[test]
    fn what_holds_no_certificate_is_refused() {
        let pem = |text: &str| Roots::Pem(text.as_bytes().to_vec());
        let of_nothing = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let cases = [
            (Roots::File("/no/such/file.pem".into()), "entity not found"),
            (pem(""), "none"),
            (pem("hello"), "none"),
            (pem(of_nothing), "one that is broken"),
            (pem("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"), "PEM that is broken"),
        ];
        for (roots, found) in cases {
            let expected = format!("ca_file: expected certificates in PEM, found \"{found}\"");
            assert_eq!(message(&roots), expected);
        }
    }

    #[cfg(all(unix, not(target_os = "android"), not(target_vendor = "apple")))]
    #[test]
    fn the_bundled_authorities_stand_in_where_the_platform_names_none() {
        let found = [Certificate::from_der(&[1]).to_owned()];
        assert!(matches!(or_bundled(&[], false), RootCerts::WebPki));
        assert!(matches!(or_bundled(&[], true), RootCerts::Specific(roots) if roots.is_empty()));
        assert!(matches!(or_bundled(&found, false), RootCerts::Specific(roots) if roots.len() == 1));
    }
}
