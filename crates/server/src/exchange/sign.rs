//! Signatures, as Standard Webhooks (standardwebhooks.com) say.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use standardwebhooks::Webhook;
use uuid::Uuid;

use crate::clock::random;
use crate::error::Problem;

/// How far the clocks of both sides may be apart, and for how long a message that somebody else has seen is good.
const APART: SignedDuration = SignedDuration::from_mins(5);
/// Bytes of a secret that is made here.
const SECRET: usize = 32;
/// The shortest secret that is taken, in bytes.
const SHORTEST: usize = 24;
const PREFIX: &str = "whsec_";
/// Bytes of the number that a sealed line begins with.
const NONCE: usize = 12;
/// What the key of files is made for.
const PURPOSE: &[u8] = b"huisheng exchange file 1";

/// The three headers of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// `webhook-id`: the same each time it is sent.
    pub id: String,
    /// `webhook-timestamp`, in seconds.
    pub at: i64,
    /// `webhook-signature`.
    pub signature: String,
}

/// A secret of random bytes.
pub fn new_secret() -> String {
    format!("{PREFIX}{}", STANDARD.encode(random::<SECRET>()))
}

/// A secret that somebody entered.
///
/// # Errors
/// It is none, or too short to be one.
pub fn secret_of(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let bytes = text.strip_prefix(PREFIX).and_then(|base64| STANDARD.decode(base64).ok());
    match bytes {
        Some(bytes) if bytes.len() >= SHORTEST => Ok(text.to_owned()),
        _ => Err(Problem::exchange_secret()),
    }
}

impl Signed {
    /// Signs `body`.
    pub fn by(secret: &str, id: Uuid, body: &[u8], now: Timestamp) -> anyhow::Result<Self> {
        let (id, at) = (id.to_string(), now.as_second());
        let signature = Webhook::new(secret)?.sign(&id, at, body)?;
        Ok(Self { id, at, signature })
    }

    /// Of a message that came over a line: whether it is that of `body`, and of now.
    ///
    /// # Errors
    /// It is another's, or of another time.
    pub fn check(&self, secret: &str, body: &[u8], now: Timestamp) -> Result<(), Problem> {
        self.check_body(secret, body)?;
        let at = Timestamp::from_second(self.at).map_err(|_| Problem::exchange_signature())?;
        if now.duration_since(at).abs() > APART {
            return Err(Problem::exchange_clock());
        }
        Ok(())
    }

    fn check_body(&self, secret: &str, body: &[u8]) -> Result<(), Problem> {
        let wrong = Problem::exchange_signature;
        let key = secret.strip_prefix(PREFIX).and_then(|base64| STANDARD.decode(base64).ok());
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&key.ok_or_else(wrong)?).map_err(|_| wrong())?;
        mac.update(format!("{}.{}.", self.id, self.at).as_bytes());
        mac.update(body);
        // A sender that changes its secret may sign with both. Each is compared in constant time.
        let all = self.signature.split(' ').filter_map(|one| one.strip_prefix("v1,"));
        let mut given = all.filter_map(|one| STANDARD.decode(one).ok());
        let is_own = given.any(|one| mac.clone().verify_slice(&one).is_ok());
        if is_own { Ok(()) } else { Err(wrong()) }
    }
}

/// Bytes in base 64.
pub(super) fn text_of(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a text in base 64; none if it is not.
pub(super) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

fn cipher(secret: &str) -> Aes256Gcm {
    let key: [u8; 32] = Sha256::new().chain_update(PURPOSE).chain_update(secret).finalize().into();
    Aes256Gcm::new(&key.into())
}

/// A line of a file for `name`: nobody reads or changes it on the way, and no other reads it.
pub fn seal(secret: &str, name: &str, plain: &[u8]) -> anyhow::Result<String> {
    let nonce = random::<NONCE>();
    let payload = Payload { msg: plain, aad: name.as_bytes() };
    let sealed = cipher(secret).encrypt(&Nonce::from(nonce), payload);
    let sealed = sealed.map_err(|_| anyhow::anyhow!("a line cannot be sealed"))?;
    Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
}

/// What stands in a line; none if it was made with another secret, or changed since.
pub fn open(secret: &str, name: &str, line: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(line.trim()).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    let payload = Payload { msg: sealed, aad: name.as_bytes() };
    cipher(secret).decrypt(&Nonce::from(nonce), payload).ok()
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::{Signed, Timestamp, Uuid, new_secret, open, seal, secret_of};

    #[test]
    fn a_message_is_its_senders_and_of_now() {
        let (secret, other) = (new_secret(), new_secret());
        let now: Timestamp = "2026-11-30T08:00:00Z".parse().expect("an instant");
        let signed = Signed::by(&secret, Uuid::nil(), b"{}", now).expect("it signs");
        let code = |signed: &Signed, secret: &str, body: &[u8], at: Timestamp| {
            signed.check(secret, body, at).err().map(|problem| problem.code)
        };
        assert_eq!(code(&signed, &secret, b"{}", now), None);
        assert_eq!(code(&signed, &secret, b"{}", now + 4.minutes()), None);
        assert_eq!(code(&signed, &other, b"{}", now), Some("exchange_signature"));
        assert_eq!(code(&signed, &secret, b"{ }", now), Some("exchange_signature"));
        let moved = Signed { at: signed.at + 1, ..signed.clone() };
        assert_eq!(code(&moved, &secret, b"{}", now), Some("exchange_signature"));
        let renamed = Signed { id: Uuid::max().to_string(), ..signed.clone() };
        assert_eq!(code(&renamed, &secret, b"{}", now), Some("exchange_signature"));
        for at in [now + 6.minutes(), now - 6.minutes()] {
            assert_eq!(code(&signed, &secret, b"{}", at), Some("exchange_clock"), "at {at}");
        }
    }

    #[test]
    fn a_line_is_read_by_its_partner_alone() {
        let secret = new_secret();
        let line = seal(&secret, "市12345", "张三".as_bytes()).expect("it seals");
        assert!(!line.contains("张三"));
        assert_eq!(open(&secret, "市12345", &line).as_deref(), Some("张三".as_bytes()));
        assert_eq!(open(&new_secret(), "市12345", &line), None);
        assert_eq!(open(&secret, "区12345", &line), None);
        let mut changed = line.into_bytes();
        changed[20] = if changed[20] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("base 64");
        assert_eq!(open(&secret, "市12345", &changed), None);
        assert_eq!(open(&secret, "市12345", "short"), None);
    }

    #[test]
    fn a_secret_has_its_form() {
        assert!(secret_of(&new_secret()).is_ok());
        for text in
            ["", "whsec_", "whsec_c2hvcnQ=", "whsec_***", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
        {
            assert!(secret_of(text).is_err(), "{text}");
        }
    }
}
