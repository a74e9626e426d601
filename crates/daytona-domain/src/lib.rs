//! The vocabulary of Daytona, pure and synchronous: ids, names, units, frameworks, runs and their life,
//! permissions. Nothing here reads a file, a clock or a socket, and nothing knows of SQL or HTTP.

pub mod clock;
pub mod id;
pub mod name;
pub mod unit;

pub mod announcement;
pub mod argument;
pub mod framework;
pub mod host;
pub mod kpi;
pub mod nearest;
pub mod selection;
pub mod subject;
pub mod tag;

pub mod configuration;
pub mod invocation;
pub mod layout;
pub mod lifecycle;
pub mod outcome;
pub mod run;

pub mod permission;

pub mod command;
pub mod proposal;
