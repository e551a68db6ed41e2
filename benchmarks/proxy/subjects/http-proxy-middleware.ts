import type { AddressInfo } from 'node:net';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

const { UPSTREAM = '' } = process.env;
const app = express();
app.use('/v1', createProxyMiddleware({ target: UPSTREAM, changeOrigin: true }));
const server = app.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
