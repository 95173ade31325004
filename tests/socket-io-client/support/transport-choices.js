// The ways in which clients connect.

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

export const everyChoice = [webSocket, polling, upgrading, frontEnd];
