//! The rating of a matter.

use maud::{Markup, html};

use super::frame::Wrong;
use super::matter::Shown;
use super::told;
use crate::api::file::Page;
use crate::api::public::Followed;
use crate::error::Problem;

/// Whether the form is offered: once for each result, from its review until the window after the end is
/// over. The rules decide once more.
pub(super) fn may_rate(followed: &Followed) -> bool {
    let last = |kinds: &[&str]| followed.steps.iter().rposition(|step| kinds.contains(&step.kind));
    // An end that came with no new result is one to be rated, too.
    let result =
        if last(&["submitted"]) > last(&["reworked", "reopened"]) { "submitted" } else { "ended" };
    if last(&["rated"]) > last(&[result]) {
        return false;
    }
    match followed.ending {
        Some(_) => followed.rate_until.is_some(),
        None => last(&["reviewed"]) > last(&["submitted"]) && last(&["submitted"]).is_some(),
    }
}

/// The form, with what is wrong with the one that was sent.
pub(super) fn form(shown: &Shown<'_>, page: &Page, problem: Option<&Problem>) -> Markup {
    let (l, followed) = (shown.l, shown.followed);
    let wrong = Wrong { l, problem };
    let nothing = Page::default();
    let sent = if problem.is_some() { page } else { &nothing };
    let fresh = problem.is_none_or(|problem| problem.code == "key_reused");
    let key = if fresh { shown.key } else { page.get("key") };
    let book = shown.app.book();
    let procedure = book.procedure(&followed.procedure_version);
    let tags = procedure.map(|procedure| procedure.rating.tags.as_slice()).unwrap_or_default();
    let solved = [
        ("solved", l.say("解决了", "Solved")),
        ("basically", l.say("基本解决", "Mostly")),
        ("not", l.say("没有解决", "Not solved")),
    ];
    let stars = [
        ("5", l.say("很满意", "Very")),
        ("4", l.say("满意", "Yes")),
        ("3", l.say("一般", "So so")),
        ("2", l.say("不满意", "No")),
        ("1", l.say("很不满意", "Not at all")),
    ];
    html! {
        section.card {
            h2 { (l.say("请您评价", "Please rate it")) }
            form method="post" action=(l.at("/plain/matter")) enctype="multipart/form-data" {
                input type="hidden" name="act" value="rate";
                input type="hidden" name="number" value=(followed.number);
                input type="hidden" name="code" value=(shown.code);
                input type="hidden" name="key" value=(key);
                @if let Some(problem) = problem {
                    p.wrong #stars-wrong role="alert" {
                        @if wrong.is_at(&["stars"]) { (l.say("请选一个满意程度", "Choose how satisfied you are")) } @else { (l.why(problem)) }
                    }
                }
                fieldset {
                    legend { (l.say("事情解决了吗？", "Is it solved?")) }
                    @for (value, text) in solved {
                        label.choice { input type="radio" name="solved" value=(value) checked[sent.get("solved") == value]; span { (text) } }
                    }
                }
                p.hint { (not_solved(shown)) }
                fieldset aria-describedby=[wrong.is_at(&["stars"]).then_some("stars-wrong")] {
                    legend { (l.say("满意吗？", "Are you satisfied?")) }
                    @for (value, text) in stars {
                        label.choice { input type="radio" name="stars" value=(value) required checked[sent.get("stars") == value]; span { (text) } }
                    }
                }
                @if !tags.is_empty() {
                    fieldset {
                        legend { (l.say("哪里好，哪里不好", "What was good, what was not")) }
                        @for tag in tags {
                            label.choice { input type="checkbox" name="tags" value=(tag.code) checked[sent.all("tags").any(|one| one == tag.code)]; span { (l.say(&tag.zh, &tag.en)) } }
                        }
                    }
                }
                label for="rate" { (l.say("还想说什么", "Anything else")) " " small { (l.say("可不填", "may be left out")) } }
                textarea #rate name="text" rows="2" maxlength="20000" { "\n" (sent.get("text")) }
                button.main { (l.say("提交评价", "Send")) }
            }
        }
    }
}

/// What "not solved" does now.
fn not_solved(shown: &Shown<'_>) -> String {
    let (l, followed) = (shown.l, shown.followed);
    match (followed.ending, followed.reopen_until) {
        (None, _) => l.say(
            "现在就可以说。选“没有解决”，工作人员会退回承办单位重办，或再向您说明。".to_owned(),
            "You can tell it now. After “not solved” staff send it back to the office, or explain it to you once more.".to_owned(),
        ),
        (Some(_), Some(until)) => {
            let day = told::last_day(shown, until);
            l.say(
                format!("选“没有解决”，这件事会重新办理，重新计算期限（截至 {day}，含当日）。"),
                format!("“Not solved” opens the matter again, with a new limit (until {day})."),
            )
        }
        (Some(_), None) => l.say(
            "选“没有解决”会如实记录，但这件事不再自动重新办理。".to_owned(),
            "“Not solved” is written down as you say it, but opens the matter no more.".to_owned(),
        ),
    }
}
