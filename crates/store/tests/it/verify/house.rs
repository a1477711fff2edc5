//! A small house with some forty matters at every stage of their life.

use std::collections::BTreeSet;
use std::path::PathBuf;

use futures::future::join_all;
use huisheng_domain::area::Area;
use huisheng_domain::id::{
    AssignmentId, CategoryId, DivisionId, FileId, Id, MatterId, ReportId, UnitId,
};
use huisheng_domain::matter::*;
use huisheng_domain::number::MatterNumber;
use huisheng_domain::procedure::Procedure;
use huisheng_store::file::{self, FileRow};
use huisheng_store::ledger::{Ledger, Outcome, Receipt, Submission, Voice};
use huisheng_store::{FileStore, Micros, Store, matter, procedure};
use jiff::{SignedDuration, Timestamp};

use super::{lists::book, script};

pub const SECRET: &[u8] = b"a secret of the tests";
pub const SOURCES: [&str; 2] = [
    include_str!("../../../../../procedures/13710.toml"),
    include_str!("../../../../../procedures/errand.toml"),
];

/// The first matter is reported here; the last event is some days later.
pub fn begin() -> Timestamp {
    "2026-03-02T01:00:00.123456Z".parse().unwrap()
}

pub fn area() -> Area {
    Area::new(990_101).unwrap()
}

pub fn unit(code: &str) -> UnitId {
    Id::of_code("unit", code)
}

pub fn category() -> CategoryId {
    Id::of_code("category", "lamp")
}

pub fn division() -> DivisionId {
    Id::of_code("division", "street")
}

pub fn staff(role: Role, of: &str) -> Actor {
    let account = Id::of_code("account", &format!("{role:?} {of}"));
    Actor::Staff { account, unit: unit(of), home: None, roles: BTreeSet::from([role]) }
}

pub struct House {
    pub store: Store,
    pub ledger: Ledger,
    pub files: FileStore,
    pub folder: PathBuf,
}

impl House {
    /// Empty, with its lists.
    pub async fn new(store: Store) -> Self {
        let write = store.write().await.unwrap();
        for source in SOURCES {
            let procedure = Procedure::read(source).unwrap();
            procedure::put(&write, &procedure, source, begin()).await.unwrap();
        }
        write.commit().await.unwrap();
        let folder =
            std::env::temp_dir().join(format!("huisheng_files_{:032x}", rand::random::<u128>()));
        let files = FileStore::local(folder.clone()).unwrap();
        Self { ledger: Ledger::start(&store, book(), 2), store, files, folder }
    }

    /// Four of each script, side by side.
    pub async fn fill(&self) {
        let lives = (0..4).flat_map(|round| {
            script::ALL.iter().enumerate().map(move |(at, script)| (round, at, script))
        });
        join_all(lives.map(|(round, at, script)| async move {
            let serial = (round * script::ALL.len() + at) as u64 * 10 + 1;
            script(Life::new(self, serial)).await;
        }))
        .await;
    }
}

impl Drop for House {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

/// One matter on its way.
pub struct Life<'a> {
    pub house: &'a House,
    pub id: MatterId,
    pub report: ReportId,
    pub now: Timestamp,
    serial: u64,
}

impl<'a> Life<'a> {
    pub fn new(house: &'a House, serial: u64) -> Self {
        let now = begin() + SignedDuration::from_mins(i64::try_from(serial).unwrap());
        let name = serial.to_string();
        Self {
            house,
            id: Id::of_code("matter", &name),
            report: Id::of_code("report", &name),
            now,
            serial,
        }
    }

    pub fn number(serial: u64) -> String {
        MatterNumber::new(area(), jiff::civil::date(2026, 3, 2), serial).unwrap().to_string()
    }

    pub fn command(&self) -> ReportMatter {
        ReportMatter {
            id: self.id,
            report: self.report,
            number: Self::number(self.serial),
            kind: Kind::Request,
            channel: Channel::Phone12345,
            title: "门口路灯不亮".into(),
            text: "小区门口的路灯三天没亮了".into(),
            address: Some("回声路 1 号".into()),
            place: Place {
                division: Some(division()),
                point: Some([120.382_639_7, 36.067_082_3]),
                ..Place::default()
            },
            category: Some(category()),
            urgency: Urgency::Normal,
            person: Some(self.person()),
            on_behalf: false,
            occurred: None,
            files: Vec::new(),
            upstream: None,
            at_once: None,
            follows: None,
            subjects: Subjects::default(),
            asked: None,
            errand: NewErrand::default(),
            to: None,
            notice: None,
        }
    }

    pub fn person(&self) -> PartyLink {
        PartyLink {
            party: Id::of_code("party", &self.serial.to_string()),
            contactable: true,
            confidential: false,
        }
    }

    pub const fn number_serial(&self) -> u64 {
        self.serial
    }

    fn voice(&self, report: ReportId, party: PartyLink) -> Voice {
        Voice {
            report,
            party: party.party,
            name: Some("张三".into()),
            contact: Some("13800000000".into()),
        }
    }

    /// An upload that waits for a command.
    pub async fn upload(&self) -> FileId {
        let id = Id::of_code("file", &format!("{} {}", self.serial, self.now));
        let bytes = format!("a photo of {}", self.serial).into_bytes();
        let kept = self.house.files.put(area(), id, bytes).await.unwrap();
        let row = FileRow {
            area: area(),
            id,
            matter: None,
            sha256: kept.sha256,
            mime: "image/jpeg".into(),
            size: kept.size,
            width: Some(4),
            height: None,
            thumbnail: false,
            uploaded: Micros::cut(self.now),
            taken: None,
        };
        let write = self.house.store.write().await.unwrap();
        file::insert(&write, std::slice::from_ref(&row)).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(file::find(self.house.store.read(), area(), &[id]).await.unwrap(), [row]);
        id
    }

    /// The ledger gave these files to the matter, with the event that names them.
    pub async fn attach(&self, ids: &[FileId]) {
        let given = file::of_matter(self.house.store.read(), area(), self.id).await.unwrap();
        assert!(ids.iter().all(|id| given.iter().any(|row| row.id == *id)), "{ids:?} {given:?}");
    }

    pub async fn reported(&mut self) {
        self.report_as(self.command()).await;
    }

    pub async fn report_as(&mut self, report: ReportMatter) {
        self.told(staff(Role::Intake, "street"), Command::Report(Box::new(report)), None).await;
    }

    pub async fn does(&mut self, role: Role, of: &str, command: Command) -> Receipt {
        self.told(staff(role, of), command, None).await
    }

    /// Submits and expects it to be written.
    pub async fn told(
        &mut self,
        actor: Actor,
        command: Command,
        other: Option<MatterId>,
    ) -> Receipt {
        self.now += SignedDuration::from_mins(7);
        let voices = match &command {
            Command::Report(report) => {
                report.person.clone().map(|person| self.voice(report.report, person))
            }
            Command::Import(import) => {
                import.report.person.clone().map(|person| self.voice(self.report, person))
            }
            Command::Join(join) => {
                join.person.clone().map(|person| self.voice(join.report, person))
            }
            _ => None,
        };
        let voices: Vec<Voice> = voices.into_iter().collect();
        let said = format!("{command:?}");
        let submission = Submission {
            area: area(),
            matter: self.id,
            other,
            command,
            actor,
            now: self.now,
            key: None,
            if_version: None,
            voices,
            personal: Vec::new(),
        };
        match self.house.ledger.submit(submission).await.unwrap() {
            Outcome::Done(receipt) => receipt,
            other => panic!("{said}: {other:?}"),
        }
    }

    /// The open share of the lead unit.
    pub async fn share(&self) -> AssignmentId {
        let matter = matter::find(self.house.store.read(), area(), self.id).await.unwrap();
        matter.lead().unwrap().id
    }
}
