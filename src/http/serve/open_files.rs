use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::ServeError;
use crate::domain::limits::{FILES_RESERVED, FILES_WANTED};

/// Asks the system for as many open files as the server may need, and answers how many connections
/// it can keep: `wanted`, or fewer where the system gives fewer files.
///
/// # Errors
/// Not one connection could be kept.
pub(super) fn connections(wanted: usize) -> Result<usize, ServeError> {
    let files = raise(FILES_WANTED.max(wanted + FILES_RESERVED));
    let connections = kept(files, wanted)?;
    if connections < wanted {
        tracing::warn!(
            files,
            connections,
            "the system gives {files} open files, so that {connections} connections are kept \
             instead of {wanted}: raise `ulimit -n`"
        );
    }
    Ok(connections)
}

fn kept(files: usize, wanted: usize) -> Result<usize, ServeError> {
    match files.saturating_sub(FILES_RESERVED) {
        0 => Err(ServeError::OpenFiles { files, needed: FILES_RESERVED + 1 }),
        room => Ok(wanted.min(room)),
    }
}

/// Raises the limit of open files to `wanted`, as far as the system allows; what it is then.
fn raise(wanted: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    // No limit is more than any.
    let count = |files: Option<u64>| {
        files.map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX))
    };
    let soft = count(limit.current);
    if wanted <= soft {
        return soft;
    }
    let raised = wanted.min(count(limit.maximum));
    let current = u64::try_from(raised).ok();
    match setrlimit(Resource::Nofile, Rlimit { current, maximum: limit.maximum }) {
        Ok(()) => raised,
        Err(_) => soft,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_take_what_files_are_left() {
        let cases = [
            (4_096, 1_024, Some(1_024)),
            (FILES_RESERVED + 100, 1_024, Some(100)),
            (FILES_RESERVED + 1, 1_024, Some(1)),
            (FILES_RESERVED, 1_024, None),
            (64, 1_024, Some(16)),
            (20, 1, None),
        ];
        for (files, wanted, expected) in cases {
            assert_eq!(kept(files, wanted).ok(), expected, "{files} files, {wanted} connections");
        }
        let message = kept(20, 1_024).unwrap_err().to_string();
        assert!(message.contains("`20`") && message.contains("ulimit"), "{message}");
    }
}
