//! The `ducktrail` program. All its code is in the library of the same name.
#![forbid(unsafe_code)]

fn main() {
    ducktrail::run()
}
