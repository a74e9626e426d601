//! Whether the server can be reached and takes this host's certificate, and how far the clocks are apart.

use std::time::Duration;

use daytona_domain::clock::{Clock, Timestamp};
use daytona_protocol::dial::dial;
use daytona_protocol::pb;
use daytona_protocol::pb::probe_client::ProbeClient;
use daytona_protocol::tls::client_config;
use daytona_protocol::validity::valid_until;
use daytona_protocol::version::PROTOCOL_VERSION;

use super::Finding;
use crate::clock_offset::ClockOffset;
use crate::config::AgentConfig;
use crate::identity;

const LINK: &str = "link";
const CERTIFICATE: &str = "certificate";
const CLOCK: &str = "clock";

/// The shortest of so many round trips tells most of the clock.
const QUESTIONS: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(10);
/// A certificate is renewed long before.
const SOON: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Daytona corrects for any offset; one this large is a clock that nobody keeps right.
const FAR: u64 = 1_000_000;

pub(super) async fn findings(config: &AgentConfig) -> Vec<Finding> {
    let identity = match identity::load(&config.root) {
        Ok(identity) => identity,
        Err(error) => {
            let mend = format!(
                "daytona agent enroll --server {} --root {}, with a token of `daytona host join-token`",
                config.server,
                config.root.display()
            );
            return vec![Finding::wrong(CERTIFICATE, crate::error_chain(&error), mend)];
        }
    };
    let until = identity.credentials.chain.first().and_then(valid_until);
    let mut findings = vec![certificate(until, Clock::System.now())];
    match ask(config, identity).await {
        Ok(Answered { reply, offset_us }) => {
            let agent = if reply.connected {
                "its agent is connected"
            } else {
                "its agent is not connected"
            };
            let server = &config.server;
            let version = reply.program_version;
            findings.push(Finding::good(
                LINK,
                format!("{server} (Daytona {version}) takes this host's certificate; {agent}"),
            ));
            findings.extend(offset_us.map(clock));
        }
        Err(reason) => findings.push(Finding::wrong(
            LINK,
            reason,
            format!(
                "see that {} is the server's agent link, that it runs, and that no firewall is in between",
                config.server
            ),
        )),
    }
    findings
}

struct Answered {
    reply: pb::ProbeReply,
    /// What to add to this host's clock to get the server's.
    offset_us: Option<i64>,
}

async fn ask(config: &AgentConfig, identity: identity::Identity) -> Result<Answered, String> {
    let tls = client_config(&identity.authorities, identity.credentials)
        .map_err(|error| crate::error_chain(&error))?;
    let asked = async {
        let channel = dial(&config.server, tls)
            .await
            .map_err(|error| crate::error_chain(&error))?;
        let mut client = ProbeClient::new(channel);
        let mut offset = ClockOffset::default();
        let mut last = pb::ProbeReply::default();
        for _ in 0..QUESTIONS {
            let sent = Clock::System.now().as_micros();
            let request = pb::ProbeRequest {
                protocol_version: PROTOCOL_VERSION,
            };
            let reply = client.ask(request).await;
            last = reply.map_err(|status| status.message().to_owned())?.into_inner();
            offset.exchanged(sent, last.server_us, Clock::System.now().as_micros());
        }
        Ok(Answered {
            reply: last,
            offset_us: offset.micros(),
        })
    };
    let in_time = tokio::time::timeout(PATIENCE, asked).await;
    in_time.unwrap_or_else(|_| Err(format!("{} gives no answer", config.server)))
}

fn certificate(until: Option<Timestamp>, now: Timestamp) -> Finding {
    let Some(until) = until else {
        return Finding::wrong(
            CERTIFICATE,
            "it can't be read",
            "enrol this agent anew with a token of `daytona host join-token --re-enrol`",
        );
    };
    let left = until.since(now);
    if left.is_zero() {
        return Finding::wrong(
            CERTIFICATE,
            format!("it was valid until {until}"),
            "start the agent, which renews it, or enrol anew with a token of `daytona host join-token --re-enrol`",
        );
    }
    if left < SOON {
        return Finding::note(
            CERTIFICATE,
            format!("it is valid until {until}, which is soon"),
            "start the agent, which renews it",
        );
    }
    Finding::good(CERTIFICATE, format!("it is valid until {until}"))
}

fn clock(offset_us: i64) -> Finding {
    let way = if offset_us >= 0 { "behind" } else { "ahead of" };
    #[expect(
        clippy::cast_precision_loss,
        reason = "a shown number of milliseconds needs no more digits"
    )]
    let milliseconds = offset_us.unsigned_abs() as f64 / 1000.0;
    let sentence = format!("this host's is {milliseconds:.1} ms {way} the server's");
    if offset_us.unsigned_abs() > FAR {
        let sentence = format!("{sentence}; Daytona corrects for it, other programs don't");
        return Finding::note(CLOCK, sentence, "timedatectl set-ntp true");
    }
    Finding::good(CLOCK, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    fn days(days: i64) -> Timestamp {
        Timestamp::from_micros(days * 24 * 60 * 60 * 1_000_000)
    }

    #[test]
    fn a_certificate_is_told_with_its_end_and_with_what_to_do_before_it() {
        let at = |until: i64| certificate(Some(days(until)), days(100));
        assert_eq!(at(200).verdict, Verdict::Good);
        assert!(at(200).sentence.contains("1970-07-20"), "{}", at(200).sentence);
        assert_eq!(at(103).verdict, Verdict::Note);
        assert_eq!(at(99).verdict, Verdict::Wrong);
        assert!(at(99).mend.is_some());
        assert_eq!(certificate(None, days(1)).verdict, Verdict::Wrong);
    }

    #[test]
    fn a_clock_that_is_far_off_is_noted_with_its_direction() {
        assert_eq!(
            clock(-1_500).sentence,
            "this host's is 1.5 ms ahead of the server's"
        );
        assert_eq!(clock(-1_500).verdict, Verdict::Good);
        let far = clock(3_600_000_000);
        assert_eq!(far.verdict, Verdict::Note);
        assert!(
            far.sentence.starts_with("this host's is 3600000.0 ms behind"),
            "{}",
            far.sentence
        );
    }
}
