//! The Content Security Policy of the UI's pages. The one inline script that starts the pages is allowed by its hash.

use std::fmt::Write as _;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The value of the header `Content-Security-Policy` for every page and file of the UI.
pub fn content_security_policy() -> &'static str {
    static POLICY: LazyLock<String> =
        LazyLock::new(|| policy(&String::from_utf8_lossy(crate::index().bytes)));
    &POLICY
}

fn policy(html: &str) -> String {
    let mut scripts = String::from("'self'");
    for script in inline_scripts(html) {
        let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
        // Writing to a String can't fail.
        let _ = write!(scripts, " 'sha256-{hash}'");
    }
    format!(
        "default-src 'self'; script-src {scripts}; style-src-elem 'self'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
}

/// The contents of all `<script>` elements without attributes, which is how the build writes the starting script.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script>")
        .skip(1)
        .filter_map(|rest| rest.split_once("</script>"))
        .map(|(script, _)| script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starting_script_is_allowed_by_its_hash() {
        let policy = policy("<body><script>alert(1)</script></body>");
        // echo -n 'alert(1)' | openssl dgst -sha256 -binary | base64
        let expected = "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';";
        assert!(policy.contains(expected), "{policy}");
    }

    #[test]
    fn nothing_inline_is_allowed_where_there_is_no_script() {
        let policy = policy("<p>no script</p>");
        assert!(policy.contains("script-src 'self';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    }

    #[test]
    fn the_policy_of_the_embedded_page_can_be_a_header() {
        assert!(content_security_policy().is_ascii());
        assert!(!content_security_policy().contains('\n'));
    }
}
