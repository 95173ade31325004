//! The command line. `trackroom` alone serves.

use std::{
    io::Write as _,
    net::{Ipv4Addr, Ipv6Addr},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use tokio_util::sync::CancellationToken;
use trackroom::{
    app::App,
    config::{AdminPhoneLogin, Config, FirstAdmin},
    demo,
    domain::role::Role,
    http::routes,
    realtime::asyncapi,
    services::{
        access,
        accounts::{self, Registration},
    },
    store::database::Database,
    telemetry,
};
use trackroom_migrations::{Migrator, MigratorTrait as _};

/// Its background threads give memory back some seconds after a crowd has left; the system's allocator keeps it.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Real-time order status for a shop, over Socket.IO. Everything is set by environment variables: see
/// `.env.example`.
#[derive(Parser)]
#[command(name = "trackroom", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve (the default).
    Serve,
    /// Change the database's schema, or show where it stands.
    Migrate {
        #[command(subcommand)]
        direction: Direction,
    },
    /// Make the admin of `ADMIN_EMAIL` or `ADMIN_PHONE` with `ADMIN_PASSWORD`, or make one of an existing account.
    CreateAdmin {
        /// What to call them.
        #[arg(long, default_value = "Admin")]
        name: String,
    },
    /// Make somebody a customer, staff or an admin.
    SetRole {
        /// Their e-mail address or phone number.
        account: String,
        /// `user`, `staff` or `admin`.
        role: Role,
    },
    /// Fill the database with demo data.
    Seed {
        /// How many orders there should be, at least.
        #[arg(long, default_value_t = 0)]
        orders: u32,
    },
    /// Print the description of the REST API (OpenAPI 3.1). Needs no configuration.
    Openapi,
    /// Read the configuration, say what it is, and stop.
    CheckConfig,
    /// Print the AsyncAPI document of the socket events.
    Asyncapi,
    /// Ask the server of this machine whether it lives: for a container's health check.
    CheckHealth,
}

#[derive(Subcommand, Clone, Copy)]
enum Direction {
    /// Apply what is new.
    Up,
    /// Undo the last change.
    Down,
    /// Show what is applied.
    Status,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command.unwrap_or(Command::Serve)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            writeln!(std::io::stderr(), "trackroom: {error:#}").ok();
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve => serve(configured()?).await,
        Command::Migrate { direction } => migrate(&configured()?, direction).await,
        Command::CreateAdmin { name } => create_admin(configured()?, name).await,
        Command::SetRole { account, role } => {
            let app = App::open(configured()?).await?;
            let user = access::appoint(&app, &account, role).await?;
            say(&format!("{} has the role {} now", user.email, role.as_str()))
        }
        Command::Seed { orders } => {
            let app = App::open(configured()?).await?;
            demo::fill_if_empty(&app).await?;
            let total = demo::fill_up_to(&app, orders).await?;
            say(&format!("the database holds {total} orders"))
        }
        // The same whatever is set.
        Command::Openapi => say(&routes::text()),
        Command::Asyncapi => say(&format!("{:#}", asyncapi::document())),
        Command::CheckHealth => check_health(&configured()?).await,
        Command::CheckConfig => check_config(&configured()?),
    }
}

/// The configuration, with logging as it says.
fn configured() -> anyhow::Result<Config> {
    let config = Config::from_env()?;
    telemetry::start(&config);
    Ok(config)
}

async fn serve(config: Config) -> anyhow::Result<()> {
    // From the start on: who is told to stop while it starts, or in the moment it is ready, ends well, too.
    let stop = stop_signal()?;
    let listener = trackroom::listen(config.http.listen)?;
    let address = listener.local_addr()?;
    if config.is_production() || config.auth.admin_phone_login != AdminPhoneLogin::default() {
        for door in config.doors_without_password() {
            tracing::warn!("{door}");
        }
    }
    let running = tokio::select! {
        running = trackroom::start(config) => running?,
        () = stop.cancelled() => return Ok(()),
    };
    say(&format!("trackroom is ready at http://{address}"))?;
    trackroom::run(running, listener, stop).await?;
    Ok(())
}

/// Cancelled by SIGTERM or Ctrl-C.
fn stop_signal() -> anyhow::Result<CancellationToken> {
    let token = CancellationToken::new();
    let stop = token.clone();
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    #[expect(clippy::disallowed_methods, reason = "it waits from before the app is there to the end of the process")]
    tokio::spawn(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        tokio::signal::ctrl_c().await.ok();
        tracing::info!("stopping");
        stop.cancel();
    });
    Ok(token)
}

async fn migrate(config: &Config, direction: Direction) -> anyhow::Result<()> {
    let db = Database::connect(&config.database_url).await?;
    match direction {
        Direction::Up => Migrator::up(db.schema(), None).await?,
        Direction::Down => Migrator::down(db.schema(), Some(1)).await?,
        Direction::Status => {}
    }
    let applied = Migrator::get_applied_migrations(db.schema()).await?;
    let pending = Migrator::get_pending_migrations(db.schema()).await?;
    for (migrations, state) in [(applied, "applied"), (pending, "pending")] {
        for migration in migrations {
            say(&format!("{state}  {}", migration.name()))?;
        }
    }
    Ok(())
}

async fn create_admin(mut config: Config, name: String) -> anyhow::Result<()> {
    let first = config.auth.first_admin.take();
    let FirstAdmin { email, phone, password } =
        first.context("ADMIN_PASSWORD, and ADMIN_EMAIL or ADMIN_PHONE, must be set")?;
    let app = App::open(config).await?;
    let user = accounts::create_admin(&app, Registration { name, email, phone, password, role: Role::Admin }).await?;
    say(&format!("{} is an admin", user.email))
}

/// Says what is set, and what it means where somebody is let in without a password.
fn check_config(config: &Config) -> anyhow::Result<()> {
    say(&format!("{config:#?}"))?;
    config.doors_without_password().iter().try_for_each(|door| say(door))
}

/// Asks the server that listens where this configuration says.
async fn check_health(config: &Config) -> anyhow::Result<()> {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };
    let mut address = config.http.listen;
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
    }
    let ask = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(b"GET /api/health/live HTTP/1.0\r\n\r\n").await?;
        let mut status = [0; 12];
        stream.read_exact(&mut status).await?;
        anyhow::ensure!(status.ends_with(b" 200"), "the server is not well");
        Ok(())
    };
    let answer = tokio::time::timeout(std::time::Duration::from_secs(3), ask).await;
    answer.context("the server does not answer")?.with_context(|| format!("asked {address}"))?;
    say("the server lives")
}

/// Prints a line for whoever runs the command.
fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}
