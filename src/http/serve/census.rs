use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// How many connections each address has open.
#[derive(Debug, Clone, Default)]
pub(super) struct Census(Arc<Mutex<HashMap<IpAddr, usize>>>);

impl Census {
    /// Counts one more connection of `address`, until what is returned is dropped; `None` if it has
    /// `most` already.
    pub(super) fn admit(&self, address: IpAddr, most: usize) -> Option<Seat> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if most <= *count {
            return None;
        }
        *count += 1;
        Some(Seat { census: self.clone(), address })
    }
}

/// A connection that is counted.
#[derive(Debug)]
pub(super) struct Seat {
    census: Census,
    address: IpAddr,
}

impl Seat {
    pub(super) fn address(&self) -> IpAddr {
        self.address
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.census.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_connections_and_others_have_theirs() {
        let census = Census::default();
        let [one, other] = ["127.0.0.1", "127.0.0.2"].map(|text| text.parse::<IpAddr>().unwrap());
        let first = census.admit(one, 2);
        let second = census.admit(one, 2);
        assert!(first.is_some() && second.is_some() && census.admit(one, 2).is_none());
        assert!(census.admit(other, 2).is_some());
        drop(first);
        assert!(census.admit(one, 2).is_some());
        drop(second);
        assert!(census.0.lock().unwrap().is_empty(), "nobody is counted for ever");
    }
}
