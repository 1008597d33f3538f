use clap::{CommandFactory, Parser};

use super::{Cli, Command};
use crate::domain::text::Language;

#[test]
fn the_commands_are_well_formed() {
    Cli::command().debug_assert();
}

#[test]
#[expect(clippy::too_many_lines, reason = "the help is that long")]
fn help_lists_commands_and_exit_codes() {
    insta::assert_snapshot!(Cli::command().render_help().to_string(), @r#"
    Ranks the regions where an incubated project can industrialise, with reasons that add up

    Usage: hinterland [OPTIONS] <COMMAND>

    Commands:
      match        Rank regions for a project given in words, as a profile or by its identifier
      reverse      Rank the stored projects for a region, from both sides
      compare      Put two to six regions side by side for a project, and say what decides between them
      memo         Write the ranking as a paper for a board: HTML that prints on A4
      policy       Add up the support instruments of a region for a project, like an invoice
      similar      Find the regions that are most like a region, or the projects most like a project
      presets      List the weight presets, one for every kind of user
      search       Search regions, projects and industries
      code         Name the industries of a text
      import       Load regions, projects, outcomes or commitments from JSON, NDJSON or CSV
      export       Write all regions, projects, outcomes or commitments as JSON, NDJSON or CSV
      matrix       Write what rankings are computed from as numbers, for another program to add up again
      history      Show the changes of a region, project, outcome or commitment
      outcomes     Show how many projects landed in a region, how long it took and who kept a promise
      rerank       Rank regions for many projects: NDJSON, CSV or Parquet in and out
      diff         Say what changed between two runs of `rerank`, and because of what
      generate     Draw projects or parks of no real place, to try out how much a machine can do
      serve        Answer over HTTP until interrupted
      work         Rank chunks of the jobs of a server and tell alerts, until interrupted
      alerts       Save searches, be told when their first regions are others, and see what was told
      keys         Make, list, revoke and rotate the keys that open a server
      audit        Print who changed and who saw what
      evaluate     Measure the ranking and the models against what really happened
      fit          Learn a model from what happened and keep it in a file
      decide       Judge the alternatives of a table of your own by a method of your choice
      weigh        Weigh criteria by comparisons in pairs, points, swings or what a table suggests
      agree        Measure how far two rankings agree
      allocate     Match applicants and places so that no two would rather have each other
      doctor       Look after the data directory, the database and the machine, and say what to do
      backup       Write everything that stands in the store into one file, also beside a running server
      restore      Fill a new data directory, or an empty PostgreSQL database, from a backup
      completions  Print a completion script for a shell
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help (see more with '--help')
      -V, --version  Print version

    Global options:
          --data-dir <DIR>            Where the database and the built search segments live; beside a
                                      PostgreSQL the segments alone [env: HINTERLAND_DATA_DIR=]
                                      [default: data]
          --database-url <URL>        The PostgreSQL database that holds the documents, as
                                      `postgres://user:password@host:5432/database`; without it they are
                                      in the data directory [env: HINTERLAND_DATABASE_URL]
          --database-url-file <FILE>  A file that holds the address of the PostgreSQL database and
                                      nothing else [env: HINTERLAND_DATABASE_URL_FILE=]
          --server <URL>              Ask a server instead of opening the documents, at an address such
                                      as `https://hinterland.example`; the answers are the same [env:
                                      HINTERLAND_SERVER=]
          --key-file <FILE>           A file that holds the key for the server and nothing else: other
                                      users of this machine can read an argument [env:
                                      HINTERLAND_KEY_FILE=]
          --ca-file <FILE>            A file of certificates, as PEM, of authorities that are trusted
                                      beside the system's, for the server and for receivers of alerts
                                      [env: HINTERLAND_CA_FILE=]
          --server-timeout <SECONDS>  Give a server up that says nothing for so many seconds [env:
                                      HINTERLAND_SERVER_TIMEOUT=] [default: 300]
          --unencrypted               Speak HTTP to a server on another machine, too: whoever is on the
                                      way reads the key and the answers
          --world <WORLD>             With what an empty data directory or database begins [default: cn]
                                      [possible values: cn, none]
          --revisions-max <NUMBER>    How many revisions of each document are kept, the newest [env:
                                      HINTERLAND_REVISIONS_MAX=] [default: 50]
          --lang <LANGUAGE>           The language of words and names; without it Chinese if the text
                                      contains Chinese characters, else English [possible values: zh,
                                      en]
          --log <FILTER>              What to log to standard error: a level, or directives such as
                                      `hinterland=debug,warn` [env: HINTERLAND_LOG=] [default: warn]
          --log-format <FORMAT>       How to write the log [env: HINTERLAND_LOG_FORMAT=] [default: text]
                                      [possible values: text, json]
          --color <WHEN>              When to colour [default: auto] [possible values: auto, always,
                                      never]

    Exit codes:
      0  done
      1  an error, such as an unknown identifier or a file that cannot be read
      2  a usage error, or input of which some or all was refused
      3  another process holds the data directory
      4  the data directory, the store, the search or the server is unavailable
      5  `doctor` found something that should be looked after, or a backup holds damaged documents
      6  `doctor` found something that does not work
    "#);
}

#[test]
fn match_needs_one_subject() {
    let accepted: [&[&str]; 4] = [
        &["match", "锂电池", "80亩"],
        &["match", "--file", "profile.json"],
        &["match", "--id", "antibody-plant", "--json"],
        &["match", "a battery plant", "--weight", "access=30", "--weight", "land_cost=5"],
    ];
    for arguments in accepted {
        parse(arguments).unwrap();
    }
    let refused: [&[&str]; 7] = [
        &["match"],
        &["match", "text", "--id", "antibody-plant"],
        &["match", "text", "--limit", "0"],
        &["match", "text", "--land", "40"],
        &["match", "text", "--level", "country"],
        &["match", "text", "--must-have", "airport"],
        &["search", "text", "--near", "CN-330800"],
    ];
    for arguments in refused {
        assert_eq!(parse(arguments).unwrap_err().exit_code(), 2, "{arguments:?}");
    }
}

#[test]
fn a_refused_flag_says_what_would_be_right() {
    let refused = |arguments: &[&str]| {
        let text = parse(arguments).unwrap_err().to_string();
        text.lines().next().unwrap_or_default().to_owned()
    };
    insta::assert_snapshot!(refused(&["match", "text", "--host", "上海"]), @"error: invalid value '上海' for '--host <REGION>': must be a region id such as `CN-330800` or `CN-S339078` (find one with `hinterland search`), got `上海`");
    insta::assert_snapshot!(refused(&["match", "text", "--power", "30 horses"]), @"error: invalid value '30 horses' for '--power <POWER>': must be a number and one of the units MW, kW, 10k kW, kVA, such as `40 kW`, got `30 horses`");
    insta::assert_snapshot!(refused(&["match", "text", "--as-of", "yesterday"]), @"error: invalid value 'yesterday' for '--as-of <DATE>': must be a day such as `2021-05-13`, got `yesterday`");
    insta::assert_snapshot!(refused(&["--log", "loud=noise", "match", "text"]), @"error: invalid value 'loud=noise' for '--log <FILTER>': must be error, warn, info, debug, trace or directives such as `hinterland=debug,warn`, got `loud=noise`");
}

#[test]
fn global_flags_stand_before_or_behind_the_command() {
    let before = parse(&["--lang", "zh", "--world", "none", "code", "text"]).unwrap();
    let behind = parse(&["code", "text", "--lang", "zh", "--world", "none"]).unwrap();
    assert_eq!(before.config.lang, Some(Language::Zh));
    assert_eq!(behind.config.lang, Some(Language::Zh));
    assert_eq!(before.config.world, behind.config.world);
    assert!(matches!(behind.command, Command::Code(_)));
}

fn parse(arguments: &[&str]) -> Result<Cli, clap::Error> {
    Cli::try_parse_from([&["hinterland"], arguments].concat())
}
