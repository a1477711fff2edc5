//! What matters count for that are kept from whoever asks: figures must not tell of what a list does not.

use huisheng_domain::area::Area;
use huisheng_domain::matter::Matter;
use huisheng_domain::tally::{self, Sums};
use huisheng_store::tally::{Filter, Sum};
use huisheng_store::{Book, Store, StoreError, apart, matter};

use super::Kept;

/// The sums of `filter` that come of matters that are kept, counted anew from their histories. There are
/// few of these.
pub(super) async fn sums(
    store: &Store,
    book: &Book,
    area: Area,
    kept: &Kept,
    filter: &Filter,
) -> Result<Vec<Sum>, StoreError> {
    let kept = match kept {
        Kept::From(who) => apart::all_kept_from(store.read(), area, who).await?,
        Kept::FromAnybody => apart::all(store.read(), area).await?,
    };
    let ids: Vec<_> = kept.into_iter().collect();
    let (zone, mut sums) = (book.calendar.zone(), Sums::new());
    for (id, events) in matter::events_of(store.read(), area, &ids).await? {
        let replayed = Matter::replay(area, id, &events);
        let replayed =
            replayed.map_err(|error| StoreError::Unreadable(format!("matter {id}: {error}")))?;
        tally::count_history(&mut sums, &replayed, &events, zone);
    }
    let counts = |key: &tally::Key| {
        filter.measures.contains(&key.measure)
            && filter.days.as_ref().is_none_or(|days| days.contains(&key.day))
            && (filter.divisions.is_empty()
                || key.division.is_some_and(|there| filter.divisions.contains(&there)))
    };
    let counted = sums.into_iter().filter(|(key, _)| counts(key));
    let sum = |(key, n): (tally::Key, i64)| Sum {
        measure: Some(key.measure),
        day: Some(key.day),
        division: key.division,
        unit: key.unit,
        category: key.category,
        channel: Some(key.channel),
        kind: Some(key.kind),
        n,
    };
    Ok(counted.map(sum).collect())
}
