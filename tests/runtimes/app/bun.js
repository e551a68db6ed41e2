import { app } from './app.js';

// Bun's default of 10 s in small: its clock ticks every 4 s.
const server = Bun.serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0, idleTimeout: 1 });
console.log(`"port":${server.port}`);
