//! Every limit of the program, each with its reason.

/// Most results in one answer: a person reads a page, a script asks again with a cursor.
pub const LIMIT_MAX: usize = 100;
/// Results when nothing is said: one page of a report.
pub const LIMIT_DEFAULT: usize = 10;
/// Projects of a region that are shown with the region's rank in their own list: each costs a whole
/// ranking.
pub const OWN_RANKS_MAX: usize = LIMIT_DEFAULT;
/// Figures that are named as worth asking for: a visit to a park has time for three questions.
pub const INFORMATIVE_MAX: usize = 3;
/// Fewest regions that are compared: one has nothing to be compared with.
pub const COMPARED_REGIONS_MIN: usize = 2;
/// Most regions that are compared side by side: as many columns as a page has room for.
pub const COMPARED_REGIONS_MAX: usize = 6;
/// Most industries that two regions or projects are said to share, and most that only one of them
/// has: a park declares four, and of hundreds that are measured the largest say most.
pub const INDUSTRIES_NAMED_MAX: usize = 8;
/// Most candidates whose order is tested by other methods and by drawn weights: nobody below
/// reaches the top under weights near the given ones.
pub const ROBUSTNESS_FIELD_MAX: usize = 200;
/// Most steps of one figure among which the cheapest set of changes is sought: ten times what the
/// longest scale of the definition has.
pub const FIGURE_STEPS_MAX: u32 = 100_000;
/// Most combinations of changes that are looked at for one candidate and rank; what is cheapest by
/// then is given, and said not to be proven. About a millisecond.
pub const PLAN_LOOKS_MAX: usize = 20_000;
/// A set of changes that is cheaper by less than one part in so many is not looked for: the costs
/// of changes are orders of magnitude.
pub const PLAN_COST_PARTS: i64 = 100;
/// Most projects in whose own lists a region's prospects are sought, the best first: each costs a
/// whole ranking.
pub const PROSPECT_PROJECTS_MAX: usize = LIMIT_MAX;
/// Figures of a region that are named with what they would bring: two pages of a plan.
pub const PROSPECT_FIGURES_MAX: usize = 20;
/// Values of one figure that are named, the cheapest first: a plan goes on from there.
pub const PROSPECT_LEVELS_MAX: usize = 10;
/// Fitting parcels that are named for one candidate: more than a delegation sees in a day.
pub const PARCELS_NAMED_MAX: usize = 5;
/// Longest search text: a title, not an essay.
pub const SEARCH_CHARACTERS_MAX: usize = 256;
/// Most words of one search: 256 characters rarely hold more, and each costs a posting list.
pub const SEARCH_WORDS_MAX: usize = 32;
/// Longest text to match or code, and longest text in a document: four printed pages.
pub const TEXT_CHARACTERS_MAX: usize = 8_000;
/// Longest name of a project or an enclave in an outcome: a line of print, twice over.
pub const NAME_CHARACTERS_MAX: usize = 256;
/// Largest request body in bytes: a full region profile has about 40 kB.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// Largest import body in bytes: 30,000 region profiles.
pub const IMPORT_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest line of an import in bytes: one document, as in a request.
pub const IMPORT_LINE_BYTES_MAX: usize = BODY_BYTES_MAX;
/// Most rows of one import: a country's counties and zones several times over.
pub const IMPORT_ROWS_MAX: usize = 200_000;
/// Most row errors reported one by one; the rest is counted.
pub const IMPORT_ERRORS_MAX: usize = 1_000;
/// Longest line of a backup in bytes: a document of the largest size, each byte of it escaped.
pub const BACKUP_LINE_BYTES_MAX: usize = 8 * BODY_BYTES_MAX;
/// Largest database in bytes whose pages are looked at before it is written to: half a second. A larger
/// one is left to `hinterland doctor`.
pub const CHECKED_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Free bytes of a disk below which an operator is told: sixteen imports of the largest size.
pub const DISK_BYTES_LOW: u64 = 16 * IMPORT_BYTES_MAX as u64;
/// Free bytes of a disk with which writes are about to fail: one import in the log and in the file.
pub const DISK_BYTES_MIN: u64 = 2 * IMPORT_BYTES_MAX as u64;
/// Rows that an import commits at once: a commit waits for the disk, and 500 documents take about
/// as long to write as the disk takes to answer.
pub const IMPORT_BATCH_ROWS: usize = 500;
/// Revisions of one document that are kept, the newest: an import every week for a year.
pub const REVISIONS_MAX: u32 = 50;
/// Most revisions of one document that an operator may have kept: a change every hour for a year.
pub const REVISIONS_CEILING: u32 = 10_000;
/// Seconds for which the answer to a request with an idempotency key is kept: a client that tried
/// in the night is looked after in the morning.
pub const IDEMPOTENCY_SECONDS_MAX: u64 = 24 * 60 * 60;
/// Answers with a key that are kept of one organisation, the newest: one every ten seconds of a
/// day, and at most 2 GB where each names a thousand bad rows.
pub const IDEMPOTENCY_KEYS_MAX: u32 = 10_000;
/// Longest idempotency key in characters.
pub const IDEMPOTENCY_KEY_CHARACTERS_MAX: usize = 255;
/// Most items of any list inside a document.
pub const ITEMS_MAX: usize = 1_000;
/// Longest request path and query in bytes.
pub const URI_BYTES_MAX: usize = 8 * 1024;
/// Seconds until a request must be answered.
pub const REQUEST_SECONDS_MAX: u64 = 10;
/// Seconds until an import must be answered.
pub const IMPORT_SECONDS_MAX: u64 = 120;
/// Seconds until the body of a request must have arrived: 50 kB a second at the largest.
pub const BODY_SECONDS_MAX: u64 = 5;
/// Seconds until the body of an import must have arrived; the rest is for the rows.
pub const IMPORT_BODY_SECONDS_MAX: u64 = 60;
/// Seconds from the first byte of a head to its last: a browser sends it at once.
pub const HEADER_SECONDS_MAX: u64 = 5;
/// Seconds from the start of a connection to its first byte; browsers that connect ahead connect
/// again.
pub const SILENT_SECONDS_MAX: u64 = 5;
/// Seconds from an answer to the whole head of the next request: a person reads a page.
pub const IDLE_SECONDS_MAX: u64 = 30;
/// Seconds that a client may take none of its answer.
pub const WRITE_STALL_SECONDS_MAX: u64 = 10;
/// Bytes of all headers of a request; browsers send about one kilobyte.
pub const HEADER_BYTES_MAX: usize = 16 * 1024;
/// Most headers of a request; browsers send about twenty.
pub const HEADERS_MAX: usize = 64;
/// Bytes kept of one connection: a head of 16 KiB and an overlong path, so that it can be told so.
pub const CONNECTION_BYTES_MAX: usize = 128 * 1024;
/// Most open connections: at 128 KiB each they stay under 128 MiB.
pub const CONNECTIONS_MAX: usize = 1_024;
/// Most open connections of one address: ten browsers behind one gateway, and nobody alone can take
/// them all.
pub const CONNECTIONS_PER_ADDRESS_MAX: usize = 64;
/// Open files that a server needs beside its connections: the database, the search segments, the
/// threads' own, and the uploads of running imports; a server that had answered held twenty. Two
/// queues with two connections of three files each, and four receivers that are told at a time.
pub const FILES_RESERVED: usize = 48;
/// Open files that are asked of the system, as far as it gives them: four per connection.
pub const FILES_WANTED: usize = 4 * CONNECTIONS_MAX;
/// Questions that a server computes at a time: the cores of the smallest machine.
pub const COMPUTING_THREADS: usize = 2;
/// Questions that wait to be computed by a server: more could not all be answered in time.
pub const COMPUTING_QUEUE_MAX: usize = 64;
/// Seconds that a question waits to be computed: longer, and the next try is as good.
pub const COMPUTING_WAIT_SECONDS_MAX: f64 = 0.2;
/// Requests per second of one caller, over time: a page whose sliders re-rank while they move.
pub const REQUESTS_PER_SECOND_MAX: u32 = 50;
/// Requests of one caller at once: a page and all it loads, twice.
pub const REQUESTS_BURST_MAX: u32 = 100;
/// Pairs per second of one caller, over time: five rankings with their firmness.
pub const PAIRS_PER_SECOND_MAX: u64 = 10_000_000;
/// Pairs of one caller at once: fifty rankings with their firmness.
pub const PAIRS_BURST_MAX: u64 = 100_000_000;
/// Callers whose requests are counted one by one; all others are counted together.
pub const CALLERS_MAX: usize = 10_000;
/// Most imports at a time: each keeps up to 64 MiB on disk, and the store writes one at a time.
pub const IMPORTS_MAX: usize = 2;
/// Largest configuration file in bytes: every setting with a paragraph beside it.
pub const CONFIGURATION_BYTES_MAX: u64 = 64 * 1024;
/// Most hits that a cursor skips: the hundredth page is a question better asked again.
pub const SEARCH_OFFSET_MAX: usize = 10_000;
/// Seconds that requests in flight may take after the signal to stop.
pub const DRAIN_SECONDS_MAX: u64 = 10;
/// Most regions that are refused or narrowly missed and named one by one; all are counted.
pub const REFUSED_NAMED_MAX: usize = 20;
/// Days for which a server keeps what of a level is the same for every question: today, and one for
/// whoever looks back or asks at midnight.
pub const SURVEY_DAYS_MAX: usize = 2;
/// Ways from a place to a host city that are kept for a day and level, some thirty bytes each: of the
/// built-in parks to four hundred cities, which are all that China has, of fifty thousand parks to
/// twenty.
pub const SURVEY_WAYS_MAX: usize = 1_000_000;
/// How far labels of leading industries cover codes of industries, each pair a number that is kept:
/// of the built-in labels for most classes of GB/T 4754, some eight megabytes.
pub const LABEL_AGREEMENTS_MAX: usize = 1_000_000;
/// Longest line of a run in bytes: a match document of a hundred candidates with every part of what
/// landing means.
pub const RUN_LINE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Changed projects of a difference that are scored again at a time: what is kept of each takes some
/// ten kilobytes.
pub const DIFFERENCE_TILE_PROJECTS: usize = 2_000;
/// Most figures of regions that one question assumes: whoever moves more of them by hand has lost the
/// overview, and each is looked up by itself.
pub const ASSUMPTIONS_MAX: usize = 20;
/// Largest figure that is assumed: above every scale in every unit, and exact in a float.
pub const ASSUMED_VALUE_MAX: f64 = 1e9;
/// Most projects of a run that a server compares while its client waits: what is read of each match
/// document is held meanwhile. A file has no such end.
pub const DIFFERENCE_JOB_PROJECTS_MAX: u64 = 1_000;
/// Most of them whose lists changed: each is scored again a few times, some thirty milliseconds in all,
/// so that two threads are done with half a thousand in eight of the ten seconds that a request has.
pub const DIFFERENCE_CHANGED_PROJECTS_MAX: usize = 500;
/// Longest body in bytes that brings runs to be compared: two of a thousand projects with ten regions
/// each, some two kilobytes of what is read of a match document.
pub const DIFFERENCE_BODY_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Bodies with runs that are longer than others and read at a time: each takes some hundred megabytes
/// until it is read.
pub const DIFFERENCE_BODIES_MAX: usize = 2;
/// Bytes of documents that an export writes at a time, at least: some ten regions. They are made on a
/// thread that answers others, too.
pub const EXPORT_PART_BYTES: usize = 32 * 1024;
/// Seconds after which an export is broken off: sixty megabytes at a hundred kilobytes a second. Whoever takes
/// longer would keep others from theirs.
pub const EXPORT_SECONDS_MAX: u64 = 600;
/// Exports of a server at a time: each holds the documents as they were when it began.
pub const EXPORTS_MAX: usize = 2;
/// Most threads of a batch: four rankings for each are in flight, some hundred megabytes in all.
pub const THREADS_MAX: usize = 256;
/// Most projects that a request may bring or a region take at a time. A batch from a file has no end:
/// it holds only those in flight.
pub const RERANK_PROJECTS_MAX: usize = 100_000;
/// Most projects of one job of a server: their rankings lie in the store until they are fetched,
/// some 30 kB each.
pub const RERANK_JOB_PROJECTS_MAX: usize = 10_000;
/// Projects of a chunk, which one worker ranks at a time: a second or so of work, so that little is
/// done twice when a worker is lost, and enough that the way to the store and back counts little.
pub const RERANK_CHUNK_PROJECTS: usize = 16;
/// Jobs of one organisation that are open at a time: one of every night of a week.
pub const RERANK_JOBS_OPEN_MAX: usize = 8;
/// Days for which an ended job and its results are kept: a week's holiday.
pub const RERANK_JOB_DAYS_KEPT: i64 = 7;
/// Projects of the ended jobs of one organisation whose results are kept, those of the newest jobs: two
/// jobs of the largest size a night for a week, and some by day; some six gigabytes. They are counted
/// and not the jobs, for a large file is posted as many small ones.
pub const RERANK_PROJECTS_KEPT_MAX: u64 = 20 * RERANK_JOB_PROJECTS_MAX as u64;
/// Bytes of results that the open jobs of one organisation may have together, and that are kept of its
/// ended ones: what [`RERANK_PROJECTS_KEPT_MAX`] have with the usual ten regions. With a hundred regions
/// and every part of what landing means they would have twenty times as much. Where open jobs would have
/// more, the one with the most bytes fails, whichever brings the next: the others are not at fault, and
/// with a share for each of [`RERANK_JOBS_OPEN_MAX`] a large one that is alone would find no room.
pub const RERANK_BYTES_KEPT_MAX: u64 = 6_000_000_000;
/// How often a chunk is begun before its job has failed: a worker that is killed is no fault of the
/// chunk, one that fails every time is. The queue begins a task 25 times and then forgets it in silence:
/// this must be less.
pub const RERANK_CHUNK_ATTEMPTS_MAX: usize = 20;
/// Seconds for which a stream of events goes on; whoever wants more asks again.
pub const EVENT_STREAM_SECONDS_MAX: u64 = 3_600;
/// Seconds after which a stream of events without news says that it lives: proxies give up after
/// thirty.
pub const EVENT_STREAM_SILENT_SECONDS_MAX: u64 = 10;
/// Results of a job that are read from the store at a time: some megabytes.
pub const RERANK_RESULTS_PAGE: usize = 50;
/// Seconds without any progress after which the chunks of a job are handed over once more: the queue
/// may have been lost, and a chunk that is done twice counts once.
pub const RERANK_STALLED_SECONDS: i64 = 300;
/// Saved searches of one organisation: each is ranked again whenever the store has moved.
pub const SAVED_SEARCHES_MAX: usize = 200;
/// Most first regions that a saved search looks at: a reader minds no more of them.
pub const SAVED_SEARCH_TOP_MAX: usize = 20;
/// First regions of a saved search that does not say how many.
pub const SAVED_SEARCH_TOP_DEFAULT: usize = 5;
/// Alerts of one saved search that are kept, the newest: a change each working day of a quarter.
pub const ALERTS_KEPT_MAX: u32 = 100;
/// Days for which an alert is kept.
pub const ALERT_DAYS_KEPT: i64 = 90;
/// Checks and deliveries that are handed to the queue at a time.
pub const ALERT_TASKS_MAX: u32 = 200;
/// Seconds after which a check or delivery that was handed over and not begun is handed over once
/// more: the queue may have been lost.
pub const ALERT_STALLED_SECONDS: i64 = 60;
/// Seconds without a write after which saved searches are checked, so that a burst of writes is
/// looked at once.
pub const ALERT_QUIET_SECONDS: u64 = 2;
/// Seconds after which they are checked although writes go on.
pub const ALERT_PATIENCE_SECONDS: u64 = 60;
/// Seconds that a receiver may take from the first packet to the head of its answer.
pub const WEBHOOK_SECONDS_MAX: u64 = 10;
/// Seconds for which a delivery that was begun belongs to whoever began it; then, if its worker is
/// lost, it is another's. Longer than a receiver may take.
pub const WEBHOOK_LEASE_SECONDS: i64 = 20;
/// How often a delivery is tried, over some twenty hours: a receiver that was down over night is
/// reached in the morning.
pub const WEBHOOK_ATTEMPTS_MAX: u32 = 10;
/// Seconds after the first try until the second; four times as long each time.
pub const WEBHOOK_BACKOFF_SECONDS: u64 = 5;
/// Longest pause between two tries, in seconds: six hours.
pub const WEBHOOK_BACKOFF_SECONDS_MAX: u64 = 21_600;
/// Hours for which a secret that was replaced still signs beside the new one.
pub const WEBHOOK_ROTATION_HOURS: i64 = 24;
/// Longest address of a receiver in characters, as browsers have it.
pub const WEBHOOK_URL_CHARACTERS_MAX: usize = 2_000;
/// Hours for which the queue remembers what is done: long enough for whoever looks into it.
pub const QUEUE_HOURS_KEPT: u32 = 24;
/// Largest file of certificates of authorities in bytes: all that the world trusts are 300 KiB.
pub const CA_FILE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Seconds in which a client must have reached a server: the other end of the world is a second away.
pub const CLIENT_CONNECT_SECONDS_MAX: u64 = 10;
/// Seconds for which a client waits for a server that says nothing, if nothing else is said: an
/// import of a country takes two minutes.
pub const CLIENT_SILENCE_SECONDS: f64 = 300.0;
/// How often a client sends a request that may be sent again, at most.
pub const CLIENT_ATTEMPTS_MAX: usize = 4;
/// Longest `Retry-After` in seconds that a client waits for by itself; a longer one is told.
pub const CLIENT_RETRY_SECONDS_MAX: u64 = 30;
/// Longest refusal in bytes that a client reads: a thousand faults of an import.
pub const CLIENT_PROBLEM_BYTES_MAX: usize = 1024 * 1024;
/// How often in a row a client listens anew to a job of which nothing new is heard.
pub const CLIENT_JOB_LOSSES_MAX: usize = 10;
/// Largest panel of regions × industries × years in bytes: ten censuses of a thousand regions.
pub const PANEL_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Most regions of a panel: the counties of a large country. Some twenty tables of regions ×
/// industries are held at once.
pub const PANEL_REGIONS_MAX: usize = 5_000;
/// Most industries of a panel: the groups of a national standard twice over; the time to learn how they
/// belong together grows with the third power.
pub const PANEL_INDUSTRIES_MAX: usize = 1_000;
/// Largest weight of a criterion: weights are normalised, so only their ratios matter.
pub const WEIGHT_MAX: f64 = 1e6;
/// Longest condition of a support instrument in characters: a dozen clauses.
pub const PREDICATE_CHARACTERS_MAX: usize = 1_000;
/// Deepest nesting of `not` and parentheses in a condition; nobody reads deeper, and the reader of
/// conditions descends once per level.
pub const PREDICATE_DEPTH_MAX: usize = 16;
/// Pairs of project, region and draw of one question: a second or two of both cores with the fastest
/// kernel; more is batch work.
pub const PAIRS_MAX: u64 = 1_000_000_000;
/// Candidates that are scored before the computation looks whether to give up: less than a
/// millisecond.
pub const TILE_ITEMS: usize = 32;
/// Most years that a support instrument pays, and that a stack of them is counted ahead.
pub const POLICY_YEARS_MAX: u8 = 50;
/// Steps after which the search for the best stack of instruments gives what it has found, and says
/// that it is not proven: about a quarter of a second. No published set of instruments comes near.
pub const STACK_STEPS_MAX: usize = 200_000;
/// Steps, after nothing is known to pay more, to tell stacks apart that pay the same: less than a
/// millisecond. Two dozen instruments need fewer.
pub const STACK_TIE_STEPS_MAX: usize = 500;
/// Largest decision table, comparison matrix or list of ranks in bytes: the most alternatives with
/// a few dozen criteria each.
pub const DECISION_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Most alternatives of a decision table: all regions of a large country.
pub const ALTERNATIVES_MAX: usize = 50_000;
/// Most criteria of a decision table: more than anybody can give a weight with a meaning.
pub const CRITERIA_MAX: usize = 200;
/// Largest magnitude of a number in a decision table: whole numbers are exact up to there, and no
/// sum of squares overflows.
pub const DECISION_VALUE_MAX: f64 = 1e15;
/// Most criteria that are compared in pairs: the published random indices end there.
pub const COMPARED_MAX: usize = 15;
/// Most pairs of alternatives, over all criteria with a Gaussian preference: each costs an
/// exponential, and these take some five seconds.
pub const GAUSSIAN_PAIRS_MAX: usize = 500_000_000;
/// Most items of two rankings that are compared pair by pair: a quarter of a second.
pub const AGREEMENT_ITEMS_MAX: usize = 10_000;
/// Hours that a session of a browser lasts: a working day, so that one left open in the evening is
/// over in the morning.
pub const SESSION_HOURS_MAX: i64 = 12;
/// Lines of the audit log that the command line reads at a time: a table of them fits into memory
/// many times over.
pub const AUDIT_PAGE_LINES: usize = 1_000;
