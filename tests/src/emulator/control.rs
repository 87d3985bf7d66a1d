//! The emulator's control API, as `tests/emulator/emulator/control.py` has it.

use std::io::{Error, Read as _, Result, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use super::Emulator;

impl Emulator {
    /// Sends one word of the control API with its members, and answers with what it answers.
    ///
    /// # Errors
    /// When the emulator does not answer, or refuses the word or a member.
    pub fn control(&self, word: &str, members: &Value) -> Result<Value> {
        let body = members.to_string();
        let (host, length) = (&self.address, body.len());
        let mut stream = TcpStream::connect(host)?;
        write!(
            stream,
            "POST /_control/{word} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer
            .split_once("\r\n\r\n")
            .ok_or_else(|| Error::other("the control API answered without a body"))?;
        let answer: Value = serde_json::from_str(body)?;
        if head.starts_with("HTTP/1.1 200") {
            Ok(answer)
        } else {
            Err(Error::other(format!(
                "the control API refused {word}: {answer}"
            )))
        }
    }
}
