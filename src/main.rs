//! The `ducktrail` program. Everything it does is in the library beside it.
#![forbid(unsafe_code)]

fn main() {
    ducktrail::run()
}
