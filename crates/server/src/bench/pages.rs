//! Pages and search, one request after the other.

use std::time::Instant;

use sea_orm::ConnectionTrait;

use super::At;
use super::cast::{COMMON, Cast, MEDIUM, RARE};
use super::client::Client;
use super::database::Database;
use super::figure::Figures;
use super::load::quantile;
use super::served::Served;

/// Requests of each sort.
const REQUESTS: usize = 500;
/// Of ten searches: four for what is in one report of 16, four for one in 200, two for one in
/// 10,000.
const MIX: [&str; 10] =
    [COMMON, MEDIUM, COMMON, RARE, MEDIUM, COMMON, MEDIUM, COMMON, RARE, MEDIUM];

/// Worklist, matter page, search.
pub async fn run(
    figures: &mut Figures,
    cast: &Cast,
    served: &Served,
    database: &Database,
    At { engine, size, smallest }: At,
) -> anyhow::Result<()> {
    let numbers = some_numbers(database).await?;
    let mut client = Client::new(served.address)?;
    let token = client.sign_in(&cast.dispatch.login)?;
    let street = client.sign_in(&cast.street.login)?;
    let clerk = cast.offices.first().map(|(_, clerk)| client.sign_in(&clerk.login)).transpose()?;
    let clerk = clerk.unwrap_or_default();
    type Address<'a> = &'a dyn Fn(usize) -> String;
    let sorts: [(&str, &str, Address<'_>); 8] = [
        ("worklist of the desk", &token, &|_| "/matters?sort=due&limit=50".to_owned()),
        ("worklist of a street", &street, &|_| "/matters?sort=due&limit=50".to_owned()),
        ("worklist of an office", &clerk, &|_| "/matters?sort=due&limit=50".to_owned()),
        ("counters of the desk", &token, &|_| "/queues".to_owned()),
        ("counters of a street", &street, &|_| "/queues".to_owned()),
        ("counters of an office", &clerk, &|_| "/queues".to_owned()),
        ("matter page", &token, &|nth| format!("/matters/{}", numbers[nth % numbers.len()])),
        ("search", &token, &searching),
    ];
    for (name, token, path) in sorts {
        let mut each = Vec::with_capacity(REQUESTS);
        for nth in 0..REQUESTS {
            let began = Instant::now();
            client.get(&path(nth), &[("authorization", token)])?;
            each.push(began.elapsed().as_secs_f64() * 1e3);
        }
        each.sort_by(f64::total_cmp);
        figures.put(&format!("{name}, p50"), engine, size, quantile(&each, 0.5), "ms", None);
        let name = format!("{name}, p99");
        // The limit is what it was at the smallest size.
        let first = figures.value(&name, engine, smallest);
        figures.put(&name, engine, size, quantile(&each, 0.99), "ms", first);
    }
    Ok(())
}

/// The address of the `nth` search.
pub fn searching(nth: usize) -> String {
    let words: String = form_urlencoded::byte_serialize(MIX[nth % MIX.len()].as_bytes()).collect();
    format!("/matters?limit=50&q={words}")
}

/// Numbers from all over the year.
async fn some_numbers(database: &Database) -> anyhow::Result<Vec<String>> {
    let store = database.open(None).await?;
    let sql = "SELECT number FROM matter WHERE key % 97 = 3 LIMIT 2000";
    let rows = store.read().query_all_raw(store.engine().statement(sql, vec![])).await?;
    let numbers: Vec<String> =
        rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    store.close().await?;
    anyhow::ensure!(!numbers.is_empty(), "there is no matter to look at");
    Ok(numbers)
}
