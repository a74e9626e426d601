//! Requests byte for byte: a client library would tidy up paths and bodies that a test means to be wrong.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: String,
}

impl Answer {
    /// The body as JSON, without the lengths of chunks.
    pub fn json(&self) -> Value {
        let (start, end) = (self.body.find('{'), self.body.rfind('}'));
        start
            .zip(end)
            .and_then(|(start, end)| serde_json::from_str(&self.body[start..=end]).ok())
            .unwrap_or_else(|| panic!("no JSON object in {self:?}"))
    }

    /// The cookie that it sets, as a request sends it back.
    pub fn cookie(&self) -> String {
        let mut lines = self.headers.lines();
        let value = lines.find_map(|line| line.strip_prefix("set-cookie: "));
        let value = value.unwrap_or_else(|| panic!("no cookie in {self:?}"));
        value.split(';').next().unwrap().to_owned()
    }
}

/// Sends one request to `url`, such as `http://127.0.0.1:8080`; `target` is sent as it is.
pub fn exchange(url: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    let mut head = format!("{method} {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    if !body.is_empty() {
        head.push_str(&format!(
            "content-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        ));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer);
    let (headers, body) = answer.split_once("\r\n\r\n").unwrap();
    Answer {
        status: headers.split(' ').nth(1).unwrap().parse().unwrap(),
        headers: headers.to_owned(),
        body: body.to_owned(),
    }
}
