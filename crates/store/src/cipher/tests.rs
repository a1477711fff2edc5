use std::sync::Arc;

use super::keeper::{Keeper, KeyError, KeyFile, Secret};
use super::key::Key;
use super::{Algorithm, BlindIndex, Cipher, CipherError, KeyCommand, Ring, key_of, place};
use uuid::Uuid;

fn cipher(algorithm: Algorithm, ids: &[u32], current: u32) -> Cipher {
    let secret = Secret::new(vec![7; algorithm.key_len()]);
    let key = |id: &u32| (*id, Arc::new(Key::new(algorithm, &secret).unwrap()));
    let index = BlindIndex::new(BlindIndex::name(algorithm), &Secret::new(vec![9; 32])).unwrap();
    Cipher::new(Ring { current, keys: ids.iter().map(key).collect(), index })
}

fn opened(algorithm: Algorithm, key: &str, nonce: &str, said: &str, sealed: &str) -> String {
    let bytes = |digits: &str| hex::decode(digits).unwrap();
    let key = Key::new(algorithm, &Secret::new(bytes(key))).unwrap();
    hex::encode(key.open(&bytes(said), &[bytes(nonce), bytes(sealed)].concat()).unwrap())
}

#[test]
fn published_vectors_open() {
    // The GCM paper of McGrew and Viega, test case 14; RFC 8998, appendix A.1.
    let (zeros, nonce) = ("00".repeat(32), "00".repeat(12));
    let sealed = "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919";
    assert_eq!(opened(Algorithm::Aes256Gcm, &zeros, &nonce, "", sealed), "00".repeat(16));
    let sealed = "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
         d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec";
    let text = opened(
        Algorithm::Sm4Gcm,
        "0123456789abcdeffedcba9876543210",
        "00001234567800000000abcd",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        sealed,
    );
    assert_eq!(
        text,
        ["aa", "bb", "cc", "dd", "ee", "ff", "ee", "aa"].map(|b| b.repeat(8)).concat()
    );
}

#[test]
fn a_value_opens_only_where_it_was_sealed_and_unchanged() {
    for algorithm in [Algorithm::Aes256Gcm, Algorithm::Sm4Gcm] {
        let cipher = cipher(algorithm, &[1], 1);
        let here = place("voice.sealed_name", 370_215, Uuid::from_u128(5), 0);
        let sealed = cipher.seal(&here, "张三".as_bytes());
        assert_eq!(key_of(&sealed), Some(1));
        assert_eq!(cipher.open_text(&here, &sealed).unwrap(), "张三");
        // Twice the same is never the same.
        assert_ne!(cipher.seal(&here, "张三".as_bytes()), sealed);
        for other in [
            place("voice.sealed_contact", 370_215, Uuid::from_u128(5), 0),
            place("voice.sealed_name", 370_216, Uuid::from_u128(5), 0),
            place("voice.sealed_name", 370_215, Uuid::from_u128(6), 0),
            place("voice.sealed_name", 370_215, Uuid::from_u128(5), 1),
        ] {
            assert_eq!(cipher.open(&other, &sealed), Err(CipherError::Changed));
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(cipher.open(&here, &changed).is_err(), "byte {at}");
            assert!(cipher.open(&here, &sealed[..at]).is_err(), "cut at {at}");
        }
    }
}

#[test]
fn the_key_is_named_in_the_value_and_another_is_not_tried() {
    let here = place("voice.sealed_name", 1, Uuid::nil(), 0);
    let before = cipher(Algorithm::Aes256Gcm, &[1], 1);
    let sealed = before.seal(&here, b"x");
    let both = cipher(Algorithm::Aes256Gcm, &[1, 3], 3);
    assert_eq!(both.open(&here, &sealed).unwrap(), b"x");
    assert_eq!(key_of(&both.seal(&here, b"x")), Some(3));
    let after = cipher(Algorithm::Aes256Gcm, &[3], 3);
    assert_eq!(after.open(&here, &sealed), Err(CipherError::UnknownKey(1)));
    before.turn(&after);
    assert_eq!(before.current(), 3);
}

#[test]
fn an_exact_value_is_found_by_its_index_alone() {
    let [aes, sm4] = [Algorithm::Aes256Gcm, Algorithm::Sm4Gcm].map(|one| cipher(one, &[1], 1));
    let index = aes.index("voice.contact", "13900000001");
    assert_eq!(index.len(), 16);
    assert_eq!(index, aes.index("voice.contact", "13900000001"));
    assert_ne!(index, aes.index("voice.contact", "13900000002"));
    assert_ne!(index, aes.index("account.contact", "13900000001"));
    assert_ne!(index, sm4.index("voice.contact", "13900000001"));
}

#[test]
fn the_key_file_is_made_once_private_and_missed_when_gone() {
    let folder = std::env::temp_dir().join(format!("huisheng_key_{}", std::process::id()));
    let path = folder.join("master.key");
    for algorithm in [Algorithm::Aes256Gcm, Algorithm::Sm4Gcm] {
        let keeper = KeyFile::new(&path, algorithm);
        assert!(matches!(keeper.unwrap(b"x"), Err(KeyError::Missing { .. })));
        let wrapped = keeper.wrap(&Secret::new(vec![5; algorithm.key_len()])).unwrap();
        let name = keeper.name().unwrap();
        assert_eq!(keeper.unwrap(&wrapped).unwrap().bytes(), vec![5; algorithm.key_len()]);
        assert_eq!(keeper.open_to_others(), Some(false));
        let again = KeyFile::new(&path, algorithm);
        again.wrap(&Secret::new(vec![6; 16])).unwrap();
        assert_eq!(again.name().unwrap(), name);
        // Another key does not fit, and half a file is none.
        std::fs::remove_file(&path).unwrap();
        keeper.wrap(&Secret::new(vec![6; 16])).unwrap();
        assert!(matches!(keeper.unwrap(&wrapped), Err(KeyError::DoesNotFit)));
        std::fs::write(&path, "half").unwrap();
        assert!(matches!(keeper.unwrap(&wrapped), Err(KeyError::Form(_))));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn a_program_wraps_and_unwraps_and_is_told_nothing_by_its_arguments() {
    use std::os::unix::fs::PermissionsExt;
    let program = std::env::temp_dir().join(format!("huisheng_kms_{}.sh", std::process::id()));
    let answering = |script: &str| {
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(&program, private).unwrap();
        KeyCommand::new(&program)
    };
    // It turns the digits round, which is as good as any service here.
    let keeper =
        answering("test $# -eq 0 || exit 9\nread verb digits\nprintf '%s\\n' \"$digits\" | rev");
    let wrapped = keeper.wrap(&Secret::new(vec![1, 2, 3])).unwrap();
    assert_eq!(hex::encode(&wrapped), "302010");
    assert_eq!(keeper.unwrap(&wrapped).unwrap().bytes(), [1, 2, 3]);
    for (script, why) in [("exit 3", "exit status: 3"), ("cat > /dev/null; echo no", "hexadecimal")]
    {
        let told = answering(script).unwrap(&wrapped).err().map(|error| error.to_string());
        assert!(told.as_ref().is_some_and(|told| told.contains(why)), "{told:?}");
    }
    std::fs::remove_file(&program).unwrap();
    assert!(matches!(keeper.unwrap(&wrapped), Err(KeyError::Command(..))));
}
