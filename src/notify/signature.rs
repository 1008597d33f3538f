use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What a secret begins with, so that it is recognised where it should not stand.
pub const SECRET_PREFIX: &str = "whsec_";

/// The secret of so many bytes of chance, as a receiver takes it.
///
/// Source: Standard Webhooks 1.0.0, "Signature scheme": 24 to 64 bytes, in base64 behind `whsec_`.
pub fn secret_of(bytes: &[u8]) -> String {
    format!("{SECRET_PREFIX}{}", STANDARD.encode(bytes))
}

/// The header `webhook-signature` of a message: for each secret `v1,` and the HMAC-SHA256 (RFC 2104)
/// of `id.timestamp.body` in base64, with a space between; a receiver takes the message if one of them
/// is right. The timestamp is in whole seconds since 1970. `None` if a secret is none.
///
/// Source: Standard Webhooks 1.0.0, "Symmetric (HMAC)" and "Webhook Headers".
///
/// ```
/// use hinterland::notify::{secret_of, sign};
/// let secret = secret_of(&[7; 32]);
/// let signature = sign(&[secret], "alert-1", 1_614_265_330, "{}").unwrap();
/// assert!(signature.starts_with("v1,"));
/// ```
pub fn sign(secrets: &[String], id: &str, timestamp: i64, body: &str) -> Option<String> {
    let one = |secret: &String| {
        let key = STANDARD.decode(secret.strip_prefix(SECRET_PREFIX)?).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    };
    let signatures: Vec<String> = secrets.iter().map(one).collect::<Option<_>>()?;
    Some(signatures.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example by which libraries of Standard Webhooks are tested.
    #[test]
    fn the_published_example_comes_out() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let (id, timestamp) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330);
        let signed = sign(&[secret], id, timestamp, r#"{"test": 2432232314}"#);
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signed.as_deref(), Some(expected));
    }

    #[test]
    fn each_secret_signs_and_what_is_none_does_not() {
        let [one, two] = [secret_of(&[1; 32]), secret_of(&[2; 32])];
        let sign_by = |secrets: &[&String]| {
            let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).clone()).collect();
            sign(&secrets, "alert-1", 1, "{}")
        };
        let both = sign_by(&[&two, &one]).unwrap();
        let [first, second] = [sign_by(&[&two]).unwrap(), sign_by(&[&one]).unwrap()];
        assert_eq!(both, format!("{first} {second}"));
        assert_ne!(first, second);
        assert_eq!(sign_by(&[&"secret".to_owned()]), None);
        assert_eq!(sign_by(&[&"whsec_!".to_owned()]), None);
    }
}
