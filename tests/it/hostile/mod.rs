//! Input that was made to do harm, or looks as if it was.

mod files;
mod nested;
mod records;
