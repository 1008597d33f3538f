use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep_until},
};

use super::{
    head::{HeadScanner, Verdicts},
    waiting::Place,
};
use crate::{domain::limits::CONNECTION_BYTES_MAX, http::ServerLimits};

/// A connection that is given up when its client says nothing, does not end a head, or takes none
/// of an answer.
///
/// What is idle between requests is for hyper to close, and a slow body for its reader: they know
/// what is awaited.
pub(super) struct GuardedStream {
    stream: TcpStream,
    scanner: HeadScanner,
    verdicts: Verdicts,
    place: Place,
    header_time: Duration,
    stall_time: Duration,
    /// Runs from the start to the first byte, and from the first byte of a head to its last.
    reading: Deadline,
    /// Runs while an answer waits for its client.
    writing: Deadline,
}

impl GuardedStream {
    pub(super) fn new(
        stream: TcpStream,
        limits: &ServerLimits,
        verdicts: Verdicts,
        place: Place,
    ) -> GuardedStream {
        let mut reading = Deadline::default();
        reading.run(limits.silent_seconds_max.duration());
        GuardedStream {
            stream,
            scanner: HeadScanner::new(limits.header_bytes_max, CONNECTION_BYTES_MAX),
            verdicts,
            place,
            header_time: limits.header_seconds_max.duration(),
            stall_time: limits.write_stall_seconds_max.duration(),
            reading,
            writing: Deadline::default(),
        }
    }

    /// Watches over a write: it may wait, but not for ever.
    fn watch_write<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.writing.stop();
            return written;
        }
        self.writing.run(self.stall_time);
        ready!(self.writing.poll(context));
        Poll::Ready(Err(timed_out("the client takes none of its answer")))
    }
}

impl AsyncRead for GuardedStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        if let Poll::Ready(Ok(())) = read {
            let was_inside_head = this.scanner.is_inside_head();
            let ended = this.scanner.scan(&buffer.filled()[before..], &this.verdicts);
            let has_begun = this.scanner.is_inside_head() && (!was_inside_head || 0 < ended);
            if 0 < ended {
                this.place.leave();
            }
            if 0 < ended || has_begun {
                this.reading.stop();
            }
            if has_begun {
                this.reading.run(this.header_time);
            }
        }
        // Also where bytes arrive: one at a time they would never end a head.
        if this.reading.poll(context).is_ready() {
            return Poll::Ready(Err(timed_out("no whole head arrived in time")));
        }
        read
    }
}

impl AsyncWrite for GuardedStream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.watch_write(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.watch_write(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

/// A time that may run out.
#[derive(Default)]
struct Deadline(Option<Pin<Box<Sleep>>>);

impl Deadline {
    /// Starts, if it does not run already.
    fn run(&mut self, time: Duration) {
        self.0.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + time)));
    }

    fn stop(&mut self) {
        self.0 = None;
    }

    /// Ready once it has run out; never if it does not run.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().map_or(Poll::Pending, |sleep| sleep.as_mut().poll(context))
    }
}

fn timed_out(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, why)
}
