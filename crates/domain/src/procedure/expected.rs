//! What a reporter may expect before anything is sent: read off the clocks.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Moment, Procedure, Scope};
use crate::limit::Limit;
use crate::matter::{Severity, Urgency};

/// The limits of an ordinary matter, as its reporter would count them. What is urgent has shorter ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Expected {
    /// From the report to its acceptance.
    pub accept: Option<Limit>,
    /// To the answer; from acceptance, or from the report where nothing says when it is accepted.
    pub answer: Option<Limit>,
}

impl Procedure {
    /// What a reporter may expect. `of_row` are the limits of the responsibility list's row for the category
    /// and place, by the name of the clock; they go before the procedure's for clocks that start with the
    /// acceptance, which finds the row.
    pub fn expected(&self, of_row: &BTreeMap<String, Limit>) -> Expected {
        let limit = |from: Moment, to: Moment| {
            let own = self.clocks.iter().filter(|clock| clock.scope == Scope::Matter);
            let mut fits = own.filter(|clock| clock.starts.contains(&from) && clock.stops == to);
            fits.find_map(|clock| {
                let usual = || clock.limit_for(Severity::General, Urgency::Normal);
                let of_row = of_row.get(&clock.name).filter(|_| from == Moment::Accepted);
                of_row.copied().or_else(usual)
            })
        };
        let from_report = limit(Moment::Reported, Moment::Submitted);
        Expected {
            accept: limit(Moment::Reported, Moment::Accepted).filter(|_| from_report.is_none()),
            answer: from_report.or_else(|| limit(Moment::Accepted, Moment::Submitted)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_procedures_say_what_to_expect() {
        let expected: Vec<_> = Procedure::shipped()
            .iter()
            .map(|(code, source)| {
                let expected =
                    Procedure::read(source).expect("a procedure").expected(&BTreeMap::new());
                let text = |limit: Option<Limit>| limit.map(|limit| limit.to_string());
                (*code, text(expected.accept), text(expected.answer))
            })
            .collect();
        let wd = |days: &str| Some(format!("{days}wd"));
        for one in [
            ("13710", wd("1"), wd("7")),
            ("12345", wd("1"), wd("5")),
            ("consultation", wd("1"), wd("2")),
            ("suggestion", wd("1"), wd("10")),
            ("privacy_request", wd("1"), wd("15")),
            ("errand", wd("1"), wd("5")),
            ("internal", wd("1"), wd("10")),
            ("service_record", None, None),
        ] {
            assert!(expected.contains(&one), "{one:?} in {expected:?}");
        }
    }

    /// Its clocks may bear any names, and count from the report.
    #[test]
    fn an_invented_procedure_counts_from_the_report() {
        let source = Procedure::shipped().iter().find(|(code, _)| *code == "13710").expect("it").1;
        let source = source.replace(
            "starts = [\"accepted\"]\nstops = \"submitted\"\nlimit = { general = \"7wd\"",
            "starts = [\"reported\", \"accepted\"]\nstops = \"submitted\"\nlimit = { general = \"72h\"",
        );
        let procedure = Procedure::read(&source).expect("a procedure");
        let expected = procedure.expected(&BTreeMap::new());
        assert_eq!((expected.accept, expected.answer), (None, Some("72h".parse().unwrap())));
    }

    /// As the clocks will: a row of the responsibility list goes before the procedure, once it is accepted.
    #[test]
    fn the_limits_of_a_row_are_told_where_it_has_some() {
        let source = Procedure::shipped().iter().find(|(code, _)| *code == "13710").expect("it").1;
        let procedure = Procedure::read(source).expect("a procedure");
        let limit = |text: &str| text.parse::<Limit>().expect("a limit");
        let of_row = [("resolve".to_owned(), limit("3wd")), ("accept".to_owned(), limit("2h"))];
        let expected = procedure.expected(&of_row.into());
        assert_eq!((expected.accept, expected.answer), (Some(limit("1wd")), Some(limit("3wd"))));
    }
}
