use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::Error;

/// Whether a write could not be flushed to the disk.
///
/// A system that fails to flush may forget what it failed to write and call the next flush a
/// success, so that trying again proves nothing (Rebello and others, "Can Applications Recover from
/// fsync Failures?", USENIX ATC 2020). Nothing is written any more, then, until the process has
/// been started anew and has read what is really there. Clones share one alarm.
#[derive(Debug, Clone, Default)]
pub(super) struct Alarm(Arc<AtomicBool>);

impl Alarm {
    /// Whether it was raised.
    pub(super) fn is_raised(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Raises it if the error says that something could not be flushed; gives the error back.
    pub(super) fn note(&self, error: Error) -> Error {
        if let Error::Unsynced(source) = &error
            && !self.0.swap(true, Ordering::AcqRel)
        {
            tracing::error!(
                %source,
                "the disk could not flush what was written: nothing is written any more, reading \
                 goes on; check the disk, then start the server again"
            );
        }
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_not_be_flushed_raises_it_for_all_clones() {
        let alarm = Alarm::default();
        let shared = alarm.clone();
        for harmless in [Error::Full("full".into()), Error::Unavailable("busy".into())] {
            alarm.note(harmless);
            assert!(!shared.is_raised());
        }
        alarm.note(Error::Unsynced("input/output error".into()));
        assert!(shared.is_raised());
    }
}
