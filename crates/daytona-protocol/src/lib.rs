//! daytona-protocol
