//! The REST API, one file per resource. Handlers look up, check rights, call the store or the scheduler, and turn the
//! answer into the types of `daytona-api`; what they decide themselves is pure and beside them.

mod byte_range;
mod choice;
mod content;
mod run_view;

pub mod agent_log;
pub mod authority;
pub mod compare;
pub mod console;
pub mod events;
pub mod files;
pub mod framework_files;
pub mod frameworks;
pub mod health;
pub mod hosts;
pub mod join_tokens;
pub mod kpis;
pub mod marks;
pub mod passwords;
pub mod queue;
pub mod revisions;
pub mod run;
pub mod runs;
pub mod search;
pub mod series;
pub mod server_info;
pub mod sessions;
pub mod setup;
pub mod tags;
pub mod test;
pub mod test_edit;
pub mod tokens;
pub mod trash;
pub mod users;

use daytona_api::page::Page;

/// A page as it is sent.
fn page<T, C: std::fmt::Display, U>(
    page: daytona_store::page::Page<T, C>,
    view: impl FnMut(T) -> U,
) -> Page<U> {
    let daytona_store::page::Page { items, next } = page;
    Page {
        items: items.into_iter().map(view).collect(),
        next: next.map(|cursor| cursor.to_string()),
    }
}
