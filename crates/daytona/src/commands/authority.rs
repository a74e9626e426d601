//! The server's certificate authority.

use daytona_api::authority::{Authority, FinishAuthorityChange};
use daytona_api::client::Client;

use crate::args::account::CaCommand;
use crate::exit_code;
use crate::output::{Listing, Output};

pub async fn run(client: &Client, command: CaCommand, out: Output) -> anyhow::Result<u8> {
    match command {
        CaCommand::Show => {
            let authority = client.authority().await?;
            out.data(&authority, || show(&authority))?;
        }
        CaCommand::Rotate { finish: false, .. } => {
            let authority = client.rotate_authority().await?;
            let sentence = format!(
                "The next authority signs from now on; {}. Drop the old one with `daytona admin ca rotate --finish`.",
                left(&authority)
            );
            out.sentence(&authority, &sentence)?;
        }
        CaCommand::Rotate { finish: true, force } => {
            let authority = client
                .finish_authority_change(&FinishAuthorityChange { force })
                .await?;
            let sentence = format!("The old authority is gone; {} is in use.", authority.fingerprint);
            out.sentence(&authority, &sentence)?;
        }
    }
    Ok(exit_code::DONE)
}

fn left(authority: &Authority) -> String {
    let hosts = authority.change.iter().flat_map(|change| &change.hosts_left);
    let names: Vec<_> = hosts.map(ToString::to_string).collect();
    if names.is_empty() {
        "no host has to renew its certificate".to_owned()
    } else {
        format!(
            "these hosts have to renew their certificate: {}",
            names.join(", ")
        )
    }
}

fn show(authority: &Authority) -> Listing {
    let mut listing = Listing::new(&["field", "value"]);
    let mut field = |name: &str, value: String| listing.row(vec![name.to_owned(), value]);
    field("in use", authority.fingerprint.clone());
    if let Some(change) = &authority.change {
        field("next", change.next.clone());
        field("change", left(authority));
    }
    listing
}
