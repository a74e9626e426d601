//! The REST API of a real server on a real database, over HTTP.

mod accounts;
mod events;
mod files;
mod frameworks;
mod hosts;
mod problems;
mod rights;
mod runs;
mod world;
