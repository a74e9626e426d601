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
