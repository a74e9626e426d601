//! The stream of hints, read as server-sent events.

use reqwest::{Method, Response};

use crate::client::{Client, ClientError};
use crate::event::Hint;

/// Hints as they come.
#[derive(Debug)]
pub struct Events {
    response: Response,
    lines: LineBuffer,
}

impl Client {
    /// Subscribes to topics.
    pub async fn events(&self, topics: &[String]) -> Result<Events, ClientError> {
        let request = self
            .request(Method::GET, "/events")
            .query(&[("topics", topics.join(","))]);
        let response = self.answer(request).await?;
        Ok(Events {
            response,
            lines: LineBuffer::default(),
        })
    }
}

impl Events {
    /// The next hint; nothing when the server has ended the stream.
    pub async fn next(&mut self) -> Result<Option<Hint>, ClientError> {
        loop {
            if let Some(line) = self.lines.take_line() {
                if let Some(hint) = line
                    .strip_prefix("data:")
                    .and_then(|data| serde_json::from_str(data).ok())
                {
                    return Ok(Some(hint));
                }
                continue;
            }
            match self
                .response
                .chunk()
                .await
                .map_err(|source| ClientError::Lost { source })?
            {
                Some(chunk) => self.lines.push(&chunk),
                None => return Ok(None),
            }
        }
    }
}

/// Bytes cut into lines, whatever the pieces they come in.
#[derive(Debug, Default)]
struct LineBuffer {
    bytes: Vec<u8>,
}

impl LineBuffer {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn take_line(&mut self) -> Option<String> {
        let end = self.bytes.iter().position(|byte| *byte == b'\n')?;
        let line: Vec<_> = self.bytes.drain(..=end).collect();
        Some(String::from_utf8_lossy(&line).trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole_whatever_the_pieces() {
        let mut lines = LineBuffer::default();
        lines.push(b"data: {\"a\"");
        assert_eq!(lines.take_line(), None);
        lines.push(b":1}\r\n\nid: 7\n");
        assert_eq!(lines.take_line().unwrap(), "data: {\"a\":1}");
        assert_eq!(lines.take_line().unwrap(), "");
        assert_eq!(lines.take_line().unwrap(), "id: 7");
        assert_eq!(lines.take_line(), None);
    }
}
