use super::*;
use proptest::prelude::*;
use std::collections::HashMap;

/// FTS5: a phrase is a run of the document's tokens.
fn fts5_finds(document: &str, query: &str) -> bool {
    let document: Vec<_> = document.split_whitespace().collect();
    let finds = |phrase: &str| {
        let phrase: Vec<_> = phrase.trim_matches('"').split(' ').collect();
        document.windows(phrase.len()).any(|run| run == phrase)
    };
    query.split(" AND ").all(finds)
}

type Chunk = HashMap<String, Vec<u32>>;

fn read_chunk(literal: &str) -> Chunk {
    let lexeme = |text: &str| {
        let (token, positions) = text.split_once(':').unwrap();
        let positions = positions.split(',').map(|p| p.parse().unwrap()).collect();
        (token.trim_matches('\'').to_owned(), positions)
    };
    literal.split(' ').map(lexeme).collect()
}

/// tsvector: a phrase is its tokens at rising positions of one chunk.
fn tsvector_finds(chunks: &[Chunk], phrases: &[String]) -> bool {
    let finds = |phrase: &String| {
        let tokens: Vec<_> = phrase.split(" <-> ").map(|token| token.trim_matches('\'')).collect();
        let at = |chunk: &Chunk, token: &str, p: u32| {
            chunk.get(token).is_some_and(|all| all.contains(&p))
        };
        chunks.iter().any(|chunk| {
            let starts = chunk.get(tokens[0]).cloned().unwrap_or_default();
            starts.iter().any(|start| (*start..).zip(&tokens).all(|(p, token)| at(chunk, token, p)))
        })
    };
    !phrases.is_empty() && phrases.iter().all(finds)
}

/// What both engines answer.
fn found(text: &str, query: &str) -> bool {
    let query = Query::parse(query);
    let chunks: Vec<_> = tsvector_chunks(text).iter().map(|chunk| read_chunk(chunk)).collect();
    let fts5 = fts5_finds(&fts5_document(text), &fts5_query(&query));
    assert_eq!(
        fts5,
        tsvector_finds(&chunks, &tsquery_phrases(&query)),
        "the engines differ on {query:?}"
    );
    fts5
}

/// The oracle's picture of a text: characters, words in brackets, a dot where characters are
/// parted. Separators beside a word are nothing.
fn picture(text: &str) -> String {
    let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let mut spaced = String::new();
    for c in normalize(text).chars() {
        match c {
            c if is_han(c) => spaced.push(c),
            c if c.is_alphanumeric() => spaced.push(c),
            _ => spaced.push('·'),
        }
    }
    let mut picture = String::new();
    let mut word = false;
    for c in spaced.chars() {
        let in_word = c != '·' && !is_han(c);
        if in_word != word {
            picture.push(if in_word { '[' } else { ']' });
            word = in_word;
        }
        picture.push(c);
    }
    if word {
        picture.push(']');
    }
    while picture.contains("··") {
        picture = picture.replace("··", "·");
    }
    picture.replace("·[", "[").replace("]·", "]").trim_matches('·').to_owned()
}

#[test]
fn phrases_are_found_where_they_stand() {
    let long = "1".repeat(200);
    for (text, query, finds) in [
        ("门口路灯不亮", "路灯", true),
        ("路面灯笼", "路灯", false),
        ("路，灯", "路灯", false),
        ("路\n灯", "路灯", false),
        ("家里漏水三天", "漏水", true),
        ("漏雨进水", "漏水", false),
        ("门口路灯不亮", "灯", true),
        ("门口路灯不亮", "门", true),
        ("门口路灯不亮", "亮", true),
        ("门口路灯不亮", "水", false),
        ("型号 ABC-123 故障", "abc-123", true),
        ("型号abc-123故障", "ABC-123", true),
        ("型号ＡＢＣ－１２３故障", "abc-123", true),
        ("abc 456 123", "abc-123", false),
        ("abcd-123", "abc-123", false),
        ("abc123", "abc-123", false),
        ("住A3区域内", "A3区", true),
        ("住a3 区", "A3区", true),
        ("住A33区", "A3区", false),
        ("A3小区", "A3区", false),
        ("幸福小区3号楼2单元", "3号楼", true),
        ("幸福小区3号楼2单元", "小区3号", true),
        ("幸福小区3号楼2单元", "小区3单元", false),
        ("幸福小区13号楼", "3号楼", false),
        ("电话 13812345678", "13812345678", true),
        ("电话 13812345678", "1381234567", false),
        ("路灯不亮，请维修", "维修 路灯", true),
        ("路灯不亮，请维修", "维修 井盖", false),
        ("see abc 123 here", "\"abc 123\"", true),
        ("see 123 abc here", "\"abc 123\"", false),
        ("see 123 abc here", "abc 123", true),
        ("路\u{200B}灯\u{0}坏", "路灯坏", true),
        ("二〇二六年", "〇二", true),
        ("面积90㎡", "90m2", true),
        ("第③条", "3条", true),
        ("𠮷野家", "𠮷野", true),
        ("Ёлка у дома", "ёлка", true),
        ("Ёлка", "ёл", false),
        (&long, &long, true),
        (&long, &long[1..], false),
        ("任何", "", false),
        ("任何", "，。!", false),
        ("", "路灯", false),
    ] {
        assert_eq!(found(text, query), finds, "{query} in {text}");
    }
}

#[test]
fn tokens_have_their_places() {
    let places = |text| {
        grams(text).into_iter().map(|g| (g.token[..1].to_owned(), g.position)).collect::<Vec<_>>()
    };
    let at =
        |list: &[(&str, u32)]| list.iter().map(|(t, p)| ((*t).to_owned(), *p)).collect::<Vec<_>>();
    assert_eq!(places("路灯a"), at(&[("b", 1), ("c", 1), ("e", 2), ("c", 2), ("w", 3)]));
    assert_eq!(places("路，灯"), at(&[("e", 1), ("c", 1), ("e", 3), ("c", 3)]));
    assert_eq!(Query::parse("路灯不亮").phrases[0].len(), 3);
    assert_eq!(fts5_document("ABC-123"), "wabc w123");
    assert_eq!(tsvector_chunks("abc-123 ABC"), ["'w123':2 'wabc':1,3"]);
    assert_eq!(tsquery(&Query::parse("abc-123 abc")), "'wabc' <-> 'w123' & 'wabc'");
    assert!(tsvector_chunks("，。").is_empty());
}

#[test]
fn a_filter_is_no_word_of_a_text() {
    let filter = Filter::numbered('a', 370_213);
    let query = fts5_query(&Query::parse("fa370213"));
    assert!(!fts5_finds(&filter.fts5_document(&fts5_document("路灯")), &query));
    assert_eq!(filter.fts5_query("\"w1\""), "fa370213 AND (\"w1\")");
    assert_eq!(filter.tsvector("'w1':1"), "'fa370213' 'w1':1");
    let weeks = || [7, 8].map(|week| Filter::numbered('w', week)).into_iter();
    assert_eq!(any_of(weeks(), "'w1'"), "(fw7 | fw8) & ('w1')");
    let nothing = Query::parse("，");
    assert_eq!(any_of(weeks(), &tsquery(&nothing)), "");
    assert_eq!(any_of([].into_iter(), "'w1'"), "");
    assert_eq!(fts5_query(&nothing), "\"\"");
}

#[test]
fn chunks_lose_no_phrase_at_their_border() {
    let text = "啊水".repeat(2_000) + &"井盖坏了".repeat(900);
    let chunks: Vec<_> = tsvector_chunks(&text).iter().map(|chunk| read_chunk(chunk)).collect();
    assert!(chunks.len() > 1);
    let chars: Vec<char> = text.chars().collect();
    for phrase in chars.windows(MAX_PHRASE).step_by(7) {
        let query = Query::parse(&phrase.iter().collect::<String>());
        assert!(tsvector_finds(&chunks, &tsquery_phrases(&query)));
    }
    for (token, positions) in chunks.iter().flatten() {
        assert!(token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        assert!(positions.len() <= 255 && positions.iter().all(|p| (1..=16_383).contains(p)));
    }
}

#[test]
fn a_query_has_bounds() {
    let pasted = "路灯不亮".repeat(100);
    let query = Query::parse(&pasted);
    assert!(query.phrases.iter().all(|phrase| phrase.len() <= MAX_PHRASE));
    assert!(found(&pasted, &pasted));
    let many: String = (0..100).map(|n| format!("{n} ")).collect();
    assert_eq!(Query::parse(&many).phrases.len(), MAX_PHRASES);
}

/// Few characters, so that near misses are common.
const TEXT: &str = "[路灯不亮a3Ａ３ \\-，。]{0,40}";

proptest! {
    #[test]
    fn a_phrase_is_found_exactly_where_it_is_a_substring(text in TEXT, query in "[路灯不亮a3Ａ３\\-，]{1,6}") {
        let (text_picture, query_picture) = (picture(&text), picture(&query));
        let parts: Vec<_> = query_picture.split('·').filter(|part| !part.is_empty()).collect();
        let expected = !parts.is_empty() && parts.iter().all(|part| text_picture.contains(part));
        prop_assert_eq!(found(&text, &query), expected, "{} in {}", query_picture, text_picture);
    }

    #[test]
    fn what_is_taken_from_a_text_is_found(
        text in "[路灯不亮a3Ａ３ \\-，。]{1,700}", from: prop::sample::Index, len in 1..30_usize,
    ) {
        let text = picture(&text);
        // whole words only: a cut word is another word
        let units: Vec<_> = text.split_inclusive(|c: char| c != '[' && !c.is_ascii_alphanumeric()).collect();
        prop_assume!(!units.is_empty());
        let from = from.index(units.len());
        let query: String = units[from..units.len().min(from + len)].concat();
        prop_assume!(!picture(&query).is_empty());
        prop_assert!(found(&text, &query), "{} in {}", query, text);
    }

    #[test]
    fn any_text_makes_clean_tokens(text in "\\PC{0,60}|[\\x00-\\x7f]{0,60}") {
        for gram in grams(&text) {
            prop_assert!(gram.token.len() <= 257 && !gram.token.starts_with(['f', 'z']));
            prop_assert!(gram.token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        }
        let query = Query::parse(&text);
        if query.phrases.len() < MAX_PHRASES && !query.is_empty() {
            prop_assert!(found(&text, &text));
        }
        prop_assert_eq!(normalize(&normalize(&text)), normalize(&text));
    }
}

#[test]
fn texts_have_pairs_in_common() {
    let share = |one: &str, other: &str| Pairs::of(one).share_in(&Pairs::of(other));
    for (one, other, expected) in [
        ("路灯不亮", "门口路灯三天不亮了", 2.0 / 3.0),
        ("路灯不亮", "路灯不亮", 1.0),
        ("路灯", "灯路", 0.0),
        // What separates parts a pair.
        ("路，灯", "路灯", 0.0),
        ("", "路灯", 0.0),
        ("ＫＴＶ", "ktv噪音", 1.0),
    ] {
        assert!((share(one, other) - expected).abs() < 1e-9, "{one} in {other}");
    }
    let common = |one: &str, other: &str| {
        let pairs = Pairs::of(other);
        stretches(one, |pair| pairs.has(pair))
    };
    assert_eq!(common("门口路灯不亮，路灯坏了", "路灯不亮"), ["路灯不亮", "路灯"]);
    assert_eq!(common("门口路灯", "停水"), [""; 0]);
}
