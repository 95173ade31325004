// The socket's events and payloads. Written by `make generate` from the server's AsyncAPI document: not edited.
export interface components {
    schemas: {
        /** @description A change of an order: what the REST call takes, and which order. */
        AdminStatusUpdate: components["schemas"]["StatusBody"] & {
            /**
             * Format: int64
             * @description The `seq` at which the order must be; without it the last change wins.
             */
            expectedSeq?: number | null;
            /** @description The order's id. */
            orderId: string;
        };
        /** @description The ack of a command that moved an order. */
        CommandAck: {
            /** @description How many sockets follow the order now. */
            followers: number;
            /** @enum {boolean} */
            ok: true;
            /** @description Where the order stands; absent for the sandbox. */
            order?: components["schemas"]["OrderSnapshot"];
        };
        /** @description The ack of a join. */
        JoinAck: {
            /** @description Whether `events` is all that the client missed; if not, it takes the snapshot. */
            complete?: boolean;
            /** @description What the client missed, oldest first, if it said `since`. */
            events?: components["schemas"]["OrderStatusUpdated"][];
            /** @enum {boolean} */
            ok: true;
            /** @description Where the order stands. */
            order: components["schemas"]["OrderSnapshot"];
        };
        /** @description Which order is meant: its id alone, or with what a typed client adds. */
        JoinArgument: string | components["schemas"]["JoinOrder"];
        /** @description What a typed client says when it joins: the order's id, the ticket of a tracking link, or both. */
        JoinOrder: {
            /** @description The order's id; the ticket says which order it is when this is absent. */
            orderId?: string | null;
            /**
             * Format: int64
             * @description The `seq` of the last event that the client has: the ack brings what it missed.
             */
            since?: number | null;
            /** @description The ticket of a tracking link, for who may not follow the order otherwise. */
            ticket?: string | null;
        };
        /**
         * Format: double
         * @description Rupees, with at most two decimals.
         * @example 24.99
         */
        Money: number;
        /** @description A token that follows on the one with which the client connected. */
        NewToken: {
            /** @description An access token of the person who connected. */
            token: string;
        };
        /**
         * @description What follows the payload of an event from the log: its place there, which the client's library brings when it
         *     comes back. A number, written as a string.
         * @example 85
         */
        Offset: string;
        /** @description The ack of anything else that went well. */
        OkAck: {
            /** @enum {boolean} */
            ok: true;
        };
        /** @description A new order, as the shop's people hear of it. */
        OrderCreated: {
            /** @description When it was placed. */
            createdAt: components["schemas"]["Timestamp"];
            /**
             * Format: int32
             * @description How many pieces.
             */
            itemCount: number;
            /** @description What people call the order. */
            orderId: string;
            /**
             * Format: int64
             * @description Always 1.
             */
            seq: number;
            /** @description Its first status. */
            status: components["schemas"]["OrderStatus"];
            /** @description What the customer pays. */
            totalAmount: components["schemas"]["Money"];
        };
        /** @description Where an order stands, in an ack. */
        OrderSnapshot: {
            /** @description When the parcel should arrive. */
            estimatedDelivery?: components["schemas"]["Timestamp"];
            /** @description What people call the order. */
            orderId: string;
            /**
             * Format: int64
             * @description The number of its newest event; 0 in the sandbox.
             */
            seq: number;
            /** @description Its status now. */
            status: components["schemas"]["OrderStatus"];
            /** @description The carrier's number of the parcel. */
            trackingNumber?: string;
            /** @description When it last changed. */
            updatedAt: components["schemas"]["Timestamp"];
        };
        /**
         * @description Where an order stands.
         * @enum {string}
         */
        OrderStatus: "pending" | "confirmed" | "processing" | "shipped" | "delivered" | "cancelled" | "refunded";
        /** @description A change of an order's status or tracking details, as its followers hear of it. */
        OrderStatusUpdated: {
            /** @description When the parcel should arrive. */
            estimatedDelivery?: components["schemas"]["Timestamp"];
            /** @description What people call the order. */
            orderId: string;
            /**
             * Format: int64
             * @description The event's number among the order's, without a gap; absent in the sandbox.
             */
            seq?: number;
            /** @description Its status now. */
            status: components["schemas"]["OrderStatus"];
            /** @description The carrier's number of the parcel. */
            trackingNumber?: string;
            /** @description When it changed. */
            updatedAt: components["schemas"]["Timestamp"];
        };
        /** @description Why something was refused. */
        Refusal: {
            /**
             * @description For programs. More codes may come; those of today:
             *
             *     - `order_not_found`: no such order, or none that this client may follow: the two answer alike
             *     - `tracking_link_not_found`: an unknown, expired or revoked ticket, or one of another order: they answer alike
             *     - `invalid_request`: the argument is missing, too long (16 KiB), binary, or not of the right shape
             *     - `status_required`: the command names no status
             *     - `invalid_status`: there is no such status
             *     - `invalid_date`: the command's date is none
             *     - `invalid_transition`: the state machine has no such step; with from, to and allowed
             *     - `precondition_failed`: the order is not at expectedSeq; with order as it is
             *     - `not_authorized`: this client may not do that
             *     - `invalid_token`: the new token is malformed, expired or foreign, or its log-in has ended
             *     - `account_deactivated`: the new token's account is deactivated
             *     - `user_not_found`: the new token's account is gone
             *     - `too_many_rooms`: the client follows as many orders as it may
             *     - `rate_limited`: too many messages at once
             *     - `unknown_event`: the server has no such event
             *     - `unavailable`: the server is about to stop: another one, or the next process, answers
             *     - `database_unavailable`: the database is away for a moment
             *     - `internal`: a fault of ours
             */
            code: string;
            /** @description For people. */
            message: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The ack of a refusal. */
        RefusedAck: {
            /** @description Why. */
            error: components["schemas"]["Refusal"];
            /** @enum {boolean} */
            ok: false;
        };
        /** @description The ack of a fresh token. */
        RenewedAck: {
            /** @description When the new token ends. */
            expiresAt: components["schemas"]["Timestamp"];
            /** @enum {boolean} */
            ok: true;
        };
        /** @description Why the socket is disconnected. */
        SessionEnded: {
            /** @description `token_expired`, `session_ended` or `account_deactivated`. */
            code: string;
            /** @description For people. */
            message: string;
        };
        /** @description What an order should become, as REST and the socket command alike spell it. */
        StatusBody: {
            /** @description When the parcel should arrive: an instant or a date, in ISO 8601. */
            estimatedDelivery?: string | null;
            /** @description For the history. */
            note?: string | null;
            /** @description What it becomes. */
            status: components["schemas"]["OrderStatus"];
            /** @description The carrier's number of the parcel. */
            trackingNumber?: string | null;
        };
        /**
         * Format: date-time
         * @description An instant as clients read it: ISO 8601 in UTC with milliseconds, `2026-01-02T03:04:05.678Z`.
         * @example 2026-01-02T03:04:05.678Z
         */
        Timestamp: string;
        /** @description A refusal for which there was no ack to answer. */
        TrackingError: components["schemas"]["Refusal"] & {
            /** @description The order that was asked for, if any was. */
            orderId?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AdminStatusUpdate = components['schemas']['AdminStatusUpdate'];
export type CommandAck = components['schemas']['CommandAck'];
export type JoinAck = components['schemas']['JoinAck'];
export type JoinArgument = components['schemas']['JoinArgument'];
export type JoinOrder = components['schemas']['JoinOrder'];
export type Money = components['schemas']['Money'];
export type NewToken = components['schemas']['NewToken'];
export type Offset = components['schemas']['Offset'];
export type OkAck = components['schemas']['OkAck'];
export type OrderCreated = components['schemas']['OrderCreated'];
export type OrderSnapshot = components['schemas']['OrderSnapshot'];
export type OrderStatus = components['schemas']['OrderStatus'];
export type OrderStatusUpdated = components['schemas']['OrderStatusUpdated'];
export type Refusal = components['schemas']['Refusal'];
export type RefusedAck = components['schemas']['RefusedAck'];
export type RenewedAck = components['schemas']['RenewedAck'];
export type SessionEnded = components['schemas']['SessionEnded'];
export type StatusBody = components['schemas']['StatusBody'];
export type Timestamp = components['schemas']['Timestamp'];
export type TrackingError = components['schemas']['TrackingError'];

/** What the server says. */
export interface ServerToClientEvents {
  /** An order was placed. */
  "order-created": (argument: OrderCreated, offset?: Offset) => void;
  /** An order's status or tracking details changed. In the sandbox it has no `seq` and no offset. */
  "order-status-updated": (argument: OrderStatusUpdated, offset?: Offset) => void;
  /** The server is about to disconnect the socket. It should not come back before it has a good token. */
  "session-ended": (argument: SessionEnded) => void;
  /** What the client asked for without an ack was refused, or the link by which it follows an order has ended. */
  "tracking-error": (argument: TrackingError) => void;
}

/** What a client may ask for. */
export interface ClientToServerEvents {
  /** Move an order, as the REST call does: for staff and admins. On a `TEST-` id of the sandbox, for anybody. */
  "admin-status-update": (argument: AdminStatusUpdate, ack?: (answer: CommandAck | RefusedAck) => void) => void;
  /** Go on with a fresh token of the same person on this connection. */
  "auth:refresh": (argument: NewToken, ack?: (answer: RenewedAck | RefusedAck) => void) => void;
  /** Follow an order. The ack brings where it stands, and with `since` what was missed; then come exactly the events after that. */
  "join-order-tracking": (argument: JoinArgument, ack?: (answer: JoinAck | RefusedAck) => void) => void;
  /** Follow an order no more. Leaving what one did not join is no error. */
  "leave-order-tracking": (argument: JoinArgument, ack?: (answer: OkAck | RefusedAck) => void) => void;
}
