use std::fs;

use super::{CHINESE, ENGLISH, Place, text};

#[test]
fn memo_writes_a_paper_that_stands_alone() {
    let place = Place::new("cn");
    for (question, title) in [(CHINESE, "产业化落地建议书"), (ENGLISH, "where to industrialise")]
    {
        let file = place.directory.path().join("memo.html");
        let written = file.to_str().unwrap();
        let output = place.run(&["memo", question, "--limit", "3", "--output", written]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "");
        let memo = fs::read_to_string(&file).unwrap();
        assert!(memo.contains(title) && memo.contains("@page") && memo.contains("id=\"source-1\""));
        // Nothing is loaded; sources are text.
        assert!(!memo.contains("src=") && !memo.contains("<link"), "{memo}");
    }
    let output = place.run(&["memo", ENGLISH, "--output", "/nowhere/memo.html"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("`/nowhere/memo.html`"), "{}", text(&output.stderr));
}
