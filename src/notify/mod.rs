//! Telling receivers outside: all of HTTP towards webhooks.
//!
//! Nobody is told but whom the operator lists, at no address but a public one, and nothing but what
//! is signed. A receiver is asked to take a message; what it answers is a status, its body is not
//! read, and it cannot send the message on to somewhere else.

/// Which addresses are public.
mod address;
/// Whom the operator lists.
mod receiver;
/// Signing a message.
mod signature;
/// Sending a message.
mod send;

pub use receiver::{Receivers, Target};
pub use send::{Message, Notifier, Reply};
pub use signature::{SECRET_PREFIX, secret_of, sign};

#[cfg(test)]
mod tests;
