//! `daytona server`.

use daytona_server::{Server, ServerConfig};

use crate::args::role::ServerArgs;
use crate::config;
use crate::exit_code;
use crate::output::write_out;
use crate::stop;

pub async fn run(args: ServerArgs) -> anyhow::Result<u8> {
    let server = Box::pin(start(config::server::compose(args)?)).await?;
    Box::pin(server.serve(stop::on_signal())).await?;
    Ok(exit_code::DONE)
}

/// Starts a server and says where it is, for people and for programs that wait for it.
pub async fn start(config: ServerConfig) -> anyhow::Result<Server> {
    let server = Box::pin(Server::start(config)).await?;
    let place = &server.app().place;
    let mut text = format!(
        "Daytona is ready at http://{}\nAgents connect to {}\n",
        place.web, place.agents
    );
    if let Some(secret) = &place.setup_secret {
        text.push_str(&format!(
            "Create the administrator at http://{}/setup?secret={secret}\n",
            place.web
        ));
    }
    write_out(text.as_bytes())?;
    Ok(server)
}
