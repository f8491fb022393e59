//! A writer of small `.mmdb` files, for IPv4 networks.
//!
//! Source: the file format specification of `MaxMind`, version 2.0.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

/// A child of a node: another node, data, or nothing.
#[derive(Clone, Copy)]
enum Child {
    None,
    Node(usize),
    Data(usize),
}

/// Returns a file that maps networks to values.
pub(crate) fn mmdb(networks: &[(Ipv4Addr, u32, Value)]) -> Vec<u8> {
    let mut nodes = vec![[Child::None; 2]];
    let mut data = Vec::new();
    for (address, bits, value) in networks {
        let mut node = 0;
        for at in 0..*bits {
            let bit = usize::from(u32::from(*address) >> (31 - at) & 1 == 1);
            if at + 1 == *bits {
                nodes[node][bit] = Child::Data(data.len());
            } else if let Child::Node(next) = nodes[node][bit] {
                node = next;
            } else {
                nodes.push([Child::None; 2]);
                nodes[node][bit] = Child::Node(nodes.len() - 1);
                node = nodes.len() - 1;
            }
        }
        encode(value, &mut data);
    }
    let mut file = Vec::new();
    for child in nodes.iter().flatten() {
        let record = match child {
            Child::None => nodes.len(),
            Child::Node(node) => *node,
            Child::Data(offset) => nodes.len() + 16 + offset,
        };
        file.extend(&u32::try_from(record).unwrap().to_be_bytes()[1..]);
    }
    file.extend([0; 16]);
    file.extend(data);
    file.extend(b"\xab\xcd\xefMaxMind.com");
    encode(
        &json!({
            "binary_format_major_version": 2, "binary_format_minor_version": 0, "build_epoch": 1_700_000_000,
            "database_type": "Test", "description": {}, "ip_version": 4, "languages": [],
            "node_count": nodes.len(), "record_size": 24,
        }),
        &mut file,
    );
    file
}

/// Appends a value.
fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::String(text) => {
            control(2, text.len(), out);
            out.extend(text.bytes());
        }
        Value::Number(number) => encode_number("", number.as_u64().unwrap(), out),
        Value::Object(members) => {
            control(7, members.len(), out);
            for (name, value) in members {
                encode(&json!(name), out);
                match value {
                    Value::Number(number) => encode_number(name, number.as_u64().unwrap(), out),
                    value => encode(value, out),
                }
            }
        }
        Value::Array(elements) => {
            control(11, elements.len(), out);
            for element in elements {
                encode(element, out);
            }
        }
        other => panic!("no type for {other}"),
    }
}

/// Appends a number of 32 bits, or of as many as the metadata of that name has.
fn encode_number(name: &str, number: u64, out: &mut Vec<u8>) {
    let (kind, size) = match name {
        "build_epoch" => (9, 8),
        "binary_format_major_version"
        | "binary_format_minor_version"
        | "ip_version"
        | "record_size" => (5, 2),
        _ => (6, 4),
    };
    control(kind, size, out);
    out.extend(&number.to_be_bytes()[8 - size..]);
}

/// Appends the type and the size of a value. Types above 7 have a byte of their own.
fn control(kind: u8, size: usize, out: &mut Vec<u8>) {
    let (size, more) = if size < 29 { (size, None) } else { (29, Some(size - 29)) };
    let size = u8::try_from(size).unwrap();
    if kind <= 7 {
        out.push(kind << 5 | size);
    } else {
        out.extend([size, kind - 7]);
    }
    out.extend(more.map(|more| u8::try_from(more).unwrap()));
}
