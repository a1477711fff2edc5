//! Why a copy is not made or not taken back, and what to do.

use std::path::PathBuf;
use std::process::ExitCode;

use thiserror::Error;

use super::super::out::say;

/// Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.en())]
pub enum Refusal {
    /// There is nothing to copy.
    NoDatabase { url: String },
    /// The folder for the copy holds something.
    FolderUsed { folder: PathBuf },
    /// No copy, or one that was not finished.
    NoManifest { folder: PathBuf },
    /// The manifest cannot be read.
    Manifest { reason: String },
    /// A copy of another version.
    Version { version: String, schema: i32, wanted: i32 },
    /// Parts that are missing or not as they were written.
    Damaged { parts: Vec<String> },
    /// The database holds something.
    DatabaseUsed { table: String },
    /// The folder of the files holds something.
    FilesUsed { folder: PathBuf },
}

impl Refusal {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoDatabase { .. } => "no_database",
            Self::FolderUsed { .. } => "folder_used",
            Self::NoManifest { .. } => "no_manifest",
            Self::Manifest { .. } => "manifest_unreadable",
            Self::Version { .. } => "other_version",
            Self::Damaged { .. } => "damaged",
            Self::DatabaseUsed { .. } => "database_used",
            Self::FilesUsed { .. } => "files_used",
        }
    }

    /// In Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NoDatabase { url } => {
                format!("{url} 没有数据库：请核对 --database-url 和 --config")
            }
            Self::FolderUsed { folder } => {
                format!("{} 不是空文件夹：请另选新文件夹", folder.display())
            }
            Self::NoManifest { folder } => format!(
                "{} 没有 manifest.json：不是备份，或备份未完成；请换一份备份",
                folder.display()
            ),
            Self::Manifest { reason } => {
                format!("manifest.json 无法读取（{reason}）：请换一份备份，或从另一处重新复制")
            }
            Self::Version { version, schema, wanted } => format!(
                "备份由版本 {version}（表结构 {schema}）生成，本版本需要 {wanted}：请用版本 {version} 恢复，再升级"
            ),
            Self::Damaged { parts } => {
                format!("备份已损坏：{}；请从另一处重新复制，或换一份备份", parts.join("、"))
            }
            Self::DatabaseUsed { table } => format!(
                "数据库已有内容（{table}）：只能恢复到空数据库，请用 --database-url 指定新的数据库"
            ),
            Self::FilesUsed { folder } => format!(
                "{} 已有附件：请用 HUISHENG_DATA_DIR 或 --config 指定新的 data_dir",
                folder.display()
            ),
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match self {
            Self::NoDatabase { url } => {
                format!("there is no database at {url}: look at --database-url and --config")
            }
            Self::FolderUsed { folder } => {
                format!("{} is not empty: name a new folder", folder.display())
            }
            Self::NoManifest { folder } => format!(
                "{} has no manifest.json: it is no backup or an unfinished one; use another",
                folder.display()
            ),
            Self::Manifest { reason } => format!(
                "manifest.json cannot be read ({reason}): copy it again from where it was kept, or use another backup"
            ),
            Self::Version { version, schema, wanted } => format!(
                "the backup was made by version {version} (schema {schema}), this one needs {wanted}: restore it \
                 with version {version}, then upgrade"
            ),
            Self::Damaged { parts } => format!(
                "the backup is damaged: {}; copy it again from where it was kept, or use another",
                parts.join(", ")
            ),
            Self::DatabaseUsed { table } => format!(
                "the database is not empty (there are rows in {table}): a backup goes only into an empty one, \
                 name it with --database-url"
            ),
            Self::FilesUsed { folder } => format!(
                "{} holds files already: name another data_dir with HUISHENG_DATA_DIR or --config",
                folder.display()
            ),
        }
    }

    /// 1 where something is wrong, 2 where it was asked wrongly.
    fn exit(&self) -> ExitCode {
        match self {
            Self::Manifest { .. } | Self::Damaged { .. } => ExitCode::FAILURE,
            _ => ExitCode::from(2),
        }
    }
}

/// Answers a refusal in words or JSON; anything else stays an error.
pub(super) fn answer(error: anyhow::Error, json: bool) -> anyhow::Result<ExitCode> {
    let refusal: Refusal = error.downcast()?;
    let (zh, en) = (refusal.zh(), refusal.en());
    if json {
        let said = serde_json::json!({ "refused": refusal.code(), "zh": zh, "en": en });
        say!("{said}")?;
    } else {
        eprintln!("huisheng: {zh}\n  {en}");
    }
    Ok(refusal.exit())
}
