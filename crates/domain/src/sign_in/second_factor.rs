//! The second factor: codes of an app (TOTP, RFC 6238), and recovery codes for when the telephone is lost.

/// Recovery codes of an account.
pub const RECOVERY_CODES: usize = 10;
/// Letters and digits that are read aloud and typed without doubt, as Crockford wrote them down: 32 of them.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A recovery code from random bytes, fifty bits of them: `k7m2p-9xq4d`.
pub fn recovery_code(random: [u8; 10]) -> String {
    let letter = |byte: u8| char::from(ALPHABET[usize::from(byte % 32)]);
    let (first, last) = random.split_at(5);
    let half = |bytes: &[u8]| bytes.iter().map(|byte| letter(*byte)).collect::<String>();
    format!("{}-{}", half(first), half(last))
}

/// A code as it is compared: without blanks and hyphens, in small letters, and `o`, `i` and `l` as the
/// digits they look like.
pub fn plain_code(text: &str) -> String {
    let letters =
        text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase);
    letters
        .map(|c| match c {
            'o' => '0',
            'i' | 'l' => '1',
            c => c,
        })
        .collect()
}

/// Whether a code is one of the app: six digits.
pub fn is_of_app(plain: &str) -> bool {
    plain.len() == 6 && plain.bytes().all(|digit| digit.is_ascii_digit())
}

/// Whether the code of this step may still be used: a step that was used, and all before it, are over. So
/// nobody who saw a code being typed uses it again.
pub fn is_fresh(step: i64, used: Option<i64>) -> bool {
    used.is_none_or(|used| used < step)
}
