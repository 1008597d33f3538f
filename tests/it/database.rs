use std::{
    env, process,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// The variable with the address of a PostgreSQL whose user may create databases.
const VARIABLE: &str = "HINTERLAND_TEST_DATABASE_URL";

/// A PostgreSQL database for one test, which goes with it.
pub(crate) struct TestDatabase {
    /// Its address.
    pub(crate) url: String,
    name: String,
    server: String,
}

impl TestDatabase {
    /// Creates one; `None` if no server is named, and then the test is left out.
    pub(crate) fn create() -> Option<TestDatabase> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = env::var(VARIABLE).ok()?;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("hinterland_test_{}_{number}", process::id());
        let (front, _) = server.rsplit_once('/').expect("the address names a database");
        let url = format!("{front}/{name}");
        // Letters sorted by the rules of a language, as on many a server.
        let locale = "template template0 locale_provider icu icu_locale 'en-US'";
        execute(&server, &format!("create database {name} encoding 'UTF8' {locale}"));
        Some(TestDatabase { url, name, server })
    }

    /// The password in its address.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn password(&self) -> String {
        let (front, _) = self.url.rsplit_once('@').expect("the address names a user");
        front.rsplit_once(':').expect("and a password").1.to_owned()
    }

    /// Ends all connections to it and lets nobody connect.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn close(&self) {
        let (name, server) = (&self.name, &self.server);
        execute(server, &format!("alter database {name} allow_connections false"));
        let of_it = format!("from pg_stat_activity where datname = '{name}'");
        execute(server, &format!("select pg_terminate_backend(pid) {of_it}"));
    }

    /// Lets everybody connect again.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn open(&self) {
        execute(&self.server, &format!("alter database {} allow_connections true", self.name));
    }

    /// Carries out statements in it.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn execute(&self, statements: &str) {
        execute(&self.url, statements);
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        execute(&self.server, &format!("drop database {} with (force)", self.name));
    }
}

/// On a thread with a runtime of its own, since a test may already run on one.
fn execute(url: &str, statements: &str) {
    let (url, statements) = (url.to_owned(), statements.to_owned());
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let mut connection = PgConnection::connect(&url).await.expect("PostgreSQL answers");
            let done = sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut connection).await;
            done.expect("PostgreSQL carries it out");
            connection.close().await.expect("the connection ends");
        });
    };
    thread::spawn(work).join().expect("the statements ran");
}
