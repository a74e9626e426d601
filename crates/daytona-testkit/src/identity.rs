//! Enrolling as an agent does: own key, join token, certificate.

use std::sync::Arc;

use daytona_protocol::authority::Credentials;
use daytona_protocol::dial::dial;
use daytona_protocol::join_token::JoinToken;
use daytona_protocol::pb;
use daytona_protocol::pb::enrolment_client::EnrolmentClient;
use daytona_protocol::tls::{client_config, enrolment_config};
use daytona_protocol::version::PROTOCOL_VERSION;
use rcgen::{CertificateParams, KeyPair};
use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A key with the request for its certificate.
#[derive(Debug)]
pub struct Request {
    key: KeyPair,
    pub pem: String,
}

impl Request {
    pub fn make() -> Self {
        let key = KeyPair::generate().unwrap();
        let request = CertificateParams::new(Vec::new()).unwrap();
        let pem = request.serialize_request(&key).unwrap().pem().unwrap();
        Self { key, pem }
    }

    /// The TLS configuration with the certificate that was signed for it.
    pub fn configured(&self, certificate: &str, authorities: &str) -> Arc<ClientConfig> {
        let authorities: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(authorities.as_bytes()).collect();
        let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).unwrap();
        client_config(&authorities.unwrap(), Credentials { chain, key }).unwrap()
    }
}

/// Enrols `name` and returns the TLS configuration of its link.
pub async fn enrol(address: &str, token: &str, name: &str) -> Result<Arc<ClientConfig>, tonic::Status> {
    let token: JoinToken = token.parse().unwrap();
    let request = Request::make();
    let channel = dial(address, enrolment_config(token.authority).unwrap())
        .await
        .unwrap();
    let reply = EnrolmentClient::new(channel)
        .enrol(pb::EnrolRequest {
            protocol_version: PROTOCOL_VERSION,
            program_version: "test".to_owned(),
            token_id: token.id,
            token_secret: token.secret,
            host_name: name.to_owned(),
            address: String::new(),
            certificate_request: request.pem.clone(),
        })
        .await?
        .into_inner();
    Ok(request.configured(&reply.certificate, &reply.authority))
}
