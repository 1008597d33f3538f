use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the public internet.
///
/// By the registries of special-purpose addresses (RFC 6890 and its IANA registries for IPv4 and
/// IPv6): what is not globally reachable is not public. An IPv6 address in which an IPv4 address
/// stands for a way to it (mapped, RFC 4291; the well-known prefix of NAT64, RFC 6052) is what that
/// address is. Ways through relays that anybody may run (6to4, Teredo) are not public, wherever they
/// lead.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(address) => is_public_v4(address),
            None => is_public_v6(address),
        },
    }
}

/// Whether an address is this machine's own.
pub(super) fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_special = match first {
        // This network, private, loopback, multicast, and what is reserved up to broadcast.
        0 | 10 | 127 | 224.. => true,
        // Shared by the customers of a carrier (RFC 6598).
        100 => second & 0b1100_0000 == 64,
        // Link-local, where clouds tell machines their secrets.
        169 => second == 254,
        172 => second & 0b1111_0000 == 16,
        // IETF protocols, documentation, relays of 6to4 (RFC 7526), private.
        192 => match second {
            0 => third == 0 || third == 2,
            88 => third == 99,
            168 => true,
            _ => false,
        },
        // Benchmarks (RFC 2544), documentation.
        198 => second & 0b1111_1110 == 18 || (second == 51 && third == 100),
        203 => second == 0 && third == 113,
        _ => false,
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Global unicast addresses are given out from 2000::/3 alone (RFC 4291, IANA).
    let is_unicast = first & 0b1110_0000_0000_0000 == 0x2000;
    let is_special = match first {
        // IETF protocols, Teredo, benchmarks and ORCHID (2001::/23); documentation.
        0x2001 => second < 0x0200 || second == 0x0db8,
        // 6to4.
        0x2002 => true,
        // Documentation (RFC 9637).
        0x3fff => second < 0x1000,
        _ => false,
    };
    is_unicast && !is_special
}

/// The IPv4 address for which an IPv6 address stands.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let is_translated = segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
    let [.., a, b, c, d] = address.octets();
    address.to_ipv4_mapped().or_else(|| is_translated.then(|| Ipv4Addr::new(a, b, c, d)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_not_public() {
        let cases = [
            ("0.0.0.0", "this machine, on many systems"),
            ("0.1.2.3", "this network"),
            ("10.0.0.1", "private"),
            ("10.255.255.255", "private, to its end"),
            ("100.64.0.1", "shared by a carrier"),
            ("100.127.255.255", "shared, to its end"),
            ("127.0.0.1", "loopback"),
            ("127.255.0.1", "loopback, all of 127/8"),
            ("169.254.169.254", "the metadata of clouds"),
            ("169.254.0.1", "link-local"),
            ("172.16.0.1", "private"),
            ("172.31.255.255", "private, to its end"),
            ("192.0.0.8", "IETF protocols"),
            ("192.0.2.1", "documentation"),
            ("192.88.99.1", "a relay of 6to4"),
            ("192.168.1.1", "private"),
            ("198.18.0.1", "benchmarks"),
            ("198.19.255.255", "benchmarks, to their end"),
            ("198.51.100.7", "documentation"),
            ("203.0.113.7", "documentation"),
            ("224.0.0.1", "multicast"),
            ("239.255.255.250", "multicast"),
            ("240.0.0.1", "reserved"),
            ("255.255.255.255", "broadcast"),
            ("::", "unspecified: this machine, on many systems"),
            ("::1", "loopback"),
            ("::7f00:1", "IPv4-compatible, which is no more"),
            ("::ffff:127.0.0.1", "loopback, mapped"),
            ("::ffff:10.0.0.1", "private, mapped"),
            ("::ffff:169.254.169.254", "the metadata of clouds, mapped"),
            ("::ffff:0:127.0.0.1", "translated (RFC 2765)"),
            ("64:ff9b::7f00:1", "loopback through NAT64"),
            ("64:ff9b::a9fe:a9fe", "the metadata of clouds through NAT64"),
            ("64:ff9b:1::808:808", "NAT64 of a local prefix (RFC 8215)"),
            ("100::1", "discarded (RFC 6666)"),
            ("2001::1", "Teredo"),
            ("2001:2::1", "benchmarks"),
            ("2001:10::1", "ORCHID"),
            ("2001:db8::1", "documentation"),
            ("2002:7f00:1::", "loopback through 6to4"),
            ("2002:808:808::1", "6to4, wherever it leads"),
            ("3fff::1", "documentation"),
            ("3fff:fff::1", "documentation, to its end"),
            ("4000::1", "not given out"),
            ("5f00::1", "segment routing"),
            ("fc00::1", "unique local"),
            ("fdff::1", "unique local, to its end"),
            ("fe80::1", "link-local"),
            ("fec0::1", "site-local, which is no more"),
            ("ff02::1", "multicast"),
        ];
        for (text, reason) in cases {
            assert!(!is_public(text.parse().unwrap()), "{text}: {reason}");
        }
    }

    #[test]
    fn addresses_beside_the_special_ones_are_public() {
        let cases = [
            ("1.1.1.1", "plain"),
            ("9.255.255.255", "before 10/8"),
            ("11.0.0.0", "after 10/8"),
            ("100.63.255.255", "before the shared ones"),
            ("100.128.0.0", "after the shared ones"),
            ("126.255.255.255", "before loopback"),
            ("128.0.0.1", "after loopback"),
            ("169.253.255.255", "before link-local"),
            ("172.15.255.255", "before 172.16/12"),
            ("172.32.0.0", "after 172.16/12"),
            ("192.0.1.0", "between protocols and documentation"),
            ("192.167.255.255", "before 192.168/16"),
            ("198.17.255.255", "before benchmarks"),
            ("198.20.0.0", "after benchmarks"),
            ("223.255.255.255", "before multicast"),
            ("::ffff:8.8.8.8", "public, mapped"),
            ("64:ff9b::808:808", "public through NAT64, as a network without IPv4 has it"),
            ("2001:200::1", "after the protocols of the IETF"),
            ("2001:4860:4860::8888", "plain"),
            ("2606:4700:4700::1111", "plain"),
            ("3fff:1000::1", "after documentation"),
        ];
        for (text, reason) in cases {
            assert!(is_public(text.parse().unwrap()), "{text}: {reason}");
        }
    }

    #[test]
    fn loopback_is_loopback_however_it_is_written() {
        for (text, expected) in
            [("127.0.0.1", true), ("::1", true), ("::ffff:127.1.2.3", true), ("10.0.0.1", false)]
        {
            assert_eq!(is_loopback(text.parse().unwrap()), expected, "{text}");
        }
    }
}
