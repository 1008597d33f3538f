//! Counts what is allocated.

#![expect(unsafe_code, reason = "counting what is allocated has no other form")]

use std::{
    alloc::{GlobalAlloc, Layout},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use mimalloc::MiMalloc;

/// Counts what is allocated, now and at most, by the allocator of the program.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call goes to the program's allocator unchanged; the counters are not memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: the caller keeps the promises that `MiMalloc` asks for.
        unsafe { MiMalloc.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: as above.
        unsafe { MiMalloc.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        NOW.fetch_sub(layout.size(), Relaxed);
        let now = NOW.fetch_add(size, Relaxed) + size;
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: as above.
        unsafe { MiMalloc.realloc(place, layout, size) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { MiMalloc.dealloc(place, layout) }
    }
}

/// Bytes beyond those that were allocated before.
#[derive(Clone, Copy)]
pub(super) struct Allocated {
    /// Afterwards.
    pub(super) held: usize,
    /// At any time.
    pub(super) most: usize,
}

/// What `run` allocates; it keeps at least what there was before.
pub(super) fn allocated(run: impl FnOnce()) -> Allocated {
    let before = NOW.load(Relaxed);
    PEAK.store(before, Relaxed);
    run();
    let held = NOW.load(Relaxed).saturating_sub(before);
    Allocated { held, most: PEAK.load(Relaxed) - before }
}

/// How many bytes `run` had allocated at most, beyond what was there before.
pub(super) fn peak(run: impl FnOnce()) -> usize {
    allocated(run).most
}

pub(super) fn mebibytes(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
