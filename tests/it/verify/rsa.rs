//! RSA signatures by RFC 8017, so that the code that signs is independent of the code under test.

use base64::{Engine, prelude::BASE64_STANDARD};
use num_bigint::BigUint;
use sha2::{Digest, Sha256};

/// A private key of 2048 bits, in hexadecimal: both primes, both exponents, the coefficient. Created
/// with `openssl genrsa` for these tests.
pub(crate) struct Key([&'static str; 5]);

pub(crate) const A: Key = Key([
    "e4d459e6a7651f11af7ccb8320813aee256c8d4270264df1ee9e987bf32b3f4612d47b1d85602a116ab822e44cd47b112794ead99cc2cde521bddd459d61b602aaca7d9bee3b495d0f9aae8aad523000c007cfb811ceeaf281c04b5a774154d0f75e5da99ab911ad9e9f94d102cfbcf0203354444560d5abf7fdf27ceb5eeeab",
    "cfbb427e1e57c225fcc3440ed3fb7f1780e3a16a026ded6e141b3443dc431309bf54f503f97d48ad93897b8ae8fc15a0098be1ca95749ceda8da217fa4f3f7d046fe976b023b10ffeb225ba91e14acf1e35111b2bd80175ff65b456216d871f91baaf2948bc20c7dbdc8dcd3dad146985c884ff740d89a00692bff7c5c6023d7",
    "ace30fa567f5cbba85f6e8a002b000c12aff4fded172ef5309b1438dea945332f3491c579a8ca45c12605ae45873f52369df666cd1b690ef3c4601e6f5d87c3699a971ab9d1ba7fb2aadf88f8811df78c19d6540321c3e80c8ad6b814736d2092bcc5d41a6478b66bcc0df23e756e2ee1db60a45a69159fe9ad8801c078ceb0f",
    "9ddc153498446282d1a965efcac1e51bec538f976acf34ce2133672d66960642b30691c77a71eda8126538e0201b69279bf994158a2bfb1153eea7e4436b2ed8350b45f008daf0193b0b7a12738c8cbca8dd3390dc171a2c4f9f9e83630f0ad59e63f342554e9a857792cbd5a704c01c0abd7fdf4a850fcade21945e6228a133",
    "2ff1fcacd293d0759b14f2ba75d8de811f7f9b420a9b05c05f06bfe0dc9262f989033e052059b824274f7569f50642617b38956018887b83b197fbcb79d14dc4897e5e3adbee0dc7ecd0027f9c3fa3b05c1c1909d9f39fdc63179e128b73427743477f889ecbae827c5d63b7ceaf2fcac4ea56305aa458804003e6731b341751",
]);

pub(crate) const B: Key = Key([
    "fb6b30881bebc18c973a27fa242836028333c9201e810a89f9bee71125cf8651e688f14aa47b90e1cc5d61b2c28b99341e7b5705f5eadb95601564d534a39ef7be34ca756ef29f0f27850c48a662698d6365e9ebe9011a4b658a37c5034e0f28cfab3abb1892eac319043ac698c9ca3fdfa9dfc8ef705bf889199ca148912125",
    "e6fd9a98097457aa53a6ffb01af792311cce185ad4d1d211bf3a1975b6d88f8636e931a3a3d04afc1f01c043e92dd1916c5d05fa230b2859e70b7ebd135571ade6368a3932e9f7784c49597fa290ee565422fb9dfb937b6318ab2ae6734198c07ee8f8ede2e34b9bedd7be251e6b1efea6b6d80ce11c9ccf585acd46ece10ddb",
    "6d634bb04c859ca670bdaadb18942e3b959e1869d31bcddc0e3f530590efe3bf0a90967b256965b5f856c0c52803d8da6650bfa22646d2d701010de7fd891b072b4888b5e359c87ead7123d110234d4d68ebd48501d1ab0116e2b6350fa50ccf72db4b28501ecbe9aa9ebe7bddca1e27004746c883f4dcef1ba77b1069244bc9",
    "4102cd58cf086487f6a540bf42c7bce87fafeda0dad6f6e5b1c95b530b142648e2f97cd40e8dd81cdf6931c0ab470efd7bdf2e88790671e3e3a81392897779d834bbd2e948501b2b4b6535803bb3c8b0995b832fb2978e99945ed0632dbb1f8fc5e831ef59f518d998f62878eff7bc3075a16e6b298c5101f65f0ff94f400413",
    "25ac869d76098c21691f40763186be01e53b59b0383a46880d07dd86025423b20921e3f5bd30b21cbf6847a097d56d789da8c742e0134ac7e550d54b165e8b4174de8c72af5553e82601d302f0332dc3068deb505122bd0ea644207dcd86291e65c46354034471d6264e82121ba91767d67a982b6c145876e58b206f3a1fa14b",
]);

/// The DER prefix of a SHA-256 hash: RFC 8017, section 9.2, note 1.
const PREFIX: &str = "3031300d060960864801650304020105000420";

impl Key {
    fn parts(&self) -> [BigUint; 5] {
        self.0.map(|part| BigUint::parse_bytes(part.as_bytes(), 16).unwrap())
    }

    /// Signs a message with RSASSA-PKCS1-v1_5 and SHA-256. Returns the signature in hexadecimal.
    pub(crate) fn sign(&self, message: &str) -> String {
        let [p, q, dp, dq, inverse] = self.parts();
        let hash = hex::encode(Sha256::digest(message));
        let padding = "ff".repeat(256 - 3 - 19 - 32);
        let encoded = format!("0001{padding}00{PREFIX}{hash}");
        let number = BigUint::parse_bytes(encoded.as_bytes(), 16).unwrap();
        let (by_p, by_q) = (number.modpow(&dp, &p), number.modpow(&dq, &q));
        let difference = (&by_p + &p - (&by_q % &p)) % &p;
        let signature = &by_q + ((inverse * difference) % &p) * &q;
        format!("{:0>512}", signature.to_str_radix(16))
    }

    /// Returns the public key: PKCS#1 in DER, in Base64.
    pub(crate) fn public(&self) -> String {
        let [p, q, ..] = self.parts();
        let numbers = [integer(&(p * q)), integer(&BigUint::from(65_537_u32))].concat();
        BASE64_STANDARD.encode(tagged(0x30, &numbers))
    }
}

fn integer(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes[0] >= 0x80 {
        bytes.insert(0, 0);
    }
    tagged(2, &bytes)
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let mut der = match length {
        [0, short @ 0..=127] => vec![tag, short],
        [0, long] => vec![tag, 0x81, long],
        [high, low] => vec![tag, 0x82, high, low],
    };
    der.extend(content);
    der
}
