//! The one call that answers without a certificate: a join token and a certificate request for a certificate.

use daytona_domain::name::HostName;
use daytona_protocol::pb;
use daytona_protocol::version;
use daytona_store::DatabaseError;
use daytona_store::host::{EnrolError, Enrolment};
use daytona_store::secret::SecretHash;
use tonic::{Request, Response, Status};

use crate::agents::renewal;
use crate::app::App;

#[derive(Debug)]
pub struct EnrolmentService {
    app: App,
}

impl EnrolmentService {
    pub fn new(app: App) -> Self {
        Self { app }
    }

    async fn enrol(&self, request: pb::EnrolRequest, seen_as: String) -> Result<pb::EnrolReply, Status> {
        version::check_agent(request.protocol_version)
            .map_err(|mismatch| Status::failed_precondition(mismatch.to_string()))?;
        let name: HostName = request
            .host_name
            .parse()
            .map_err(|error| Status::invalid_argument(format!("{error}")))?;
        let secret = SecretHash::of(&request.token_secret);
        // Looked at before anything is signed: a caller without a token costs nothing.
        if !self
            .app
            .store
            .join_token_is_usable(&request.token_id, &secret)
            .await
            .map_err(database)?
        {
            return Err(refusal(EnrolError::BadToken));
        }
        let signed = self
            .app
            .authorities
            .signing()
            .sign_agent(&request.certificate_request, &name, &self.app.clock)
            .map_err(|error| Status::invalid_argument(error.to_string()))?;
        let enrolment = Enrolment {
            token_id: request.token_id,
            secret,
            name: name.clone(),
            address: if request.address.is_empty() {
                seen_as
            } else {
                request.address
            },
            certificate: renewal::certificate(&signed),
        };
        self.app.store.enrol(enrolment).await.map_err(refusal)?;
        self.app
            .directory
            .reload(&self.app.store)
            .await
            .map_err(database)?;
        self.app
            .hints
            .send("hosts".to_owned(), daytona_api::event::HintKind::Changed);
        tracing::info!(host = %name, "enrolled host {name}");
        Ok(pb::EnrolReply {
            certificate: signed.certificate_pem,
            authority: self.app.authorities.trusted_pem(),
            host_name: name.to_string(),
        })
    }
}

fn refusal(error: EnrolError) -> Status {
    match error {
        EnrolError::Database(error) => database(error),
        refused @ (EnrolError::BadToken | EnrolError::OtherHost { .. } | EnrolError::NameTaken { .. }) => {
            Status::permission_denied(refused.to_string())
        }
    }
}

fn database(error: DatabaseError) -> Status {
    tracing::error!(
        "an enrolment failed in the database: {}",
        crate::error_chain(&error)
    );
    Status::unavailable("the server can't reach its database right now; try again")
}

#[tonic::async_trait]
impl pb::enrolment_server::Enrolment for EnrolmentService {
    async fn enrol(&self, request: Request<pb::EnrolRequest>) -> Result<Response<pb::EnrolReply>, Status> {
        let seen_as = request
            .remote_addr()
            .map(|address| address.ip().to_string())
            .unwrap_or_default();
        match EnrolmentService::enrol(self, request.into_inner(), seen_as.clone()).await {
            Ok(reply) => Ok(Response::new(reply)),
            Err(status) => {
                tracing::warn!(
                    peer.address = seen_as,
                    "refused an enrolment: {}",
                    status.message()
                );
                Err(status)
            }
        }
    }
}
