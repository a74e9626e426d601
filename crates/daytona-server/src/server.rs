//! A server from start to stop: opens folder and database, binds both ports, runs the scheduler, and on stop lets what is
//! under way come to an end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use daytona_domain::clock::Clock;
use daytona_domain::id::RunId;
use daytona_domain::lifecycle::Event;
use daytona_domain::outcome::By;
use daytona_protocol::authorities::Authorities;
use daytona_protocol::authority::AuthorityError;
use daytona_store::secret::SecretHash;
use daytona_store::{DatabaseError, OpenError, Store};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::agents::link_tls::{LinkTls, LinkTlsError};
use crate::agents::registry::Registry;
use crate::agents::{link, listener};
use crate::app::{App, Place};
use crate::config::{InvalidConfig, ServerConfig};
use crate::directory::Directory;
use crate::hints::Hints;
use crate::results::collection::Collections;
use crate::results::ingest::Ingest;
use crate::results::tree::{Tree, TreeError};
use crate::scheduler::{Change, ChangeError, Scheduler, commands};
use crate::vault::{Vault, VaultError};

/// How often what arrived is brought to the disk while runs live.
const SYNC: Duration = Duration::from_secs(3);
/// How long the link of the first start may be used; a restart makes another.
const SETUP_LINK: Duration = Duration::from_secs(24 * 60 * 60);
/// How long requests that are under way may take after the stop.
const GRACE: Duration = Duration::from_secs(5);

/// A server that has bound its ports and waits to serve.
#[derive(Debug)]
pub struct Server {
    app: App,
    web: TcpListener,
    agents: TcpListener,
    config: ServerConfig,
}

/// A server can't be started or served.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error(transparent)]
    Config(#[from] InvalidConfig),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("cannot read the store")]
    Store(#[from] DatabaseError),
    #[error("the server stops; runs go on on their hosts, and the next start goes on with them")]
    Lost(#[source] DatabaseError),
    #[error("cannot open the result tree")]
    Tree(#[from] TreeError),
    #[error("cannot use the certificate authority in the data folder")]
    Authority(#[from] AuthorityError),
    #[error("cannot use the key of secret arguments")]
    Vault(#[from] VaultError),
    #[error("cannot set up the agent link")]
    Tls(#[from] LinkTlsError),
    #[error("cannot listen on {address}; another program may use the port, or it needs more rights")]
    Bind { address: SocketAddr, source: io::Error },
    #[error("cannot get random numbers from the system")]
    Randomness(#[source] getrandom::Error),
    #[error("the web port failed")]
    Web(#[source] io::Error),
    #[error("the agent link failed")]
    Link(#[from] tonic::transport::Error),
}

impl Server {
    /// Opens the data folder and binds both ports.
    pub async fn start(config: ServerConfig) -> Result<Self, ServerError> {
        config.check()?;
        let clock = Clock::System;
        let store = Store::open(&config.data, &config.database(), &holder(&config), clock.clone()).await?;
        let authorities = Arc::new(Authorities::open(&config.data.join("authority"), &clock)?);
        let link_tls = Arc::new(LinkTls::new(Arc::clone(&authorities), clock.clone())?);
        let web = bind(config.listen).await?;
        let agents = bind(config.agent_listen).await?;
        let setup_secret = new_setup_secret(&store, &clock).await?;
        let place = Place {
            web: web.local_addr().map_err(ServerError::Web)?,
            agents: agents.local_addr().map_err(ServerError::Web)?,
            demo: config.sample.is_some(),
            sample: config.sample.clone(),
            trash_kept: config.trash_kept,
            setup_secret,
        };
        // Numbers of hints go on above those of an earlier process, whose clients may resume here.
        let hints = Hints::new(u64::try_from(clock.now().as_micros()).unwrap_or(0));
        let directory = Directory::default();
        directory.reload(&store).await?;
        let app = App {
            scheduler: Scheduler::load(store.clone(), hints.clone()).await?,
            registry: Registry::new(config.limits, clock.now()),
            ingest: Ingest::new(Tree::open(&config.data)?, hints.clone()),
            collections: Collections::default(),
            authorities,
            link_tls,
            vault: Vault::open(&config.data)?,
            place: Arc::new(place),
            store,
            clock,
            hints,
            directory,
        };
        Ok(Self {
            app,
            web,
            agents,
            config,
        })
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    /// Serves until `stop`, then ends what is under way. Runs in flight go on on their hosts; the next start adopts them.
    pub async fn serve(self, stop: CancellationToken) -> Result<(), ServerError> {
        let Self {
            app,
            web,
            agents,
            config,
        } = self;
        app.scheduler.explain_restart().await;
        let router = crate::router::router(app.clone(), config.ui);
        let web_stop = stop.clone();
        let serve_web = async move {
            let serving = axum::serve(web, router).with_graceful_shutdown(web_stop.clone().cancelled_owned());
            tokio::select! {
                served = serving => served.map_err(ServerError::Web),
                // Streams of events have no end of their own.
                () = async { web_stop.cancelled().await; tokio::time::sleep(GRACE).await } => Ok(()),
            }
        };
        // The link is closed last, so that an agent that comes meanwhile is told when to come back.
        let close_link = CancellationToken::new();
        let serve_link = serve_link(agents, app.clone(), stop.clone(), close_link.clone());
        let others = async {
            let ended = tokio::join!(
                stop_on_error(serve_web, &stop),
                crate::scheduler::run(app.clone(), stop.clone()),
                keep_durable(&app, &stop),
                explain_stop(&app, &stop),
            );
            close_link.cancel();
            ended.0
        };
        let (web, link, kept) = tokio::join!(
            others,
            stop_on_error(serve_link, &stop),
            stop_on_error(keep_database(&app.store, &stop), &stop),
        );
        app.registry.close_all();
        if let Err(error) = app.store.close().await {
            tracing::warn!(
                "the database was not closed in order: {}",
                crate::error_chain(&error)
            );
        }
        kept.and(web).and(link)
    }
}

/// Who this server is, for another one that wants the same folder or database. PostgreSQL keeps 63 bytes of it.
fn holder(config: &ServerConfig) -> String {
    let system = rustix::system::uname();
    format!(
        "process {} on {}, http://{}",
        std::process::id(),
        system.nodename().to_string_lossy(),
        config.listen
    )
}

/// Fails once this server may not write to its database any more: what it would do then couldn't be kept.
async fn keep_database(store: &Store, stop: &CancellationToken) -> Result<(), ServerError> {
    tokio::select! {
        lost = store.until_lost() => Err(ServerError::Lost(lost)),
        () = stop.cancelled() => Ok(()),
    }
}

async fn serve_link(
    listener: TcpListener,
    app: App,
    stop: CancellationToken,
    close: CancellationToken,
) -> Result<(), ServerError> {
    let serving = listener::serve(listener, app, stop, close.clone());
    tokio::select! {
        served = serving => served.map_err(ServerError::Link),
        () = async { close.cancelled().await; tokio::time::sleep(GRACE).await } => Ok(()),
    }
}

/// Says in the history of every run in flight that it is handed over to the next start.
async fn explain_stop(app: &App, stop: &CancellationToken) {
    stop.cancelled().await;
    app.scheduler.explain_stop().await;
}

/// While there is no account, each start makes a new link for the first administrator.
async fn new_setup_secret(store: &Store, clock: &Clock) -> Result<Option<String>, ServerError> {
    if !store.needs_setup().await? {
        return Ok(None);
    }
    let mut random = [0; 24];
    getrandom::fill(&mut random).map_err(ServerError::Randomness)?;
    let secret = URL_SAFE_NO_PAD.encode(random);
    store
        .new_setup_link(&SecretHash::of(&secret), clock.now().plus(SETUP_LINK))
        .await?;
    Ok(Some(secret))
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServerError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| ServerError::Bind { address, source })
}

/// A part that fails stops the others: half a server helps nobody.
async fn stop_on_error<T, E>(
    part: impl Future<Output = Result<T, E>>,
    stop: &CancellationToken,
) -> Result<T, E> {
    let result = part.await;
    if result.is_err() {
        stop.cancel();
    }
    result
}

/// Brings what arrives to the disk every few seconds and tells the agents how far it is.
async fn keep_durable(app: &App, stop: &CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(SYNC) => {}
            () = stop.cancelled() => return,
        }
        let ingest = app.ingest.clone();
        match tokio::task::spawn_blocking(move || ingest.sync_live()).await {
            Ok(Ok(progress)) => {
                for (run, host, files) in progress {
                    let live = app.scheduler.with_snapshot(|snapshot| snapshot.run(run).cloned());
                    if let Some(link_run) = live.and_then(|live| commands::link_run(&live, &host)) {
                        link::tell_progress(app, &host, &link_run, files);
                    }
                }
            }
            Ok(Err(error)) => tracing::error!("cannot sync result files: {}", crate::error_chain(&error)),
            Err(_) => return,
        }
    }
}

impl App {
    /// Asks for the end of every run that isn't final. Returns how many those are.
    pub async fn abort_all(&self, by: &By) -> Result<Vec<RunId>, ChangeError> {
        let runs: Vec<_> = self.scheduler.with_snapshot(|snapshot| {
            snapshot
                .runs()
                .filter(|run| !run.state.is_terminal())
                .map(|run| run.id)
                .collect()
        });
        for run in &runs {
            let event = Event::AbortRequested {
                at: self.clock.now(),
                by: by.clone(),
            };
            let change = Change {
                events: vec![(event, by.clone(), format!("{by} asked for its end"))],
                ..Change::default()
            };
            match self.scheduler.commit(*run, change).await {
                // A run whose script has ended meanwhile is being collected, which is what is wanted.
                Ok(_) | Err(ChangeError::NotLive { .. }) => {}
                Err(error) if error.is_too_late() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(runs)
    }

    /// Returns once no run is in flight any more.
    pub async fn until_idle(&self) {
        let mut hints = self.hints.subscribe(None).live;
        loop {
            let is_idle = self
                .scheduler
                .with_snapshot(|snapshot| snapshot.in_flight().next().is_none());
            if is_idle {
                return;
            }
            // Lagging behind only means that there is something new.
            if let Err(tokio::sync::broadcast::error::RecvError::Closed) = hints.recv().await {
                return;
            }
        }
    }
}
