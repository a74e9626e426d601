//! Request and response types of the REST API, one file per resource, and the typed client. The OpenAPI document is made
//! from the types. Holds no handler and no SQL.

pub mod page;
pub mod problem;

pub mod account;
pub mod authority;
pub mod compare;
pub mod console;
pub mod event;
pub mod file;
pub mod framework;
pub mod framework_file;
pub mod history;
pub mod host;
pub mod kpi;
pub mod mark;
pub mod queue;
pub mod run;
pub mod search;
pub mod series;
pub mod server;
pub mod test;
pub mod trash;

pub mod client;
