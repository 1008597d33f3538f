use std::ops::RangeInclusive;

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    domain::{id::RegionId, invalid::Invalid},
    http::Problem,
};

/// The parameters of a query. Unknown, repeated and malformed ones are refused by name.
pub struct Query<T>(pub T);

/// What can be read from parameters.
pub(crate) trait FromParameters: Sized {
    /// Takes every parameter it knows; faults collect in `parameters`.
    fn take_from(parameters: &mut Parameters) -> Self;
}

impl<T: FromParameters, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Query<T>, Problem> {
        let mut parameters = Parameters::parse(parts.uri.query().unwrap_or_default())?;
        let query = T::take_from(&mut parameters);
        parameters.finish().map(|()| Query(query))
    }
}

/// The parameters that are not taken yet, the names that were asked for, and what was wrong.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    pairs: Vec<(String, String)>,
    names: Vec<&'static str>,
    faults: Vec<Invalid>,
}

impl Parameters {
    /// The parameters of a query, or the fields of a form.
    pub(crate) fn parse(query: &str) -> Result<Parameters, Problem> {
        let pairs = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Some((decode(name)?, decode(value)?))
            })
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| Problem::malformed("the query must be percent-encoded UTF-8"))?;
        Ok(Parameters { pairs, ..Parameters::default() })
    }

    /// Whether a parameter is given and not yet taken.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|pair| pair.0 == name)
    }

    /// The text of a parameter.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        self.one(name, "a text", |text| Some(text.to_owned()))
    }

    /// A parameter that may be given once, read by `parse`.
    pub(crate) fn one<T>(
        &mut self,
        name: &'static str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let mut values = self.take(name);
        let value = values.pop()?;
        if !values.is_empty() {
            self.refuse(Invalid::new(name, format!("{} of them", values.len() + 1), "given once"));
            return None;
        }
        let parsed = parse(&value);
        if parsed.is_none() {
            self.refuse(Invalid::new(name, value, expected));
        }
        parsed
    }

    /// A parameter that may be given several times, or once with commas.
    pub(crate) fn many<T>(
        &mut self,
        name: &'static str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let mut parsed = Vec::new();
        for value in self.take(name).iter().flat_map(|values| values.split(',')) {
            match parse(value.trim()) {
                Some(item) => parsed.push(item),
                None => self.refuse(Invalid::new(name, value, expected)),
            }
        }
        parsed
    }

    /// A whole number within `range`.
    pub(crate) fn whole(
        &mut self,
        name: &'static str,
        range: RangeInclusive<usize>,
    ) -> Option<usize> {
        let expected = format!("a whole number between {} and {}", range.start(), range.end());
        self.one(name, &expected, |text| text.parse().ok().filter(|number| range.contains(number)))
    }

    /// A finite number of at least 0.
    pub(crate) fn amount(&mut self, name: &'static str) -> Option<f64> {
        self.one(name, "a number of at least 0", |text| {
            text.parse().ok().filter(|number: &f64| number.is_finite() && 0.0 <= *number)
        })
    }

    /// A region id.
    pub(crate) fn region(&mut self, name: &'static str) -> Option<RegionId> {
        self.one(name, REGION_EXPECTED, |text| RegionId::parse(text).ok())
    }

    /// Region ids.
    pub(crate) fn regions(&mut self, name: &'static str) -> Vec<RegionId> {
        self.many(name, REGION_EXPECTED, |text| RegionId::parse(text).ok())
    }

    /// Notes what is wrong.
    pub(crate) fn refuse(&mut self, fault: Invalid) {
        self.faults.push(fault);
    }

    fn take(&mut self, name: &'static str) -> Vec<String> {
        self.names.push(name);
        let (taken, left) =
            std::mem::take(&mut self.pairs).into_iter().partition(|pair| pair.0 == name);
        self.pairs = left;
        let taken: Vec<(String, String)> = taken;
        taken.into_iter().map(|(_, value)| value).collect()
    }

    /// Refuses what was wrong, and what nobody asked for.
    pub(crate) fn finish(mut self) -> Result<(), Problem> {
        let known = self.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        let expected = match known.as_slice() {
            [] => "left out: there are no parameters here".to_owned(),
            _ => format!("a known parameter: {}", known.join(", ")),
        };
        for (name, _) in &self.pairs {
            let path = crate::domain::invalid::shorten(name);
            self.faults.push(Invalid::new(path, name, &expected));
        }
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::invalid(&self.faults)) }
    }
}

const REGION_EXPECTED: &str = "a region id such as `CN-330800` or `CN-S339078`";

/// Decodes `+` and `%E4`, as forms do; a stray percent sign stands for itself. `None` if the
/// result is not UTF-8.
fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut position = 0;
    while let Some(&byte) = bytes.get(position) {
        let escaped = bytes.get(position + 1..position + 3).and_then(hexadecimal);
        match (byte, escaped) {
            (b'%', Some(value)) => {
                decoded.push(value);
                position += 3;
                continue;
            }
            (b'+', _) => decoded.push(b' '),
            _ => decoded.push(byte),
        }
        position += 1;
    }
    String::from_utf8(decoded).ok()
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    let all_digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    all_digits.then(|| u8::from_str_radix(text, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_is_that_of_forms() {
        let cases = [
            ("a+b", Some("a b")),
            ("%E5%85%89%E4%BC%8F", Some("光伏")),
            ("100%", Some("100%")),
            ("%zz%+1", Some("%zz% 1")),
            ("%ff", None),       // no UTF-8
            ("%ED%A0%80", None), // a lone surrogate
            ("%00", Some("\0")),
        ];
        for (text, expected) in cases {
            assert_eq!(decode(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn every_fault_of_a_query_is_named() {
        let mut parameters = Parameters::parse("limit=101&area=-1&near=x&sort=up&q=a&q=b").unwrap();
        parameters.whole("limit", 1..=100);
        parameters.amount("area");
        parameters.region("near");
        parameters.text("q");
        let body = parameters.finish().unwrap_err().body();
        let errors = serde_json::to_value(&body).unwrap()["errors"].clone();
        let paths: Vec<_> =
            errors.as_array().unwrap().iter().map(|error| error["path"].clone()).collect();
        assert_eq!(paths, ["limit", "area", "near", "q", "sort"]);
    }

    #[test]
    fn numbers_must_be_finite_and_in_range() {
        for value in ["0", "-1", "4294967296", "101", "1e2", "", "NaN", "٣"] {
            let mut parameters = Parameters::parse(&format!("limit={value}")).unwrap();
            assert_eq!(parameters.whole("limit", 1..=100), None, "{value}");
            assert!(parameters.finish().is_err(), "{value}");
        }
        for value in ["NaN", "inf", "1e999", "-0.1", "-inf", ""] {
            let mut parameters = Parameters::parse(&format!("area={value}")).unwrap();
            assert_eq!(parameters.amount("area"), None, "{value}");
            assert!(parameters.finish().is_err(), "{value}");
        }
    }

    #[test]
    fn lists_come_repeated_or_with_commas() {
        let mut parameters = Parameters::parse("in=CN-33,CN-34&in=CN-31").unwrap();
        let regions: Vec<_> = parameters.regions("in").iter().map(ToString::to_string).collect();
        assert_eq!(regions, ["CN-33", "CN-34", "CN-31"]);
        assert!(parameters.finish().is_ok());
    }
}
