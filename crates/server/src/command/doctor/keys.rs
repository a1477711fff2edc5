//! The keys of personal data, and copies from before it was sealed.

use std::path::Path;

use huisheng_store::cipher::{self, State};
use huisheng_store::{Store, StoreError};

use super::Finding;
use crate::config::Config;

/// The first schema without names and telephones in the clear.
const SEALED: i32 = 8;

/// Whether data keys can be unwrapped, and how the master key is kept.
pub(super) async fn keys(config: &Config, store: &Store) -> Vec<Finding> {
    let found = match look(store).await {
        Ok(found) => found,
        Err(error) => {
            return vec![Finding::fail(
                "keys",
                format!("个人信息的密钥不可用，请放回主密钥（{error}）"),
                format!("the keys of personal data cannot be had: {error}"),
            )];
        }
    };
    let mut findings = vec![rotation(&found)];
    let by = found.first().map(|key| key.wrapped_by.clone()).unwrap_or_default();
    findings.push(match config.master_key() {
        Some(file) if file.open_to_others() == Some(true) => {
            let path = file.path().display();
            Finding::fail(
                "master key",
                format!("{path} 可被他人读取：请执行 chmod 600"),
                format!("others can read {path}: chmod 600"),
            )
        }
        _ => Finding::ok(
            "master key",
            format!("{by}：请确认已另存一份，且不与备份放在一起，丢失后个人信息无法恢复"),
            format!("{by}: keep a copy apart from the backups, without it personal data is lost"),
        ),
    });
    findings
}

async fn look(store: &Store) -> Result<Vec<cipher::DataKey>, StoreError> {
    store.unlock().await?;
    cipher::list(store.read()).await
}

fn rotation(found: &[cipher::DataKey]) -> Finding {
    if found.iter().any(|key| key.state != State::Current) {
        return Finding::warn(
            "keys",
            "密钥更换尚未完成：请再次运行 huisheng key rotate",
            "a rotation is not finished: run `huisheng key rotate` again",
        );
    }
    let algorithms: Vec<&str> = found.iter().map(|key| key.algorithm.as_str()).collect();
    let shown = algorithms.join(" + ");
    Finding::ok("keys", shown.clone(), shown)
}

/// Copies that upgrades made before names and telephones were sealed.
pub(super) fn copies_in_clear(data: &Path) -> Option<Finding> {
    let entries = std::fs::read_dir(data).ok()?;
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| {
        let schema = name.strip_prefix("before-schema-").map(|rest| rest.trim_end_matches(".db"));
        schema.and_then(|schema| schema.parse().ok()).is_some_and(|schema: i32| schema <= SEALED)
    });
    names.sort();
    let shown = names.join(", ");
    (!names.is_empty()).then(|| {
        Finding::warn(
            "old copies",
            format!("{shown}：升级前的副本中姓名和电话未加密，确认升级无误后请安全删除"),
            format!(
                "{shown}: names and telephones stand in the clear in these copies of before an upgrade; remove them safely once the upgrade has proved itself"
            ),
        )
    })
}
