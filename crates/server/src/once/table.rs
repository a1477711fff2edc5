//! Which route does what with a retry key.

use axum::http::Method;

/// Writes without a key, each with its reason.
#[rustfmt::skip]
pub const WITHOUT: &[(&str, &str)] = &[
    // What only reads, and asks in a body what must not stand in an address.
    ("POST /forms/preview", READS),
    ("POST /knowledge/search", READS),
    ("POST /map/search", READS),
    ("POST /pasted", READS),
    ("POST /places", READS),
    ("POST /procedures/validate", READS),
    ("POST /public/expected", READS),
    ("POST /public/knowledge/search", READS),
    ("POST /public/nearby", READS),
    ("POST /public/offices", READS),
    ("POST /public/suggestions", READS),
    ("POST /responsibilities/dry-run", READS),
    ("POST /suggestions", READS),
    // The door: who is asking is not known before, or not any more.
    ("POST /session", DOOR),
    ("DELETE /session", DOOR),
    ("POST /session/passkey", DOOR),
    ("PUT /session/passkey", DOOR),
    ("POST /session/provider", DOOR),
    ("PUT /session/password", "its session ends with it, so whoever sends it again is not signed in"),
    ("PUT /session/post", "it says in which post this one session acts; again says the same"),
    ("POST /session/identity", CHALLENGE),
    ("POST /session/passkeys", CHALLENGE),
    ("PUT /session/passkeys", CHALLENGE),
    ("POST /session/passkeys/proof", CHALLENGE),
    ("POST /public/codes", "a telephone is sent one code a minute, whoever asks"),
    ("POST /public/mine", "it is a look with a code that is good once"),
    // What is said again and again.
    ("PUT /matters/{number}/hold", PRESENT),
    ("DELETE /matters/{number}/hold", PRESENT),
    ("PUT /matters/{number}/viewing", PRESENT),
    ("DELETE /matters/{number}/viewing", PRESENT),
    ("POST /calls", "the telephone system names each call by its own id, in whatever order word of it comes"),
    ("POST /files", UNNAMED),
    ("POST /public/files", UNNAMED),
    ("POST /upstream/sheets", ORDERS),
    ("POST /upstream/texts", ORDERS),
    ("POST /exchange/{area}/{partner}/messages", "a message has an id of its own, under which it is heard once"),
    ("POST /exchange/files", "what is taken out counts as told; what is lost on the way, the next list finds"),
    ("POST /exchange/files/in", "each line has an id of its own, under which it is heard once"),
];

const UNNAMED: &str = "what no command names is forgotten after a day";
const READS: &str = "it only reads";
const DOOR: &str = "nobody is signed in whose key it could be";
const CHALLENGE: &str = "what it begins or ends is good once, in this browser";
const PRESENT: &str = "a page says every few seconds that it is there";
const ORDERS: &str = "an order is known again by its number above; the same sheet changes nothing";

/// Writes whose keys the ledger keeps, beside the verbs of a matter.
const LEDGER: &[&str] = &[
    "/matters",
    "/public/matters",
    "/public/matters/{number}/rate",
    "/public/matters/{number}/reply",
    "/public/matters/{number}/rights",
    "/public/matters/{number}/supplement",
    "/public/matters/{number}/urge",
    "/public/matters/{number}/withdraw",
    "/public/matters/{number}/withdraw-consent",
    "/public/nearby/{id}/join",
];

/// Looks: made anew in the minutes after, as the words and names of people are kept nowhere else.
pub const ANEW: &[&str] = &[
    "/policies/explain",
    "/calls/{id}/open",
    "/matters/{number}/reports/{report}/look",
    "/matters/{number}/steps/{seq}/look",
];

/// A file that was refused is told so in a report: nothing was done, and it may come again.
pub const REPORTED: &[&str] = &["/imports/{list}", "/imports/matters"];

/// What may hold other people when it is asked again, so that it needs another trace; and words of residents, which are kept with
/// their matter only.
pub const UNSAID: &[&str] = &["/callers", "/extracts/{id}/take", "/imports/matters"];

/// Fields of answers with something that is shown once.
pub const SECRETS: &[&str] = &["codes", "one_time_password", "secret", "token"];

/// Whether the key of a route is kept here.
pub fn takes(method: &Method, path: &str) -> bool {
    let is = |(without, _): &(&str, &str)| without.split_once(' ') == Some((method.as_str(), path));
    !method.is_safe() && !is_of_ledger(path) && !WITHOUT.iter().any(is)
}

/// A verb of a matter, or one of [`LEDGER`].
fn is_of_ledger(path: &str) -> bool {
    let verb = path.strip_prefix("/matters/{number}/");
    let present = ["hold", "viewing"];
    LEDGER.contains(&path)
        || verb.is_some_and(|verb| !verb.contains('/') && !present.contains(&verb))
}
