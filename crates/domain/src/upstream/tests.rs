use proptest::prelude::*;

use super::*;

fn column(header: &str, holds: ReplyField) -> ReplyColumn {
    ReplyColumn { header: header.to_owned(), holds }
}

fn city() -> Source {
    Source {
        name: "市12345".to_owned(),
        channel: Channel::Phone12345,
        columns: [(OrderField::Number, "工单编号"), (OrderField::Due, "处置截止")]
            .map(|(field, name)| (field, name.to_owned()))
            .into(),
        reply: vec![column("工单编号", ReplyField::Number), column("办理结果", ReplyField::Result)],
    }
}

#[test]
fn what_can_be_used_and_what_cannot() {
    let bare = Source { columns: BTreeMap::new(), reply: Vec::new(), ..city() };
    assert_eq!((city().check(), bare.check()), (Ok(()), Ok(())));
    let long = "长".repeat(NAME + 1);
    for name in ["", " ", " 市", "市\n级", &long] {
        let source = Source { name: name.to_owned(), ..city() };
        assert_eq!(source.check(), Err(InvalidSource { field: "name" }), "{name:?}");
    }
    let with = |field, name: &str| {
        let mut source = city();
        source.columns.insert(field, name.to_owned());
        source.check()
    };
    assert_eq!(with(OrderField::State, "工单状态"), Ok(()));
    // A column holds one thing.
    assert_eq!(with(OrderField::State, "处置截止"), Err(InvalidSource { field: "columns" }));
    assert_eq!(with(OrderField::State, ""), Err(InvalidSource { field: "columns" }));
    let back = |reply| Source { reply, ..city() }.check();
    let number = || column("工单编号", ReplyField::Number);
    assert_eq!(back(vec![number(), column("备注", ReplyField::Blank)]), Ok(()));
    for reply in [
        vec![column("办理结果", ReplyField::Result)],
        vec![number(), column("工单编号", ReplyField::Result)],
        vec![number(), column("", ReplyField::Blank)],
        (0..=COLUMNS).map(|n| column(&format!("列{n}"), ReplyField::Number)).collect(),
    ] {
        assert_eq!(back(reply.clone()), Err(InvalidSource { field: "reply" }), "{reply:?}");
    }
}

#[test]
fn it_is_kept_and_read_back_and_a_field_that_is_none_is_refused() {
    let text = serde_json::to_string(&city()).unwrap();
    assert_eq!(serde_json::from_str::<Source>(&text).unwrap(), city());
    let unknown = text.replace("\"due\"", "\"belief\"");
    assert!(serde_json::from_str::<Source>(&unknown).is_err());
}

proptest! {
    #[test]
    fn whatever_passes_finds_its_orders(
        headers in prop::collection::vec("[ 工单a]{0,3}", 0..6),
        holds in prop::collection::vec(0..3_u8, 6),
    ) {
        let field = |n: &u8| [ReplyField::Number, ReplyField::Result, ReplyField::Blank][usize::from(*n)];
        let reply: Vec<ReplyColumn> =
            headers.iter().zip(&holds).map(|(header, n)| column(header, field(n))).collect();
        if (Source { reply: reply.clone(), ..city() }).check().is_ok() {
            prop_assert!(reply.is_empty() || reply.iter().any(|one| one.holds == ReplyField::Number));
            prop_assert!(reply.iter().all(|one| !one.header.trim().is_empty()));
        }
    }
}
