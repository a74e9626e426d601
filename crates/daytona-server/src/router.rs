pub fn router(_app: crate::app::App, ui: axum::Router) -> axum::Router {
    ui
}
