//! What a screening gives.
use serde::{Deserialize, Serialize};
/// x
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NotChecked {}
