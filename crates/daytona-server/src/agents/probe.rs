//! The answer to `daytona agent check`: whether the caller's certificate is taken, and what the time is here.

use daytona_protocol::pb;
use daytona_protocol::version::PROTOCOL_VERSION;
use tonic::{Request, Response, Status};

use crate::agents::health::Health;
use crate::agents::peer::valid_peer;
use crate::app::App;

#[derive(Debug)]
pub struct ProbeService {
    app: App,
}

impl ProbeService {
    pub fn new(app: App) -> Self {
        Self { app }
    }
}

#[tonic::async_trait]
impl pb::probe_server::Probe for ProbeService {
    async fn ask(&self, request: Request<pb::ProbeRequest>) -> Result<Response<pb::ProbeReply>, Status> {
        let peer = valid_peer(&request, &self.app, "probe").await?.identity;
        let now = self.app.clock.now();
        Ok(Response::new(pb::ProbeReply {
            protocol_version: PROTOCOL_VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            server_us: now.as_micros(),
            connected: self.app.registry.health(&peer.host, now) == Health::Connected,
        }))
    }
}
