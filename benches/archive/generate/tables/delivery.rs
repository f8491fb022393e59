//! The Regions, hours and sizes of the files of an archive.

/// The Regions, the busiest first, and their shares of the files.
pub(crate) const REGIONS: &[(&str, u64)] = &[
    ("us-east-1", 50),
    ("eu-west-1", 24),
    ("us-west-2", 16),
    ("eu-central-1", 10),
    ("ap-southeast-2", 8),
    ("ap-northeast-1", 8),
    ("us-east-2", 6),
    ("ap-south-1", 5),
    ("sa-east-1", 3),
    ("ca-central-1", 3),
    ("eu-north-1", 2),
    ("eu-west-3", 2),
];

/// The weight of each hour of a day (UTC).
pub(crate) const HOURS: &[u64] = &[
    30, 28, 27, 26, 26, 28, 34, 46, 60, 68, 70, 70, 68, 72, 78, 80, 78, 72, 64, 56, 50, 44, 38, 33,
];

/// Relative sizes of files, and the percentage of files with that size. Most files are small, and most
/// records are in the large ones.
pub(crate) const SIZES: &[(u64, u64)] = &[(30, 35), (150, 30), (600, 25), (2000, 8), (6000, 2)];
