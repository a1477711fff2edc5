//! Whether a row still says what was imported of it.

use huisheng_domain::matter::{Event, Happening, Word, Words};
use huisheng_domain::personal::agrees;
use jiff::Timestamp;

use super::past::Past;

/// Whether a row says what was imported, whatever has become of it since.
pub(super) fn same(past: &Past, history: Option<&Vec<(Event, Words)>>) -> bool {
    let erased =
        |history: &[(Event, Words)]| history.first().is_some_and(|(_, words)| words.is_empty());
    same_report(past, history)
        && history.is_some_and(|history| erased(history) || same_reply(past, history))
}

/// The same of what was reported, without the reply. Compares with the events the import wrote, not with what became of
/// the matter here; what is starred there may have been anything. Contact data is beside the history and is not compared.
pub(super) fn same_report(past: &Past, history: Option<&Vec<(Event, Words)>>) -> bool {
    let Some(history) = history else { return false };
    let Some((Event { what: Happening::Reported(reported), .. }, words)) = history.first() else {
        return false;
    };
    // Erased: nothing is left to compare with.
    let erased = words.is_empty();
    let said =
        |word, text: &str| erased || agrees(words.get(word).unwrap_or_default(), text.trim());
    let due = reported.upstream.as_ref().and_then(|order| order.due);
    let place = past.division.is_none() || reported.place.division == past.division;
    let point = past.point.is_none() || reported.place.point == past.point;
    said(Word::Title, &past.title)
        && said(Word::Text, &past.text)
        && said(Word::Address, past.address.as_deref().unwrap_or_default())
        && reported.report.at == past.received
        && reported.kind == past.kind
        && reported.report.channel == past.channel
        && reported.category == past.category
        && due == past.due
        && place
        && point
}

fn same_reply(past: &Past, history: &[(Event, Words)]) -> bool {
    let imported: Option<(Timestamp, &str)> =
        history.iter().find_map(|(event, words)| match &event.what {
            Happening::Submitted(result) if result.by.is_none() => {
                Some((result.at, words.get(Word::Result).unwrap_or_default()))
            }
            _ => None,
        });
    let told = past.result.as_ref().map(|result| (result.at, result.text.trim()));
    let noted = past.remark.as_ref().is_none_or(|remark| {
        let said = history.iter().filter_map(|(_, words)| words.get(Word::Note));
        said.into_iter().any(|said| agrees(said, remark.trim()))
    });
    let replied = match (imported, told) {
        (Some((then, said)), Some((at, text))) => then == at && agrees(said, text),
        (imported, told) => imported == told,
    };
    replied && noted
}
