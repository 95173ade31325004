#!/usr/bin/env python3
"""The REST API against its own description.

The document is checked by an OpenAPI parser, then schemathesis calls every operation of the real program, with demo data,
as nobody, as a customer, as staff and as an admin: whatever it sends, the answers are as they are described, and none is a
fault of the server. Prints one line for each check: "passed ..." or "failed ...".
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from openapi_spec_validator import OpenAPIV31SpecValidator

HERE = pathlib.Path(__file__).resolve().parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or HERE / "../../target").resolve()
PROGRAM = os.environ.get("TRACKROOM_BIN") or str(TARGET / "debug/trackroom")
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance"
)
# Where the scan that closes `make test` looks (tests/log-scan): what servers log, and what must not be in there.
LOGS = pathlib.Path(os.environ["LOGS_TO_SCAN"]) if os.environ.get("LOGS_TO_SCAN") else None
# Fields of requests and answers whose content no log may hold.
PRIVATE = {"token", "password", "email", "phone", "identifier", "ticket", "street"}
# Schemathesis writes into addresses what it finds, the description's example of a phone number, say. That the log repeats
# an address is no news; but the ticket in one of a tracking link must never be there.
MADE_UP = re.compile(r'path=(?!"?/api/track/)"?[^ "]*"?')
# What would end the session that the run lives on.
LEFT_TO_NOBODY = ["logOut"]


class Server:
    """The program with a fresh database and its demo data, on a free port."""

    def __init__(self, name):
        self.name = f"openapi-{name.replace(' ', '-')}-{os.getpid()}"

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="trackroom-openapi-")
        environment = {
            "PATH": os.environ["PATH"],
            "PORT": "0",
            "JWT_SECRET": "only-for-the-check-of-the-description-0123456789",
            "DATABASE_URL": f"sqlite://{self.folder.name}/trackroom.db?mode=rwc",
            "DEMO_DATA": "on",
            "MY_ORDERS_PACE_MS": "1",
            "REQUEST_LIMIT": "off",
            "CONNECTION_LIMIT": "off",
            "LOGIN_LIMIT_PER_ACCOUNT": "off",
            "LOGIN_LIMIT_PER_ADDRESS": "off",
            # Hypothesis sends whatever comes to its mind: none of it may end in a log.
            "RUST_LOG": "debug" if LOGS else "error",
        }
        log = None
        if LOGS:
            LOGS.mkdir(parents=True, exist_ok=True)
            log = open(LOGS / f"{self.name}.log", "w")
        self.tell({"token": environment["JWT_SECRET"]})
        self.process = subprocess.Popen(
            [PROGRAM], env=environment, cwd=self.folder.name, stdout=subprocess.PIPE, stderr=log, text=True
        )
        if log:
            log.close()
        line = self.process.stdout.readline()
        prefix = "trackroom is ready at "
        if not line.startswith(prefix):
            raise SystemExit(f"failed to start {PROGRAM}: {line!r}")
        self.url = line.removeprefix(prefix).strip()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()
        if LOGS:
            log = LOGS / f"{self.name}.log"
            log.write_text(MADE_UP.sub("path=(made up)", log.read_text()))

    def tell(self, value):
        """Says what of a request or an answer no log may hold."""
        if LOGS and isinstance(value, dict):
            secrets = [text for name, text in value.items() if name in PRIVATE and isinstance(text, str)]
            with open(LOGS / f"{self.name}.secrets", "a") as file:
                file.writelines(f"{secret}\n" for secret in secrets)
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
            self.tell(part)

    def ask(self, path, body=None, token=None):
        """The answer to a GET, or to a POST of `body`."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers)
        with urllib.request.urlopen(request) as answer:
            answer = json.load(answer)
        # The description's examples are no secrets.
        if path != "/api/openapi.json":
            self.tell([body, answer])
        return answer

    def log_in(self, role):
        """The token of the first demo account with a role."""
        accounts = self.ask("/api/client-config")["demoAccounts"]
        account = next(account for account in accounts if account["role"] == role)
        return self.ask("/api/auth/login", {key: account[key] for key in ("identifier", "password")})["token"]


def real_things(server, token):
    """Ids by (what stands before the parameter in the path, parameter): without them nearly every answer is 404."""
    products = server.ask("/api/products")["products"]
    categories = server.ask("/api/categories")
    admin = server.log_in("admin")
    reader = token or admin
    mine = server.ask("/api/orders/my-orders", token=reader)["orders"]
    orders = mine or server.ask("/api/orders/admin/all?limit=20", token=admin)["orders"]
    addresses = server.ask("/api/orders/addresses", token=reader)["addresses"]
    users = server.ask("/api/admin/users", token=admin)["data"]["users"]
    order = orders[0]["orderId"]
    link = server.ask(f"/api/orders/{order}/tracking-links", {}, admin)["link"]
    first = lambda documents: [document["_id"] for document in documents[:5]]  # noqa: E731
    return {
        ("products", "id"): first(products),
        ("categories", "id"): first(categories),
        ("slug", "slug"): [category["slug"] for category in categories[:5]],
        ("category", "category"): first(categories),
        ("addresses", "id"): first(addresses),
        ("tracking-links", "id"): [link["id"]],
        # Not the admin: who deactivates them ends the run's session. (The server refuses that, to oneself.)
        ("users", "id"): [user["_id"] for user in users if user["role"] == "user"][:3],
        ("track", "ticket"): [link["ticket"]],
        ("docs", "file"): ["start.js", "swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"],
        "order_id": [order, orders[0]["_id"]] + [one["orderId"] for one in orders[1:4]],
        "productId": first(products),
        "selectedAddressId": first(addresses),
    }


def with_real_things(document, things):
    """The document for a run: the same operations, with ids in it that exist, beside all others."""
    document = json.loads(json.dumps(document))
    for path, item in document["paths"].items():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] != "path":
                    continue
                name = parameter["name"]
                before = path.split("/{" + name + "}")[0].rsplit("/", 1)[-1]
                real = things.get((before, name)) or things.get(name)
                if real:
                    parameter["example"] = real[0]
                    parameter["schema"] = {"anyOf": [{"enum": real}, parameter["schema"]]}
    schemas = document["components"]["schemas"]
    for schema, field in [("NewOrder", "selectedAddressId"), ("NewOrderItem", "productId"), ("NewOrder", "productId")]:
        if things[field]:
            properties = schemas[schema]["properties"]
            properties[field] = {"anyOf": [{"enum": things[field]}, properties[field]]}
    for example in schemas["NewOrder"].get("examples", []):
        example["selectedAddressId"] = (things["selectedAddressId"] or ["0" * 24])[0]
        for item in example["items"]:
            item["productId"] = things["productId"][0]
    return document


def report(name, failures):
    print(f"{'failed' if failures else 'passed'} {name}", flush=True)
    for failure in failures:
        print(failure)
    return bool(failures)


def run(person):
    """All operations as one person; what did not hold."""
    with Server(person) as server:
        token = {
            "nobody": lambda: None,
            "a customer": lambda: server.log_in("user"),
            "staff": lambda: server.log_in("staff"),
            "an admin": lambda: server.log_in("admin"),
        }[person]()
        document = with_real_things(server.ask("/api/openapi.json"), real_things(server, token))
        description = pathlib.Path(server.folder.name) / "openapi.json"
        description.write_text(json.dumps(document))
        command = [
            str(pathlib.Path(sys.executable).parent / "schemathesis"), "run", str(description),
            "--url", server.url,
            "--checks", CHECKS,
            "--phases", "examples,coverage,fuzzing",
            "--max-examples", os.environ.get("OPENAPI_EXAMPLES", "12"),
            "--seed", "20260102",
            "--workers", "1",  # Hypothesis is not made for several threads
            "--no-shrink",
            "--continue-on-failure",
            "--request-timeout", "20",
            "--warnings", "off",
            "--suppress-health-check", "all",
        ]  # fmt: skip
        if token:
            command += ["--header", f"Authorization: Bearer {token}"]
            for operation in LEFT_TO_NOBODY:
                command += ["--exclude-operation-id", operation]
        result = subprocess.run(
            command, cwd=server.folder.name, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        failures = []
        if result.returncode != 0:
            failures.append(re.sub(r"eyJ[\w.-]+", "<token>", result.stdout))
        # Answers of the server itself, after all that.
        if server.ask("/api/health")["database"] != "connected":
            failures.append("the server is not well")
        if token:
            server.ask("/api/auth/profile", token=token)
        return failures


def main():
    document = json.loads(subprocess.run([PROGRAM, "openapi"], check=True, capture_output=True, env={}).stdout)
    broken = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
              for error in OpenAPIV31SpecValidator(document).iter_errors()]  # fmt: skip
    failed = report("the document is OpenAPI 3.1", broken)
    people = sys.argv[1:] or ["nobody", "a customer", "staff", "an admin"]
    with ThreadPoolExecutor(len(people)) as at_once:
        for person, failures in zip(people, at_once.map(run, people)):
            failed |= report(f"every operation as {person}", failures)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
