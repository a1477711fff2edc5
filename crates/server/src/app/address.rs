//! Where a request comes from: the peer, or what the proxy before the house says.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use super::App;

/// The address of who asks; none where there is no network, as in tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(Option<IpAddr>);

impl Address {
    /// As it is counted: who has one address of IPv6 has the whole network of 64 bits.
    pub fn counted(self) -> Option<[u8; 16]> {
        self.0.map(|address| match address.to_canonical() {
            IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).octets()
            }
        })
    }

    /// What stands last in the header was written by the proxy itself; what stands before, by anybody.
    fn of(header: &str, parts: &Parts) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        if header.is_empty() {
            return Self(peer);
        }
        let last = parts.headers.get_all(header).iter().next_back();
        let last =
            last.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        Self(last.or(peer))
    }
}

impl FromRequestParts<App> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(&app.config().address_header, parts))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn parts(peer: &str, forwarded: &[&str]) -> Parts {
        let mut request = Request::builder();
        for line in forwarded {
            request = request.header("x-forwarded-for", *line);
        }
        let mut parts = request.body(()).unwrap().into_parts().0;
        let peer: SocketAddr = peer.parse().unwrap();
        parts.extensions.insert(ConnectInfo(peer));
        parts
    }

    fn of(header: &str, peer: &str, forwarded: &[&str]) -> String {
        Address::of(header, &parts(peer, forwarded)).0.unwrap().to_string()
    }

    #[test]
    fn only_what_the_proxy_wrote_is_believed() {
        assert_eq!(of("", "10.0.0.1:9", &["1.2.3.4"]), "10.0.0.1");
        let header = "x-forwarded-for";
        assert_eq!(of(header, "10.0.0.1:9", &["6.6.6.6, 1.2.3.4"]), "1.2.3.4");
        assert_eq!(of(header, "10.0.0.1:9", &["1.2.3.4", "5.6.7.8"]), "5.6.7.8");
        assert_eq!(of(header, "10.0.0.1:9", &["unknown"]), "10.0.0.1");
        assert_eq!(of(header, "10.0.0.1:9", &[]), "10.0.0.1");
    }

    #[test]
    fn a_network_of_ipv6_is_one() {
        let counted = |peer| Address::of("", &parts(peer, &[])).counted().unwrap();
        assert_eq!(counted("[2001:db8:1:2::1]:9"), counted("[2001:db8:1:2:ffff::7]:9"));
        assert_ne!(counted("[2001:db8:1:2::1]:9"), counted("[2001:db8:1:3::1]:9"));
        assert_eq!(counted("[::ffff:1.2.3.4]:9"), counted("1.2.3.4:9"));
        assert_ne!(counted("1.2.3.4:9"), counted("1.2.3.5:9"));
    }
}
