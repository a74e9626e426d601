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

/// Enrols `name` and returns the TLS configuration of its link.
pub async fn enrol(address: &str, token: &str, name: &str) -> Result<Arc<ClientConfig>, tonic::Status> {
    let token: JoinToken = token.parse().unwrap();
    let key = KeyPair::generate().unwrap();
    let request = CertificateParams::new(Vec::new())
        .unwrap()
        .serialize_request(&key)
        .unwrap();
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
            certificate_request: request.pem().unwrap(),
        })
        .await?
        .into_inner();
    let authority = CertificateDer::from_pem_slice(reply.authority.as_bytes()).unwrap();
    let chain = vec![CertificateDer::from_pem_slice(reply.certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    Ok(client_config(&authority, Credentials { chain, key }).unwrap())
}
