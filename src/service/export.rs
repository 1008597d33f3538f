use std::{
    collections::HashMap,
    io::{self, Write},
};

use serde::Serialize;

use super::{import::Importable, sheet::neutralise, transfer::Format};
use crate::{
    domain::{
        id::{OrganisationId, RegionId},
        region::RegionProfile,
    },
    store::{self, Store},
};

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The output cannot be written.
    #[error("the output cannot be written")]
    Write(#[from] io::Error),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Writes all regions in the order of their ids, but each after the one that it lies in, and returns
/// how many.
///
/// # Errors
/// If the output or the store fails.
pub async fn export_regions(
    store: &dyn Store,
    organisation: &OrganisationId,
    format: Format,
    output: &mut (impl Write + Send),
) -> Result<usize, Error> {
    let regions = store.list_regions(organisation).await?;
    let in_order = parents_first(&regions);
    write_documents(in_order.iter().map(|&place| &regions[place]), format, output)?;
    Ok(regions.len())
}

/// The places of regions in the order in which an import can take them: as they come, but each after
/// the region that it lies in.
pub(super) fn parents_first(regions: &[RegionProfile]) -> Vec<usize> {
    let places = regions.iter().enumerate().map(|(place, region)| (&region.id, place));
    let places: HashMap<&RegionId, usize> = places.collect();
    let mut is_placed = vec![false; regions.len()];
    let mut order = Vec::with_capacity(regions.len());
    for place in 0..regions.len() {
        let mut above = Vec::new();
        let mut next = Some(place);
        // Parents in a circle are none that an import took; each of them stands once all the same.
        while let Some(place) = next.filter(|&place| !is_placed[place]) {
            is_placed[place] = true;
            above.push(place);
            let parent = regions[place].parent.as_ref();
            next = parent.and_then(|parent| places.get(parent).copied());
        }
        order.extend(above.into_iter().rev());
    }
    order
}

/// Writes all projects in the order of their ids and returns how many.
///
/// # Errors
/// If the output or the store fails.
pub async fn export_projects(
    store: &dyn Store,
    organisation: &OrganisationId,
    format: Format,
    output: &mut (impl Write + Send),
) -> Result<usize, Error> {
    let projects = store.list_projects(organisation).await?;
    write_documents(&projects, format, output)?;
    Ok(projects.len())
}

/// Writes all outcomes in the order of their ids and returns how many.
///
/// # Errors
/// If the output or the store fails.
pub async fn export_outcomes(
    store: &dyn Store,
    organisation: &OrganisationId,
    format: Format,
    output: &mut (impl Write + Send),
) -> Result<usize, Error> {
    let outcomes = store.list_outcomes(organisation, None).await?;
    write_documents(&outcomes, format, output)?;
    Ok(outcomes.len())
}

/// Writes all commitments in the order of their ids and returns how many.
///
/// # Errors
/// If the output or the store fails.
pub async fn export_commitments(
    store: &dyn Store,
    organisation: &OrganisationId,
    format: Format,
    output: &mut (impl Write + Send),
) -> Result<usize, Error> {
    let commitments = store.list_commitments(organisation, None).await?;
    write_documents(&commitments, format, output)?;
    Ok(commitments.len())
}

pub(super) fn write_documents<'a, T: Importable + Serialize + 'a>(
    documents: impl IntoIterator<Item = &'a T>,
    format: Format,
    output: &mut impl Write,
) -> io::Result<()> {
    let mut sheet = Sheet::begin::<T>(format, output)?;
    documents.into_iter().try_for_each(|document| sheet.add(document))?;
    sheet.finish()
}

/// A file that is written document by document.
pub(super) enum Sheet<W: Write> {
    /// An array with one document on each line, so that a person can compare two of them.
    Array {
        output: W,
        is_empty: bool,
    },
    Lines(W),
    Rows(Box<csv::Writer<W>>),
}

impl<W: Write> Sheet<W> {
    /// Begins a file of documents of this kind.
    pub(super) fn begin<T: Importable>(format: Format, mut output: W) -> io::Result<Sheet<W>> {
        Ok(match format {
            Format::Json => {
                output.write_all(b"[")?;
                Sheet::Array { output, is_empty: true }
            }
            Format::Ndjson => Sheet::Lines(output),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(output);
                writer.write_record(T::COLUMNS.iter().map(|column| column.name))?;
                Sheet::Rows(Box::new(writer))
            }
        })
    }

    /// Adds a document.
    pub(super) fn add<T: Importable + Serialize>(&mut self, document: &T) -> io::Result<()> {
        match self {
            Sheet::Rows(writer) => Ok(writer.write_record(cells(document))?),
            Sheet::Array { .. } | Sheet::Lines(_) => self.add_text(&serde_json::to_vec(document)?),
        }
    }

    /// Adds a document that was written as a line elsewhere, which stays as it is where lines are
    /// written.
    pub(super) fn add_line<T: Importable>(&mut self, line: &[u8]) -> io::Result<()> {
        match self {
            Sheet::Rows(writer) => {
                Ok(writer.write_record(cells(&serde_json::from_slice::<T>(line)?))?)
            }
            Sheet::Array { .. } | Sheet::Lines(_) => self.add_text(line),
        }
    }

    fn add_text(&mut self, text: &[u8]) -> io::Result<()> {
        match self {
            Sheet::Array { output, is_empty } => {
                output.write_all(if *is_empty { b"\n" } else { b",\n" })?;
                *is_empty = false;
                output.write_all(text)
            }
            Sheet::Lines(output) => {
                output.write_all(text)?;
                output.write_all(b"\n")
            }
            Sheet::Rows(_) => unreachable!("rows are made of cells"),
        }
    }

    /// Ends the file.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Sheet::Array { mut output, .. } => {
                output.write_all(b"\n]\n")?;
                output.flush()
            }
            Sheet::Lines(mut output) => output.flush(),
            Sheet::Rows(mut writer) => writer.flush(),
        }
    }
}

fn cells<T: Importable>(document: &T) -> impl Iterator<Item = String> + '_ {
    T::COLUMNS.iter().map(move |column| {
        let text = (column.get)(document).unwrap_or_default();
        if column.is_text() { neutralise(&text) } else { text }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{region::Level, text::Text};

    fn regions(parents: &[Option<usize>]) -> Vec<RegionProfile> {
        let id = |number: usize| RegionId::parse(&format!("CN-{number:02}")).unwrap();
        let region = |(number, parent): (usize, &Option<usize>)| {
            let name = Text::new("园区", "park");
            RegionProfile::new(id(number), parent.map(id), Level::Park, name)
        };
        parents.iter().enumerate().map(region).collect()
    }

    #[test]
    fn a_region_stands_where_its_id_puts_it_unless_its_parent_comes_later() {
        let order = |parents: &[Option<usize>]| parents_first(&regions(parents));
        assert_eq!(order(&[None, Some(0), Some(1), Some(0)]), [0, 1, 2, 3]);
        assert_eq!(order(&[Some(2), None, Some(3), Some(1)]), [1, 3, 2, 0]);
        // Nobody knows the parent of the first; the others lie in each other.
        assert_eq!(order(&[Some(9), Some(2), Some(1)]), [0, 2, 1]);
    }

    proptest! {
        #[test]
        fn every_region_stands_once_and_after_its_parent(
            numbers in Just((0..40).collect::<Vec<usize>>()).prop_shuffle(),
            above in proptest::collection::vec(any::<proptest::sample::Index>(), 40),
        ) {
            // The parent of a number is a lower one; ids are drawn for the numbers.
            let mut parents = vec![None; numbers.len()];
            for number in 1..numbers.len() {
                parents[numbers[number]] = Some(numbers[above[number].index(number)]);
            }
            let order = parents_first(&regions(&parents));
            let mut place_of = vec![usize::MAX; numbers.len()];
            for (place, &region) in order.iter().enumerate() {
                place_of[region] = place;
            }
            let mut sorted = order.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, (0..numbers.len()).collect::<Vec<_>>());
            for (region, parent) in parents.iter().enumerate() {
                prop_assert!(parent.is_none_or(|parent| place_of[parent] < place_of[region]));
            }
        }
    }
}
