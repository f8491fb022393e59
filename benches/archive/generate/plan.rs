//! The plan of an archive: the place, time and size of each file, and the copies in it.

use anyhow::{Context, Result, bail, ensure};

use super::{
    Options,
    rng::Rng,
    tables::delivery::{HOURS, REGIONS, SIZES},
    time,
};

const DAY: i64 = 86_400;
/// Files are delivered about every five minutes.
const DELIVERY: i64 = 300;

/// A file to write.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// The key from which its records are generated.
    pub(crate) number: u64,
    pub(crate) account: String,
    pub(crate) region: &'static str,
    pub(crate) delivered: i64,
    /// Seconds from its first event to a minute before the delivery.
    pub(crate) span: i64,
    /// The number of its records.
    pub(crate) records: u64,
    /// The number of its first records that are copies from the previous file of the same account and
    /// Region, as if AWS had delivered them twice.
    pub(crate) copies: u64,
    /// The index of that file in the plan.
    pub(crate) before: Option<usize>,
}

impl File {
    /// Returns the number of records that are in no earlier file.
    pub(crate) fn originals(&self) -> u64 {
        self.records - self.copies
    }

    /// Returns the path of the file in the archive's folder.
    pub(crate) fn key(&self, seed: u64) -> Result<String> {
        let Self { account, region, .. } = self;
        let date = time::civil(self.delivered)?;
        let mut unique = Vec::new();
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        Rng::keyed(&[seed, self.number, 16]).letters(&mut unique, letters, 16);
        let unique = String::from_utf8(unique)?;
        let folder = date.strftime("%Y/%m/%d");
        let stamp = date.strftime("%Y%m%dT%H%MZ");
        Ok(format!(
            "AWSLogs/{account}/CloudTrail/{region}/{folder}/\
             {account}_CloudTrail_{region}_{stamp}_{unique}.json.gz"
        ))
    }

    /// Returns the time of the record at `index` among the file's originals. Times increase with the index.
    pub(crate) fn second(&self, seed: u64, index: u64) -> Result<i64> {
        let moment = Rng::keyed(&[seed, self.number, index, 8]).below(1000);
        let thousandths = i64::try_from(index * 1000 + moment)?;
        let all = i64::try_from(self.originals() * 1000)?.max(1);
        // The last event is a minute before the delivery.
        Ok(self.delivered - 60 - self.span + self.span * thousandths / all)
    }
}

/// Returns the files of an archive, sorted by account, Region and time.
pub(crate) fn files(options: &Options) -> Result<Vec<File>> {
    let regions = REGIONS
        .get(..options.regions)
        .with_context(|| format!("there are only {} Regions", REGIONS.len()))?;
    ensure!(
        options.accounts > 0 && options.regions > 0 && options.files > 0 && options.days > 0,
        "an archive has at least one file, account, Region and day"
    );
    ensure!(options.duplicates <= 400_000, "no more than 0.4 of the records can be duplicates");

    let mut rng = Rng::keyed(&[options.seed, 1]);
    let mut files = Vec::new();
    let mut weights = Vec::new();
    for number in 0..options.files {
        let account = account(options.seed, rng.skewed(options.accounts))?;
        let region = rng.weighted(regions, |region| region.1).context("no Regions")?.0;
        let (size, _) = rng.weighted(SIZES, |size| size.1).context("no sizes")?;
        weights.push(size * (50 + rng.below(100)));
        let delivered = delivery(options.days, &mut rng)?;
        let span = 300 + i64::try_from(rng.below(600))?;
        files.push(File {
            number,
            account,
            region,
            delivered,
            span,
            records: 0,
            copies: 0,
            before: None,
        });
    }
    share(&mut files, &weights, options.events)?;
    files.sort_by(|a, b| {
        (&a.account, a.region, a.delivered, a.number).cmp(&(
            &b.account,
            b.region,
            b.delivered,
            b.number,
        ))
    });
    duplicate(&mut files, options.duplicates)?;
    Ok(files)
}

/// Returns the 12 digits of an account.
fn account(seed: u64, number: u64) -> Result<String> {
    let mut digits = Vec::new();
    Rng::keyed(&[seed, number, 12]).letters(&mut digits, b"0123456789", 12);
    Ok(String::from_utf8(digits)?)
}

fn delivery(days: u64, rng: &mut Rng) -> Result<i64> {
    let hours: Vec<(i64, u64)> = (0..).zip(HOURS.iter().copied()).collect();
    let day = i64::try_from(rng.below(days))?;
    let hour = rng.weighted(&hours, |hour| hour.1).context("no hours")?.0;
    let part = i64::try_from(rng.below(12))?;
    Ok(time::FIRST + day * DAY + hour * 3600 + part * DELIVERY)
}

/// Distributes all events over the files by weight.
fn share(files: &mut [File], weights: &[u64], events: u64) -> Result<()> {
    let total: u64 = weights.iter().sum();
    let (mut weight_so_far, mut shared) = (0, 0);
    for (file, weight) in files.iter_mut().zip(weights) {
        weight_so_far += weight;
        let due = u128::from(events) * u128::from(weight_so_far) / u128::from(total.max(1));
        let due = u64::try_from(due)?;
        file.records = due - shared;
        shared = due;
    }
    Ok(())
}

/// Turns a share (in millionths) of all records into copies. No record is copied twice.
///
/// The first file of an account and Region cannot have copies, and a file after a small one only few.
/// So the percentage per file is raised until the whole archive has its share.
fn duplicate(files: &mut [File], share: u64) -> Result<()> {
    let target = files.iter().map(|file| file.records).sum::<u64>() * share / 1_000_000;
    for percent in share / 10_000..=90 {
        if copy(files, percent + 1, target) == target {
            return Ok(());
        }
    }
    bail!(
        "there are too few files for this many duplicates: each file copies from the previous one"
    )
}

/// Turns up to `percent` of the records of each file into copies, and at most `target` in all. Returns the
/// number of copies.
fn copy(files: &mut [File], percent: u64, target: u64) -> u64 {
    let mut copies = 0;
    for at in 1..files.len() {
        let (previous, file) = (&files[at - 1], &files[at]);
        if previous.account != file.account || previous.region != file.region {
            continue;
        }
        let most = (file.records * percent / 100).min(target - copies);
        let number = most.min(previous.originals());
        copies += number;
        files[at].copies = number;
        files[at].before = Some(at - 1);
    }
    copies
}
