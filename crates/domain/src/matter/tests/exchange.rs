//! Orders between two systems: what one tells, taken in by the other, in whatever order it comes.

use super::link::UPSTREAM;
use super::say::*;
use super::world::{P13710, World, at, id, unit};
use crate::exchange::{Ask, Decision, Done, Mapping, Order, Reply, Taking, extension, shipped};
use crate::id::FileId;
use crate::matter::*;

fn mapping() -> &'static Mapping {
    shipped().iter().find(|one| one.code == "huisheng").expect("a mapping")
}

fn told(w: &World) -> Vec<(Event, Words)> {
    w.history("m").iter().cloned().zip(w.words.iter().cloned()).collect()
}

/// A platform above, and the house below that works for its urban office.
struct Pair {
    city: World,
    street: World,
    above: Done,
    below: Done,
}

impl Pair {
    /// The city has given the order, and the street has it.
    fn new() -> Self {
        let mut pair = Self {
            city: World::assigned(P13710),
            street: World::new(UPSTREAM),
            above: Done::default(),
            below: Done::default(),
        };
        let order = pair.order();
        let upstream = Upstream {
            state: order.state.clone(),
            ..Upstream::new("city", &order.number, order.due)
        };
        let new = ReportMatter {
            upstream: Some(upstream),
            title: order.title,
            text: order.text,
            ..report("m")
        };
        pair.street.ok("dispatcher@street", "m", reported(new));
        pair
    }

    fn order(&self) -> Order {
        let matter = self.city.state("m");
        let mut shares = matter.assignments.iter().rev();
        let share = shares.find(|share| share.unit == unit("urban")).expect("a share");
        Order::of(matter, share, &told(&self.city), self.above.asked, mapping())
    }

    fn reply(&self) -> Reply {
        let (matter, history) = (self.street.state("m"), told(&self.street));
        Reply::of(matter, &history, &self.street.procedure, mapping()).expect("an order of above")
    }

    /// The street takes in how the order stands; how many steps that were.
    fn down(&mut self) -> usize {
        let order = self.order();
        order.check(self.city.now).expect("it can be taken in");
        let steps =
            order.steps(self.street.state("m"), &self.street.texts(), self.below.rated, "city");
        let count = steps.len();
        for (verb, command) in steps {
            if matches!(command, Command::RateUpstream(_)) {
                self.below.rated = order.rating.as_ref().map(|rating| rating.at);
            }
            // What has a result, or is done again, runs under no day of the city's: it is refused, and seen.
            if verb == Verb::MoveUpstream
                && (self.street.state("m").result.is_some() || self.street.state("m").reworks > 0)
            {
                assert_eq!(self.street.no("supervisor@street", "m", command), "not_now");
                continue;
            }
            let who =
                if verb == Verb::MoveUpstream { "supervisor@street" } else { "dispatcher@street" };
            self.street.ok(who, "m", command);
        }
        count
    }

    /// The city takes in what became of it; how many steps that were.
    fn up(&mut self) -> usize {
        let reply = self.reply();
        reply.check().expect("it can be taken in");
        let matter = self.city.state("m").clone();
        let share = matter.assignments.iter().rev().find(|share| share.unit == unit("urban"));
        let share = share.expect("a share");
        let until = reply.ask.as_ref().and_then(|ask| ask.until);
        let taking = Taking {
            matter: &matter,
            share,
            texts: &self.city.texts(),
            done: self.above,
            propose: Some(unit("housing")),
            by: until.and_then(|until| {
                extension(&matter, share, until, self.city.now, &self.city.calendar)
            }),
            evidence: vec![FileId::of_code("test", "photo")],
        };
        let steps = reply.steps(&taking);
        let count = steps.len();
        for (_, command) in steps {
            self.above = self.above.with(&command, &reply);
            self.city.ok("clerk@urban", "m", command);
        }
        count
    }

    fn go(&mut self, local: &str) {
        self.city.go(local);
        self.street.go(local);
    }
}

impl World {
    fn texts(&self) -> Vec<String> {
        self.words.iter().filter_map(|words| words.get(Word::Text)).map(str::to_owned).collect()
    }
}

#[test]
fn the_whole_way_goes_over_and_nothing_twice() {
    let mut pair = Pair::new();
    assert_eq!((pair.down(), pair.up()), (0, 0), "what is known is not told again");
    pair.street.ok("dispatcher@street", "m", accept());
    pair.street.ok("dispatcher@street", "m", assign("urban", &[]));
    pair.street.take_up("m", "urban");
    let contacted = contact(&pair.street, "m", "urban");
    pair.street.ok("clerk@urban", "m", contacted);
    assert_eq!((pair.up(), pair.up()), (2, 0), "signed in and contacted, once");
    assert!(pair.city.state("m").lead().is_some_and(|share| share.contacted.is_some()));

    pair.city.ok(
        "voice:m",
        "m",
        Command::Urge(Urge { report: id("m"), text: "今晚还是黑的".into() }),
    );
    assert_eq!((pair.down(), pair.down()), (1, 0));
    assert!(pair.street.texts().iter().any(|text| text == "今晚还是黑的"));

    pair.street.hand_in("m", "urban");
    assert_eq!(
        pair.up(),
        0,
        "a draft of the office leaves the house as little as an internal word"
    );
    pair.street.ok("head@urban", "m", Command::SignOff(pass()));
    pair.street.review("m", true);
    assert_eq!((pair.up(), pair.up()), (1, 0));
    assert_eq!(pair.city.state("m").stage(), Stage::Verifying);

    // The reporter is heard above, says no, and it is done again below.
    pair.city.review("m", true);
    pair.city.ok("callback@street", "m", callback("m", verdict(Solved::Not)));
    pair.go("2026-03-02T10:00");
    pair.city.ok("dispatcher@street", "m", Command::Rework(reason()));
    assert!(pair.down() > 0);
    assert_eq!(pair.down(), 1, "the day that cannot be moved yet");
    let rating = pair.street.state("m").upstream.as_ref().and_then(|order| order.rating.clone());
    assert_eq!(rating.and_then(|rating| rating.solved), Some(Solved::Not));
    assert_eq!(pair.up(), 0, "the answer that was rejected is not handed in again");
    pair.street.ok("dispatcher@street", "m", Command::Rework(reason()));
    pair.street.hand_in("m", "urban");
    pair.street.ok("head@urban", "m", Command::SignOff(pass()));
    pair.street.review("m", true);
    assert_eq!((pair.up(), pair.up()), (1, 0), "the new one is");
    pair.city.review("m", true);
    pair.city.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    assert!(pair.down() > 0);
    assert_eq!(
        pair.street.ending("m"),
        Some(EndingKind::Verified),
        "heard above, it is heard here"
    );
    assert_eq!(pair.reply().ended.map(|ended| ended.kind), Some(EndingKind::Verified));
    assert_eq!(pair.up(), 0);
}

#[test]
fn what_is_asked_is_asked_once_and_its_answer_holds() {
    let mut pair = Pair::new();
    let due = pair.street.state("m").upstream.as_ref().and_then(|order| order.due).expect("a day");
    let until = due + jiff::SignedDuration::from_hours(24);
    pair.street.ok("intake@street", "m", ask_upstream(AskAbove::Extension, Some(until)));
    assert_eq!((pair.up(), pair.up()), (2, 0), "signed in, and asked");
    let pending = pair.city.state("m").lead().and_then(|share| share.pending.clone());
    assert_eq!(pending.map(|pending| pending.request.kind()), Some(RequestKind::Extension));

    // Refused: it is told, and not asked again by the next message.
    let refused = judge(&pair.city, "m", "urban", false, None);
    pair.city.ok("dispatcher@street", "m", refused);
    assert_eq!(pair.up(), 0, "the refusal has not arrived, and yet it is not asked again");
    assert!(pair.down() > 0);
    assert_eq!(pair.down(), 0);
    let asked = pair.street.state("m").upstream.as_ref().map(|order| order.asked.clone());
    let answered = asked.and_then(|asked| asked.last().and_then(|one| one.answered));
    assert_eq!(answered.map(|answered| answered.granted), Some(false));

    // Asked anew and granted: the day above is the day here.
    pair.go("2026-03-02T10:00");
    pair.street.ok("intake@street", "m", ask_upstream(AskAbove::Extension, Some(until)));
    assert_eq!(pair.up(), 1);
    let granted = judge(&pair.city, "m", "urban", true, None);
    pair.city.ok("dispatcher@street", "m", granted);
    let order = pair.order();
    assert!(order.due.is_some_and(|due| due >= until), "{order:?}");
    assert_eq!((pair.down(), pair.down()), (1, 0), "the day comes with the answer, not besides");
    let here = pair.street.state("m").upstream.as_ref().and_then(|order| order.due);
    assert_eq!(here, order.due);

    // Given back: it has ended here, and is to be given to somebody else above.
    pair.go("2026-03-02T11:00");
    pair.street.ok("intake@street", "m", ask_upstream(AskAbove::Return, None));
    assert_eq!(pair.up(), 1);
    let granted = judge(&pair.city, "m", "urban", true, None);
    pair.city.ok("dispatcher@street", "m", granted);
    assert!(pair.order().recalled);
    assert_eq!(pair.down(), 1);
    assert_eq!(pair.street.ending("m"), Some(EndingKind::HandedOver));
    assert_eq!(pair.up(), 0, "nothing is done to a share that is gone");
}

#[test]
fn a_decision_is_that_of_what_waits_and_of_nothing_else() {
    let mut pair = Pair::new();
    pair.street.ok("intake@street", "m", ask_upstream(AskAbove::Return, None));
    let waiting =
        pair.street.state("m").upstream.as_ref().and_then(|order| order.waiting().cloned());
    let asked = waiting.expect("it waits").at;
    let order = |asked| Order {
        decision: Some(Decision { asked, granted: true, until: None, opinion: " ".into() }),
        ..pair.order()
    };
    let steps =
        |order: Order| order.steps(pair.street.state("m"), &pair.street.texts(), None, "city");
    assert_eq!(steps(order(at("2026-03-01T09:00"))), []);
    let all = steps(order(asked));
    let [(Verb::AnswerUpstream, Command::AnswerUpstream(answer))] = all.as_slice() else {
        panic!("one answer: {all:?}")
    };
    assert_eq!(answer.opinion, "city", "who says nothing is named");
}

#[test]
fn what_is_sealed_or_internal_stays() {
    let mut city = World::new(P13710);
    let sealed = PartyLink { confidential: true, ..person(true).expect("a person") };
    city.ok("intake@street", "m", reported(ReportMatter { person: Some(sealed), ..report("m") }));
    city.ok("dispatcher@street", "m", accept());
    city.ok("dispatcher@street", "m", assign("urban", &[]));
    city.ok("dispatcher@street", "m", Command::Note(Note { text: "此人难缠".into() }));
    let share = city.state("m").lead().cloned().expect("a share");
    let order = Order::of(city.state("m"), &share, &told(&city), None, mapping());
    assert!(order.confidential && order.name.is_none() && order.phone.is_none());
    assert!(!format!("{order:?}").contains("难缠"));
    let revoked = of(&city, "m", "urban");
    city.ok("dispatcher@street", "m", Command::Revoke(revoked));
    let share = city.state("m").assignment(share.id).cloned().expect("a share");
    assert!(Order::of(city.state("m"), &share, &told(&city), None, mapping()).recalled);
}

#[test]
fn what_was_taken_back_is_said_to_be_and_moves_nothing() {
    let mut pair = Pair::new();
    let before = pair.street.state("m").upstream.as_ref().and_then(|order| order.due);
    let revoked = of(&pair.city, "m", "urban");
    pair.city.ok("dispatcher@street", "m", Command::Revoke(revoked));
    assert_eq!((pair.down(), pair.down()), (1, 0));
    let order = pair.street.state("m").upstream.clone().expect("the order");
    assert_eq!((order.state.as_deref(), order.due), (Some("已收回"), before));
    assert_eq!(pair.up(), 0);
}

#[test]
fn how_long_an_extension_is_follows_from_the_day() {
    let w = World::handling(P13710);
    let (matter, share) = (w.state("m"), w.state("m").lead().expect("a share"));
    let due = w.due("m", "resolve")[0];
    let by = |until| extension(matter, share, until, w.now, &w.calendar).map(|by| by.to_string());
    assert_eq!(by(due), None, "it is due then anyway");
    let hour = jiff::SignedDuration::from_hours(1);
    let first = by(due + hour).expect("the least");
    assert!(first.starts_with('1'), "{first}");
    assert_eq!(by(due + hour * 24 * 365 * 40), None, "too far");
    let asks =
        Ask { at: w.now, ask: AskAbove::Extension, until: Some(due), reason: "配件".into() };
    let reply = Reply { number: "1".into(), version: 1, ask: Some(asks), ..Reply::default() };
    let taking = Taking {
        matter,
        share,
        texts: &[],
        done: Done::default(),
        propose: None,
        by: None,
        evidence: Vec::new(),
    };
    assert_eq!(reply.steps(&taking), [], "what cannot be asked for here is not asked for");
}
