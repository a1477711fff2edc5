use super::Template;

fn template() -> Template {
    Template {
        name: "送药上门".into(),
        category: None,
        title: "为老人送药上门".into(),
        words: String::new(),
        result: "已送到。".into(),
    }
}

#[test]
fn a_template_fits_on_a_button_and_says_what_was_done() {
    let with = |change: fn(&mut Template)| {
        let mut template = template();
        change(&mut template);
        template.check()
    };
    assert_eq!(template().check(), Ok(()));
    assert_eq!(with(|t| t.words = "第一行\n第二行".into()), Ok(()));
    assert_eq!(with(|t| t.name = "字".repeat(20)), Ok(()));
    assert_eq!(with(|t| t.name = "字".repeat(21)), Err("name"));
    assert_eq!(with(|t| t.name = " ".into()), Err("name"));
    assert_eq!(with(|t| t.title = "一\n二".into()), Err("title"), "a title is one line");
    assert_eq!(with(|t| t.title = "字".repeat(201)), Err("title"));
    assert_eq!(with(|t| t.words = "字".repeat(2_001)), Err("words"));
    assert_eq!(with(|t| t.result = String::new()), Err("result"));
    assert_eq!(with(|t| t.result = "\u{0}".into()), Err("result"));
}

#[test]
fn spaces_around_its_words_are_nobodys() {
    let spaced =
        Template { name: " 送药上门 ".into(), result: "已送到。\n".into(), ..template() };
    assert_eq!(spaced.trimmed(), template());
}
