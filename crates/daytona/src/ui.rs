//! Serves the UI's bytes for every path that the API doesn't have. Unknown paths get the index: the UI has routes of its
//! own.

use axum::Router;
use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use daytona_web::Asset;

/// A router that answers every GET with a file of the UI.
pub fn router() -> Router {
    Router::new().fallback(serve)
}

async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let asset = match daytona_web::asset(path) {
        Some(asset) => asset,
        // A file of another version is missing, and no page.
        None if path.starts_with("_app/") => return StatusCode::NOT_FOUND.into_response(),
        None => daytona_web::index(),
    };
    if headers
        .get(IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == asset.etag.as_bytes())
    {
        return (
            StatusCode::NOT_MODIFIED,
            [(ETAG, HeaderValue::from_static(asset.etag))],
        )
            .into_response();
    }
    let (bytes, encoding) = encoded(&asset, &headers);
    let mut response = Response::new(Body::from(bytes));
    let answer = response.headers_mut();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(asset.mime));
    answer.insert(ETAG, HeaderValue::from_static(asset.etag));
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    let lifetime = if asset.immutable {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(lifetime));
    answer.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(daytona_web::content_security_policy()),
    );
    if let Some(encoding) = encoding {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn encoded(asset: &Asset, headers: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
    let accepted = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let accepts = |name: &str| {
        accepted
            .split(',')
            .any(|part| part.split(';').next().unwrap_or("").trim() == name)
    };
    match (asset.brotli, asset.gzip) {
        (Some(bytes), _) if accepts("br") => (bytes, Some("br")),
        (_, Some(bytes)) if accepts("gzip") => (bytes, Some("gzip")),
        _ => (asset.bytes, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unknown_page_is_the_index_and_an_unknown_file_is_missing() {
        let page = serve(Uri::from_static("/tests/7/runs/1"), HeaderMap::new()).await;
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(page.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(page.headers()[CACHE_CONTROL], "no-cache");
        assert!(page.headers().contains_key(CONTENT_SECURITY_POLICY));
        let file = serve(Uri::from_static("/_app/immutable/gone.js"), HeaderMap::new()).await;
        assert_eq!(file.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn a_known_version_is_not_sent_again() {
        let page = serve(Uri::from_static("/"), HeaderMap::new()).await;
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, page.headers()[ETAG].clone());
        assert_eq!(
            serve(Uri::from_static("/"), headers).await.status(),
            StatusCode::NOT_MODIFIED
        );
    }
}
