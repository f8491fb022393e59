//! Input that was made to do harm, or looks as if it was.

mod files;
mod memory;
mod nested;
mod proportion;
mod records;
