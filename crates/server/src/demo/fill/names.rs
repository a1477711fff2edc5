//! Identifiers of one life, made of the seed.

use huisheng_domain::id::{FileId, Id, MatterId, ReportId};
use huisheng_domain::matter::PartyLink;
use huisheng_domain::number::MatterNumber;
use huisheng_store::ledger::Voice;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use uuid::Uuid;

use crate::demo::COUNTY;
use crate::demo::lives::{Names, Person};

/// Gives identifiers, and remembers what has to be written beside the events.
pub struct Given {
    scope: String,
    begin: Timestamp,
    voice: u8,
    matter: u8,
    count: u32,
    day: Date,
    next: u64,
    /// Contact data of voices first heard in this step.
    pub voices: Vec<Voice>,
    /// Pictures of this step.
    pub pictures: Vec<FileId>,
}

impl Given {
    /// For one life, which begins then.
    pub fn new(seed: u64, life: u32, begin: Timestamp) -> Self {
        Self {
            scope: format!("demo {seed}/{life}"),
            begin,
            voice: 0,
            matter: 0,
            count: 0,
            day: date(2000, 1, 1),
            next: 1,
            voices: Vec::new(),
            pictures: Vec::new(),
        }
    }

    /// The step at hand is of that day; `next` is its next free serial.
    pub fn today(&mut self, day: Date, next: u64) {
        self.day = day;
        self.next = next;
    }

    /// The next free serial after this step.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Bytes from which ids are made inside a decision.
    pub fn seed(&mut self) -> [u8; 16] {
        self.id::<()>("seed").uuid().into_bytes()
    }

    fn id<K>(&mut self, what: &str) -> Id<K> {
        self.count += 1;
        self.named(&format!("{what} {}", self.count))
    }

    /// Sorted by time as those of a real office, so that what is written together stands together.
    fn named<K>(&self, name: &str) -> Id<K> {
        let hash = Id::<K>::of_code(&self.scope, name).uuid().into_bytes();
        let random = std::array::from_fn(|nth| hash[nth]);
        Id::at(self.begin, random)
    }
}

impl Names for Given {
    fn matter(&mut self, number: u8) -> MatterId {
        self.named(&format!("matter {number}"))
    }
    fn voice(&mut self, number: u8) -> ReportId {
        self.named(&format!("voice {number}"))
    }
    fn next_voice(&mut self) -> u8 {
        self.voice += 1;
        self.voice - 1
    }
    fn next_matter(&mut self) -> u8 {
        self.matter += 1;
        self.matter - 1
    }
    fn number(&mut self) -> String {
        let number =
            MatterNumber::new(COUNTY, self.day, self.next).map(|number| number.to_string());
        self.next += 1;
        number.unwrap_or_default()
    }
    fn person(&mut self, person: &Person) -> PartyLink {
        let party = Id::of_code("demo person", &person.key.to_string());
        let report = Names::voice(self, self.voice.saturating_sub(1));
        self.voices.push(Voice {
            report,
            party,
            name: Some(person.name.clone()),
            contact: Some(person.phone.clone()),
        });
        PartyLink { party, contactable: true, confidential: person.confidential }
    }
    fn photos(&mut self, count: u8) -> Vec<FileId> {
        let made: Vec<FileId> = (0..count).map(|_| self.id("picture")).collect();
        self.pictures.extend(&made);
        made
    }
    fn fresh(&mut self) -> Uuid {
        self.id::<()>("fresh").uuid()
    }
}
