//! daytona-agent
