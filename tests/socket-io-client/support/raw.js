// Plain HTTP requests with headers that neither `fetch` nor the official client would send.

import { request } from 'node:http';

/** Sends a request; resolves with `{ status, headers, body }`, status 101 when the connection was upgraded. */
export function send(url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false });
    outgoing.on('error', reject);
    outgoing.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode, headers: response.headers, body: '' });
    });
    outgoing.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text }));
      response.on('error', reject);
    });
    outgoing.end(body);
  });
}

/** The headers of a WebSocket handshake. */
export const webSocketHandshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

export const pollingPath = '/socket.io/?EIO=4&transport=polling';
export const webSocketPath = '/socket.io/?EIO=4&transport=websocket';
