//! Masking: what is shown of a person without a recorded look. DOMAIN §12.2.

use huisheng_domain::matter::Matter;

/// Whether who brought it in is sealed 封存, or anybody else who speaks in it: then nothing leads to it from where it is not
/// expected.
pub fn is_sealed(matter: &Matter) -> bool {
    matter.kind.is_sealed() || matter.reports.iter().any(|voice| matter.is_sealed(voice))
}

/// 张*; a single character is hidden whole.
pub fn name(name: &str) -> String {
    let mut chars = name.trim().chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(_)) => format!("{first}*"),
        _ => "*".to_owned(),
    }
}

/// 138****1234 for eleven digits; of anything else the last two characters at most.
pub fn contact(contact: &str) -> String {
    let chars: Vec<char> = contact.trim().chars().collect();
    if chars.len() == 11 && chars.iter().all(char::is_ascii_digit) {
        let (head, tail): (String, String) =
            (chars[..3].iter().collect(), chars[7..].iter().collect());
        return format!("{head}****{tail}");
    }
    let tail: String =
        if chars.len() > 5 { chars[chars.len() - 2..].iter().collect() } else { String::new() };
    format!("****{tail}")
}

/// l***@office.example.
pub fn mail(mail: &str) -> String {
    let (own, domain) = mail.rsplit_once('@').unwrap_or_default();
    let first: String = own.chars().take(1).collect();
    format!("{first}***@{domain}")
}

#[cfg(test)]
mod tests {
    use super::{contact, mail, name};

    #[test]
    fn little_is_shown() {
        for (whole, masked) in
            [("张三", "张*"), ("欧阳建国", "欧*"), ("李", "*"), ("", "*"), (" 王五 ", "王*")]
        {
            assert_eq!(name(whole), masked);
        }
        for (whole, masked) in [("lihua@a.example", "l***@a.example"), ("", "***@"), ("a", "***@")]
        {
            assert_eq!(mail(whole), masked);
        }
        for (whole, masked) in [
            ("13812341234", "138****1234"),
            ("0532-88881234", "****34"),
            ("12345", "****"),
            ("", "****"),
            ("wang@example.org", "****rg"),
        ] {
            assert_eq!(contact(whole), masked);
        }
    }
}
