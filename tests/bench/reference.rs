//! What all sections measure with: the clock, and the reference operations RB and RF.

#![expect(unsafe_code, reason = "naming the instructions of a processor has no other form")]

use std::{hint::black_box, time::Instant};

use rustix::time::{ClockId, clock_gettime};

/// The seed of the made-up panels.
pub(super) const SEED: u64 = 20_240_601;
/// Timings of each case; the middle one is reported.
pub(super) const REPEATS: usize = 31;
/// Numbers that the memory reference reads: 512 MiB.
pub(super) const READ_COUNT: usize = 512 * 1024 * 1024 / 4;

pub(super) fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// RB: reads all numbers.
pub(super) fn sum(numbers: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 128];
    for chunk in numbers.chunks_exact(128) {
        for (sum, number) in sums.iter_mut().zip(chunk) {
            *sum += number;
        }
    }
    sums.iter().sum()
}

/// Numbers that are multiplied and added in registers.
pub(super) const LANES: usize = 192;
/// How often RF does so.
pub(super) const ROUNDS: usize = 1_000_000;

/// One step on all numbers, many times. A macro, so that the step is compiled with the
/// instructions of the function that it stands in.
macro_rules! repeat {
    ($rounds:expr, $step:expr) => {{
        let factor = black_box(0.999);
        let mut numbers = [1.0_f32; LANES];
        for _ in 0..$rounds {
            for number in &mut numbers {
                *number = $step(*number, factor);
            }
        }
        numbers.iter().sum()
    }};
}

/// RF: multiplies and adds with the widest instructions that the processor has.
pub(super) fn multiply(rounds: usize) -> f32 {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: the processor was just asked.
        return unsafe { multiply_in_512_bits(rounds) };
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the processor was just asked.
        return unsafe { multiply_in_256_bits(rounds) };
    }
    multiply_plainly(rounds)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
pub(super) fn multiply_in_512_bits(rounds: usize) -> f32 {
    repeat!(rounds, |number: f32, factor: f32| number.mul_add(factor, 1e-6))
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
pub(super) fn multiply_in_256_bits(rounds: usize) -> f32 {
    repeat!(rounds, |number: f32, factor: f32| number.mul_add(factor, 1e-6))
}

pub(super) fn multiply_plainly(rounds: usize) -> f32 {
    repeat!(rounds, |number: f32, factor: f32| number * factor + 1e-6)
}

/// What this thread has run so far, in seconds, without its waiting for a processor.
pub(super) fn processor_seconds() -> f64 {
    clock(ClockId::ThreadCPUTime)
}

/// What all threads of this process have run so far, in seconds.
pub(super) fn process_seconds() -> f64 {
    clock(ClockId::ProcessCPUTime)
}

fn clock(id: ClockId) -> f64 {
    let time = clock_gettime(id);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

pub(super) fn seconds(run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64()
}
