import type { Connection } from "@/realtime/connection-manager";
import type { AdminStatusUpdate } from "@/wire/events";
import { parseCommandAnswer, parseNewOrder, parseStatusUpdate, type CommandAnswer, type NewOrder, type StatusUpdate } from "./order-events";

/** Listens to every order's changes that reach this page: for staff and admins, those of the whole shop. */
export function onAnyUpdate(connection: Connection, listener: (event: StatusUpdate) => void): () => void {
  return connection.on("order-status-updated", (payload) => {
    const event = parseStatusUpdate(payload);
    if (event) listener(event);
  });
}

/** Listens to orders as they are placed: for staff and admins. */
export function onNewOrder(connection: Connection, listener: (event: NewOrder) => void): () => void {
  return connection.on("order-created", (payload) => {
    const event = parseNewOrder(payload);
    if (event) listener(event);
  });
}

/** Moves an order over the socket; rejects when there is no answer in time. */
export async function moveOverSocket(connection: Connection, change: AdminStatusUpdate): Promise<CommandAnswer> {
  return parseCommandAnswer(await connection.ask(["admin-status-update", change]));
}
