'use strict';
// Prints an admin's token for the load generator: JWT_SECRET=... node token.js
const jwt = require('jsonwebtoken');
process.stdout.write(jwt.sign({ id: 'bench-admin', role: 'admin' }, process.env.JWT_SECRET, { expiresIn: '2h' }));
