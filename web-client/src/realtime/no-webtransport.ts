/**
 * Stands in for the WebTransport of `engine.io-client` in the build. Our server offers WebSocket and long polling, and the
 * socket is told to try no other; without this every page would carry the third transport and its packet streams.
 */
export const WT = undefined;
