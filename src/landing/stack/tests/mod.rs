/// The solver against all choices.
mod solve;
/// Instruments, facts and terms.
mod instruments;
