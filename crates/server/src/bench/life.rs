//! A whole lawful life under 13710, over HTTP: nine commands, and the one page its office opens.

use anyhow::Context;
use serde_json::{Value, json};

use super::cast::Cast;
use super::client::Client;
use super::figure::Figures;
use super::load::{self, quantile};
use super::served::{Served, own_cpu};
use super::{At, Line, pages};

const COMMANDS: f64 = 9.0;
/// Lives a second of DIGIT's complaints at 1,000,000 on 16 processors (egovernments, performance/docs/findings.md, 2026).
const PEER: f64 = 6.3;

/// Those who act, signed in.
pub struct Tokens {
    dispatch: String,
    callback: String,
    clerks: Vec<String>,
}

impl Tokens {
    /// Signs everybody in.
    pub fn new(cast: &Cast, served: &Served) -> anyhow::Result<Self> {
        let mut door = Client::new(served.address)?;
        let clerks = cast.offices.iter().map(|(_, clerk)| door.sign_in(&clerk.login));
        Ok(Self {
            clerks: clerks.collect::<anyhow::Result<_>>()?,
            dispatch: door.sign_in(&cast.dispatch.login)?,
            callback: door.sign_in(&cast.callback.login)?,
        })
    }
}

/// Report, accept, assign, sign in, contact, submit, review, call back, rate.
pub fn run(
    figures: &mut Figures,
    line: &Line,
    cast: &Cast,
    served: &Served,
    At { engine, size, smallest }: At,
    limit: f64,
) -> anyhow::Result<()> {
    let tokens = Tokens::new(cast, served)?;
    let (own, theirs) = (own_cpu()?, served.cpu()?);
    let done = load::run(
        line.span(),
        || Client::new(served.address),
        |client, nth| live(client, cast, &tokens, nth),
    )?;
    let took = done.took.as_secs_f64();
    let name = "life of nine commands over HTTP";
    let rate = done.rate() * COMMANDS;
    let mut put = |what, value, unit, limit| {
        figures.put(&format!("{name}{what}"), engine, size, value, unit, limit);
    };
    put("", rate, "commands/s", Some(limit));
    put(", p50 of a life", quantile(&done.each, 0.5) * 1e3, "ms", None);
    put(", p95 of a life", quantile(&done.each, 0.95) * 1e3, "ms", None);
    put(", CPU of the server", (served.cpu()? - theirs) / took, "cores", None);
    put(", CPU of the load", (own_cpu()? - own) / took, "cores", None);
    if let Some(first) = figures.value(name, engine, smallest).filter(|_| size > smallest) {
        let against = format!("{name} against {smallest}");
        figures.put(&against, engine, size, rate, "commands/s", Some(first));
    }
    Ok(())
}

/// A matter with a result, on its way.
struct Handled {
    number: String,
    code: String,
    report: String,
}

/// Report, accept, assign, look, sign in, contact, submit.
fn handle(
    client: &mut Client,
    cast: &Cast,
    tokens: &Tokens,
    nth: usize,
) -> anyhow::Result<Handled> {
    let place = nth % tokens.clerks.len();
    let (unit, clerk) = (cast.offices[place].0, tokens.clerks[place].as_str());
    let reported = client.post("/public/matters", &[], &cast.body(nth, "WECHAT"))?;
    let number = text(&reported["number"])?;
    let code = text(&reported["code"])?;
    let mut act = |token: &str, verb: &str, body: Value| {
        client.post(&format!("/matters/{number}/{verb}"), &[("authorization", token)], &body)
    };
    act(&tokens.dispatch, "accept", json!({}))?;
    act(&tokens.dispatch, "assign", json!({ "lead": unit }))?;
    let seen = client.get(&format!("/matters/{number}"), &[("authorization", clerk)])?;
    let share = text(&seen["assignments"][0]["id"])?;
    let report = text(&seen["reports"][0]["id"])?;
    let mut act = |token: &str, verb: &str, body: Value| {
        client.post(&format!("/matters/{number}/{verb}"), &[("authorization", token)], &body)
    };
    act(clerk, "sign-in", json!({ "assignment": share }))?;
    act(clerk, "contact", json!({ "assignment": share }))?;
    // Lawfully not solved, with a plan: evidence would measure the upload of a photo.
    let result = json!({
        "assignment": share, "process": "现场查看", "result": "线路改造已列入计划",
        "unsolved": "no_legal_basis", "plan": "可申请列入明年改造",
    });
    act(clerk, "submit", result)?;
    Ok(Handled { number, code, report })
}

/// One whole life.
pub fn live(client: &mut Client, cast: &Cast, tokens: &Tokens, nth: usize) -> anyhow::Result<()> {
    let Handled { number, code, report } = handle(client, cast, tokens, nth)?;
    let mut act = |token: &str, verb: &str, body: Value| {
        client.post(&format!("/matters/{number}/{verb}"), &[("authorization", token)], &body)
    };
    act(&tokens.dispatch, "review", json!({ "pass": true }))?;
    let verdict = json!({ "contacted": true, "solved": "solved", "satisfied": 5 });
    act(&tokens.callback, "callback", json!({ "report": report, "verdict": verdict }))?;
    let rated = format!("/public/matters/{number}/rate");
    client.post(&rated, &[("x-follow-code", &code)], &json!({ "stars": 5 }))?;
    Ok(())
}

/// What the field's best published peer calls a life: create, assign, resolve, search. Ours takes
/// seven calls for the first three, because nobody here may skip a step.
pub fn short(
    figures: &mut Figures,
    line: &Line,
    cast: &Cast,
    served: &Served,
    At { engine, size, .. }: At,
) -> anyhow::Result<()> {
    let tokens = Tokens::new(cast, served)?;
    let done = load::run(
        line.span(),
        || Client::new(served.address),
        |client, nth| {
            handle(client, cast, &tokens, nth)?;
            let dispatch = [("authorization", tokens.dispatch.as_str())];
            let found = client.get(&pages::searching(nth), &dispatch)?;
            anyhow::ensure!(found["matters"].is_array(), "no page of what was searched");
            Ok(())
        },
    )?;
    let name = "create, assign, resolve, search over HTTP";
    figures.put(name, engine, size, done.rate(), "lives/s", Some(PEER));
    let p95 = quantile(&done.each, 0.95) * 1e3;
    figures.put(&format!("{name}, p95 of a life"), engine, size, p95, "ms", None);
    Ok(())
}

fn text(value: &Value) -> anyhow::Result<String> {
    value.as_str().map(str::to_owned).context("a field that is not there")
}
