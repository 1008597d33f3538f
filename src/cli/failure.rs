use std::{io, process::ExitCode};

use super::output;
use crate::{
    client,
    domain::invalid::Invalid,
    http::ServeError,
    service::{self, ErrorKind},
};

/// How a command ended that could be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All of it.
    Done,
    /// Some input was refused and has been named.
    SomeRefused,
    /// Something was found that should be looked after.
    Warned,
    /// Something was found that does not work.
    Broken,
}

/// The exit code of a result; an error is printed here and nowhere else.
pub(super) fn exit_code(result: anyhow::Result<Outcome>) -> ExitCode {
    let error = match result {
        Ok(Outcome::Done) => return ExitCode::SUCCESS,
        Ok(Outcome::SomeRefused) => return ExitCode::from(2),
        Ok(Outcome::Warned) => return ExitCode::from(5),
        Ok(Outcome::Broken) => return ExitCode::from(6),
        Err(error) => error,
    };
    if is_closed_pipe(&error) {
        // The reader has what it wanted, as in `hinterland export … | head`.
        return ExitCode::SUCCESS;
    }
    for line in lines(&error) {
        output::complain(&line);
    }
    ExitCode::from(number(&error))
}

/// Whether the error is that nobody reads the output any more.
pub(super) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let cause = cause.downcast_ref::<io::Error>();
        cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// The exit code of an error, as `--help` lists them.
fn number(error: &anyhow::Error) -> u8 {
    let is_misused = matches!(error.downcast_ref(), Some(ServeError::NotLoopback(_)));
    if is_misused || error.downcast_ref::<Invalid>().is_some() {
        return 2;
    }
    if let Some(error) = error.downcast_ref::<client::Error>() {
        return number_of_server(error);
    }
    let Some(error) = error.downcast_ref::<service::Error>() else { return 1 };
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::Forbidden | ErrorKind::Conflict | ErrorKind::KeyReused => {
            1
        }
        ErrorKind::Malformed | ErrorKind::InvalidInput => 2,
        ErrorKind::Busy => 3,
        ErrorKind::Overloaded
        | ErrorKind::Full
        | ErrorKind::ReadOnly
        | ErrorKind::Damaged
        | ErrorKind::Unavailable => 4,
    }
}

/// The exit code of what goes wrong with a server: what a local command would end with.
fn number_of_server(error: &client::Error) -> u8 {
    let refusal = match error {
        client::Error::Refused(refusal) => refusal,
        client::Error::Key => return 2,
        client::Error::JobLost { .. } => return 1,
        client::Error::Unreachable { .. }
        | client::Error::Insecure { .. }
        | client::Error::Silent { .. }
        | client::Error::BrokenOff { .. }
        | client::Error::Redirected { .. }
        | client::Error::Foreign { .. }
        | client::Error::NoConnections(_) => return 4,
    };
    match (refusal.code(), refusal.status) {
        ("busy", _) => 3,
        ("idempotency-key-reused", _) | (_, 401 | 403 | 404 | 409 | 412) => 1,
        (_, 400..=428 | 430..=499) => 2,
        _ => 4,
    }
}

/// The error as lines: every fault of a refused input by itself, else the message and its causes.
fn lines(error: &anyhow::Error) -> Vec<String> {
    let faults = error.downcast_ref::<service::Error>().map(service::Error::faults);
    if let Some(faults) = faults.filter(|faults| !faults.is_empty()) {
        return faults.iter().map(|fault| format!("error: {fault}")).collect();
    }
    let refusal = match error.downcast_ref() {
        Some(client::Error::Refused(refusal)) => Some(refusal),
        _ => None,
    };
    if let Some(refusal) = refusal.filter(|refusal| !refusal.faults.is_empty()) {
        return refusal.faults.iter().map(line_of_fault).collect();
    }
    let mut lines = vec![format!("error: {error}")];
    for cause in error.chain().skip(1) {
        lines.push(format!("  because: {cause}"));
    }
    if refusal.is_some_and(|refusal| refusal.status == 401) {
        lines.push("  a command sends the key in the file that `--key-file` names".to_owned());
    }
    lines
}

fn line_of_fault(fault: &client::Fault) -> String {
    match fault.line {
        Some(line) => format!("line {line}: {}", Invalid::from(fault)),
        None => format!("error: {}", Invalid::from(fault)),
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn every_kind_has_its_exit_code() {
        let cases: [(service::Error, u8); 4] = [
            (service::Error::NotFound { what: "project", id: "x".to_owned() }, 1),
            (Invalid::new("limit", 0, "between 1 and 100").into(), 2),
            (service::Error::Held { pid: 7 }, 3),
            (service::Error::Unavailable { what: "store", source: "disk full".into() }, 4),
        ];
        for (error, expected) in cases {
            let error = anyhow::Error::from(error);
            assert_eq!(number(&error), expected, "{error}");
        }
        assert_eq!(number(&anyhow::anyhow!("anything else")), 1);
    }

    #[test]
    fn every_fault_stands_on_its_own_line() {
        let faults = vec![
            Invalid::new("needs.land.value", -3, "a number above 0"),
            Invalid::new("host_city", "上海", "a region id such as `CN-310000`"),
        ];
        let error = anyhow::Error::from(service::Error::Invalid(faults));
        insta::assert_snapshot!(lines(&error).join("\n"), @r#"
        error: `needs.land.value` must be a number above 0, got `-3`
        error: `host_city` must be a region id such as `CN-310000`, got `上海`
        "#);
    }

    #[test]
    fn a_cause_is_named_under_its_error() {
        let source = "disk full".into();
        let error = anyhow::Error::from(service::Error::Unavailable { what: "store", source });
        insta::assert_snapshot!(lines(&error).join("\n"), @r#"
        error: store is unavailable
          because: disk full
        "#);
    }

    #[test]
    fn a_closed_pipe_is_recognised_below_other_errors() {
        let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
        let wrapped = service::Error::Unavailable { what: "output", source: closed().into() };
        assert!(is_closed_pipe(&anyhow::Error::from(wrapped)));
        let context = Err::<(), _>(closed()).context("standard output").unwrap_err();
        assert!(is_closed_pipe(&context));
        assert!(!is_closed_pipe(&anyhow::anyhow!("broken pipe")));
    }
}
