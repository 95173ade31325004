//! What the shop's people do.

mod bulk_update;
mod update_status;
