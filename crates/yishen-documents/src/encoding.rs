//! Bytes into text.

use yishen_engine::{NotChecked, NotCheckedKind};

use crate::{ReadError, ReadErrorKind};

/// Text, and a remark when it was not plain UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// Which other encoding it was read as.
    pub remark: Option<NotChecked>,
}

/// Decodes a file's bytes: UTF-8, UTF-16 with a byte order mark, or else GBK (as GB 18030).
///
/// # Errors
/// Bytes that are no text, or in no encoding that is read.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ReadError> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        let encoding = if bytes[0] == 0xFF { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        return match encoding.decode_with_bom_removal(bytes) {
            (text, false) => Ok(Decoded { text: text.into_owned(), remark: Some(read_as("UTF-16")) }),
            (_, true) => Err(ReadError::at(ReadErrorKind::Encoding, "UTF-16 文本不完整")),
        };
    }
    if let Some(at) = bytes.iter().position(|&b| b == 0) {
        return Err(ReadError::at(ReadErrorKind::Binary, format!("第 {at} 字节是 0")));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: text.to_owned(), remark: None }),
        Err(error) => match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
            Some(text) if reads_as_chinese(&text) => Ok(Decoded { text: text.into_owned(), remark: Some(read_as("GBK")) }),
            _ => {
                let at = error.valid_up_to();
                let line = 1 + bytes[..at].iter().filter(|&&b| b == b'\n').count();
                Err(ReadError::at(ReadErrorKind::Encoding, format!("第 {line} 行，第 {at} 字节起")))
            }
        },
    }
}

fn read_as(encoding: &str) -> NotChecked {
    NotChecked {
        kind: NotCheckedKind::Encoding, count: 1, place: None, note: format!("文件不是 UTF-8 编码，已按 {encoding} 读取；如有乱码，请另存为 UTF-8")
    }
}

/// Almost any bytes decode as GB 18030: a text is Chinese when most of what is not ASCII are the characters that people
/// write, which stand in the first level of GB 2312, or punctuation.
fn reads_as_chinese(text: &str) -> bool {
    let (mut all, mut usual) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        let mut buffer = [0; 4];
        let (bytes, _, _) = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer));
        usual += usize::from(matches!(*bytes, [0xA1..=0xA3 | 0xB0..=0xD7, 0xA1..=0xFE]));
    }
    let controls = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')).count();
    controls == 0 && usual * 10 >= all * 7
}
