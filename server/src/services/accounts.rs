//! Accounts: registration, log-in by password or phone number, profiles.

use std::{net::IpAddr, str::FromStr as _};

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, SqlErr, sea_query::Expr,
};

use super::sessions;
use crate::{
    bus::Notice,
    clock,
    config::{FirstAdmin, PhoneLogin, Secret},
    core::Core,
    credentials::password::is_outdated,
    domain::{
        contact::{EmailAddress, PhoneNumber},
        ids::DocumentId,
        role::Role,
    },
    error::{AuthFailure, Code, Error, Result},
    store::entities::user::{self, ProfileAddress},
};

/// The log-in method of people with a password.
const PASSWORD: &str = "password";

/// A person who registers. All texts are checked; at least one of e-mail and phone is present.
#[derive(Clone, Debug)]
pub struct Registration {
    /// What to call them.
    pub name: String,
    /// Where to reach them.
    pub email: Option<EmailAddress>,
    /// Where to reach them.
    pub phone: Option<PhoneNumber>,
    /// Their password.
    pub password: Secret,
    /// What they may do.
    pub role: Role,
}

/// The parts of a profile to change; `None` leaves a part as it is.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// What to call them.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<EmailAddress>,
    /// Where they live.
    pub address: Option<ProfileAddress>,
}

/// Makes an account.
///
/// # Errors
/// `account_exists` (409) when e-mail or phone is taken, or the database failed.
pub async fn register(core: &Core, new: Registration) -> Result<user::Model> {
    let hash = core.credentials.passwords.hash(new.password.clone()).await?;
    insert(core.db.write(), account(new, hash)).await
}

/// The user with this name (e-mail or phone number) and password.
///
/// # Errors
/// [`AuthFailure::BadCredentials`] for an unknown name and a wrong password alike, or the database failed.
pub async fn log_in(core: &Core, identifier: &str, password: Secret) -> Result<user::Model> {
    let found = match called(identifier) {
        Some(name) => user::Entity::find().filter(name).one(core.db.read()).await?,
        None => None,
    };
    let hash = found.as_ref().and_then(|user| user.password_hash.clone());
    if !core.credentials.passwords.verify(password.clone(), hash).await? {
        return Err(Error::Unauthenticated(AuthFailure::BadCredentials));
    }
    // That the account is deactivated is shown only to a caller who knows the password.
    let user = found.ok_or(Error::Unauthenticated(AuthFailure::BadCredentials))?;
    if !user.is_active {
        return Err(Error::Unauthenticated(AuthFailure::Deactivated));
    }
    if !user.password_hash.as_deref().is_some_and(is_outdated) {
        return Ok(user);
    }
    let hash = core.credentials.passwords.hash(password.clone()).await?;
    match keep_password(core.db.write(), &user, hash).await? {
        Some(user) => Ok(user),
        // Another change came first: a new password, or a rehash by another log-in. The row shows which.
        None => Box::pin(log_in(core, identifier, password)).await,
    }
}

/// The condition that finds the account with this e-mail address or phone number; `None` if the text is neither.
pub(super) fn called(identifier: &str) -> Option<Expr> {
    let email = EmailAddress::from_str(identifier).ok().map(|email| user::Column::Email.eq(email.as_str()));
    let phone = || PhoneNumber::from_str(identifier).ok().map(|phone| user::Column::Phone.eq(phone.as_str()));
    email.or_else(phone)
}

/// Whether an account has this e-mail address or phone number.
///
/// # Errors
/// The database failed.
pub async fn is_called(core: &Core, user: &str, identifier: &str) -> Result<bool> {
    let Some(name) = called(identifier) else { return Ok(false) };
    let found = user::Entity::find_by_id(user).filter(name).count(core.db.read()).await?;
    Ok(found > 0)
}

/// Changes a person's password and ends their other sessions, because one of them may have used the old password
/// without their knowledge.
///
/// # Errors
/// `wrong_password` (400) if the current one does not match, is missing, or was changed meanwhile; or the database
/// failed.
pub async fn change_password(
    core: &Core,
    user: &user::Model,
    session: &str,
    current: Secret,
    new: Secret,
) -> Result<()> {
    let wrong = || Error::invalid(Code::WrongPassword, "The current password is wrong");
    if !core.credentials.passwords.verify(current, user.password_hash.clone()).await? {
        return Err(wrong());
    }
    let hash = core.credentials.passwords.hash(new).await?;
    let tx = core.db.begin().await?;
    keep_password(&tx, user, hash).await?.ok_or_else(wrong)?;
    sessions::revoke_all(&tx, &user.id, Some(session)).await?;
    core.db.commit(tx).await?;
    core.bus.publish(&Notice::RightsChanged);
    Ok(())
}

/// Stores the hash of a password; `None` if another change came first.
async fn keep_password<C: ConnectionTrait>(db: &C, user: &user::Model, hash: String) -> Result<Option<user::Model>> {
    let now = clock::now();
    let kept = user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(&hash))
        .col_expr(user::Column::UpdatedAt, Expr::value(now))
        .filter(user::Column::Id.eq(&user.id))
        .filter(user::Column::PasswordHash.eq(user.password_hash.clone()))
        .exec(db)
        .await?;
    let user = user::Model { password_hash: Some(hash), updated_at: now, ..user.clone() };
    Ok((kept.rows_affected > 0).then_some(user))
}

/// The front end's log-in by phone number alone, under the `PHONE_LOGIN` policy. An unknown number gets a new account.
///
/// A number proves nothing. So in production it opens no account that has a password or more rights than a customer's.
/// The exception is an admin's account, from the networks of `ADMIN_PHONE_LOGIN` and under any policy. `from` is the
/// client's address, if it is certain. Staff are not included, because the pages that send a number alone show the
/// shop's side to admins only.
///
/// # Errors
/// [`Error::Forbidden`] by policy, [`AuthFailure::Deactivated`], or the database failed.
pub async fn phone_login(core: &Core, phone: &PhoneNumber, from: Option<IpAddr>) -> Result<user::Model> {
    let refused = Error::Forbidden("Not authorized, please log in with your password");
    let by_phone = || user::Entity::find().filter(user::Column::Phone.eq(phone.as_str())).one(core.db.read());
    if from.is_some_and(|from| core.config.auth.admin_phone_login.lets_in_from(from))
        && let Some(admin) = by_phone().await?.filter(|user| user.role == Role::Admin && user.is_active)
    {
        tracing::info!(user.id = admin.id, "an admin is let in by phone number alone, from ADMIN_PHONE_LOGIN");
        return Ok(admin);
    }
    let open = match &core.config.auth.phone_login {
        PhoneLogin::Open => true,
        PhoneLogin::Allowlist(numbers) => numbers.contains(phone),
        PhoneLogin::Off => false,
    };
    if !open {
        return Err(refused);
    }
    let user = match by_phone().await? {
        Some(user) => user,
        None => {
            let mut user = blank(format!("User {}", phone.national_digits()), None, Some(phone));
            user.is_phone_verified = true;
            match insert(core.db.write(), user).await {
                // Two first log-ins came at once, and the other one made the account.
                Err(Error::Conflict { .. }) => by_phone().await?.ok_or(refused)?,
                made => return made,
            }
        }
    };
    let guarded = user.role != Role::User || user.password_hash.is_some();
    if guarded && core.config.is_production() {
        return Err(Error::Forbidden("Not authorized, please log in with your password"));
    }
    if user.is_active { Ok(user) } else { Err(Error::Unauthenticated(AuthFailure::Deactivated)) }
}

/// Changes a profile.
///
/// # Errors
/// `email_taken` (400, as the front end expects), or the database failed.
pub async fn update_profile(core: &Core, user: user::Model, change: ProfileChange) -> Result<user::Model> {
    let mut row = user.into_active_model();
    if let Some(name) = change.name {
        row.name = Set(name);
        row.is_profile_complete = Set(true);
    }
    if let Some(email) = change.email {
        row.email = Set(email.as_str().to_owned());
    }
    if let Some(address) = change.address {
        row.address = Set(Some(address));
    }
    row.updated_at = Set(clock::now());
    row.update(core.db.write()).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::invalid(Code::EmailTaken, "This email address is already in use")
        }
        _ => error.into(),
    })
}

/// Makes the first admin of the configuration if the shop has no admin yet.
///
/// # Errors
/// As [`create_admin`].
pub async fn ensure_first_admin(core: &Core, first: &FirstAdmin) -> anyhow::Result<()> {
    let admins = user::Entity::find().filter(user::Column::Role.eq(Role::Admin)).count(core.db.read()).await?;
    if admins > 0 {
        return Ok(());
    }
    let FirstAdmin { email, phone, password } = first.clone();
    create_admin(core, Registration { name: "Admin".to_owned(), email, phone, password, role: Role::Admin }).await?;
    tracing::info!("made the first admin from ADMIN_EMAIL, ADMIN_PHONE and ADMIN_PASSWORD");
    Ok(())
}

/// Creates an admin, or turns the account with this e-mail address or phone number into one.
///
/// The account then has this password, e-mail address and phone number, and all its sessions end: a stranger may have
/// registered the address beforehand.
///
/// # Errors
/// E-mail and phone belong to two different accounts, or the database failed.
pub async fn create_admin(core: &Core, new: Registration) -> anyhow::Result<user::Model> {
    let mut names = Condition::any();
    if let Some(email) = &new.email {
        names = names.add(user::Column::Email.eq(email.as_str()));
    }
    if let Some(phone) = &new.phone {
        names = names.add(user::Column::Phone.eq(phone.as_str()));
    }
    let hash = core.credentials.passwords.hash(new.password.clone()).await?;
    let tx = core.db.begin().await?;
    let mut named = user::Entity::lock_all(&tx, names).await?;
    anyhow::ensure!(named.len() < 2, "The e-mail address and the phone number belong to two different accounts");
    let Some(user) = named.pop() else {
        let user = insert(&tx, account(Registration { role: Role::Admin, ..new }, hash)).await?;
        core.db.commit(tx).await?;
        return Ok(user);
    };
    let mut row = user.into_active_model();
    if let Some(email) = &new.email {
        row.email = Set(email.as_str().to_owned());
    }
    if let Some(phone) = &new.phone {
        row.phone = Set(Some(phone.as_str().to_owned()));
    }
    row.password_hash = Set(Some(hash));
    row.login_method = Set(PASSWORD.to_owned());
    row.role = Set(Role::Admin);
    row.is_active = Set(true);
    row.updated_at = Set(clock::now());
    let user = row.update(&tx).await?;
    sessions::revoke_all(&tx, &user.id, None).await?;
    core.db.commit(tx).await?;
    core.bus.publish(&Notice::RightsChanged);
    Ok(user)
}

/// An account with a password.
fn account(new: Registration, hash: String) -> user::Model {
    user::Model {
        password_hash: Some(hash),
        role: new.role,
        is_profile_complete: true,
        login_method: PASSWORD.to_owned(),
        ..blank(new.name, new.email.as_ref(), new.phone.as_ref())
    }
}

/// A new customer without a password, known only by name and how to reach them.
fn blank(name: String, email: Option<&EmailAddress>, phone: Option<&PhoneNumber>) -> user::Model {
    let made_up = || phone.map(EmailAddress::made_up_for);
    let email = email.cloned().or_else(made_up).map(|email| email.as_str().to_owned()).unwrap_or_default();
    let now = clock::now();
    user::Model {
        name,
        email,
        phone: phone.map(|phone| phone.as_str().to_owned()),
        password_hash: None,
        role: Role::User,
        is_active: true,
        is_phone_verified: false,
        login_method: "phone".to_owned(),
        is_profile_complete: false,
        avatar: None,
        address: None,
        created_at: now,
        updated_at: now,
        id: DocumentId::new().to_string(),
    }
}

async fn insert<C: ConnectionTrait>(db: &C, user: user::Model) -> Result<user::Model> {
    let row = user.clone().into_active_model();
    match user::Entity::insert(row).exec_without_returning(db).await {
        Ok(_) => Ok(user),
        Err(error) => Err(match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                Error::conflict(Code::AccountExists, "An account with this email or phone number already exists")
            }
            _ => error.into(),
        }),
    }
}
