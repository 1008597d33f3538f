/// Which instructions a loop is compiled for. All give the same numbers; they differ in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Instructions {
    /// What every processor of the family has: on x86-64 four numbers of single precision at once.
    Baseline,
    /// AVX2, eight at once.
    Avx2,
    /// AVX-512 with its extensions BW, DQ and VL, sixteen at once.
    Avx512,
}

impl Instructions {
    /// All of them, the narrowest first.
    pub const ALL: [Instructions; 3] =
        [Instructions::Baseline, Instructions::Avx2, Instructions::Avx512];

    /// Their name.
    pub fn as_str(self) -> &'static str {
        match self {
            Instructions::Baseline => "baseline",
            Instructions::Avx2 => "avx2",
            Instructions::Avx512 => "avx512",
        }
    }

    /// Whether this processor has them, and the system lets programs use them.
    pub fn is_available(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return match self {
            Instructions::Baseline => true,
            Instructions::Avx2 => is_x86_feature_detected!("avx2"),
            Instructions::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
            }
        };
        #[cfg(not(target_arch = "x86_64"))]
        return self == Instructions::Baseline;
    }

    /// The widest that this processor has.
    pub fn widest() -> Instructions {
        let available = Instructions::ALL.into_iter().filter(|one| one.is_available());
        available.max().unwrap_or(Instructions::Baseline)
    }
}

/// Something to be compiled for each kind of instructions; `work` is to be `#[inline(always)]`.
pub(super) trait Work {
    fn work(self);
}

/// Does the work with these instructions, or with the widest below them that the processor has.
#[expect(unsafe_code, reason = "naming the instructions of a processor has no other form")]
pub(super) fn run(instructions: Instructions, work: impl Work) {
    #[cfg(target_arch = "x86_64")]
    {
        if Instructions::Avx512 <= instructions && Instructions::Avx512.is_available() {
            // SAFETY: the processor has them, as it was just asked; there is no other condition.
            return unsafe { in_512_bits(work) };
        }
        if Instructions::Avx2 <= instructions && Instructions::Avx2.is_available() {
            // SAFETY: as above.
            return unsafe { in_256_bits(work) };
        }
    }
    let _ = instructions;
    work.work();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn in_512_bits(work: impl Work) {
    work.work();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn in_256_bits(work: impl Work) {
    work.work();
}
