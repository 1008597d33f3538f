//! One kind's documents in the order of their identifiers: built on all processors, held in memory.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::thread;

use tantivy::directory::{Directory, RamDirectory};
use tantivy::schema::{
    Field, IndexRecordOption, OwnedValue, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{
    DocAddress, DocId, Index, IndexBuilder, ReloadPolicy, Searcher, SegmentReader, TantivyDocument,
    TantivyError,
};

use super::Error;
use super::facets::FacetTable;
use super::rules::{EXACT, Rules};
use super::segment::Segment;
use super::text::{Document, Facts, Kind};
use super::tokenizer::{self, CHARACTERS, CHINESE};
use super::weight::Lengths;

/// Memory of a writer in bytes; it grows as needed, a writer makes one segment.
const WRITER_BYTES: usize = 64 * 1024 * 1024;
/// Fewer documents than this are not worth another thread, nor another segment to look into.
const SEGMENT_DOCUMENTS_MIN: usize = 4_096;
/// Most segments, and so many threads and buffers at most: a server answers meanwhile.
const SEGMENTS_MAX: usize = 4;
/// Files of the engine: what there is, and what of it belongs to the engine.
const META_FILE: &str = "meta.json";
const MANAGED_FILE: &str = ".managed.json";
/// Field of the term that says whether a document has Chinese text.
const SCRIPT: &str = "script";
/// The term of documents without Chinese text.
const NO_HAN: &str = "other";

/// One kind's documents, searchable.
pub(super) struct Shard {
    pub(super) kind: Kind,
    pub(super) schema: Schema,
    index: Index,
    searcher: Searcher,
    segments: Vec<Segment>,
    lengths: HashMap<Field, Lengths>,
    facts: Vec<Facts>,
    facets: FacetTable,
}

impl Shard {
    /// Builds the segments, one on each of a few processors if it is worth it; of two documents with one
    /// identifier the last counts.
    pub(super) fn build(
        kind: Kind,
        rules: &Rules,
        documents: Vec<Document<'_>>,
    ) -> Result<Shard, Error> {
        let processors = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let segments = processors.min(SEGMENTS_MAX).min(documents.len() / SEGMENT_DOCUMENTS_MIN);
        Shard::build_segments(kind, rules, documents, segments)
    }

    /// As [`Shard::build`], in so many segments, but never without a document in one.
    pub(super) fn build_segments(
        kind: Kind,
        rules: &Rules,
        mut documents: Vec<Document<'_>>,
        segments: usize,
    ) -> Result<Shard, Error> {
        // Equals stay in order when sorted; the last of them is the first from behind.
        documents.reverse();
        documents.sort_by(|one, other| one.facts.id.cmp(&other.facts.id));
        documents.dedup_by(|later, first| later.facts.id == first.facts.id);
        let length = documents.len().div_ceil(segments.max(1)).max(1);
        let mut chunks: Vec<&[Document<'_>]> = documents.chunks(length).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        let written = on_threads(chunks, |documents| write(kind, rules, documents))?;
        let facts = documents.iter().map(|document| document.facts.clone()).collect();
        Shard::over(kind, joined(written)?, Some(facts))
    }

    /// Opens the files of the segments, already in memory.
    pub(super) fn open(kind: Kind, directory: RamDirectory) -> Result<Shard, Error> {
        let index = Index::open(directory)?;
        if index.schema() != schema(kind) || !index.validate_checksum()?.is_empty() {
            let fault = "the segment does not agree with its schema or checksum".to_owned();
            return Err(TantivyError::InternalError(fault).into());
        }
        Shard::over(kind, index, None)
    }

    /// Over the segments of `index`, whose documents have these facts, or else those they say.
    fn over(kind: Kind, index: Index, facts: Option<Vec<Facts>>) -> Result<Shard, Error> {
        let schema = index.schema();
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = tantivy::IndexReader::searcher(&reader);
        let mut first = 0;
        let readers: Vec<(DocId, &SegmentReader)> = searcher
            .segment_readers()
            .iter()
            .map(|reader| {
                first += reader.max_doc();
                (first - reader.max_doc(), reader)
            })
            .collect();
        let fields = searched_fields(kind, &schema)?;
        let segments =
            on_threads(readers, |(first, reader)| Segment::open(reader, &fields, first))?;
        let facts = match facts {
            Some(facts) => facts,
            None => read_facts(&searcher, schema.get_field("facts")?)?,
        };
        let lengths = lengths(&segments, &fields);
        let table = FacetTable::new(&facts);
        Ok(Shard { kind, schema, index, searcher, segments, lengths, facts, facets: table })
    }

    /// The files of the segments, by name.
    pub(super) fn files(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        files(&self.index)
    }

    /// The facts of every document, in the order of their identifiers.
    pub(super) fn facts(&self) -> &[Facts] {
        &self.facts
    }

    /// The values that documents are counted by.
    pub(super) fn facets(&self) -> &FacetTable {
        &self.facets
    }

    /// The segments, one behind the other in the order of identifiers.
    pub(super) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The engine's own view of the segments.
    #[cfg(test)]
    pub(super) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// How many documents there are.
    pub(super) fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// How long a searched field is in the documents.
    pub(super) fn lengths(&self, field: Field) -> &Lengths {
        self.lengths.get(&field).expect("every searched field has lengths")
    }

    /// The texts of one document by field, in the order in which they were added.
    pub(super) fn texts(&self, document: DocId) -> Result<Vec<(String, String)>, Error> {
        let behind = self.segments.partition_point(|segment| segment.first <= document);
        let number = behind.saturating_sub(1);
        let within = document - self.segments[number].first;
        let address = DocAddress::new(u32::try_from(number).unwrap_or(u32::MAX), within);
        let stored: TantivyDocument = self.searcher.doc(address)?;
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
}

/// Runs `work` on each of `pieces`, on a thread each; the results stand in their order.
fn on_threads<Piece: Send, Done: Send>(
    pieces: Vec<Piece>,
    work: impl Fn(Piece) -> Result<Done, Error> + Sync,
) -> Result<Vec<Done>, Error> {
    if pieces.len() < 2 {
        return pieces.into_iter().map(work).collect();
    }
    thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> =
            pieces.into_iter().map(|piece| scope.spawn(move || work(piece))).collect();
        let done = running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        done.collect()
    })
}

/// Writes one segment.
fn write(kind: Kind, rules: &Rules, documents: &[Document<'_>]) -> Result<Index, Error> {
    let schema = schema(kind);
    let fields = Fields::new(kind, &schema)?;
    let mut writer = IndexBuilder::new()
        .schema(schema)
        .tokenizers(tokenizer::manager(&rules.analyzer))
        .single_segment_index_writer(RamDirectory::create(), WRITER_BYTES)?;
    for document in documents {
        writer.add_document(fields.stored(document)?)?;
    }
    Ok(writer.finalize()?)
}

/// One index with the segments of all, in their order.
fn joined(mut written: Vec<Index>) -> Result<Index, Error> {
    if written.len() == 1
        && let Some(index) = written.pop()
    {
        return Ok(index);
    }
    let directory = RamDirectory::create();
    let mut metas: Option<tantivy::IndexMeta> = None;
    let mut managed: Vec<PathBuf> = Vec::new();
    for index in &written {
        for (name, bytes) in files(index)? {
            if name != META_FILE && name != MANAGED_FILE {
                directory.atomic_write(Path::new(&name), &bytes).map_err(disk)?;
                managed.push(name.into());
            }
        }
        let mut more = index.load_metas()?;
        match &mut metas {
            Some(metas) => metas.segments.append(&mut more.segments),
            metas => *metas = Some(more),
        }
    }
    managed.push(META_FILE.into());
    let managed = serde_json::to_vec(&managed)?;
    directory.atomic_write(Path::new(MANAGED_FILE), &managed).map_err(disk)?;
    let metas = serde_json::to_vec(&metas)?;
    directory.atomic_write(Path::new(META_FILE), &metas).map_err(disk)?;
    Ok(Index::open(directory)?)
}

fn disk(error: std::io::Error) -> TantivyError {
    TantivyError::from(error)
}

/// The files of an index, by name.
fn files(index: &Index) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let directory = index.directory();
    let mut names: Vec<String> = directory
        .list_managed_files()
        .iter()
        .filter_map(|path| path.to_str().map(str::to_owned))
        .chain([META_FILE.to_owned(), MANAGED_FILE.to_owned()])
        .collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .filter_map(|name| match directory.atomic_read(Path::new(&name)) {
            Ok(bytes) => Some(Ok((name, bytes))),
            Err(tantivy::directory::error::OpenReadError::FileDoesNotExist(_)) => None,
            Err(error) => Some(Err(TantivyError::from(error).into())),
        })
        .collect()
}

/// The fields that words are looked up in.
fn searched_fields(kind: Kind, schema: &Schema) -> Result<Vec<Field>, Error> {
    let names = kind.fields().iter().copied().chain([EXACT, SCRIPT]);
    Ok(names.map(|name| schema.get_field(name)).collect::<Result<_, _>>()?)
}

/// How long each field is, over all segments.
fn lengths(segments: &[Segment], fields: &[Field]) -> HashMap<Field, Lengths> {
    let documents = segments.iter().map(|segment| u64::from(segment.documents)).sum();
    let of = |field: Field| {
        let tokens =
            segments.iter().map(|segment| segment.field(field).postings.total_num_tokens());
        let shortest = segments.iter().map(|segment| segment.shortest(field)).min();
        Lengths::new(tokens.sum(), documents, shortest.unwrap_or(1))
    };
    fields.iter().map(|field| (*field, of(*field))).collect()
}

/// The facts as they are stored, in the order of identifiers.
fn read_facts(searcher: &Searcher, field: Field) -> Result<Vec<Facts>, Error> {
    let mut facts = Vec::new();
    for segment in searcher.segment_readers() {
        let store = segment.get_store_reader(0).map_err(TantivyError::from)?;
        for document in store.iter::<TantivyDocument>(None) {
            let document = document?;
            let value = document.get_first(field).map(OwnedValue::from);
            facts.push(read_json(value.as_ref())?);
        }
    }
    Ok(facts)
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

/// The fields of a kind, looked up once.
struct Fields {
    words: Vec<(&'static str, Field)>,
    exact: Field,
    script: Field,
    facts: Field,
    texts: Field,
}

impl Fields {
    fn new(kind: Kind, schema: &Schema) -> Result<Fields, Error> {
        let words = kind.fields().iter().map(|name| Ok((*name, schema.get_field(name)?)));
        Ok(Fields {
            words: words.collect::<Result<_, Error>>()?,
            exact: schema.get_field(EXACT)?,
            script: schema.get_field(SCRIPT)?,
            facts: schema.get_field("facts")?,
            texts: schema.get_field("texts")?,
        })
    }

    /// A document for the engine.
    fn stored(&self, document: &Document<'_>) -> Result<TantivyDocument, Error> {
        let mut stored = TantivyDocument::new();
        for (name, text) in &document.texts {
            let field = self.words.iter().find(|(known, _)| known == name);
            stored.add_text(field.expect("texts are of fields of their kind").1, text);
            stored.add_text(self.exact, text);
        }
        let han = document.texts.iter().any(|(_, text)| text.chars().any(super::fold::is_han));
        stored.add_text(self.script, if han { "han" } else { NO_HAN });
        stored.add_bytes(self.facts, &serde_json::to_vec(document.facts)?);
        stored.add_bytes(self.texts, &serde_json::to_vec(&document.texts)?);
        Ok(stored)
    }
}

fn read_json<T: serde::de::DeserializeOwned>(value: Option<&OwnedValue>) -> Result<T, Error> {
    if let Some(OwnedValue::Bytes(bytes)) = value {
        return Ok(serde_json::from_slice(bytes)?);
    }
    let fault = "a stored document lacks its record".to_owned();
    Err(tantivy::TantivyError::InternalError(fault).into())
}
