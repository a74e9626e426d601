//! Sign-in, tokens and accounts.

use clap::{Args, Subcommand};
use daytona_domain::id::TokenId;
use daytona_domain::name::{Title, UserName};
use daytona_domain::permission::Scope;

#[derive(Debug, Args)]
pub struct LoginArgs {
    /// The server's address, such as http://127.0.0.1:8080
    pub url: String,
    /// Sign in with this name and a password instead of a token
    #[arg(long, value_name = "NAME")]
    pub name: Option<UserName>,
}

#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token; it is shown this once
    Create {
        /// What it is for
        title: Title,
        /// What it may be used for: read (see), run (also start and abort runs), edit (also change and delete), admin
        /// (everything that you may do)
        #[arg(long, value_name = "SCOPE", default_value = "admin")]
        scope: Scope,
    },
    /// List your tokens
    List,
    /// Make a token useless
    Revoke {
        /// Its number in the list
        id: TokenId,
    },
}

#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Accounts
    #[command(subcommand)]
    User(UserCommand),
    /// The authority that signs the certificates of agents
    #[command(subcommand)]
    Ca(CaCommand),
    /// Move everything from one database to another, empty one; the server has to be stopped
    Migrate(MigrateArgs),
}

#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// The database to read: postgres://USER@HOST/NAME, or sqlite:///FOLDER/daytona.db for the file in a data folder
    #[arg(
        long,
        value_name = "URL",
        env = "DAYTONA_MIGRATE_FROM",
        hide_env_values = true
    )]
    pub from: String,
    /// The database to fill, which has to be empty; it is compared with the first at the end
    #[arg(long, value_name = "URL", env = "DAYTONA_MIGRATE_TO", hide_env_values = true)]
    pub to: String,
}

#[derive(Debug, Subcommand)]
pub enum CaCommand {
    /// Show the authority and, while it is being changed, which hosts are left
    Show,
    /// Begin to change the authority: agents renew their certificates, and both are trusted until --finish
    Rotate {
        /// Drop the old authority; refused while agents use it
        #[arg(long)]
        finish: bool,
        /// Drop it although agents use it; they have to enrol again
        #[arg(long, requires = "finish")]
        force: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Make an account; prints a one-time link with which the person sets a password
    Add {
        name: UserName,
        /// Let this person do everything
        #[arg(long)]
        administrator: bool,
    },
    /// List accounts
    List,
}
