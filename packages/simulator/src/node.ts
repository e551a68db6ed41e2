import { http } from 'msw/http';
import { setupServer, type SetupServer } from 'msw/node';
import { passthrough } from 'msw/utils/passthrough';
import { SimulatorOptionsError } from './errors.ts';
import type { SimulatorOptions } from './options.ts';
import { createSimulator, type Simulator } from './simulator.ts';

let listening: SetupServer | undefined;

/** A simulator that answers every `fetch` of this process. */
export interface SimulatorSetup extends Simulator {
  /**
   * Begins to intercept. Requests that nobody simulates fail, so that no test reaches a real upstream.
   *
   * @throws SimulatorOptionsError while another simulator listens in this process.
   */
  listen(): void;
  /** Ends it; `fetch` is the real one again. */
  close(): void;
  /** msw's server, to add handlers of one's own. */
  readonly server: SetupServer;
}

/**
 * The simulator inside a test process, by msw.
 *
 * Requests to this machine itself pass through, since they are meant for the server under test;
 * with `baseURL`, only what is below it is simulated.
 *
 * Listen before clients are made: some, the OpenAI SDK among them, keep the `fetch` that they find at that moment.
 *
 * @example
 * const upstream = setupSimulator({ profile: 'calm', latency: false });
 * upstream.listen();
 * const openai = new OpenAI({ baseURL: 'https://api.example.com/v1', apiKey: 'none', maxRetries: 0 });
 * afterEach(() => upstream.reset());
 * afterAll(() => upstream.close());
 */
export function setupSimulator(options: SimulatorOptions = {}): SimulatorSetup {
  const simulator = createSimulator(options);
  const local = http.all(isLocal, () => passthrough());
  // A base URL on this machine names the upstream, so it goes before the rule for local servers.
  const server = setupServer(
    ...(options.baseURL === undefined ? [local, ...simulator.handlers] : [...simulator.handlers, local]),
  );
  return {
    ...simulator,
    server,
    listen() {
      // msw's newest server takes over, and the requests of the other would reach the real upstream.
      if (listening !== undefined && listening !== server) {
        throw new SimulatorOptionsError(
          'Another simulator is listening in this process. Close it first, or give one simulator all models.',
        );
      }
      listening = server;
      server.listen({ onUnhandledFrame: 'error' });
    },
    close() {
      if (listening !== server) return;
      listening = undefined;
      server.close();
    },
  };
}

function isLocal({ request }: { readonly request: Request }): boolean {
  const { hostname } = new URL(request.url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
