//! Every stable code of a refusal, once, and the things that may not be there.
//!
//! A code has its name on the wire, its HTTP status and its meaning here. REST, the sockets, the OpenAPI and AsyncAPI
//! documents and the tables of `docs/` follow from this.

use serde::{Deserialize, Serialize};

/// What the registry says of a code.
struct Entry {
    name: &'static str,
    status: u16,
    meaning: &'static str,
    on_sockets: Option<&'static str>,
}

/// A line is `Code = name, status, meaning`. `socket` follows where sockets are refused with the code, too, and a text
/// after it where that means something narrower there.
macro_rules! codes {
    ($($code:ident = $name:literal, $status:literal, $meaning:literal $(, $socket:ident $($narrower:literal)?)?;)+) => {
        /// A stable code. Programs may rely on its name; the sentences for people may change.
        ///
        /// Two codes may share a name where one word means two things that differ in their status.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $(#[doc = $meaning] $code,)+
        }

        impl Code {
            /// All of them, as the documents list them.
            pub const ALL: &[Self] = &[$(Self::$code,)+];

            const fn entry(self) -> Entry {
                match self {
                    $(Self::$code => Entry {
                        name: $name,
                        status: $status,
                        meaning: $meaning,
                        on_sockets: codes!(@socket $meaning $(, $socket $($narrower)?)?),
                    },)+
                }
            }
        }
    };
    (@socket $meaning:literal) => { None };
    (@socket $meaning:literal, socket) => { Some($meaning) };
    (@socket $meaning:literal, socket $narrower:literal) => { Some($narrower) };
}

codes! {
    // What is not there, or not for the caller.
    OrderNotFound = "order_not_found", 404,
        "no such order, or none that this client may follow: the two answer alike", socket;
    TrackingLinkNotFound = "tracking_link_not_found", 404,
        "an unknown, expired or revoked ticket, or one of another order: they answer alike", socket;
    ProductNotFound = "product_not_found", 404, "no such product, or none that the shop shows";
    CategoryNotFound = "category_not_found", 404, "no such category, or none that the shop shows";
    AddressNotFound = "address_not_found", 404, "the caller has no such address";
    UserNotFound = "user_not_found", 404, "no such account";
    NotFound = "not_found", 404, "no such file, or nothing that this path could name";
    RouteNotFound = "route_not_found", 404, "no route has this path";
    MethodNotAllowed = "method_not_allowed", 405, "the route does not know this method";

    // The request makes no sense.
    InvalidRequest = "invalid_request", 400, "a field is missing, too long, or not of the right shape; `message` says which",
        socket "the argument is missing, too long (16 KiB), binary, or not of the right shape";
    MalformedJson = "malformed_json", 400, "the body is no JSON";
    UnknownParameter = "unknown_parameter", 400, "the query has a parameter that the route does not know";
    InvalidSort = "invalid_sort", 400, "the list cannot be sorted like that";
    InvalidPage = "invalid_page", 400, "`page` or `limit` is no whole number from 1";
    InvalidFilter = "invalid_filter", 400, "a filter has a value that it cannot have";
    QueryRequired = "query_required", 400, "the search has no word to look for";
    StatusRequired = "status_required", 400, "the command names no status", socket;
    InvalidStatus = "invalid_status", 400, "there is no such status", socket;
    InvalidDate = "invalid_date", 400, "a date is none that ISO 8601 knows", socket "the command's date is none";

    // Accounts.
    NameRequired = "name_required", 400, "a registration without a name";
    ContactRequired = "contact_required", 400, "a registration without an e-mail address and a phone number";
    PasswordRequired = "password_required", 400, "no password, or no new one";
    CredentialsRequired = "credentials_required", 400, "a log-in without a name or without a password";
    PhoneRequired = "phone_required", 400, "a log-in by phone number without one";
    InvalidEmail = "invalid_email", 400, "an e-mail address that is none";
    InvalidPhone = "invalid_phone", 400, "a phone number that is none";
    WeakPassword = "weak_password", 400, "a new password that is too short or too long";
    WrongPassword = "wrong_password", 400, "the current password is another one";
    EmailTaken = "email_taken", 400, "another account has the e-mail address";
    RoleRequired = "role_required", 400, "a change of role without one";
    CannotChangeOwnRole = "cannot_change_own_role", 400, "admins do not change their own role";
    CannotDeactivateSelf = "cannot_deactivate_self", 400, "admins do not deactivate themselves";
    AddressIncomplete = "address_incomplete", 400, "a new address lacks a field";
    TooManyAddresses = "too_many_addresses", 400, "the account has as many addresses as it may";

    // Placing and moving orders.
    AddressAndCustomerRequired = "address_and_customer_required", 400, "an order without an address or a customer";
    CustomerIncomplete = "customer_incomplete", 400, "the customer lacks a name, an e-mail address or a phone number";
    SelectedAddressNotFound = "address_not_found", 400, "the order names an address that the customer does not have";
    ProductRequired = "product_required", 400, "buying now names no product";
    ItemsRequired = "items_required", 400, "the cart is empty";
    TooManyItems = "too_many_items", 400, "the cart has more lines than an order may";
    InvalidQuantity = "invalid_quantity", 400, "a quantity is not between 1 and 10,000";
    InsufficientStock = "insufficient_stock", 400, "the shop has less of a product than was ordered";
    OrderIdsRequired = "order_ids_required", 400, "a bulk update names no orders";
    TooManyOrders = "too_many_orders", 400, "a bulk update names more than 5,000 orders";
    InvalidIdempotencyKey = "invalid_idempotency_key", 400, "`Idempotency-Key` is not one short visible text";

    // The catalogue and its settings.
    ProductIncomplete = "product_incomplete", 400, "a new product lacks a field";
    InvalidCategory = "invalid_category", 400, "the product's category does not exist";
    StockRequired = "stock_required", 400, "a change of stock without a number";
    CategoryIncomplete = "category_incomplete", 400, "a new category lacks a field";
    InvalidParent = "invalid_parent", 400, "the parent does not exist, or is the category itself or below it";
    ChargesRequired = "charges_required", 400, "delivery charges without a list of them";
    TaxRateTooFine = "tax_rate_too_fine", 400, "`gst` has more than two decimals";
    ImageRequired = "image_required", 400, "the form has no picture in the route's field";
    TooManyImages = "too_many_images", 400, "the form has more pictures than the route takes";
    UnexpectedField = "unexpected_field", 400, "a picture stands in another field than the route's";
    InvalidImage = "invalid_image", 400, "a file is no GIF, JPEG, PNG or WebP, or too large to draw";

    // The request contradicts what is stored.
    InvalidTransition = "invalid_transition", 409, "the state machine has no such step; with from, to and allowed", socket;
    AccountExists = "account_exists", 409, "an account has the e-mail address or the phone number";
    CategoryExists = "category_exists", 409, "a category has the name";
    CategoryInUse = "category_in_use", 409, "products or categories belong to the category";
    TooManyLinks = "too_many_links", 409, "as many links open the order as may";
    TotalChanged = "total_changed", 409, "the goods cost something else than the customer was shown";
    PreconditionFailed = "precondition_failed", 412, "the order is not at expectedSeq; with order as it is", socket;
    IdempotencyKeyReused = "idempotency_key_reused", 422, "the key was used for another request";

    // Who asks.
    NotAuthorized = "not_authorized", 403, "this client may not do that", socket;
    NoToken = "no_token", 401, "no access token, or no refresh cookie";
    InvalidToken = "invalid_token", 401, "the token is malformed, expired or foreign, or its log-in has ended",
        socket "the new token is malformed, expired or foreign, or its log-in has ended";
    InvalidCredentials = "invalid_credentials", 401, "no account has this name and this password";
    AccountDeactivated = "account_deactivated", 401, "the account is deactivated",
        socket "the new token's account is deactivated";
    UserGone = "user_not_found", 401, "the token's account is gone", socket "the new token's account is gone";

    // How it is sent, and how much.
    RequestTimeout = "request_timeout", 408, "the request did not arrive in time";
    PayloadTooLarge = "payload_too_large", 413, "the body, or a picture, is larger than the route takes";
    UnsupportedMediaType = "unsupported_media_type", 415, "the body is not of a media type that the route reads";
    TooManyRooms = "too_many_rooms", 400, "the client follows as many orders as it may", socket;
    RateLimited = "rate_limited", 429, "too many requests or messages", socket "too many messages at once";
    UnknownEvent = "unknown_event", 400, "the server has no such event", socket;

    // The server.
    Unavailable = "unavailable", 503, "the server is about to stop: another one, or the next process, answers", socket;
    DatabaseUnavailable = "database_unavailable", 503, "the database is away for a moment", socket;
    Internal = "internal", 500, "a fault of ours", socket;
    NoDemoShop = "no_demo_shop", 400, "`trackroom seed` finds no customer or no product; no route answers with it";
}

impl Code {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.entry().name
    }

    /// The status of an HTTP answer with this code.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.entry().status
    }

    /// When the code is given.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        self.entry().meaning
    }

    /// The same for a socket, if a socket may be refused with it.
    #[must_use]
    pub const fn meaning_on_sockets(self) -> Option<&'static str> {
        self.entry().on_sockets
    }
}

/// What may not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// An order.
    Order,
    /// A product.
    Product,
    /// A category.
    Category,
    /// A saved address.
    Address,
    /// A saved address or its owner: a page looks for this sentence.
    UserOrAddress,
    /// An account.
    User,
    /// A tracking link.
    TrackingLink,
    /// An uploaded picture.
    Image,
    /// What else a path may name.
    Other,
}

impl Resource {
    /// Its name in a sentence for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Product => "product",
            Self::Category => "category",
            Self::Address => "address",
            Self::UserOrAddress => "user or address",
            Self::User => "user",
            Self::TrackingLink => "tracking link",
            Self::Image => "image",
            Self::Other => "resource",
        }
    }

    /// The code of a refusal because it is not there.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Order => Code::OrderNotFound,
            Self::Product => Code::ProductNotFound,
            Self::Category => Code::CategoryNotFound,
            Self::Address | Self::UserOrAddress => Code::AddressNotFound,
            Self::User => Code::UserNotFound,
            Self::TrackingLink => Code::TrackingLinkNotFound,
            Self::Image | Self::Other => Code::NotFound,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_codes_of_one_status_have_one_name() {
        let known: BTreeSet<_> = Code::ALL.iter().map(|code| (code.status(), code.as_str())).collect();
        assert_eq!(known.len(), Code::ALL.len());
    }

    #[test]
    fn every_status_is_a_refusal_of_http() {
        for code in Code::ALL {
            assert!(
                (400..600).contains(&code.status()) && http::StatusCode::from_u16(code.status()).is_ok(),
                "{code:?}"
            );
        }
    }

    #[test]
    fn the_document_for_people_has_every_code_with_its_status_and_meaning() {
        let document = include_str!("../../../docs/API.md");
        let table = document.split("## Codes").nth(1).unwrap().split("\n## ").next().unwrap();
        let rows: Vec<_> = table.lines().filter(|line| line.starts_with("| `")).collect();
        let mut codes = Code::ALL.to_vec();
        codes.sort_by_key(|code| (code.as_str(), code.status()));
        let line = |code: &Code| format!("| `{}` | {} | {} |", code.as_str(), code.status(), code.meaning());
        let expected: Vec<_> = codes.iter().map(line).collect();
        assert_eq!(rows, expected, "the table under \"Codes\" of docs/API.md should be:\n{}", expected.join("\n"));
    }
}
