//! Result files on the server: the tree that a person can `cd` into, the copies that grow while a run lives, and
//! their collection and verification at its end.

pub mod announced;
pub mod collection;
pub mod derived;
pub mod ingest;
pub mod kpis;
pub mod mirror;
pub mod tree;
