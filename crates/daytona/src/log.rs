//! The program's log, on standard error. `RUST_LOG` chooses in detail, `-v` in steps.

use tracing_subscriber::EnvFilter;

pub fn start(verbose: u8) {
    let default = match verbose {
        0 => "info,hyper=warn,h2=warn,sqlx=warn,sea_orm=warn,tonic=warn",
        1 => "debug,hyper=info,h2=info,sqlx=info,sea_orm=info,tonic=info",
        _ => "trace",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(anstream::stderr)
        .with_target(false);
    // A log that is set already is a test's.
    let _ = log.try_init();
}
