//! The first words: what kind, through which channel, in whose voice.

use huisheng_domain::matter::{Channel, Kind, NewErrand, Urgency};

use super::course::{Course, Told, blanks_of, instant};
use super::{By, Person, Said, Step, cast};
use crate::demo::words::{self, Voice};

impl Course<'_> {
    pub(super) fn kind(&mut self) -> Kind {
        let leaf = &self.world.area.classes.leaves[self.about.leaf];
        match leaf.theme {
            "advice" if leaf.name == "表扬感谢" => Kind::Thanks,
            "advice" => Kind::Suggestion,
            "wish" => Kind::Wish,
            "paper" | "bill" | "school" | "aid" | "hospital" if self.dice.chance(62.0) => {
                Kind::Consultation
            }
            "firelane" | "ebike" | "hazard" | "facade" | "gas" => Kind::Hazard,
            "noise" | "barbecue" | "worknoise" | "illegal" | "stall" | "property" | "refund"
            | "food" | "dance" | "goods" | "wages" => Kind::Complaint,
            _ if self.dice.chance(30.0) => Kind::Complaint,
            _ => Kind::Request,
        }
    }

    pub(super) fn procedure(&mut self, kind: Kind) -> &'static str {
        match (kind, self.channel) {
            (_, Channel::Prov) => "upstream",
            (Kind::Consultation, _) => "consultation",
            (Kind::Suggestion | Kind::Thanks, _) => "suggestion",
            (_, Channel::Phone12345) if self.dice.chance(28.0) => "12345",
            _ => "13710",
        }
    }

    pub(super) fn said(&mut self, kind: Kind, voice: Voice, person: Option<Person>) -> Box<Said> {
        let area = self.world.area;
        let (leaf, spot) =
            (&area.classes.leaves[self.about.leaf], &area.land.spots[self.about.spot]);
        let theme = self.world.themes[self.about.leaf];
        let blanks = blanks_of(spot, leaf.name);
        let due = self.at + self.dice.between(5, 9) * 86_400;
        let number = format!("S{}", self.dice.between(100_000_000, 999_999_999));
        let upstream = (self.procedure == "upstream")
            .then(|| ("省平台", number, self.dice.chance(80.0).then(|| instant(due))));
        Box::new(Said {
            procedure: self.procedure,
            kind,
            channel: self.channel,
            title: words::title(theme, &blanks, self.dice),
            text: words::report(theme, voice, &blanks, self.dice),
            address: spot.address.clone(),
            place: spot.place.clone(),
            category: leaf.id,
            urgency: if self.urgent { Urgency::Urgent } else { Urgency::Normal },
            on_behalf: person.is_some() && self.dice.chance(5.0),
            person,
            occurred: None,
            photos: u8::from(voice == Voice::Staff || self.dice.chance(22.0)),
            upstream,
            errand: NewErrand::default(),
            settled: None,
        })
    }

    pub(super) fn report_by_staff(&mut self, kind: Kind, community: usize, street: usize) -> Told {
        let area = self.world.area;
        let offices = &area.offices;
        let office =
            &offices.offices[offices.position(&format!("c{:02}", community + 1)).unwrap_or(0)];
        let mut said = self.said(kind, Voice::Staff, None);
        let by = if self.channel == Channel::Video {
            *self.dice.pick(&offices.desks[street + 1].intake)
        } else {
            *self.dice.pick(&office.grid)
        };
        if self.chance(6.0) {
            said.occurred = Some(instant(self.at - self.dice.between(1, 20) * 3_600));
        }
        self.heard = 1;
        self.put(By::Staff(by), Step::Report(said))
    }

    pub(super) fn report_by_somebody(&mut self, kind: Kind, street: usize) -> Told {
        let anonymous = self.chance(5.0);
        let person = (!anonymous).then(|| cast::person(self.about.person, self.dice));
        let voice = Voice::of_somebody(self.dice);
        let said = self.said(kind, voice, person);
        let desks = &self.world.area.offices.desks;
        let by = match self.channel {
            Channel::Wechat | Channel::Web | Channel::App => By::Somebody,
            Channel::Streetline | Channel::Visit => {
                By::Staff(*self.dice.pick(&desks[street + 1].intake))
            }
            _ => By::Staff(*self.dice.pick(&desks[0].intake)),
        };
        if !anonymous {
            self.voices.push(0);
        }
        self.heard = 1;
        self.put(by, Step::Report(said))
    }
}
