//! Zip and tar files, written byte by byte so that they can be wrong in any way.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

/// A member of a zip file to write.
pub(crate) struct Member<'a> {
    pub(crate) name: &'a str,
    pub(crate) content: &'a [u8],
    /// 0 for a stored and 8 for a deflated content; others are written as they are.
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) unix_mode: u32,
    /// True to write the sizes into a ZIP64 field.
    pub(crate) is_zip64: bool,
}

impl<'a> Member<'a> {
    pub(crate) fn deflated(name: &'a str, content: &'a [u8]) -> Self {
        Self { method: 8, ..Self::stored(name, content) }
    }

    pub(crate) fn stored(name: &'a str, content: &'a [u8]) -> Self {
        Self { name, content, method: 0, flags: 1 << 11, unix_mode: 0o10_0644, is_zip64: false }
    }
}

/// The flag of sizes after the content.
pub(crate) const DESCRIPTOR: u16 = 1 << 3;

pub(crate) fn zip(members: &[Member<'_>]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let offset = file.len() as u64;
        let bytes = compressed(member);
        let mut crc = Crc::new();
        crc.update(member.content);
        let sizes = (crc.sum(), bytes.len() as u64, member.content.len() as u64);
        let has_descriptor = member.flags & DESCRIPTOR != 0;
        file.extend(b"PK\x03\x04\x2d\0");
        file.extend(common(member, if has_descriptor { (0, 0, 0) } else { sizes }));
        let extra = zip64(member, sizes, None);
        file.extend(u16::try_from(extra.len()).unwrap().to_le_bytes());
        file.extend(member.name.as_bytes());
        file.extend(&extra);
        file.extend(&bytes);
        if has_descriptor {
            file.extend(b"PK\x07\x08");
            file.extend(sizes.0.to_le_bytes());
            file.extend(u32::try_from(sizes.1).unwrap().to_le_bytes());
            file.extend(u32::try_from(sizes.2).unwrap().to_le_bytes());
        }
        directory.extend(b"PK\x01\x02\x2d\x03\x2d\0");
        directory.extend(common(member, sizes));
        let extra = zip64(member, sizes, Some(offset));
        directory.extend(u16::try_from(extra.len()).unwrap().to_le_bytes());
        // No comment, the first disk, and no attributes.
        directory.extend([0; 6]);
        directory.extend((member.unix_mode << 16).to_le_bytes());
        let offset = if member.is_zip64 { u32::MAX } else { u32::try_from(offset).unwrap() };
        directory.extend(offset.to_le_bytes());
        directory.extend(member.name.as_bytes());
        directory.extend(&extra);
    }
    let start = u32::try_from(file.len()).unwrap();
    let count = u16::try_from(members.len() % 0x1_0000).unwrap();
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count.to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

fn compressed(member: &Member<'_>) -> Vec<u8> {
    if member.method != 8 {
        return member.content.to_vec();
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(member.content).unwrap();
    encoder.finish().unwrap()
}

/// The fields that both headers have, up to the length of the name.
fn common(member: &Member<'_>, (crc, compressed, size): (u32, u64, u64)) -> Vec<u8> {
    let mut fields = Vec::new();
    fields.extend(member.flags.to_le_bytes());
    fields.extend(member.method.to_le_bytes());
    // 2024-03-02, 01:00:00
    fields.extend([0x00, 0x08, 0x62, 0x58]);
    fields.extend(crc.to_le_bytes());
    for size in [compressed, size] {
        let size = if member.is_zip64 { u32::MAX } else { u32::try_from(size).unwrap() };
        fields.extend(size.to_le_bytes());
    }
    fields.extend(u16::try_from(member.name.len()).unwrap().to_le_bytes());
    fields
}

fn zip64(member: &Member<'_>, (_, compressed, size): (u32, u64, u64), at: Option<u64>) -> Vec<u8> {
    if !member.is_zip64 {
        return Vec::new();
    }
    let values: Vec<u64> = [size, compressed].into_iter().chain(at).collect();
    let mut extra = vec![1, 0];
    extra.extend(u16::try_from(values.len() * 8).unwrap().to_le_bytes());
    for value in values {
        extra.extend(value.to_le_bytes());
    }
    extra
}

/// Returns a tar file with these names, kinds and contents.
pub(crate) fn tar(members: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let mut file: Vec<u8> =
        members.iter().flat_map(|(name, kind, content)| tar_member(name, *kind, content)).collect();
    file.extend([0; 1024]);
    file
}

/// Returns a file of a tar file whose name may be longer than the field of the header, as GNU tar writes it.
pub(crate) fn tar_file(name: &str, content: &[u8]) -> Vec<u8> {
    let long_name = tar_member("././@LongLink", b'L', format!("{name}\0").as_bytes());
    [long_name, tar_member("short", b'0', content)].concat()
}

/// Returns a header of a tar file and a content.
pub(crate) fn tar_member(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
    let mut header = [0_u8; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..108].copy_from_slice(b"0000644\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    header[136..148].copy_from_slice(b"14570000000\0");
    header[148..156].copy_from_slice(b"        ");
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut member = header.to_vec();
    member.extend(content);
    member.resize(member.len().next_multiple_of(512), 0);
    member
}
