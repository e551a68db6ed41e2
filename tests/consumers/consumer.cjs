// ESM only, and still no obstacle to `require` on Node 22 and up.
const assert = require('node:assert/strict');
const { createBreaker, createFailover } = require('@failsoft/core');
const { gateway } = require('@failsoft/express');

assert.equal(createBreaker().state, 'closed');
assert.equal(typeof gateway(createFailover({ models: ['a'] })), 'function');
console.log('require: works');
