//! Documents on their way from one machine to another: out of a server as lines, and into a file as
//! an export of this machine writes it.

use std::{
    io::{self, Write},
    sync::Arc,
};

use serde::Serialize;

use super::{
    App, Error,
    app::Derived,
    audit, export,
    export::{Sheet, parents_first},
    import::Importable,
    transfer::{DocumentKind, Format},
};
use crate::domain::{
    audit::AuditAction, commitment::Commitment, id::ProjectId, limits::EXPORT_PART_BYTES,
    outcome::OutcomeEvent, project::ProjectProfile, region::RegionProfile,
};

/// All documents of a kind as they are at one moment, in the order of their identifiers, regions
/// after those that they lie in, and a part at a time. Whatever is written meanwhile is not among
/// them.
pub struct DocumentLines {
    app: App,
    documents: Documents,
    next: usize,
}

enum Documents {
    /// Those that answers are computed from are at hand already.
    Regions {
        derived: Arc<Derived>,
        in_order: Vec<usize>,
    },
    Projects(Arc<Derived>),
    Outcomes(Vec<OutcomeEvent>),
    Commitments(Vec<Commitment>),
}

impl DocumentLines {
    /// Takes hold of the documents as they are now.
    ///
    /// # Errors
    /// Store unavailable; a document of the kind is damaged, so that not all can be had.
    pub async fn open(app: &App, kind: DocumentKind) -> Result<DocumentLines, Error> {
        let (store, organisation) = (app.store(), app.owner(kind));
        let documents = match kind {
            DocumentKind::Regions | DocumentKind::Projects => {
                let derived = app.derived().await?;
                derived.damage.refuse(kind)?;
                if kind == DocumentKind::Regions {
                    let in_order = parents_first(derived.atlas.profiles());
                    Documents::Regions { derived, in_order }
                } else {
                    Documents::Projects(derived)
                }
            }
            DocumentKind::Outcomes => {
                Documents::Outcomes(store.list_outcomes(organisation, None).await?)
            }
            DocumentKind::Commitments => {
                Documents::Commitments(store.list_commitments(organisation, None).await?)
            }
        };
        Ok(DocumentLines { app: app.clone(), documents, next: 0 })
    }

    /// The next documents, each as a line of JSON; none after the last. Projects that a holder of a
    /// key is about to see are noted.
    ///
    /// # Errors
    /// Store unavailable.
    pub async fn next_part(&mut self) -> Result<Vec<u8>, Error> {
        let first = self.next;
        let (lines, count) = match &self.documents {
            Documents::Regions { derived, in_order } => {
                part(in_order[first..].iter().map(|&place| derived.atlas.profile(place)))
            }
            Documents::Projects(derived) => part(&derived.projects[first..]),
            Documents::Outcomes(outcomes) => part(&outcomes[first..]),
            Documents::Commitments(commitments) => part(&commitments[first..]),
        }
        .map_err(unwritable)?;
        self.next += count;
        if let Documents::Projects(derived) = &self.documents
            && 0 < count
        {
            let shown = derived.projects[first..self.next].iter();
            let shown: Vec<ProjectId> = shown.map(|project| project.id.clone()).collect();
            audit::note_disclosure(&self.app, AuditAction::Get, &shown).await?;
        }
        Ok(lines)
    }
}

/// The first of some documents as lines, and how many they are.
fn part<'a, T: Serialize + 'a>(
    documents: impl IntoIterator<Item = &'a T>,
) -> io::Result<(Vec<u8>, usize)> {
    let (mut lines, mut count) = (Vec::new(), 0);
    for document in documents {
        if EXPORT_PART_BYTES <= lines.len() {
            break;
        }
        serde_json::to_writer(&mut lines, document)?;
        lines.push(b'\n');
        count += 1;
    }
    Ok((lines, count))
}

/// Writes lines of [`DocumentLines`] as an export of this machine writes documents.
pub struct LineExport {
    kind: DocumentKind,
    sheet: Sheet<Box<dyn Write + Send>>,
    /// What came and is no whole line yet.
    rest: Vec<u8>,
}

impl LineExport {
    /// Begins a file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn begin(
        kind: DocumentKind,
        format: Format,
        output: Box<dyn Write + Send>,
    ) -> Result<LineExport, Error> {
        let sheet = match kind {
            DocumentKind::Regions => Sheet::begin::<RegionProfile>(format, output),
            DocumentKind::Projects => Sheet::begin::<ProjectProfile>(format, output),
            DocumentKind::Outcomes => Sheet::begin::<OutcomeEvent>(format, output),
            DocumentKind::Commitments => Sheet::begin::<Commitment>(format, output),
        };
        Ok(LineExport { kind, sheet: sheet.map_err(unwritable)?, rest: Vec::new() })
    }

    /// Takes the next part of the lines, wherever it ends.
    ///
    /// # Errors
    /// A line is no such document; the file cannot be written.
    pub fn take(&mut self, part: &[u8]) -> Result<(), Error> {
        self.rest.extend_from_slice(part);
        let whole = self.rest.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let lines: Vec<u8> = self.rest.drain(..whole).collect();
        for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            self.add(line).map_err(unwritable)?;
        }
        Ok(())
    }

    fn add(&mut self, line: &[u8]) -> io::Result<()> {
        match self.kind {
            DocumentKind::Regions => add::<RegionProfile>(&mut self.sheet, line),
            DocumentKind::Projects => add::<ProjectProfile>(&mut self.sheet, line),
            DocumentKind::Outcomes => add::<OutcomeEvent>(&mut self.sheet, line),
            DocumentKind::Commitments => add::<Commitment>(&mut self.sheet, line),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The last line is not whole; the file cannot be written.
    pub fn finish(self) -> Result<(), Error> {
        if !self.rest.is_empty() {
            return Err(unwritable(io::Error::from(io::ErrorKind::UnexpectedEof)));
        }
        self.sheet.finish().map_err(unwritable)
    }
}

fn add<T: Importable>(sheet: &mut Sheet<Box<dyn Write + Send>>, line: &[u8]) -> io::Result<()> {
    sheet.add_line::<T>(line)
}

fn unwritable(error: io::Error) -> Error {
    export::Error::Write(error).into()
}
