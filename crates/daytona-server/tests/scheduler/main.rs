//! The scheduler on a real store, with the simulated agent on the real link.

mod ends;
mod link;
mod queue;
mod restart;
