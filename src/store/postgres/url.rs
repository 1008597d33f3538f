use std::{fmt, str::FromStr as _};

use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::domain::invalid::Invalid;

/// The schemes of an address; both mean the same.
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];
/// What may stand behind the question mark. Anything else is refused here, because the library
/// would log it, and it may be a password under a misspelled name.
const PARAMETERS: [&str; 12] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];
const EXPECTED: &str = "an address such as `postgres://user@host:5432/database`, in which \
    characters with a meaning of their own (`@ / ? # %`) are percent-encoded";

/// The address of a PostgreSQL database, as `postgres://user:password@host:5432/database`.
///
/// What it lacks is taken from the variables that every program of PostgreSQL reads (`PGHOST`,
/// `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`, `PGSSLMODE`), a missing password then from the
/// file of passwords (`PGPASSFILE`, or `.pgpass` in the home folder). Neither `Display` nor
/// `Debug` tells user or password.
#[derive(Clone)]
pub struct DatabaseUrl {
    options: Box<PgConnectOptions>,
}

impl DatabaseUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// Says what would be right, and nothing of what was given but its scheme.
    pub fn parse(text: &str) -> Result<DatabaseUrl, Invalid> {
        let text = text.trim();
        let scheme = SCHEMES.into_iter().find(|scheme| text.starts_with(scheme));
        let refused = |expected: &str| {
            Invalid::new("--database-url", format!("{}…", scheme.unwrap_or_default()), expected)
        };
        let Some(scheme) = scheme else { return Err(refused(EXPECTED)) };
        let (place, parameters) = text.split_at(text.find('?').unwrap_or(text.len()));
        let path = place[scheme.len()..].split_once('/').map_or("", |(_, path)| path);
        // A password that is not encoded would be read as host, port or database.
        if text.contains('#') || path.contains(['@', '/']) || parameters.contains('@') {
            return Err(refused(EXPECTED));
        }
        let names = parameters.trim_start_matches('?').split('&').filter(|part| !part.is_empty());
        for name in names.map(|part| part.split('=').next().unwrap_or(part)) {
            let is_known =
                PARAMETERS.contains(&name) || (name.starts_with("options[") && name.ends_with(']'));
            if !is_known {
                let known = PARAMETERS.map(|name| format!("`{name}`")).join(", ");
                return Err(refused(&format!("an address with no parameters but {known}")));
            }
        }
        let options = PgConnectOptions::from_str(text).map_err(|_| refused(EXPECTED))?;
        let options = match options.get_application_name() {
            Some(_) => options,
            None => options.application_name("hinterland"),
        };
        Ok(DatabaseUrl { options: Box::new(options) })
    }

    /// Connections to the database, at most so many, of which none is made before it is needed.
    pub fn pool(&self, connections_max: u32) -> PgPool {
        let pool = PgPoolOptions::new().max_connections(connections_max);
        pool.connect_lazy_with(self.options().clone())
    }

    pub(super) fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    /// The database; without one it bears the user's name.
    pub(super) fn database(&self) -> &str {
        self.options.get_database().unwrap_or_else(|| self.options.get_username())
    }

    /// Host and port, or the folder of the socket.
    pub(super) fn address(&self) -> String {
        let (host, port) = (self.options.get_host(), self.options.get_port());
        match self.options.get_socket() {
            Some(folder) => folder.display().to_string(),
            None if host.starts_with('/') => host.to_owned(),
            None => format!("{host}:{port}"),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "postgres://{}/{}", self.address(), self.database())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_told_without_its_password() {
        let cases = [
            // (given, told)
            ("postgres://ada:s3cret@db.example:5433/plants", "postgres://db.example:5433/plants"),
            ("postgresql://ada:s3cret@[::1]:5433/plants", "postgres://[::1]:5433/plants"),
            (" postgres://ada:s3cret%40%2f@h:1/d?sslmode=require\n", "postgres://h:1/d"),
            // No database: the one that bears the user's name.
            ("postgres://ada:s3cret@h:1", "postgres://h:1/ada"),
            ("postgres://ada@h:1/d?password=s3cret", "postgres://h:1/d"),
            ("postgres://ada:s3cret@%2Frun%2Fpostgresql/d", "postgres:///run/postgresql/d"),
        ];
        for (given, told) in cases {
            let url = DatabaseUrl::parse(given).unwrap();
            assert_eq!(url.to_string(), told, "{given}");
            assert!(!format!("{url:?}").contains("s3cret"), "{url:?}");
        }
    }

    #[test]
    fn a_refused_address_does_not_tell_its_password() {
        let cases = [
            "mysql://ada:s3cret@h/d",
            "s3cret",
            "",
            "postgres://ada:s3cret@h:port/d",
            // Not encoded: the password would become host, port, path or fragment.
            "postgres://ada:12/s3cret@h/d",
            "postgres://ada:12#s3cret@h/d",
            "postgres://ada:12?s3cret@h/d",
            // Misspelled or no name at all.
            "postgres://ada@h/d?passwort=s3cret",
            "postgres://ada@h/d?s3cret",
            "postgres://ada@h/d?sslmode=s3cret",
        ];
        for given in cases {
            let error = DatabaseUrl::parse(given).unwrap_err();
            let told = error.to_string();
            assert!(!told.contains("s3cret") && !told.contains("ada"), "{given}: {told}");
            assert!(told.starts_with("`--database-url` must be an address"), "{told}");
        }
    }
}
