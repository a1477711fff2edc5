//! What the machine gives: folders, disk, files, time.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Finding;

const GIB: u64 = 1 << 30;
/// Below this the next uploads may fail.
const TOO_LITTLE: u64 = GIB / 4;
/// Below this somebody should look soon.
const LITTLE: u64 = 4 * GIB;
/// Each reader of live events and each request takes one.
const FILES: u64 = 1_024;
/// This program did not exist before: an earlier clock was never set.
const FIRST_YEAR: i16 = 2026;
/// Certificates and calendars end long before.
const LAST_YEAR: i16 = 2100;

/// Whether files can be kept.
pub(super) fn folder(path: &Path) -> Finding {
    let shown = path.display();
    let probe = path.join(format!(".doctor-{}", std::process::id()));
    let kept = std::fs::write(&probe, b"probe").and_then(|()| std::fs::remove_file(&probe));
    match kept {
        Ok(()) => {
            Finding::ok("data_dir", format!("{shown} 可写"), format!("{shown} can be written"))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Finding::warn(
            "data_dir",
            format!("{shown} 不存在：首次启动时创建"),
            format!("{shown} does not exist: it is made at the first start"),
        ),
        Err(error) => Finding::fail(
            "data_dir",
            format!("{shown} 不可写（{error}）：请检查权限，或改 data_dir"),
            format!(
                "{shown} cannot be written ({error}): look at its permissions, or change data_dir"
            ),
        ),
    }
}

/// Free space below a folder, or below the nearest one that exists.
pub(super) fn disk(check: &'static str, path: &Path) -> Finding {
    let there = path.ancestors().find(|path| path.is_dir()).unwrap_or(Path::new("."));
    match rustix::fs::statvfs(there) {
        Ok(found) => space(check, there, found.f_bavail.saturating_mul(found.f_frsize)),
        Err(error) => Finding::warn(
            check,
            format!("无法查看 {} 的剩余空间（{error}）", there.display()),
            format!("the free space of {} cannot be seen ({error})", there.display()),
        ),
    }
}

fn space(check: &'static str, path: &Path, free: u64) -> Finding {
    let (path, mib) = (path.display(), free >> 20);
    let zh = format!("{path} 剩余 {mib} MiB");
    let en = format!("{path} has {mib} MiB free");
    if free < TOO_LITTLE {
        Finding::fail(check, format!("{zh}：请立即释放空间"), format!("{en}: free some space now"))
    } else if free < LITTLE {
        Finding::warn(check, format!("{zh}：请尽快扩容"), format!("{en}: give it more soon"))
    } else {
        Finding::ok(check, zh, en)
    }
}

/// How many files and connections may be open.
pub(super) fn open_files(connections: u32) -> Finding {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    limited(limit.unwrap_or(u64::MAX), u64::from(connections))
}

fn limited(limit: u64, connections: u64) -> Finding {
    let remedy = "ulimit -n 65536 / LimitNOFILE=65536";
    let zh = format!("可打开 {limit} 个文件");
    let en = format!("{limit} files may be open");
    if limit < connections.saturating_add(64) {
        Finding::fail("open files", format!("{zh}：请设 {remedy}"), format!("{en}: set {remedy}"))
    } else if limit < FILES {
        Finding::warn(
            "open files",
            format!("{zh}：建议 {remedy}"),
            format!("{en}: better {remedy}"),
        )
    } else {
        Finding::ok("open files", zh, en)
    }
}

/// Whether the time can be the time.
pub(super) fn clock(now: Timestamp) -> Finding {
    let zone = TimeZone::system();
    let name = zone.iana_name().unwrap_or("?").to_owned();
    let here = now.to_zoned(zone);
    let shown = here.strftime("%Y-%m-%d %H:%M:%S %:z");
    if (FIRST_YEAR..=LAST_YEAR).contains(&here.year()) {
        let zh = format!("{shown}（{name}；时限按区划日历的时区计算）");
        let en = format!("{shown} ({name}; clocks run in the time zone of the calendar)");
        Finding::ok("clock", zh, en)
    } else {
        Finding::fail(
            "clock",
            format!("{shown} 不可能：请校时（timedatectl set-ntp true）"),
            format!("{shown} cannot be: set the clock (timedatectl set-ntp true)"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn little_space_is_told_before_there_is_none() {
        for (mib, verdict) in
            [(0, Verdict::Fail), (255, Verdict::Fail), (256, Verdict::Warn), (4_096, Verdict::Ok)]
        {
            assert_eq!(space("disk", Path::new("/"), mib << 20).verdict, verdict, "{mib}");
        }
    }

    #[test]
    fn files_must_do_for_the_connections() {
        for (limit, verdict) in [
            (79, Verdict::Fail),
            (80, Verdict::Warn),
            (1_024, Verdict::Ok),
            (u64::MAX, Verdict::Ok),
        ] {
            assert_eq!(limited(limit, 16).verdict, verdict, "{limit}");
        }
    }

    #[test]
    fn a_clock_that_was_never_set_fails() {
        for (at, verdict) in [
            ("1970-01-01T00:00:00Z", Verdict::Fail),
            ("2025-06-01T00:00:00Z", Verdict::Fail),
            ("2026-06-01T00:00:00Z", Verdict::Ok),
            ("2106-06-01T00:00:00Z", Verdict::Fail),
        ] {
            assert_eq!(clock(at.parse().expect("an instant")).verdict, verdict, "{at}");
        }
    }
}
