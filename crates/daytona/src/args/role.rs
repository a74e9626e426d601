//! The long-running parts: server, agent, demo.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use daytona_domain::name::HostName;

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Where everything is kept [default: $XDG_DATA_HOME/daytona-demo, as root /var/lib/daytona-demo]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The web port, on loopback
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Remove everything of an earlier demo first; asks, unless --yes is given
    #[arg(long)]
    pub reset: bool,
    /// Don't ask
    #[arg(long, requires = "reset")]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct ServerArgs {
    /// A configuration file [default: /etc/daytona/server.toml, if it exists]
    #[arg(long, value_name = "FILE", env = "DAYTONA_CONFIG")]
    pub config: Option<PathBuf>,
    /// Where the database and all results are kept [default: $XDG_DATA_HOME/daytona, as root /var/lib/daytona]
    #[arg(long, value_name = "DIR", env = "DAYTONA_DATA")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL database, as postgres://USER@HOST/NAME; a password belongs into the file or the environment
    /// [default: a file in the data folder]
    #[arg(long, value_name = "URL", env = "DAYTONA_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// The web port, on loopback [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", env = "DAYTONA_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// The port of the agent link [default: 0.0.0.0:52222]
    #[arg(long, value_name = "ADDR", env = "DAYTONA_AGENT_LISTEN")]
    pub agent_listen: Option<SocketAddr>,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct AgentCommand {
    #[command(subcommand)]
    pub command: Option<AgentSubcommand>,
    #[command(flatten)]
    pub run: AgentArgs,
}

#[derive(Debug, Subcommand)]
pub enum AgentSubcommand {
    /// Exchange a join token for a certificate; the token comes from a file, standard input or DAYTONA_JOIN_TOKEN
    Enroll(EnrollArgs),
    /// Look whether this host can run tests, and what would make it a noisy one; run it as the agent's user
    Check(AgentArgs),
}

#[derive(Debug, Args)]
pub struct AgentArgs {
    /// A configuration file [default: /etc/daytona/agent.toml, if it exists]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where workspaces are kept [default: $XDG_STATE_HOME/daytona-agent, as root /var/lib/daytona-agent]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The folder of the execution scripts that this host allows
    #[arg(long, value_name = "DIR")]
    pub scripts: Option<PathBuf>,
    /// The user that scripts run as; needed when the agent is root
    #[arg(long, value_name = "USER")]
    pub run_as: Option<String>,
}

#[derive(Debug, Args)]
pub struct EnrollArgs {
    /// The file that holds the join token [default: DAYTONA_JOIN_TOKEN, else standard input]
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// The name of this host [default: its host name]
    #[arg(long, value_name = "NAME")]
    pub name: Option<HostName>,
    /// What other hosts reach this one by [default: as the server sees it]
    #[arg(long, value_name = "ADDR")]
    pub address: Option<String>,
    /// Where workspaces and the identity are kept, as for the agent
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}
