//! Sign-in, tokens and accounts.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::{Context, bail};
use daytona_api::account::{CreateToken, CreateUser, SignIn};
use daytona_api::client::{Client, ClientError};
use daytona_domain::name::Title;
use daytona_domain::permission::{Role, Scope};

use crate::args::Common;
use crate::args::account::{AdminCommand, LoginArgs, TokenCommand, UserCommand};
use crate::commands::authority;
use crate::exit_code;
use crate::login::{self, Login};
use crate::output::{Listing, Output};

pub async fn login(args: LoginArgs, common: &Common, out: Output) -> anyhow::Result<u8> {
    let token = match (&args.name, &common.token) {
        (Some(name), _) => token_for_password(&args.url, name.as_str()).await?,
        (None, Some(token)) => token.clone(),
        (None, None) => ask("API token: ", Echo::Hidden)?,
    };
    let client = Client::new(&args.url, Some(token.clone()))?;
    let me = client.me().await?;
    login::keep(
        &login::path()?,
        &Login {
            server: client.base().to_owned(),
            token,
        },
    )?;
    out.sentence(
        &me,
        &format!("Signed in to {} as {}.", client.base(), me.user.name),
    )?;
    Ok(exit_code::DONE)
}

async fn token_for_password(url: &str, name: &str) -> anyhow::Result<String> {
    let password = ask("Password: ", Echo::Hidden)?;
    let client = Client::new(url, None)?;
    let title: Title = "daytona login".parse()?;
    let sign_in = SignIn {
        name: name.to_owned(),
        password,
    };
    Ok(client
        .token_for_password(
            &sign_in,
            &CreateToken {
                title,
                scope: Scope::Admin,
            },
        )
        .await?
        .secret)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Echo {
    Hidden,
    Shown,
}

/// A line from standard input. On a terminal it is asked for, and a secret isn't shown.
fn ask(question: &str, echo: Echo) -> anyhow::Result<String> {
    let input = std::io::stdin();
    let is_terminal = input.is_terminal();
    let mut restore = None;
    if is_terminal {
        write!(std::io::stderr(), "{question}").context("cannot ask")?;
        if echo == Echo::Hidden {
            let settings =
                rustix::termios::tcgetattr(&input).context("cannot read the terminal's settings")?;
            let mut hidden = settings.clone();
            hidden.local_modes.remove(rustix::termios::LocalModes::ECHO);
            rustix::termios::tcsetattr(&input, rustix::termios::OptionalActions::Now, &hidden)
                .context("cannot hide what is typed")?;
            restore = Some(settings);
        }
    }
    let mut line = String::new();
    let read = input.lock().read_line(&mut line);
    if let Some(settings) = restore {
        rustix::termios::tcsetattr(&input, rustix::termios::OptionalActions::Now, &settings)
            .context("cannot restore the terminal's settings")?;
        writeln!(std::io::stderr()).context("cannot ask")?;
    }
    read.context("cannot read standard input")?;
    let line = line.trim_end_matches(['\r', '\n']);
    if line.is_empty() {
        bail!("nothing was given on standard input");
    }
    Ok(line.to_owned())
}

/// Asks a question on the terminal; an empty answer is the default.
pub fn question(text: &str, default: &str) -> anyhow::Result<String> {
    let shown = match default.is_empty() {
        true => format!("{text}: "),
        false => format!("{text} [{default}]: "),
    };
    write!(std::io::stderr(), "{shown}").context("cannot ask")?;
    let mut line = String::new();
    let read = std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("cannot read standard input")?;
    if read == 0 {
        bail!("standard input has ended before every question was answered");
    }
    let answer = line.trim();
    Ok(if answer.is_empty() { default } else { answer }.to_owned())
}

/// Asks a question that is answered with yes or no; without a terminal the answer is no.
pub fn confirm(question: &str) -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let answer = ask(&format!("{question} [y/N] "), Echo::Shown)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

pub fn logout(out: Output) -> anyhow::Result<u8> {
    let path = login::path()?;
    match std::fs::remove_file(&path) {
        Ok(()) => out.say("Signed out. The token still works elsewhere; `daytona token revoke` ends it."),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => out.say("You were not signed in."),
        Err(error) => return Err(error).with_context(|| format!("cannot remove {}", path.display())),
    }
    Ok(exit_code::DONE)
}

pub async fn whoami(client: &Client, out: Output) -> anyhow::Result<u8> {
    let me = client.me().await?;
    let role = role_word(me.user.role);
    out.sentence(&me, &format!("{}, {role}, on {}", me.user.name, client.base()))?;
    Ok(exit_code::DONE)
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Administrator => "administrator",
        Role::Member => "member",
    }
}

pub async fn token(client: &Client, command: TokenCommand, out: Output) -> anyhow::Result<u8> {
    match command {
        TokenCommand::Create { title, scope } => {
            let new = client.create_token(&CreateToken { title, scope }).await?;
            out.say("This token is shown only now:");
            out.sentence(&new, &new.secret)?;
        }
        TokenCommand::List => {
            let tokens = all_pages(async |cursor| client.tokens(cursor).await).await?;
            out.data(&tokens, || {
                let mut listing =
                    Listing::new(&["id", "title", "begins with", "scope", "created", "last used"]);
                for token in &tokens {
                    let used = token
                        .last_used
                        .map_or_else(|| "never".to_owned(), |at| at.to_string());
                    listing.row(vec![
                        token.id.to_string(),
                        token.title.to_string(),
                        token.prefix.clone(),
                        token.scope.name().to_owned(),
                        token.created.to_string(),
                        used,
                    ]);
                }
                listing
            })?;
        }
        TokenCommand::Revoke { id } => {
            client.revoke_token(id).await?;
            out.say(&format!("Token {id} no longer works."));
        }
    }
    Ok(exit_code::DONE)
}

pub async fn admin(client: &Client, command: AdminCommand, out: Output) -> anyhow::Result<u8> {
    match command {
        AdminCommand::User(command) => user(client, command, out).await,
        AdminCommand::Ca(command) => authority::run(client, command, out).await,
        // It is carried out before there is a client.
        AdminCommand::Migrate(_) => Ok(exit_code::DONE),
    }
}

async fn user(client: &Client, command: UserCommand, out: Output) -> anyhow::Result<u8> {
    match command {
        UserCommand::Add { name, administrator } => {
            let role = if administrator {
                Role::Administrator
            } else {
                Role::Member
            };
            let link = client.create_user(&CreateUser { name, role }).await?;
            let text = format!("{}{}", client.base(), link.path);
            out.say(&format!(
                "{} sets a password with this link, once, until {}:",
                link.user.name, link.expires
            ));
            out.sentence(&link, &text)?;
        }
        UserCommand::List => {
            let users = all_pages(async |cursor| client.users(cursor).await).await?;
            out.data(&users, || {
                let mut listing = Listing::new(&["name", "role", "state", "created"]);
                for user in &users {
                    let state = if user.active { "active" } else { "no password yet" };
                    listing.row(vec![
                        user.name.to_string(),
                        role_word(user.role).to_owned(),
                        state.to_owned(),
                        user.created.to_string(),
                    ]);
                }
                listing
            })?;
        }
    }
    Ok(exit_code::DONE)
}

/// Every item of a list that comes in pages.
pub async fn all_pages<T>(
    page: impl AsyncFn(Option<String>) -> Result<daytona_api::page::Page<T>, ClientError>,
) -> Result<Vec<T>, ClientError> {
    let mut items = Vec::new();
    let mut cursor = None;
    loop {
        let next = page(cursor).await?;
        items.extend(next.items);
        cursor = next.next;
        if cursor.is_none() {
            return Ok(items);
        }
    }
}
