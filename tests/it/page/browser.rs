use std::{
    collections::VecDeque,
    env, fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The variable with the path of a Chromium.
const VARIABLE: &str = "HINTERLAND_TEST_BROWSER";
/// How long anything may take; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(90);

/// A Chromium without a window, and its one page. It is spoken to through a pair of pipes, by the
/// Chrome `DevTools` Protocol: messages of JSON, each ended by a zero byte.
pub(crate) struct Browser {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    events: VecDeque<Value>,
    session: String,
    number: u64,
    _profile: TempDir,
}

impl Browser {
    /// Starts one; `None` if none is named, and then the test is left out.
    pub(crate) fn start() -> Option<Browser> {
        let program = env::var(VARIABLE).ok()?;
        let profile = tempfile::tempdir().unwrap();
        // The protocol speaks on the descriptors 3 and 4, which a shell can make of 0 and 1.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null", &program])
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"])
            // It asks no host for updates of its own.
            .args(["--disable-background-networking", "--disable-component-update"])
            .args(["--disable-sync", "--no-default-browser-check", "--disable-extensions"])
            .args(["--remote-debugging-pipe", "--hide-scrollbars", "--disable-dev-shm-usage"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the browser starts");
        let input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut message = Vec::new();
            while output.read_until(0, &mut message).is_ok_and(|length| 0 < length) {
                message.pop();
                let read = serde_json::from_slice(&message).expect("the browser speaks JSON");
                if sender.send(read).is_err() {
                    return;
                }
                message.clear();
            }
        });
        let (events, session) = (VecDeque::new(), String::new());
        let mut browser =
            Browser { child, input, messages, events, session, number: 0, _profile: profile };
        browser.attach();
        Some(browser)
    }

    fn attach(&mut self) {
        let targets = self.send("Target.getTargets", &json!({}));
        let targets = targets["targetInfos"].as_array().unwrap();
        let page = targets.iter().find(|target| target["type"] == "page").unwrap();
        let wanted = json!({ "targetId": page["targetId"], "flatten": true });
        let attached = self.send("Target.attachToTarget", &wanted);
        attached["sessionId"].as_str().unwrap().clone_into(&mut self.session);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.send(&format!("{domain}.enable"), &json!({}));
        }
        // Nothing moves by itself in a test, as for a reader who asks for that.
        let still = json!({ "name": "prefers-reduced-motion", "value": "reduce" });
        self.send("Emulation.setEmulatedMedia", &json!({ "features": [still] }));
    }

    /// Calls a method of the protocol and waits for what it returns.
    pub(crate) fn send(&mut self, method: &str, parameters: &Value) -> Value {
        let answer = self.call(method, parameters);
        assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }

    /// The whole answer of a method, also if it is an error.
    pub(crate) fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.number += 1;
        let mut message = json!({ "id": self.number, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        write!(self.input, "{message}\0").expect("the browser listens");
        self.input.flush().expect("the browser listens");
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(left) {
                Ok(answer) if answer["id"] == self.number => return answer,
                Ok(event) => self.events.push_back(event),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("{method}: the browser does not answer")
                }
            }
        }
    }

    /// Goes to an address.
    pub(crate) fn go(&mut self, address: &str) {
        self.send("Page.navigate", &json!({ "url": address }));
        self.until("document.readyState === 'complete'");
    }

    /// The value of an expression in the page; a promise is waited for.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let wanted =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let found = self.send("Runtime.evaluate", &wanted);
        let fault = &found["exceptionDetails"];
        assert!(fault.is_null(), "{expression}: {fault}");
        found["result"]["value"].clone()
    }

    /// Waits until an expression holds. The page says when: it looks before each of its frames.
    pub(crate) fn until(&mut self, condition: &str) {
        let deadline = Instant::now() + PATIENCE;
        let look = format!(
            "new Promise((tell) => {{ const end = performance.now() + 2000; const look = () => \
             {{ let held = false; try {{ held = Boolean({condition}); }} catch {{ }} \
             if (held || performance.now() > end) tell(held); else setTimeout(look, 20); }}; \
             look(); }})"
        );
        while !self.holds(&look) {
            assert!(Instant::now() < deadline, "never: {condition}");
        }
    }

    /// A page that is left in the midst of it does not hold anything yet.
    fn holds(&mut self, look: &str) -> bool {
        let wanted = json!({ "expression": look, "awaitPromise": true, "returnByValue": true });
        self.call("Runtime.evaluate", &wanted)["result"]["result"]["value"] == true
    }

    /// Clicks on the first element of a selector, once it is there: a sheet is filled a moment after
    /// it was opened.
    pub(crate) fn click(&mut self, selector: &str) {
        let selector = json!(selector);
        self.until(&format!("document.querySelector({selector})"));
        self.value(&format!("document.querySelector({selector}).click()"));
    }

    /// Presses a key, such as `Tab`, `Enter` or `ArrowDown`.
    pub(crate) fn press(&mut self, key: &str) {
        let text = match key {
            "Enter" => "\r",
            " " => " ",
            _ => "",
        };
        let codes = [
            ("Tab", 9),
            ("Enter", 13),
            ("Escape", 27),
            (" ", 32),
            ("ArrowLeft", 37),
            ("ArrowUp", 38),
            ("ArrowRight", 39),
            ("ArrowDown", 40),
            ("Home", 36),
        ];
        let code = codes.iter().find(|(name, _)| *name == key).map_or(0, |(_, code)| *code);
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({ "type": kind, "key": key, "code": key, "text": text,
                "windowsVirtualKeyCode": code });
            self.send("Input.dispatchKeyEvent", &event);
        }
    }

    /// Types a text at the focus.
    pub(crate) fn write(&mut self, text: &str) {
        self.send("Input.insertText", &json!({ "text": text }));
    }

    /// A window of this size, in light or dark.
    pub(crate) fn window(&mut self, width: u32, height: u32, scheme: &str) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1,
            "mobile": width < 600 });
        self.send("Emulation.setDeviceMetricsOverride", &size);
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.send("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Writes a picture of the whole page.
    pub(crate) fn picture(&mut self, file: &Path) {
        let taken = self.send(
            "Page.captureScreenshot",
            &json!({ "format": "png", "captureBeyondViewport": true }),
        );
        fs::write(file, decode(taken["data"].as_str().unwrap())).unwrap();
    }

    /// What the console complained of, and every address that was asked, since the last call.
    pub(crate) fn complaints_and_requests(&mut self) -> (Vec<String>, Vec<String>) {
        self.value("0");
        let (mut complaints, mut requests) = (Vec::new(), Vec::new());
        for event in self.events.drain(..) {
            let parameters = &event["params"];
            match event["method"].as_str().unwrap_or_default() {
                "Runtime.exceptionThrown" => complaints.push(parameters.to_string()),
                "Log.entryAdded" if parameters["entry"]["level"] == "error" => {
                    complaints.push(parameters["entry"].to_string());
                }
                "Runtime.consoleAPICalled" if parameters["type"] == "error" => {
                    complaints.push(parameters["args"].to_string());
                }
                "Network.requestWillBeSent" => {
                    let address = parameters["request"]["url"].as_str().unwrap_or_default();
                    requests.push(address.to_owned());
                }
                _ => {}
            }
        }
        (complaints, requests)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Base 64, as RFC 4648 has it.
fn decode(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let values = text.bytes().filter_map(|byte| LETTERS.iter().position(|known| *known == byte));
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_usize, 0);
    for value in values {
        held = (held << 6) | value;
        bits += 6;
        if 8 <= bits {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).unwrap());
        }
    }
    bytes
}

#[test]
fn base_64_is_read() {
    for (text, expected) in [("", ""), ("Zg==", "f"), ("aXM=", "is"), ("Zm9vYmFy", "foobar")] {
        assert_eq!(decode(text), expected.as_bytes());
    }
}
