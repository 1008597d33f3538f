//! The whole program, as a user runs it: arguments in, output and exit code out.

/// `match`, `rerank`, `completions`.
mod matching;
/// `diff`.
mod diffing;
/// `rerank` into files, and `generate`.
mod reranking;
/// `reverse`.
mod reversing;
/// `compare`, and `match --robust`.
mod comparing;
/// `memo`.
mod printing;
/// `policy`.
mod policy;
/// `import` and `export`.
mod transfer;
/// `history`.
mod history;
/// `similar`.
mod similar;
/// `decide`, `weigh` and `agree`.
mod deciding;
/// `allocate`.
mod allocating;
/// `presets`, and weights that one command gives another.
mod weighing;
/// `evaluate siting` and `import --format us-metro`.
mod siting;
/// `outcomes`.
mod outcomes;
/// `keys`.
mod keys;
/// `serve`.
mod serving;
/// `doctor`, `backup` and `restore`.
mod caring;
/// `--server`.
mod remote;
/// `--server` over HTTPS.
mod encrypted;
/// `--server` with `diff`.
mod differing;
/// `--server` with `export`.
mod exporting;
/// `--server` with `matrix`, `generate` and `evaluate`.
mod copying;
/// `--server` with `memo`, `policy`, `audit` and `alerts`.
mod asking;

use std::{
    io::Write,
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

const CHINESE: &str = "抗体药物,在上海张江孵化,需要GMP生产基地40亩";
const ENGLISH: &str = "lithium battery cell plant, 80 mu, 30 MW, incubated in Shanghai";

/// A data directory of its own, and the program on it.
struct Place {
    directory: TempDir,
    world: &'static str,
}

impl Place {
    fn new(world: &'static str) -> Place {
        Place { directory: TempDir::new().unwrap(), world }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hinterland"));
        for variable in ["HINTERLAND_DATA_DIR", "HINTERLAND_LOG", "HINTERLAND_ADDRESS"] {
            command.env_remove(variable);
        }
        command.arg("--data-dir").arg(self.directory.path().join("data"));
        command.args(["--world", self.world]).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().unwrap()
    }

    fn spawn(&self, arguments: &[&str]) -> Child {
        let piped = [Stdio::piped(), Stdio::piped(), Stdio::piped()];
        let [stdin, stdout, stderr] = piped;
        let mut command = self.command(arguments);
        command.stdin(stdin).stdout(stdout).stderr(stderr).spawn().unwrap()
    }

    /// Runs the program with `input` as its standard input.
    fn feed(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.spawn(arguments);
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        // A program that ends early closes the pipe: no fault of the test.
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).ok());
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        output
    }

    /// The exported regions.
    fn regions(&self) -> Vec<Value> {
        let output = self.run(&["export", "--kind", "regions"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A state and so many provinces of it, one document per line.
fn rows(provinces: usize) -> Vec<String> {
    let state = r#"{"schema":1,"id":"XX","levels":["country"],"name":{"en":"Nowhere"}}"#.to_owned();
    let province = |number: usize| {
        format!(
            r#"{{"schema":1,"id":"XX-{number:06}","parent":"XX","levels":["province"],"name":{{"en":"Province {number}"}}}}"#
        )
    };
    std::iter::once(state).chain((1..=provinces).map(province)).collect()
}
