//! Text of any of the field's encodings as UTF-8 with `\n` line ends, streamed.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{Source, TableError};

const CHUNK: usize = 32 << 10;
/// A text with this many characters of several bytes before its first fault is damaged UTF-8
/// and not GB18030, whose characters are hardly ever valid UTF-8 by chance.
const SURELY_UTF8: u64 = 20;

/// A reader of UTF-8: byte order mark removed, `\r\n` and `\r` become `\n`, the last line is ended.
pub(super) struct Decoded {
    inner: Box<dyn Read + Send>,
    decoder: Decoder,
    input: Vec<u8>,
    /// The part of `input` that is not decoded yet.
    rest: std::ops::Range<usize>,
    ended: bool,
    decoded: Vec<u8>,
    out: Vec<u8>,
    taken: usize,
    after_cr: bool,
    last: u8,
    line: u64,
    wide: u64,
    fault: Option<u64>,
}

impl Decoded {
    pub(super) fn new(inner: Box<dyn Read + Send>, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            input: vec![0; CHUNK],
            rest: 0..0,
            ended: false,
            decoded: vec![0; CHUNK * 3 + 16],
            out: Vec::with_capacity(CHUNK * 3 + 16),
            taken: 0,
            after_cr: false,
            last: b'\n',
            line: 1,
            wide: 0,
            fault: None,
        }
    }

    /// Decodes the next chunk into `out`; leaves it empty at the end.
    fn fill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.taken = 0;
        while self.out.is_empty() && !self.ended {
            if self.rest.is_empty() {
                let count = self.inner.read(&mut self.input)?;
                self.rest = 0..count;
                self.ended = count == 0;
            }
            self.decode();
        }
        Ok(())
    }

    fn decode(&mut self) {
        loop {
            let source = self.input.get(self.rest.clone()).unwrap_or_default();
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                source,
                &mut self.decoded,
                self.ended,
            );
            self.rest.start += read;
            self.push(written);
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.fault.get_or_insert(self.line);
                    self.out.extend_from_slice("\u{fffd}".as_bytes());
                    self.last = 0;
                }
            }
        }
        if self.ended && self.last != b'\n' {
            self.out.push(b'\n');
            self.last = b'\n';
        }
    }

    fn push(&mut self, written: usize) {
        for &byte in self.decoded.iter().take(written) {
            let paired = self.after_cr && byte == b'\n';
            self.after_cr = byte == b'\r';
            if paired {
                continue;
            }
            let byte = if byte == b'\r' { b'\n' } else { byte };
            self.line += u64::from(byte == b'\n');
            self.wide += u64::from(byte >= 0xc0 && self.fault.is_none());
            self.last = byte;
            self.out.push(byte);
        }
    }
}

impl Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken >= self.out.len() {
            self.fill()?;
        }
        let ready = self.out.get(self.taken..).unwrap_or_default();
        let count = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.taken += count;
        Ok(count)
    }
}

/// Reads the whole text once to be sure: a ledger can be ASCII for a hundred thousand lines.
pub(super) fn detect(
    source: &Source,
    gzip: bool,
    name: &str,
) -> Result<&'static Encoding, TableError> {
    let failed = |error: io::Error| TableError::unreadable(name, &error);
    let mut start = Vec::new();
    source.unpacked(gzip).and_then(|r| r.take(4096).read_to_end(&mut start)).map_err(failed)?;
    let candidates: &[&'static Encoding] = match utf16(&start) {
        Some(encoding) => &[encoding],
        None => &[UTF_8, GB18030],
    };
    let mut fault = 1;
    for encoding in candidates {
        let mut text = Decoded::new(source.unpacked(gzip).map_err(failed)?, encoding);
        loop {
            text.fill().map_err(failed)?;
            if text.out.is_empty() || text.fault.is_some() {
                break;
            }
        }
        match text.fault {
            None => return Ok(encoding),
            Some(line) => fault = line,
        }
        if text.wide >= SURELY_UTF8 {
            break;
        }
    }
    Err(TableError::Encoding { name: name.to_owned(), line: fault })
}

/// UTF-16 by its mark, or by the zero bytes beside ASCII separators.
fn utf16(start: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(start) {
        return (encoding != UTF_8).then_some(encoding);
    }
    let zeros = |parity| start.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match even.cmp(&odd) {
        std::cmp::Ordering::Less => Some(UTF_16LE),
        std::cmp::Ordering::Greater => Some(UTF_16BE),
        std::cmp::Ordering::Equal => None,
    }
}
