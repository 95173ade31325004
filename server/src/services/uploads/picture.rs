//! What counts as a picture: bytes that decode as one, within limits. File names and declared types are ignored.

use std::io::Cursor;

use image::{ImageError, ImageFormat, ImageReader, Limits};

use crate::error::{Code, Error};

/// The longest side, in pixels.
const MAX_SIDE: u32 = 10_000;
/// The most memory that decoding may take, in bytes: some 40 million pixels. A few kilobytes can claim far more.
const MAX_DECODED_BYTES: u64 = 128 * 1024 * 1024;

/// The formats that shops use and browsers show, none of which can hold a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// GIF.
    Gif,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Gif, Self::Jpeg, Self::Png, Self::WebP];

    fn of(format: ImageFormat) -> Option<Self> {
        match format {
            ImageFormat::Gif => Some(Self::Gif),
            ImageFormat::Jpeg => Some(Self::Jpeg),
            ImageFormat::Png => Some(Self::Png),
            ImageFormat::WebP => Some(Self::WebP),
            _ => None,
        }
    }

    pub(super) fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
    }

    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Gif => "gif",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> mime_guess::Mime {
        match self {
            Self::Gif => mime_guess::mime::IMAGE_GIF,
            Self::Jpeg => mime_guess::mime::IMAGE_JPEG,
            Self::Png => mime_guess::mime::IMAGE_PNG,
            Self::WebP => mime_guess::from_ext("webp").first_or_octet_stream(),
        }
    }
}

/// The reason why bytes are not accepted as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is something else, or a format that is not accepted (SVG can contain scripts).
    Unknown,
    /// It begins like a picture but is not one, or is incomplete.
    Broken,
    /// It would decode to more memory than is allowed.
    TooLarge,
}

impl From<Unfit> for Error {
    fn from(why: Unfit) -> Self {
        match why {
            Unfit::Unknown => Self::UnsupportedMediaType("Only GIF, JPEG, PNG and WebP images are allowed".to_owned()),
            Unfit::Broken => Self::invalid(Code::InvalidImage, "The image is damaged or incomplete"),
            Unfit::TooLarge => {
                Self::invalid(Code::InvalidImage, format!("The image has too many pixels: {MAX_SIDE} a side at most"))
            }
        }
    }
}

/// The format of the picture, after decoding all of it.
pub(super) fn prove(bytes: &[u8]) -> Result<Kind, Unfit> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Unfit::Unknown)?;
    let kind = reader.format().and_then(Kind::of).ok_or(Unfit::Unknown)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    match reader.decode() {
        // A truncated JPEG decodes to a picture whose remainder is grey.
        Ok(_) if kind == Kind::Jpeg && !bytes.windows(2).rev().take(1024).any(|marker| marker == [0xff, 0xd9]) => {
            Err(Unfit::Broken)
        }
        Ok(_) => Ok(kind),
        Err(ImageError::Limits(_)) => Err(Unfit::TooLarge),
        Err(_) => Err(Unfit::Broken),
    }
}
