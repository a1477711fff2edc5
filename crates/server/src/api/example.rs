//! Answers of the demo area, shortened: examples of the description.

use serde_json::{Value, json};

/// A page of matters.
pub fn matters() -> Value {
    read(include_str!("example/matters.json"))
}

/// A matter in hand, overdue.
pub fn matter() -> Value {
    read(include_str!("example/matter.json"))
}

/// A refused command.
pub fn problem() -> Value {
    json!({
        "type": "urn:huisheng:problem:evidence_missing",
        "title": "evidence is missing",
        "status": 422,
        "code": "evidence_missing",
        "field": "evidence",
        "zh": { "reason": "缺少佐证材料", "remedy": "请上传办理照片或文件" },
        "en": { "reason": "evidence is missing", "remedy": "add photos or papers of the result" },
        "facts": { "needed": 1 },
    })
}

/// A test looks whether they fit what they are examples of.
fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}
