//! How often one client may call the API, and how often anybody may try to log in.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::request::Parts,
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::client_address::ClientAddress;
use crate::{
    app::AppState,
    auth::{extract::Token, token::Claims},
    error::Error,
    throttle::network,
};

/// What counts as one client: its address, and the user of its token if that is genuine. So people behind one
/// address do not use up each other's allowance, and nobody gets more by inventing tokens.
pub(crate) async fn requests(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let address = parts.extensions.get::<ClientAddress>().and_then(|client| client.0).map(network);
    // Verified here, once: the handlers find the claims with the request.
    let token = Token::from_request_parts(&mut parts, &app).await;
    let user = token.as_ref().map(|Token(Claims { sub, .. })| sub.as_str()).unwrap_or_default();
    match app.throttles.requests.check(&(address, user)) {
        Err(error) => error.into_response(),
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
    }
}

/// Leave to try to log in from one's address, whatever the account; an argument of every handler that opens a
/// session.
#[derive(Clone, Copy, Debug)]
pub struct LogInAttempt;

impl FromRequestParts<AppState> for LogInAttempt {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        let ClientAddress(address) = ClientAddress::from_request_parts(parts, app).await?;
        app.throttles.log_in_address.check(&address.map(network))?;
        Ok(Self)
    }
}

impl LogInAttempt {
    /// Counts the attempt for the account that it is about, by whatever name.
    ///
    /// # Errors
    /// [`Error::TooManyRequests`].
    pub fn at(self, app: &AppState, account: &str) -> Result<(), Error> {
        let phone = account.parse::<crate::domain::contact::PhoneNumber>();
        match phone {
            Ok(phone) => app.throttles.log_in_account.check(phone.as_str()),
            Err(_) => app.throttles.log_in_account.check(account.trim().to_lowercase().as_str()),
        }
    }
}
