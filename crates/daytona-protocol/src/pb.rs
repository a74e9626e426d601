//! The types and services that are generated from `proto/agent.proto`.

#![allow(
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::large_futures,
    clippy::needless_pass_by_value,
    clippy::too_many_lines,
    clippy::wildcard_enum_match_arm,
    clippy::allow_attributes_without_reason,
    reason = "generated code"
)]

tonic::include_proto!("daytona.agent.v1");
