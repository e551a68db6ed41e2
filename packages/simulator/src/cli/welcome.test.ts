import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSimulator, type SimulatorServer } from '../server.ts';
import { welcome } from './welcome.ts';

let server: SimulatorServer;
beforeAll(async () => {
  server = await startSimulator({ start: '2026-02-19T20:00', latency: false });
});
afterAll(() => server.close());

const said = (more: Partial<Parameters<typeof welcome>[1]>): string =>
  welcome(server, { seed: 10, speed: 1, profile: 'documented', ...more }, (_, text) => text);

test('what is coming is told, for a profile with overloads', () => {
  expect(said({})).toContain('Overloaded within four hours:\n    gemini-3-pro-image-preview');
});

test('of a profile without overloads it is told what fails all the same', () => {
  const text = said({ profile: 'iid' });
  expect(text).toContain('There are no overloads: each request fails by itself');
  expect(text).not.toContain('Overloaded within');
});

test('what is replayed has no profile and no seed', () => {
  const text = said({ profile: 'calm', trace: [{}, {}] });
  expect(text).toContain('What comes is replayed: 2 answers.');
  expect(text).not.toMatch(/profile|seed/);
});
