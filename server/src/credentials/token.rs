//! Access tokens: JWT (RFC 7519) signed with HMAC-SHA-256. One algorithm, one issuer, one audience.

use std::time::Duration;

use anyhow::Context as _;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use crate::{clock, config::AuthConfig, domain::role::Role};

const ISSUER: &str = "trackroom";
const AUDIENCE: &str = "trackroom-api";

/// What an access token says. It holds nothing personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user's id.
    pub sub: String,
    /// The log-in that the token belongs to.
    pub sid: String,
    /// The user's role when the token was made; for clients. The server asks the database.
    pub role: Role,
    /// When it was made, in seconds since 1970.
    pub iat: i64,
    /// When it ends, in seconds since 1970.
    pub exp: i64,
    /// Who made it.
    pub iss: String,
    /// For whom.
    pub aud: String,
}

/// Makes and verifies tokens. The keys are built once.
pub struct Tokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    header: Header,
    validation: Validation,
    lifetime: Duration,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Keys from the configuration.
    #[must_use]
    pub fn new(config: &AuthConfig) -> Self {
        let secret = config.jwt_secret.expose().as_bytes();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = 0;
        Self {
            signing: EncodingKey::from_secret(secret),
            verifying: DecodingKey::from_secret(secret),
            header: Header::new(Algorithm::HS256),
            validation,
            lifetime: config.token_lifetime,
        }
    }

    /// A token for a user's log-in, good from now on for the configured time.
    ///
    /// # Errors
    /// The signing library failed.
    pub fn issue(&self, user_id: &str, role: Role, session: &str) -> anyhow::Result<String> {
        let iat = clock::now().timestamp();
        let lifetime = i64::try_from(self.lifetime.as_secs()).context("JWT_EXPIRE is too long")?;
        let claims = Claims {
            sub: user_id.to_owned(),
            sid: session.to_owned(),
            role,
            iat,
            exp: iat + lifetime,
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
        };
        encode(&self.header, &claims, &self.signing).context("cannot sign a token")
    }

    /// What a good token says; `None` for any other: malformed, of another key or algorithm, expired, not yet
    /// valid, of another issuer or for another audience.
    #[must_use]
    pub fn verify(&self, token: &str) -> Option<Claims> {
        let token = decode::<Claims>(token, &self.verifying, &self.validation).ok()?;
        // From its end on, it is expired (RFC 7519, section 4.1.4); the library lets it live a second longer.
        Some(token.claims).filter(|claims| claims.exp > clock::now().timestamp())
    }

    /// What a token says that is or was good: for leaving, which nobody may be too late for.
    #[must_use]
    pub fn verify_whenever(&self, token: &str) -> Option<Claims> {
        let validation = Validation { validate_exp: false, validate_nbf: false, ..self.validation.clone() };
        Some(decode::<Claims>(token, &self.verifying, &validation).ok()?.claims)
    }

    /// How long tokens are good.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }
}
