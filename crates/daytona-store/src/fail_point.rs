//! Named places at which a test ends the process as a power cut would, to see that nothing is lost there. Only in builds
//! with the feature `fail-points`, and never in a release.

#[cfg(all(feature = "fail-points", not(debug_assertions)))]
compile_error!("fail points are for tests and must not be in a release");

/// The variable that names the place, such as `after_commit:leased`.
#[cfg(feature = "fail-points")]
const VARIABLE: &str = "DAYTONA_FAIL_POINT";

/// Ends the process if this is the place.
#[cfg(feature = "fail-points")]
pub fn reach(place: &str, name: &str) {
    let wanted = std::env::var(VARIABLE).unwrap_or_default();
    if wanted.split_once(':') == Some((place, name)) {
        let own = rustix::process::getpid();
        // An error leaves the process alive, which the test sees.
        let _ = rustix::process::kill_process(own, rustix::process::Signal::KILL);
    }
}

#[cfg(not(feature = "fail-points"))]
pub fn reach(_place: &str, _name: &str) {}
