//! Parts that many answers share.

use serde::Serialize;
use utoipa::ToSchema;

/// It was done, and there is nothing to show.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Done {
    /// True.
    pub success: bool,
    /// For people.
    pub message: &'static str,
}

impl Done {
    /// Says so.
    #[must_use]
    pub fn new(message: &'static str) -> Self {
        Self { success: true, message }
    }
}
