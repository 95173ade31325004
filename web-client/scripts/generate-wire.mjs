// Writes src/wire/ from what the server says of itself: the REST API from its OpenAPI document, the socket's events and
// the state machine of orders from its AsyncAPI document.
//
//   node scripts/generate-wire.mjs           writes the files
//   node scripts/generate-wire.mjs --check   fails when they are not what would be written
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const binary = process.env.TRACKROOM_BIN ?? here("../../target/debug/trackroom");
if (!existsSync(binary)) {
  console.error("generate: there is no server to ask; build it (cargo build -p trackroom) or name one in TRACKROOM_BIN.");
  process.exit(1);
}

const documentOf = (subcommand) => JSON.parse(execFileSync(binary, [subcommand], { encoding: "utf8", maxBuffer: 2 ** 24 }));

const nameOf = ({ $ref }) => $ref.split("/").at(-1);
const typeOf = (schema) => (schema.oneOf ? schema.oneOf.map(nameOf).join(" | ") : nameOf(schema));

/** A listener's type: the event's arguments, then the ack. What comes after the first may be left out. */
function signature(message) {
  const [argument, offset] = message["x-arguments"].map(typeOf);
  const parameters = [`argument: ${argument}`];
  if (offset) parameters.push(`offset?: ${offset}`);
  if (message["x-ack"]) parameters.push(`ack?: (answer: ${typeOf(message["x-ack"])}) => void`);
  return `  /** ${message.summary} */\n  "${message.name}": (${parameters.join(", ")}) => void;`;
}

function eventMap(name, about, messages) {
  return `/** ${about} */\nexport interface ${name} {\n${messages.map(signature).join("\n")}\n}\n`;
}

async function events() {
  const document = documentOf("asyncapi");
  const { messages, schemas } = document.components;
  const said = (action) => {
    const keys = Object.values(document.operations)
      .filter((operation) => operation.action === action)
      .flatMap((operation) => operation.messages.map(nameOf));
    return [...new Set(keys)].map((key) => messages[key]);
  };
  const described = { openapi: "3.1.0", info: document.info, paths: {}, components: { schemas } };
  const types = await openapiTS(described, { rootTypes: true, rootTypesNoSchemaPrefix: true, rootTypesKeepCasing: true, silent: true });
  // The document has no paths: what the tool says of them is of no use.
  const useful = types.filter((node) => !["paths", "webhooks", "$defs", "operations"].includes(node.name?.text));
  return [
    "// The socket's events and payloads. Written by `make generate` from the server's AsyncAPI document: not edited.",
    astToString(useful),
    eventMap("ServerToClientEvents", "What the server says.", said("send")),
    eventMap("ClientToServerEvents", "What a client may ask for.", said("receive")),
  ].join("\n");
}

async function api() {
  return [
    "// The REST API. Written by `make generate` from the server's OpenAPI document: not edited.",
    astToString(await openapiTS(documentOf("openapi"), { silent: true })),
  ].join("\n");
}

/** The statuses and the moves between them, as values: the types are in `events.ts`. */
function orderStatus() {
  const { enum: statuses, "x-allowed-moves": moves } = documentOf("asyncapi").components.schemas.OrderStatus;
  const list = (names) => `[${names.map((name) => `"${name}"`).join(", ")}]`;
  return [
    "// The state machine of orders. Written by `make generate` from the server's AsyncAPI document: not edited.",
    'import type { OrderStatus } from "./events";',
    "",
    "/** Every status that an order may have. */",
    `export const orderStatuses = ${list(statuses)} as const satisfies readonly OrderStatus[];`,
    "",
    "/** Where an order may go from each status. */",
    "export const allowedMoves: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {",
    ...statuses.map((status) => `  ${status}: ${list(moves[status])},`),
    "};",
    "",
  ].join("\n");
}

const files = { "../src/wire/api.ts": api, "../src/wire/events.ts": events, "../src/wire/order-status.ts": orderStatus };

let stale = 0;
for (const [path, write] of Object.entries(files)) {
  const file = here(path);
  const text = await write();
  const fresh = existsSync(file) && readFileSync(file, "utf8") === text;
  if (process.argv.includes("--check")) {
    console.log(`${path}: ${fresh ? "fresh" : "stale; run `make generate` and commit what it writes"}`);
    if (!fresh) stale += 1;
  } else if (!fresh) {
    writeFileSync(file, text);
    console.log(`${path}: written`);
  }
}
process.exit(stale > 0 ? 1 : 0);
