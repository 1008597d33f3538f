//! One kind's segment: built in one piece, in the order of the identifiers, held in memory.

use std::path::Path;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::directory::{Directory, RamDirectory};
use tantivy::query::Query;
use tantivy::schema::{
    Field, IndexRecordOption, OwnedValue, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{
    DocId, Index, IndexBuilder, IndexReader, ReloadPolicy, Score, SegmentOrdinal, SegmentReader,
    TantivyDocument,
};

use super::Error;
use super::rules::{EXACT, Rules};
use super::text::{Document, Facts, Kind};
use super::tokenizer::{self, CHARACTERS, CHINESE};

/// Memory of the writer in bytes; it grows as needed, one segment holds everything.
const WRITER_BYTES: usize = 64 * 1024 * 1024;
/// Field of the term that says whether a document has Chinese text.
const SCRIPT: &str = "script";
/// The term of documents without Chinese text.
const NO_HAN: &str = "other";

/// One kind's documents, searchable.
pub(super) struct Shard {
    pub(super) kind: Kind,
    pub(super) schema: Schema,
    index: Index,
    reader: IndexReader,
    facts: Vec<Facts>,
}

/// A document that matched, by its place in the order of identifiers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) document: DocId,
    pub(super) score: Score,
}

impl Shard {
    /// Builds the segment; of two documents with one identifier the last counts.
    pub(super) fn build(
        kind: Kind,
        rules: &Rules,
        documents: Vec<Document>,
    ) -> Result<Shard, Error> {
        let mut sorted: std::collections::BTreeMap<String, Document> =
            std::collections::BTreeMap::new();
        for document in documents {
            sorted.insert(document.facts.id.clone(), document);
        }
        let schema = schema(kind);
        let directory = RamDirectory::create();
        let mut writer = IndexBuilder::new()
            .schema(schema.clone())
            .tokenizers(tokenizer::manager(&rules.analyzer))
            .single_segment_index_writer(directory, WRITER_BYTES)?;
        for document in sorted.values() {
            writer.add_document(stored(&schema, document)?)?;
        }
        let index = writer.finalize()?;
        Shard::over(kind, index, rules)
    }

    /// Opens the files of a segment, already in memory.
    pub(super) fn open(kind: Kind, rules: &Rules, directory: RamDirectory) -> Result<Shard, Error> {
        let index = Index::open(directory)?;
        if index.schema() != schema(kind) || !index.validate_checksum()?.is_empty() {
            let fault = "the segment does not agree with its schema or checksum".to_owned();
            return Err(tantivy::TantivyError::InternalError(fault).into());
        }
        Shard::over(kind, index, rules)
    }

    fn over(kind: Kind, mut index: Index, rules: &Rules) -> Result<Shard, Error> {
        index.set_tokenizers(tokenizer::manager(&rules.analyzer));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let schema = index.schema();
        let mut shard = Shard { kind, schema, index, reader, facts: Vec::new() };
        shard.facts = shard.read_facts()?;
        Ok(shard)
    }

    /// The files of the segment, by name.
    pub(super) fn files(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let directory = self.index.directory();
        let mut names: Vec<String> = directory
            .list_managed_files()
            .iter()
            .filter_map(|path| path.to_str().map(str::to_owned))
            .chain(["meta.json".to_owned(), ".managed.json".to_owned()])
            .collect();
        names.sort();
        names.dedup();
        names
            .into_iter()
            .filter_map(|name| match directory.atomic_read(Path::new(&name)) {
                Ok(bytes) => Some(Ok((name, bytes))),
                Err(tantivy::directory::error::OpenReadError::FileDoesNotExist(_)) => None,
                Err(error) => Some(Err(tantivy::TantivyError::from(error).into())),
            })
            .collect()
    }

    /// The facts of every document, in the order of their identifiers.
    pub(super) fn facts(&self) -> &[Facts] {
        &self.facts
    }

    /// The documents that match, in the order of their identifiers.
    pub(super) fn collect(&self, query: &dyn Query) -> Result<Vec<Found>, Error> {
        Ok(self.reader.searcher().search(query, &Everything)?)
    }

    /// The texts of one document by field, in the order in which they were added.
    pub(super) fn texts(&self, document: DocId) -> Result<Vec<(String, String)>, Error> {
        let searcher = self.reader.searcher();
        let address = tantivy::DocAddress::new(0, document);
        let stored: TantivyDocument = searcher.doc(address)?;
        let bytes = stored.get_first(self.field("texts"));
        read_json(bytes.map(OwnedValue::from).as_ref())
    }

    /// The field for `name`.
    pub(super) fn field(&self, name: &str) -> Field {
        self.schema.get_field(name).expect("every field of the kind stands in its schema")
    }

    /// The field and the term of documents without Chinese text.
    pub(super) fn without_han(&self) -> tantivy::Term {
        tantivy::Term::from_field_text(self.field(SCRIPT), NO_HAN)
    }

    fn read_facts(&self) -> Result<Vec<Facts>, Error> {
        let field = self.field("facts");
        let searcher = self.reader.searcher();
        let mut facts = Vec::new();
        for segment in searcher.segment_readers() {
            let store = segment.get_store_reader(0).map_err(tantivy::TantivyError::from)?;
            for document in store.iter::<TantivyDocument>(None) {
                let document = document?;
                let value = document.get_first(field).map(OwnedValue::from);
                facts.push(read_json(value.as_ref())?);
            }
        }
        Ok(facts)
    }
}

/// The engine's schema of a kind.
fn schema(kind: Kind) -> Schema {
    let mut builder = Schema::builder();
    let text = |tokenizer: &str, option: IndexRecordOption| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    for field in kind.fields() {
        builder.add_text_field(field, text(CHINESE, IndexRecordOption::WithFreqs));
    }
    builder.add_text_field(EXACT, text(CHARACTERS, IndexRecordOption::WithFreqsAndPositions));
    builder.add_text_field(SCRIPT, STRING);
    builder.add_bytes_field("facts", STORED);
    builder.add_bytes_field("texts", STORED);
    builder.build()
}

/// A document for the engine.
fn stored(schema: &Schema, document: &Document) -> Result<TantivyDocument, Error> {
    let mut stored = TantivyDocument::new();
    for (field, text) in &document.texts {
        stored.add_text(schema.get_field(field)?, text);
        stored.add_text(schema.get_field(EXACT)?, text);
    }
    let han = document.texts.iter().any(|(_, text)| text.chars().any(super::fold::is_han));
    stored.add_text(schema.get_field(SCRIPT)?, if han { "han" } else { NO_HAN });
    stored.add_bytes(schema.get_field("facts")?, &serde_json::to_vec(&document.facts)?);
    stored.add_bytes(schema.get_field("texts")?, &serde_json::to_vec(&document.texts)?);
    Ok(stored)
}

fn read_json<T: serde::de::DeserializeOwned>(value: Option<&OwnedValue>) -> Result<T, Error> {
    if let Some(OwnedValue::Bytes(bytes)) = value {
        return Ok(serde_json::from_slice(bytes)?);
    }
    let fault = "a stored document lacks its record".to_owned();
    Err(tantivy::TantivyError::InternalError(fault).into())
}

/// Collects every match with its score.
struct Everything;

impl Collector for Everything {
    type Fruit = Vec<Found>;
    type Child = Matches;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<Matches> {
        Ok(Matches(Vec::new()))
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Vec<Found>>) -> tantivy::Result<Vec<Found>> {
        Ok(segments.into_iter().flatten().collect())
    }
}

/// The matches of the segment.
struct Matches(Vec<Found>);

impl SegmentCollector for Matches {
    type Fruit = Vec<Found>;

    fn collect(&mut self, document: DocId, score: Score) {
        self.0.push(Found { document, score });
    }

    fn harvest(self) -> Vec<Found> {
        self.0
    }
}
