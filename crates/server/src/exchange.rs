//! 对接: orders go to systems below and come from systems above, over a line or as files. docs/exchange.md is the contract.

mod ferry;
mod follow;
mod list;
mod make;
mod send;
mod sign;
mod take;

use huisheng_domain::area::Area;
use huisheng_store::StoreError;
use huisheng_store::exchange::{self, PartnerRow};

pub use ferry::{BadLine, BroughtIn, bring_in, take_out};
pub use follow::touched;
pub use list::{compare, list};
pub use send::Sender;
pub use sign::{Signed, new_secret, open, seal, secret_of};
pub use take::{Attached, Envelope, Refused, Taken, take};

use crate::app::App;

/// The partners of an area.
pub async fn partners(app: &App, area: Area) -> Result<Vec<PartnerRow>, StoreError> {
    exchange::partners(app.store().read(), app.cipher()?, area).await
}
