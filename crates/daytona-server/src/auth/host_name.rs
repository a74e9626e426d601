//! The name that a request was sent to. A page of another site could make its own name point here; the browser would
//! then let it read our answers. So only names of this machine's loopback are served.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::error::misdirected;

/// Refuses requests that were sent to another name than ours.
pub async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    // HTTP/2 has it in the request line instead.
    let host = host.or_else(|| request.uri().authority().map(Authority::as_str));
    let listening = app.place.web.ip();
    if host.is_some_and(|host| is_ours(host, listening)) {
        return next.run(request).await;
    }
    let port = app.place.web.port();
    let detail = format!("this server answers only to its own address; use http://localhost:{port}");
    misdirected(detail).into_response()
}

/// Whether `host`, with or without a port, is a loopback name or the address that the server listens on.
fn is_ours(host: &str, listening: IpAddr) -> bool {
    let Ok(uri) = host.parse::<Uri>() else {
        return false;
    };
    let Some(name) = uri.host() else { return false };
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let address: Result<IpAddr, _> = name.trim_start_matches('[').trim_end_matches(']').parse();
    address.is_ok_and(|address| address.is_loopback() || address == listening)
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn loopback_names_are_ours_with_any_port() {
        let listening = "127.0.0.1".parse().unwrap();
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1:1",
            "127.0.0.2",
            "[::1]:8080",
        ] {
            assert!(is_ours(host, listening), "{host}");
        }
    }

    #[test]
    fn names_that_only_point_here_are_not_ours() {
        let listening = "127.0.0.1".parse().unwrap();
        for host in [
            "evil.example",
            "localhost.evil.example",
            "10.0.0.1:8080",
            "",
            "a b",
            "[::2]",
        ] {
            assert!(!is_ours(host, listening), "{host}");
        }
        assert!(is_ours("10.0.0.1:8080", "10.0.0.1".parse().unwrap()));
    }
}
