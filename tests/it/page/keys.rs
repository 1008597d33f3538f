use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use super::{browser::Browser, views::Judge};
use crate::{
    process::{ServerProcess, program},
    support::encode,
};

const QUESTION: &str = "锂电池电芯,80亩";
/// Whether an answer stands there; how firm it is may follow later.
const ANSWERED: &str = "document.querySelector('.row')";
/// How long anything may take; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(90);
/// Whether a key is asked for.
pub(super) const ASKED: &str =
    "document.querySelector('form[action=\"/enter\"] input[type=password]')";

/// A server on the built-in world that asks for keys.
pub(super) struct House {
    server: ServerProcess,
    folder: TempDir,
}

impl House {
    pub(super) fn open() -> House {
        let folder = tempdir().unwrap();
        let server = ServerProcess::with_world_behind_keys(folder.path());
        House { server, folder }
    }

    pub(super) fn key(&self, role: &str) -> String {
        let mut command = program(self.folder.path(), None);
        let made = ["keys", "create", "--organisation", "default", "--role", role];
        let output = command.args(made).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    pub(super) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.server.origin())
    }
}

/// Enters a key by the keyboard.
pub(super) fn enter(browser: &mut Browser, key: &str) {
    browser.value(&format!("{ASKED}.focus()"));
    browser.write(key);
    browser.press("Enter");
}

/// The console complained of nothing but answers with the status that a step is about, of which a
/// browser complains by itself.
fn assert_quiet_but(browser: &mut Browser, status: Option<u16>) {
    let (complaints, _) = browser.complaints_and_requests();
    let expected = status.map(|status| format!("responded with a status of {status}"));
    let is_expected = |text: &String| expected.as_ref().is_some_and(|words| text.contains(words));
    let others: Vec<_> = complaints.iter().filter(|text| !is_expected(text)).collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn a_key_is_entered_once_and_scripts_never_have_it() {
    let Some(mut browser) = Browser::start() else { return };
    let house = House::open();
    let sponsor = house.key("sponsor");

    // A view is asked for by its link; the key comes first, in the language of the link.
    browser.go(&house.address(&format!("/?q={}&lang=en&level=prefecture", encode(QUESTION))));
    browser.until(ASKED);
    browser.until("document.querySelector('.door h2').textContent === 'A key is needed'");
    let (complaints, requests) = browser.complaints_and_requests();
    assert!(complaints.is_empty(), "{complaints:#?}");
    let faults = Judge::new().faults_at_both_widths(&mut browser, "key");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(!requests.iter().any(|address| address.contains("/v1/")), "{requests:#?}");

    // One that opens nothing is told; the view that was asked for is not lost.
    enter(&mut browser, "hinterland_key_of_nobody");
    browser.until("document.querySelector('.door [role=alert]')");
    browser.until("location.pathname === '/' && location.search.includes('prefecture')");
    assert_quiet_but(&mut browser, Some(401));

    enter(&mut browser, &sponsor);
    browser.until(ANSWERED);
    assert_eq!(browser.value("document.querySelector('.leave .dim').textContent"), "Sponsor");
    let seen = browser.value(
        "JSON.stringify([document.cookie, Object.values(localStorage), \
         Object.values(sessionStorage), location.href, history.state, \
         document.documentElement.outerHTML])",
    );
    assert!(!seen.as_str().unwrap().contains(&sponsor), "the key stands somewhere");
    assert_eq!(browser.value("document.cookie"), "", "scripts read no cookie");
    let cookies = browser.send("Network.getCookies", &json!({}));
    let session = &cookies["cookies"][0];
    assert_eq!(
        (&session["httpOnly"], &session["sameSite"]),
        (&Value::from(true), &Value::from("Strict"))
    );

    // It is not asked for again, nor for a memo.
    browser.go(&house.address(&format!("/memo?q={}", encode(QUESTION))));
    browser.until("document.querySelector('.memo')");
    browser.go(&house.address("/?lang=zh"));
    browser.until("document.querySelector('.examples')");

    // What the role may not do is told as that.
    assert_quiet_but(&mut browser, None);
    browser.go(&house.address("/?view=reverse&region=CN-330800&lang=zh"));
    browser.until("document.querySelector('.failure')?.textContent.includes('项目方')");
    assert!(browser.value(ASKED).is_null(), "another key is no remedy that is pressed upon");
    assert_quiet_but(&mut browser, Some(403));

    // Whoever leaves is a stranger again.
    browser.click("form.leave button");
    browser.until(ASKED);
    let cookies = browser.send("Network.getCookies", &json!({}));
    assert_eq!(cookies["cookies"], json!([]));
    assert_quiet_but(&mut browser, None);
}

#[test]
fn a_session_that_is_over_asks_for_a_key_in_place() {
    let Some(mut browser) = Browser::start() else { return };
    let house = House::open();
    browser.go(&house.address("/?lang=zh"));
    browser.until(ASKED);
    enter(&mut browser, &house.key("advisor"));
    browser.until("document.querySelector('.leave') && document.querySelector('.examples')");
    browser.send("Network.clearBrowserCookies", &json!({}));
    browser.click(".example");
    browser.until(ASKED);
    browser.until("location.search.includes('q=')");
    assert_quiet_but(&mut browser, Some(401));
    enter(&mut browser, &house.key("advisor"));
    browser.until(ANSWERED);

    // So does a memo, which leads back to the answer.
    browser.send("Network.clearBrowserCookies", &json!({}));
    browser.go(&house.address(&format!("/memo?q={}&lang=zh", encode(QUESTION))));
    browser.until(ASKED);
    assert_quiet_but(&mut browser, Some(401));
    enter(&mut browser, &house.key("advisor"));
    browser.until("location.pathname === '/'");
    browser.until(ANSWERED);
}

/// The node of a selector, asked of the browser itself, for a page without scripts cannot be asked.
fn node(browser: &mut Browser, selector: &str) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let document = browser.call("DOM.getDocument", &json!({ "depth": 0 }));
        let root = document["result"]["root"]["nodeId"].clone();
        let wanted = json!({ "nodeId": root, "selector": selector });
        let found = browser.call("DOM.querySelector", &wanted)["result"]["nodeId"].clone();
        // Zero is none, and a page that is left in the midst of it has none either.
        if found.as_u64().is_some_and(|id| 0 < id) {
            return found;
        }
        assert!(Instant::now() < deadline, "never: {selector}");
    }
}

fn press_on(browser: &mut Browser, selector: &str, text: &str) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let node = node(browser, selector);
        // The page may be left just after it was found in it.
        if browser.call("DOM.focus", &json!({ "nodeId": node }))["error"].is_null() {
            break;
        }
        assert!(Instant::now() < deadline, "never: focus on {selector}");
    }
    browser.write(text);
    browser.press("Enter");
}

#[test]
fn without_scripts_a_key_opens_the_list_all_the_same() {
    let Some(mut browser) = Browser::start() else { return };
    let house = House::open();
    let key = house.key("advisor");
    browser.send("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    let address = house.address(&format!("/?q={}&lang=zh", encode(QUESTION)));
    browser.send("Page.navigate", &json!({ "url": address }));
    press_on(&mut browser, "[data-visitor=key] input[name=key]", "hinterland_key_of_nobody");
    press_on(&mut browser, "[data-visitor=refused] input[name=key]", &key);
    node(&mut browser, "[data-visitor=advisor] .plain-list > li:nth-child(10)");
    press_on(&mut browser, "form.leave button", "");
    node(&mut browser, "[data-visitor=key] input[name=key]");
}
