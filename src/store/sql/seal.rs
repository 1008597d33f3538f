use super::{
    SqlStore,
    connection::Argument,
    row::{read_meta, write_meta},
};
use crate::store::{
    Error,
    statement::{self, Table},
};

/// Where it is written that everything which was there is sealed.
pub(super) const SEALED: &str = "sealed";
/// Rows that are sealed in one transaction: others write in between.
const ROWS_AT_ONCE: i64 = 500;

/// What a text is sealed with: the version, for an older program that writes the row leaves the seal
/// as it is, and the CRC-32 of id and text (polynomial 0x04C11DB7, as in IEEE 802.3), which changes
/// with any bit and any run of up to 32.
pub(super) fn seal(version: u64, id: &str, text: &str) -> String {
    let mut hasher = crc32fast::Hasher::new();
    for part in [id, "\n", text] {
        hasher.update(part.as_bytes());
    }
    format!("{version} {:08x}", hasher.finalize())
}

/// Whether a text is what it was when it was sealed; so is one without a seal, or with that of
/// another version.
pub(super) fn is_whole(version: u64, id: &str, text: &str, found: Option<&str>) -> bool {
    let of_version = |seal: &&str| {
        let (sealed, _) = seal.split_once(' ').unwrap_or((seal, ""));
        sealed.parse() == Ok(version)
    };
    found.filter(of_version).is_none_or(|found| found == seal(version, id, text))
}

/// Whether a text has a seal of its own that says that it is what was written.
pub(super) fn is_sealed(version: u64, id: &str, text: &str, found: Option<&str>) -> bool {
    found.is_some_and(|found| found == seal(version, id, text))
}

/// Refuses a text that is not what it was when it was sealed.
///
/// # Errors
/// [`Error::Corrupt`] with the table and the id.
pub(super) fn check_whole(
    table: &'static str,
    id: &str,
    (version, text): (i64, &str),
    seal: Option<&str>,
) -> Result<(), Error> {
    if is_whole(u64::try_from(version).unwrap_or(0), id, text, seal) {
        return Ok(());
    }
    let source = "its text is not what was written".into();
    Err(Error::Corrupt { table, id: id.to_owned(), source })
}

impl SqlStore {
    /// Seals what an older program has written, once.
    ///
    /// # Errors
    /// The database cannot be written.
    pub(in crate::store) async fn seal_what_is_old(&self) -> Result<(), Error> {
        if read_meta(&mut self.pool.session().await?.connection(), SEALED).await?.is_some() {
            return Ok(());
        }
        for table in statement::TABLES {
            while 0 < self.seal_some(&table).await? {}
        }
        while 0 < self.seal_some_revisions().await? {}
        let mut write = self.write().await?;
        write_meta(&mut write.transaction.connection(), SEALED, "all").await?;
        write.commit(false).await.map(|_| ())
    }

    /// Seals the next rows of a table; how many there were.
    async fn seal_some(&self, table: &Table) -> Result<usize, Error> {
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let arguments = [Argument::Number(ROWS_AT_ONCE)];
        let rows: Vec<(String, String, i64, String)> =
            connection.fetch_all(table.unsealed(), &arguments).await?;
        for (organisation, id, version, text) in &rows {
            let seal = seal(version.unsigned_abs(), id, text);
            let arguments = [organisation, id, &seal].map(|text| Argument::Text(text));
            connection.execute(table.seal(), &arguments).await?;
        }
        write.commit(false).await?;
        Ok(rows.len())
    }

    async fn seal_some_revisions(&self) -> Result<usize, Error> {
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let statement = statement::UNSEALED_REVISIONS.to_owned();
        let rows: Vec<(String, String, String, i64, i64, String)> =
            connection.fetch_all(statement, &[Argument::Number(ROWS_AT_ONCE)]).await?;
        for (organisation, kind, id, number, version, text) in &rows {
            let seal = seal(version.unsigned_abs(), id, text);
            let [organisation, kind, id, seal] =
                [organisation, kind, id, &seal].map(|text| Argument::Text(text));
            let number = Argument::Number(*number);
            let arguments = [organisation, kind, id, number, seal];
            connection.execute(statement::SEAL_REVISION.to_owned(), &arguments).await?;
        }
        write.commit(false).await?;
        Ok(rows.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bit_of_a_text_breaks_its_seal() {
        let (id, text) = ("CN-1", r#"{"name":{"zh":"甲"}}"#);
        let sealed = seal(3, id, text);
        assert!(is_whole(3, id, text, Some(&sealed)));
        for bit in 0..text.len() * 8 {
            let mut bytes = text.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            // What is no text any more is refused by whoever reads it.
            let Ok(flipped) = String::from_utf8(bytes) else { continue };
            assert!(!is_whole(3, id, &flipped, Some(&sealed)), "{flipped}");
        }
        assert!(!is_whole(3, "CN-3", text, Some(&sealed)), "the row of another document");
    }

    #[test]
    fn nothing_is_known_of_what_an_older_program_wrote() {
        let sealed = seal(3, "CN-1", "{}");
        for (version, found, reason) in [
            (1, None, "it knew no seals"),
            (4, Some(sealed.as_str()), "it wrote the row and left the seal"),
            (4, Some(""), "no seal"),
        ] {
            assert!(is_whole(version, "CN-1", "{ }", found), "{reason}");
        }
    }
}
