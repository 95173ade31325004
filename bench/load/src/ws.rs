//! Just enough WebSocket framing for a client: masked frames out, unmasked frames in.

const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// One masked client text frame holding `payload`.
pub(crate) fn text_frame(payload: &[u8]) -> Vec<u8> {
    frame(0x81, payload)
}

pub(crate) fn frame(b0: u8, payload: &[u8]) -> Vec<u8> {
    let mut f = Vec::with_capacity(payload.len() + 14);
    f.push(b0);
    match payload.len() {
        n if n < 126 => f.push(0x80 | n as u8),
        n if n <= 0xffff => {
            f.push(0x80 | 126);
            f.extend_from_slice(&(n as u16).to_be_bytes());
        }
        n => {
            f.push(0x80 | 127);
            f.extend_from_slice(&(n as u64).to_be_bytes());
        }
    }
    f.extend_from_slice(&MASK);
    f.extend(payload.iter().enumerate().map(|(i, b)| b ^ MASK[i & 3]));
    f
}

/// Splits a server's byte stream into frames. Holds bytes only while a frame is incomplete.
#[derive(Default)]
pub(crate) struct Parser {
    rest: Vec<u8>,
}

impl Parser {
    /// Calls `f(first byte, payload)` for every whole frame.
    pub(crate) fn feed(&mut self, data: &[u8], mut f: impl FnMut(u8, &[u8])) {
        if self.rest.is_empty() {
            let used = split(data, &mut f);
            if used < data.len() {
                self.rest.extend_from_slice(&data[used..]);
            }
        } else {
            self.rest.extend_from_slice(data);
            let used = split(&self.rest, &mut f);
            if used == self.rest.len() {
                self.rest = Vec::new();
            } else {
                self.rest.drain(..used);
            }
        }
    }
}

fn split(data: &[u8], f: &mut impl FnMut(u8, &[u8])) -> usize {
    let mut at = 0;
    while let Some((b0, payload, used)) = one(&data[at..]) {
        f(b0, payload);
        at += used;
    }
    at
}

fn one(d: &[u8]) -> Option<(u8, &[u8], usize)> {
    let (&b0, &b1) = (d.first()?, d.get(1)?);
    let (len, at): (usize, usize) = match b1 & 0x7f {
        126 => (u16::from_be_bytes(d.get(2..4)?.try_into().ok()?) as usize, 4),
        127 => (u64::from_be_bytes(d.get(2..10)?.try_into().ok()?) as usize, 10),
        n => (n as usize, 2),
    };
    // A server must not mask (RFC 6455, 5.1). If one does, its four mask bytes are taken for payload, and the scenario
    // shows lost deliveries.
    let end = at.checked_add(len)?;
    Some((b0, d.get(at..end)?, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_across_reads() {
        let mut wire = vec![0x81, 3, b'4', b'0', b'x'];
        wire.extend([0x81, 126, 0, 200]);
        wire.extend([b'z'; 200]);
        for cut in 0..wire.len() {
            let mut p = Parser::default();
            let mut got = Vec::new();
            for part in [&wire[..cut], &wire[cut..]] {
                p.feed(part, |b0, pl| got.push((b0, pl.to_vec())));
            }
            assert_eq!(got.len(), 2, "cut at {cut}");
            assert_eq!(got[0], (0x81, b"40x".to_vec()));
            assert_eq!(got[1].1.len(), 200);
        }
    }

    #[test]
    fn masks() {
        let f = text_frame(b"hello");
        assert_eq!(f[1], 0x85);
        let plain: Vec<u8> = f[6..].iter().enumerate().map(|(i, b)| b ^ MASK[i & 3]).collect();
        assert_eq!(plain, b"hello");
    }
}
