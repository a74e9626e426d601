//! daytona-domain
