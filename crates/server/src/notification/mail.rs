//! 电子邮件, by the server of the office.

use std::time::Duration;

use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use thiserror::Error;
use tokio::time::timeout;
use uuid::Uuid;

use crate::config::MailConfig;

/// How long the server may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a server says where nobody has that address (RFC 5321, 4.2.3). Whatever else is permanent to it, a password for
/// instance, may be put right.
const NOBODY: [u16; 3] = [550, 551, 553];

/// A server of mail.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why mail is not sent.
#[derive(Debug, Error)]
pub enum MailError {
    /// The address of the server, or of who sends, is none.
    #[error("the address of the mail server or of the sender cannot be used")]
    Configured,
    /// The address of who gets it is none.
    #[error("no address")]
    Address,
    /// The server did not take it.
    #[error("the mail server did not take it")]
    Refused {
        /// And never will.
        permanent: bool,
    },
}

impl Mailer {
    /// The server that is configured, if there is one.
    ///
    /// # Errors
    /// It cannot be used.
    pub fn of(config: &MailConfig) -> Result<Option<Self>, MailError> {
        if config.url.is_empty() {
            return Ok(None);
        }
        // The same for the whole process: who comes second finds it done.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&config.url);
        let builder = builder.map_err(|_| MailError::Configured)?;
        let from = config.from.parse().map_err(|_| MailError::Configured)?;
        Ok(Some(Self { transport: builder.timeout(Some(PATIENCE)).build(), from }))
    }

    /// Sends a message. Its `Message-ID` stays the same when it is sent again.
    ///
    /// # Errors
    /// It was not taken; nothing of the address is in the error.
    pub(super) async fn send(
        &self,
        id: Uuid,
        to: &str,
        subject: &str,
        text: String,
    ) -> Result<(), MailError> {
        let to: Mailbox = to.parse().map_err(|_| MailError::Address)?;
        let domain = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .message_id(Some(format!("<{id}@{domain}>")))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|_| MailError::Address)?;
        let silent = MailError::Refused { permanent: false };
        // The timeout of the transport is for reaching the server, and not for what it says then.
        let sent = timeout(PATIENCE, self.transport.send(message)).await.map_err(|_| silent)?;
        sent.map(|_| ()).map_err(|error| {
            let nobody = error.status().is_some_and(|code| NOBODY.contains(&u16::from(code)));
            MailError::Refused { permanent: nobody }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_that_says_nothing_holds_nobody_up() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", silent.local_addr().expect("an address"));
        let config = MailConfig { url, from: "huisheng@office.example".to_owned() };
        let mailer = Mailer::of(&config).expect("a mailer").expect("it is configured");
        let sent =
            mailer.send(Uuid::nil(), "lihua@office.example", "有新交办", String::new()).await;
        assert!(matches!(sent, Err(MailError::Refused { permanent: false })), "{sent:?}");
    }
}
