// The ways in which clients connect.

import { until } from './until.js';

/** The options of the shop's existing front end, to the letter: no credentials, WebSocket first. */
export const frontEnd = {
  name: 'the existing front end’s options',
  options: {
    transports: ['websocket', 'polling'],
    autoConnect: true,
    reconnection: true,
    reconnectionDelay: 1000,
    reconnectionDelayMax: 5000,
    reconnectionAttempts: 5,
  },
};

export const webSocket = { name: 'WebSocket', options: { transports: ['websocket'] } };

export const polling = { name: 'polling', options: { transports: ['polling'] } };

export const upgrading = {
  name: 'polling, then WebSocket',
  options: { transports: ['polling', 'websocket'] },
};

/**
 * Waits until the client has moved from polling to a WebSocket, if it is one that does: cut in the middle of that, the
 * library notices only when the time of a ping is over.
 */
export async function hasMoved(screen, choice) {
  if (choice === upgrading) await until('the client has moved', () => screen.transport === 'websocket');
}

export const everyChoice = [webSocket, polling, upgrading, frontEnd];
