//! Compiles the protocol's document without `protoc`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=proto");
    let descriptors = protox::compile(["agent.proto"], ["proto"])?;
    tonic_prost_build::configure()
        .bytes(".daytona.agent.v1.Chunk")
        .compile_fds(descriptors)?;
    Ok(())
}
