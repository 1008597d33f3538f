use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::ServerLimits;
use crate::domain::{id::KeyId, limits::CALLERS_MAX};

/// Who asks, as far as it counts for rates: a key, or an address where no key is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Caller {
    /// A key, from wherever it is used.
    Key(KeyId),
    /// An address; of version 6 the network of 64 bits, which is what one household gets.
    Address(IpAddr),
    /// All that are too many to be told apart.
    Others,
}

impl From<IpAddr> for Caller {
    fn from(address: IpAddr) -> Caller {
        Caller::Address(match address.to_canonical() {
            IpAddr::V6(six) => {
                let [a, b, c, d, ..] = six.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            four @ IpAddr::V4(_) => four,
        })
    }
}

/// Which of its rates a caller has used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exceeded {
    Requests,
    Pairs,
}

impl Exceeded {
    /// Its name as the label of a metric.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Exceeded::Requests => "requests",
            Exceeded::Pairs => "pairs",
        }
    }
}

/// A caller is to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) exceeded: Exceeded,
    pub(super) retry_after: Duration,
}

/// Counts requests and pairs by caller: token buckets on the monotonic clock, so that nobody gains
/// or loses when the wall clock is set.
pub(super) struct RateLimiter {
    requests: Rate,
    pairs: Rate,
    callers: Mutex<HashMap<Caller, Buckets>>,
}

impl RateLimiter {
    pub(super) fn new(limits: &ServerLimits) -> RateLimiter {
        RateLimiter {
            requests: Rate {
                per_second: f64::from(limits.requests_per_second_max),
                burst: f64::from(limits.requests_burst_max),
            },
            pairs: Rate {
                per_second: amount(limits.pairs_per_second_max),
                burst: amount(limits.pairs_burst_max),
            },
            callers: Mutex::default(),
        }
    }

    /// Takes one request off what `caller` may still ask at `now`.
    pub(super) fn admit(&self, caller: &Caller, now: Instant) -> Result<(), Refusal> {
        self.with_buckets(caller, now, |buckets| {
            let refusal = |exceeded| move |retry_after| Refusal { exceeded, retry_after };
            // What was computed is paid afterwards, so that it is enough not to be in debt.
            self.pairs.wait(&mut buckets.pairs, 0.0, now).map_err(refusal(Exceeded::Pairs))?;
            self.requests
                .wait(&mut buckets.requests, 1.0, now)
                .map_err(refusal(Exceeded::Requests))?;
            buckets.requests.level -= 1.0;
            Ok(())
        })
    }

    /// Takes what was computed off what `caller` may still ask.
    pub(super) fn charge(&self, caller: &Caller, pairs: u64, now: Instant) {
        self.with_buckets(caller, now, |buckets| buckets.pairs.level -= amount(pairs));
    }

    fn with_buckets<T>(
        &self,
        caller: &Caller,
        now: Instant,
        work: impl FnOnce(&mut Buckets) -> T,
    ) -> T {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if CALLERS_MAX <= callers.len() && !callers.contains_key(caller) {
            // Whoever has all it may have is as good as new.
            callers.retain(|_, buckets| {
                !(self.requests.is_full(buckets.requests, now)
                    && self.pairs.is_full(buckets.pairs, now))
            });
        }
        let is_told_apart = callers.len() < CALLERS_MAX || callers.contains_key(caller);
        let caller = if is_told_apart { caller.clone() } else { Caller::Others };
        work(callers.entry(caller).or_insert_with(|| Buckets {
            requests: Bucket { level: self.requests.burst, at: now },
            pairs: Bucket { level: self.pairs.burst, at: now },
        }))
    }
}

struct Buckets {
    requests: Bucket,
    pairs: Bucket,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    level: f64,
    at: Instant,
}

struct Rate {
    per_second: f64,
    burst: f64,
}

impl Rate {
    fn level(&self, bucket: Bucket, now: Instant) -> f64 {
        let gained = now.saturating_duration_since(bucket.at).as_secs_f64() * self.per_second;
        (bucket.level + gained).min(self.burst)
    }

    fn is_full(&self, bucket: Bucket, now: Instant) -> bool {
        self.burst <= self.level(bucket, now)
    }

    /// Fills the bucket up to `now`; how long to wait if it holds less than `needed`.
    fn wait(&self, bucket: &mut Bucket, needed: f64, now: Instant) -> Result<(), Duration> {
        *bucket = Bucket { level: self.level(*bucket, now), at: now.max(bucket.at) };
        if needed <= bucket.level {
            return Ok(());
        }
        let seconds = (needed - bucket.level) / self.per_second;
        Err(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
    }
}

/// As a float: counts of pairs are exact up to 9e15.
fn amount(count: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rate need not be exact beyond 9e15")]
    let amount = count as f64;
    amount
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter() -> RateLimiter {
        RateLimiter::new(&ServerLimits {
            requests_per_second_max: 50,
            requests_burst_max: 100,
            pairs_per_second_max: 1_000,
            pairs_burst_max: 5_000,
            ..ServerLimits::default()
        })
    }

    fn caller(text: &str) -> Caller {
        Caller::from(text.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn the_burst_is_admitted_and_then_the_rate() {
        let (limiter, start) = (limiter(), Instant::now());
        let admitted = |now| {
            let tries = (0..200).take_while(|_| limiter.admit(&caller("10.0.0.1"), now).is_ok());
            tries.count()
        };
        assert_eq!(admitted(start), 100);
        assert_eq!(admitted(start + Duration::from_secs(1)), 50);
        assert_eq!(admitted(start + Duration::from_millis(1_500)), 25);
        assert_eq!(admitted(start + Duration::from_hours(1)), 100, "no more than the burst");
    }

    #[test]
    fn whoever_is_refused_is_told_when_to_come_back() {
        let (limiter, start) = (limiter(), Instant::now());
        while limiter.admit(&caller("10.0.0.1"), start).is_ok() {}
        let refusal = limiter.admit(&caller("10.0.0.1"), start).unwrap_err();
        assert_eq!(refusal.exceeded, Exceeded::Requests);
        assert_eq!(refusal.retry_after, Duration::from_millis(20));
        assert!(limiter.admit(&caller("10.0.0.1"), start + refusal.retry_after).is_ok());
        assert!(limiter.admit(&caller("10.0.0.2"), start).is_ok(), "another caller is not");
    }

    #[test]
    fn what_was_computed_is_paid_afterwards() {
        let (limiter, start) = (limiter(), Instant::now());
        limiter.charge(&caller("10.0.0.1"), 8_000, start);
        let refusal = limiter.admit(&caller("10.0.0.1"), start).unwrap_err();
        assert_eq!(refusal.exceeded, Exceeded::Pairs);
        assert_eq!(refusal.retry_after, Duration::from_secs(3));
        assert!(limiter.admit(&caller("10.0.0.1"), start + Duration::from_secs(3)).is_ok());
    }

    #[test]
    fn a_clock_that_goes_back_neither_lifts_nor_freezes() {
        let (limiter, start) = (limiter(), Instant::now() + Duration::from_secs(10));
        while limiter.admit(&caller("10.0.0.1"), start).is_ok() {}
        let before = start.checked_sub(Duration::from_secs(5)).unwrap();
        assert!(limiter.admit(&caller("10.0.0.1"), before).is_err());
        assert!(limiter.admit(&caller("10.0.0.1"), start + Duration::from_millis(20)).is_ok());
    }

    #[test]
    fn a_key_is_counted_by_itself_wherever_it_is_used() {
        let (limiter, start) = (limiter(), Instant::now());
        let [one, other] = ["key-1", "key-2"].map(|id| Caller::Key(KeyId::parse(id).unwrap()));
        while limiter.admit(&one, start).is_ok() {}
        assert!(limiter.admit(&other, start).is_ok());
        assert!(limiter.admit(&caller("10.0.0.1"), start).is_ok());
    }

    #[test]
    fn a_household_of_version_six_is_one_caller() {
        assert_eq!(caller("2001:db8:1:2:3::4"), caller("2001:db8:1:2:ffff::"));
        assert_ne!(caller("2001:db8:1:2:3::4"), caller("2001:db8:1:3:3::4"));
        assert_eq!(caller("::ffff:10.0.0.1"), caller("10.0.0.1"));
    }

    #[test]
    fn callers_beyond_count_are_counted_together_until_others_are_forgotten() {
        let (limiter, start) = (limiter(), Instant::now());
        let number = |number: usize| {
            Caller::from(IpAddr::V4(std::net::Ipv4Addr::from_bits(u32::try_from(number).unwrap())))
        };
        for each in 0..CALLERS_MAX {
            limiter.admit(&number(each), start).unwrap();
        }
        let late = (CALLERS_MAX..2 * CALLERS_MAX)
            .filter(|each| limiter.admit(&number(*each), start).is_ok());
        assert_eq!(late.count(), 100);
        let later = start + Duration::from_mins(1);
        assert!(limiter.admit(&number(CALLERS_MAX), later).is_ok());
        assert!(limiter.callers.lock().unwrap().len() < CALLERS_MAX);
    }
}
