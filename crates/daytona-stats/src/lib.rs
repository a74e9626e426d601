//! Statistics: pure functions of numbers, each citing its method. Words for people are made elsewhere.

pub mod sample;

pub mod describe;
pub mod dominance;
pub mod hodges_lehmann;
pub mod mann_whitney;
pub mod multiple;
pub mod permutation;
pub mod welch;

pub mod judge;
