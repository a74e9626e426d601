//! daytona-web
