//! One-time codes: kept by a hash of the number, counted, forgotten.

use huisheng_domain::one_time_code::Sent;
use huisheng_store::testing::both;
use huisheng_store::{Store, StoreError, one_time_code};
use jiff::{SignedDuration, Timestamp};

use crate::street::minute;

const NUMBER: [u8; 32] = [3; 32];
const CODE: [u8; 32] = [9; 32];

async fn send(store: &Store, number: [u8; 32], now: Timestamp) -> Sent {
    let write = store.write().await.unwrap();
    let before = one_time_code::begin(&write, number).await.unwrap();
    let sent = before.again(CODE, 0, now).unwrap();
    one_time_code::put(&write, number, &sent).await.unwrap();
    write.commit().await.unwrap();
    sent
}

#[test]
fn what_was_sent_is_kept_counted_and_forgotten_after_an_hour() {
    both(|store| async move {
        assert_eq!(send(&store, NUMBER, minute(0)).await.count, 1);
        let last = send(&store, NUMBER, minute(2)).await;
        send(&store, [4; 32], minute(30)).await;

        let write = store.write().await.unwrap();
        assert_eq!(one_time_code::held(&write, NUMBER).await.unwrap(), last);
        let nobody = one_time_code::held(&write, [5; 32]).await;
        assert!(matches!(nobody, Err(StoreError::NotFound)));
        // What is not written down after all leaves nothing.
        assert_eq!(one_time_code::begin(&write, [5; 32]).await.unwrap(), Sent::NEVER);
        write.rollback().await.unwrap();

        let count = async |now| one_time_code::within_the_hour(store.read(), now).await.unwrap();
        assert_eq!([count(minute(30)).await, count(minute(63)).await], [3, 1]);
        let write = store.write().await.unwrap();
        let gone = one_time_code::forget(&write, minute(62)).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!((gone, count(minute(62)).await), (1, 1));
    });
}

#[test]
fn two_who_ask_for_one_number_at_once_wait_for_each_other() {
    both(|store| async move {
        let one = async |store: Store| {
            let write = store.write().await.unwrap();
            let before = one_time_code::begin(&write, NUMBER).await.unwrap();
            let sent = before.again(CODE, 0, minute(0) + SignedDuration::from_secs(1));
            if let Ok(sent) = &sent {
                one_time_code::put(&write, NUMBER, sent).await.unwrap();
                write.commit().await.unwrap();
            }
            sent.is_ok()
        };
        let (first, second) = tokio::join!(one(store.clone()), one(store.clone()));
        assert!(first ^ second, "exactly one is sent");
    });
}
