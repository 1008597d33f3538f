use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::{Body, Bytes};
use hyper::body::Frame;
use tokio::sync::mpsc;

use crate::service::Error;

/// Parts of an answer that wait for the client to take them.
const PARTS_WAITING: usize = 4;

/// Where the parts of an answer are given that is made while it is sent. An error breaks it off, so
/// that nobody takes a part for the whole.
pub(super) type PartSender = mpsc::Sender<Result<Bytes, Error>>;

struct Parts(mpsc::Receiver<Result<Bytes, Error>>);

impl hyper::body::Body for Parts {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.0.poll_recv(context).map(|part| part.map(|part| part.map(Frame::data)))
    }
}

/// An answer that is made while it is sent.
pub(super) fn parts() -> (PartSender, Body) {
    let (sender, receiver) = mpsc::channel(PARTS_WAITING);
    (sender, Body::new(Parts(receiver)))
}
