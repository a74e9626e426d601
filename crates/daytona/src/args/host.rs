//! Hosts.

use clap::Subcommand;
use daytona_domain::name::HostName;
use daytona_domain::unit::Span;

#[derive(Debug, Subcommand)]
pub enum HostCommand {
    /// List hosts: which is free, which runs what
    List,
    /// Show a host: what it is, what it does, and why it can't run scripts if it can't
    Show { host: HostName },
    /// Turn a host's agent away at once, until it enrols again; asks, unless --yes is given
    Revoke {
        host: HostName,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
    /// Make a token with which one agent enrols once
    JoinToken {
        /// The host's name, or a pattern with * [default: any name]
        #[arg(long, value_name = "NAME")]
        host: Option<String>,
        /// How long it may be used [default: 1h]
        #[arg(long, value_name = "TIME")]
        valid: Option<Span>,
        /// Let a host of a known name get a new certificate
        #[arg(long)]
        re_enrol: bool,
    },
}
