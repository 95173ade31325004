'use strict';
// The peer: a shop's backend as it is usually built, with express 4, socket.io 4.8, better-sqlite3 (WAL, FULL) and JWT.
// It is a fair one: the JWT key is prepared once, statements are prepared, nothing is logged. It does less than
// Trackroom: its sockets are not authenticated, a socket's update is not stored, there is no event log, no recovery.
//
// Environment: PORT 3101, JWT_SECRET, ORDERS 1000 (rows ORD00001.. made at start), DB_PATH (made anew),
// PING_INTERVAL_MS 25000.
const fs = require('fs');
const { createSecretKey } = require('crypto');
const express = require('express');
const jwt = require('jsonwebtoken');
const Database = require('better-sqlite3');
const { Server } = require('socket.io');

const PORT = Number(process.env.PORT || 3101);
const ORDERS = Number(process.env.ORDERS || 1000);
const DB_PATH = process.env.DB_PATH;
// As a string, jsonwebtoken 9 first tries it as a public key, on every request: half of the CPU time of a PUT.
const KEY = createSecretKey(Buffer.from(process.env.JWT_SECRET));

for (const suffix of ['', '-wal', '-shm']) fs.rmSync(DB_PATH + suffix, { force: true });
const db = new Database(DB_PATH);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  order_id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,
  tracking_number TEXT,
  estimated_delivery TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
)`);
const insert = db.prepare('INSERT INTO orders (order_id, status, created_at, updated_at) VALUES (?, ?, ?, ?)');
db.transaction(() => {
  const now = new Date().toISOString();
  for (let i = 1; i <= ORDERS; i++) insert.run(`ORD${String(i).padStart(5, '0')}`, 'pending', now, now);
})();
const update = db.prepare(
  'UPDATE orders SET status = ?, tracking_number = ?, estimated_delivery = ?, updated_at = ? WHERE order_id = ?');

const STATUSES = new Set(['pending', 'confirmed', 'processing', 'shipped', 'delivered', 'cancelled']);
const app = express();
app.use(express.json());

function auth(req, res, next) {
  const header = req.headers.authorization || '';
  if (!header.startsWith('Bearer ')) return res.status(401).json({ success: false, message: 'No token' });
  try {
    req.user = jwt.verify(header.slice(7), KEY, { algorithms: ['HS256'] });
    next();
  } catch {
    res.status(401).json({ success: false, message: 'Invalid token' });
  }
}

function adminOnly(req, res, next) {
  if (req.user.role !== 'admin') return res.status(403).json({ success: false, message: 'Admin only' });
  next();
}

app.get('/api/health', (req, res) => res.json({ status: 'ok' }));

app.put('/api/orders/admin/:orderId/status', auth, adminOnly, (req, res) => {
  const { orderId } = req.params;
  const { status, trackingNumber, estimatedDelivery } = req.body;
  if (!STATUSES.has(status)) return res.status(400).json({ success: false, message: 'Invalid status' });
  const updatedAt = new Date();
  const done = update.run(status, trackingNumber ?? null, estimatedDelivery ?? null, updatedAt.toISOString(), orderId);
  if (done.changes === 0) return res.status(404).json({ success: false, message: 'Order not found' });
  const order = { orderId, status, trackingNumber, estimatedDelivery, updatedAt };
  io.to(`order-${orderId}`).emit('order-status-updated', order);
  res.json({ success: true, message: 'Order status updated successfully', order });
});

const server = require('http').createServer(app);
const io = new Server(server, { pingInterval: Number(process.env.PING_INTERVAL_MS || 25000) });
io.on('connection', (socket) => {
  socket.on('join-order-tracking', (orderId) => socket.join(`order-${orderId}`));
  socket.on('leave-order-tracking', (orderId) => socket.leave(`order-${orderId}`));
  socket.on('admin-status-update', ({ orderId, status, trackingNumber, estimatedDelivery }) => {
    io.to(`order-${orderId}`).emit('order-status-updated', {
      orderId, status, trackingNumber, estimatedDelivery, updatedAt: new Date(),
    });
  });
});
server.listen({ port: PORT, host: '127.0.0.1', backlog: 4096 }, () => console.log(`the Node peer is ready on port ${PORT}`));

function stop() {
  io.close();
  db.close();
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
