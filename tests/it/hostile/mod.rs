//! Hostile input.

mod files;
mod nested;
mod records;
