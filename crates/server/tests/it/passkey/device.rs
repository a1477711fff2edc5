//! A device that makes a passkey and shows it, and lies when it is told to.

use data_encoding::BASE64URL_NOPAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING as SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::PUBLIC;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const SYNCED: u8 = 0x18;
const NEW: u8 = 0x40;

/// What it says when it is asked. `Says::default()` is the truth.
#[derive(Clone)]
pub struct Says {
    /// Of which page.
    pub origin: String,
    /// For which house.
    pub domain: String,
    /// It made sure who holds it.
    pub verified: bool,
    /// Somebody touched it.
    pub present: bool,
    /// In answer to which challenge, if not the one that was asked.
    pub challenge: Option<String>,
    /// How often it has signed, if not as it counts.
    pub counter: Option<u32>,
    /// Whose it is, if not whose it was made for: an account.
    pub user: Option<Vec<u8>>,
    /// In a page that another page shows.
    pub framed: bool,
    /// For what it was asked, if not that.
    pub kind: Option<&'static str>,
    /// A bit of the signature is not as it was signed.
    pub bent: bool,
}

impl Default for Says {
    fn default() -> Self {
        Self {
            origin: PUBLIC.to_owned(),
            domain: "localhost".to_owned(),
            verified: true,
            present: true,
            challenge: None,
            counter: None,
            user: None,
            framed: false,
            kind: None,
            bent: false,
        }
    }
}

/// A device with one passkey.
pub struct Device {
    key: EcdsaKeyPair,
    /// By which it names it.
    pub id: Vec<u8>,
    user: Vec<u8>,
    counter: u32,
    /// It copies it to others of the same person.
    synced: bool,
}

impl Device {
    /// A device whose passkey nobody knows yet.
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&SIGNING, made.as_ref(), &random).unwrap();
        let id = Sha256::digest(key.public_key().as_ref())[..16].to_vec();
        Self { key, id, user: vec![0; 16], counter: 0, synced: false }
    }

    /// The same, that copies it to others of the same person.
    pub fn synced() -> Self {
        Self { synced: true, ..Self::new() }
    }

    /// Makes a passkey, as it is asked to.
    pub fn makes(&mut self, asked: &Value) -> Value {
        self.makes_saying(asked, &Says::default())
    }

    /// The same, with lies.
    pub fn makes_saying(&mut self, asked: &Value, says: &Says) -> Value {
        let options = &asked["options"];
        self.user = bytes(&options["user"]["id"]);
        self.counter += 1;
        let told = client(says.kind.unwrap_or("webauthn.create"), options, says);
        let mut data = self.told_by_device(says, NEW);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public_key());
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        json!({
            "id": BASE64.encode(&self.id), "rawId": BASE64.encode(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": BASE64.encode(told.as_bytes()),
                "attestationObject": BASE64.encode(&object),
                "transports": ["internal"],
            },
            "clientExtensionResults": {},
        })
    }

    /// Shows its passkey, as it is asked to.
    pub fn shows(&mut self, asked: &Value) -> Value {
        self.shows_saying(asked, &Says::default())
    }

    /// The same, with lies.
    pub fn shows_saying(&mut self, asked: &Value, says: &Says) -> Value {
        self.counter += 1;
        let told = client(says.kind.unwrap_or("webauthn.get"), &asked["options"], says);
        let data = self.told_by_device(says, 0);
        let signed = [data.as_slice(), &Sha256::digest(&told)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        let mut signature = signature.as_ref().to_vec();
        if says.bent {
            *signature.last_mut().unwrap() ^= 1;
        }
        json!({
            "id": BASE64.encode(&self.id), "rawId": BASE64.encode(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": BASE64.encode(told.as_bytes()),
                "authenticatorData": BASE64.encode(&data),
                "signature": BASE64.encode(&signature),
                "userHandle": BASE64.encode(says.user.as_ref().unwrap_or(&self.user)),
            },
            "clientExtensionResults": {},
        })
    }

    fn told_by_device(&self, says: &Says, more: u8) -> Vec<u8> {
        let mut flags = more;
        for (said, flag) in
            [(says.present, PRESENT), (says.verified, VERIFIED), (self.synced, SYNCED)]
        {
            flags |= if said { flag } else { 0 };
        }
        let mut data = Sha256::digest(&says.domain).to_vec();
        data.push(flags);
        data.extend(says.counter.unwrap_or(self.counter).to_be_bytes());
        data
    }

    /// As COSE writes a key of the curve P-256.
    fn public_key(&self) -> Vec<u8> {
        let point = &self.key.public_key().as_ref()[1..];
        let (x, y) = point.split_at(32);
        [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), x, b"\x22\x58\x20", y].concat()
    }
}

/// What the browser says of the page.
fn client(kind: &str, options: &Value, says: &Says) -> String {
    let challenge = says.challenge.clone();
    let challenge = challenge.unwrap_or_else(|| options["challenge"].as_str().unwrap().to_owned());
    json!({
        "type": kind, "challenge": challenge, "origin": says.origin, "crossOrigin": says.framed,
    })
    .to_string()
}

fn bytes(text: &Value) -> Vec<u8> {
    BASE64.decode(text.as_str().unwrap().as_bytes()).unwrap()
}
