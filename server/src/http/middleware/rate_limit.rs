//! How often one client may call the API, and how often anybody may try to log in.

use std::{net::IpAddr, time::Duration};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::request::Parts,
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use axum_extra::extract::CookieJar;

use crate::net::ClientAddress;
use crate::{
    app::AppState,
    auth::cookie::DEVICE_COOKIE,
    credentials::{device::Device, token::Claims},
    domain::contact::PhoneNumber,
    error::Error,
    http::extract::authority::Token,
    services::accounts,
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

/// Leave to try to log in, an argument of every handler that opens a session.
///
/// Three things are counted: what comes from one address, whatever the account; what is tried at one account from one
/// address; and what is tried at one account from everywhere. So whoever guesses from some addresses uses up their own
/// leave and not the owner's, and one who guesses from many is bounded all the same. A device that has logged in to the
/// account before has a leave of its own, whatever others have used up.
#[derive(Clone, Debug)]
pub struct LogInAttempt {
    client: ClientAddress,
    device: Option<Device>,
    /// When the address may try again, if it has tried too often: it depends on the account whether that counts.
    spent: Option<Duration>,
}

impl FromRequestParts<AppState> for LogInAttempt {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        let Ok(client) = ClientAddress::from_request_parts(parts, app).await;
        let cookies = CookieJar::from_headers(&parts.headers);
        let device = cookies.get(DEVICE_COOKIE).and_then(|device| app.credentials.devices.recognise(device.value()));
        match app.throttles.log_in_address.check(&client.0.map(network)) {
            Ok(()) => Ok(Self { client, device, spent: None }),
            Err(Error::TooManyRequests { retry_after }) if device.is_some() => {
                Ok(Self { client, device, spent: Some(retry_after) })
            }
            Err(error) => Err(error),
        }
    }
}

impl LogInAttempt {
    /// Counts the attempt for the account that it is about, by whatever name.
    ///
    /// # Errors
    /// [`Error::TooManyRequests`], or the database failed.
    pub async fn at(&self, app: &AppState, account: &str) -> Result<(), Error> {
        if let Some(device) = &self.device
            && (device.user == account || accounts::is_called(app, &device.user, account).await?)
        {
            return app.throttles.log_in_device.check(&device.user);
        }
        let phone = account.parse::<PhoneNumber>();
        let name = phone.map_or_else(|_| account.trim().to_lowercase(), |phone| phone.as_str().to_owned());
        self.of_address()?;
        app.throttles.log_in_pair.check(&(self.client.0.map(network), &name))?;
        // From where a number alone is enough, strangers do not try, and what they do elsewhere keeps nobody out.
        let among_us = self.certain_address().is_some_and(|from| app.config.auth.admin_phone_login.lets_in_from(from));
        if among_us { Ok(()) } else { app.throttles.log_in_account.check(name.as_str()) }
    }

    /// Counts the attempt for a session that is to go on. Nobody guesses its secret, so only its number is bounded.
    ///
    /// # Errors
    /// [`Error::TooManyRequests`].
    pub fn at_session(&self, app: &AppState, session: &str) -> Result<(), Error> {
        self.of_address()?;
        app.throttles.log_in_session.check(session)
    }

    /// Where it comes from, if that is the client's own address for sure.
    #[must_use]
    pub fn certain_address(&self) -> Option<IpAddr> {
        self.client.certain()
    }

    fn of_address(&self) -> Result<(), Error> {
        self.spent.map_or(Ok(()), |retry_after| Err(Error::TooManyRequests { retry_after }))
    }
}
