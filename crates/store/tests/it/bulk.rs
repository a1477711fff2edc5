//! Filling: what is decided elsewhere is written as valid chains.

use huisheng_domain::matter::{Actor, Command, Matter, Quarantine, QuarantineGround, decide};
use huisheng_store::book::example;
use huisheng_store::ledger::{Bulk, Voice};
use huisheng_store::{Book, testing};

use crate::street::{dispatcher, intake, matter_id, minute, report, sound, voice_id};

fn decided(
    book: &Book,
    matter: Option<&Matter>,
    command: &Command,
    actor: &Actor,
) -> Vec<huisheng_domain::matter::Decided> {
    let context = book.context(command, matter, actor, [1; 16]).unwrap();
    decide(example::area(), matter, None, command, &context, minute(5)).unwrap()
}

#[test]
fn a_matter_erased_in_the_group_that_began_it_keeps_its_voice_without_its_person() {
    testing::both(|store| async move {
        let book = Book::example();
        let mut bulk = Bulk::new(&store, &book, example::area()).unwrap();
        let said = report(1);
        let party = said.person.as_ref().unwrap().party;
        let begun = decided(&book, None, &Command::Report(Box::new(said)), &intake());
        let state = begun[0].after.clone();
        bulk.add(begun);
        let (name, contact) = (Some("王".to_owned()), Some("13800000000".to_owned()));
        let voice = Voice { report: voice_id(1), party, name, contact };
        bulk.voice(matter_id(1), &voice, minute(5));
        let quarantine = Command::Quarantine(Quarantine { ground: QuarantineGround::Mistake });
        bulk.add(decided(&book, Some(&state), &quarantine, &dispatcher()));
        bulk.write().await.unwrap();
        let row = huisheng_store::voice::find(
            store.read(),
            store.cipher().unwrap(),
            example::area(),
            voice_id(1),
        )
        .await
        .unwrap();
        assert_eq!((row.name, row.contact), (None, None));
        sound(&store).await;
    });
}
