//! A client of the API on one connection. It is spare on purpose: the machine that is measured
//! carries it too.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::demo::PASSWORD;

/// One connection, kept alive.
pub struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    /// Connects.
    pub fn new(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).context("cannot reach the server")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Signs in. Returns the header that says so.
    pub fn sign_in(&mut self, login: &str) -> anyhow::Result<String> {
        let body = json!({ "login": login, "password": PASSWORD });
        let answer = self.post("/session", &[], &body)?;
        let token = answer["token"].as_str().context("no token")?;
        Ok(format!("Bearer {token}"))
    }

    /// Reads.
    pub fn get(&mut self, path: &str, headers: &[(&str, &str)]) -> anyhow::Result<Value> {
        self.send("GET", path, headers, None)
    }

    /// Writes.
    pub fn post(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> anyhow::Result<Value> {
        self.send("POST", path, headers, Some(body))
    }

    /// Writes what has a name of its own.
    pub fn put(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> anyhow::Result<Value> {
        self.send("PUT", path, headers, Some(body))
    }

    /// Uploads a file.
    pub fn upload(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        name: &str,
        bytes: &[u8],
    ) -> anyhow::Result<Value> {
        const EDGE: &str = "edge-of-the-form";
        let disposition =
            format!("content-disposition: form-data; name=\"file\"; filename=\"{name}\"");
        let head = format!("--{EDGE}\r\n{disposition}\r\n\r\n");
        let body = [head.as_bytes(), bytes, format!("\r\n--{EDGE}--\r\n").as_bytes()].concat();
        let content_type = format!("multipart/form-data; boundary={EDGE}");
        self.exchange("POST", path, headers, &content_type, &body)
    }

    fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> anyhow::Result<Value> {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.exchange(method, path, headers, "application/json", body.as_bytes())
    }

    fn exchange(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        content_type: &str,
        body: &[u8],
    ) -> anyhow::Result<Value> {
        let mut head = format!("{method} /api/v1{path} HTTP/1.1\r\nhost: localhost\r\n");
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n")?;
        }
        let length = body.len();
        write!(head, "content-type: {content_type}\r\ncontent-length: {length}\r\n\r\n")?;
        self.stream.get_mut().write_all(&[head.as_bytes(), body].concat())?;
        let (status, answer) = self.answer()?;
        if status >= 300 {
            bail!("{method} {path}: {status} {answer}");
        }
        Ok(answer)
    }

    fn answer(&mut self) -> anyhow::Result<(u16, Value)> {
        let mut line = String::new();
        let (mut status, mut length) = (0, None);
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                bail!("the server closed the connection");
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
                status = rest.split(' ').next().unwrap_or_default().parse()?;
            } else if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = Some(value.trim().parse::<usize>()?);
            }
        }
        let mut body = vec![0; length.context("an answer of unknown length")?];
        self.stream.read_exact(&mut body)?;
        Ok((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
    }
}
