//! Challenges: each is answered once.

use huisheng_store::challenge;
use huisheng_store::testing::both;

use crate::street::minute;

#[test]
fn a_challenge_is_answered_once_and_forgotten_when_it_would_be_too_late() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        assert!(challenge::use_once(&write, [1; 32], minute(0).into()).await.unwrap());
        assert!(!challenge::use_once(&write, [1; 32], minute(1).into()).await.unwrap());
        assert!(challenge::use_once(&write, [2; 32], minute(19).into()).await.unwrap());
        challenge::forget(&write, minute(20)).await.unwrap();
        assert!(challenge::use_once(&write, [1; 32], minute(20).into()).await.unwrap());
        assert!(!challenge::use_once(&write, [2; 32], minute(20).into()).await.unwrap());
        write.commit().await.unwrap();
    });
}
