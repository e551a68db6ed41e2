import { createServer } from 'node:http';
import { checkNames, checkObject } from './check-object.ts';
import { SimulatorOptionsError } from './errors.ts';
import { optionNames, type SimulatorOptions } from './options.ts';
import { serveHandlers } from './port/serve-handlers.ts';
import { show } from './show.ts';
import { createSimulator, type Simulator } from './simulator.ts';

// What Node says of a name that nobody has, of an address of another machine, and of one that cannot be listened at.
const NO_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/** Where the simulator listens, and everything that it simulates. */
export interface SimulatorServerOptions extends Omit<SimulatorOptions, 'baseURL'> {
  /** 0 takes any free port. @default 0 */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
}

/** A simulated upstream on a real port. */
export interface SimulatorServer {
  /** The origin: `http://127.0.0.1:4010` */
  readonly url: string;
  /** For OpenAI clients: `http://127.0.0.1:4010/v1` */
  readonly baseURL: string;
  readonly simulator: Simulator;
  /** Ends every connection, streams included. */
  close(): Promise<void>;
}

/**
 * Starts a simulated upstream on a real port, for any client in any language.
 *
 * @example
 * const upstream = await startSimulator({ port: 4010, speed: 60 });
 * const openai = new OpenAI({ baseURL: upstream.baseURL, apiKey: 'none' });
 */
export async function startSimulator(options: SimulatorServerOptions = {}): Promise<SimulatorServer> {
  checkObject('options', options, '{ port: 4010 }');
  // A server that answers below some URL alone would answer nothing of what it is asked.
  const known = ['port', 'host', ...optionNames.filter((name) => name !== 'baseURL')];
  checkNames('option of startSimulator', options, known);
  const { port = 0, host = '127.0.0.1', ...simulation } = options;
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new SimulatorOptionsError(
      `port is ${show(port)}, but must be an integer from 0 to 65535. 0 takes any free one.`,
    );
  }
  // Node takes an empty host for every address of the machine.
  if (typeof host !== 'string' || host.trim() === '') {
    throw new SimulatorOptionsError(
      `host is ${show(host)}, but must be an address such as 127.0.0.1. Write 0.0.0.0 for all of them.`,
    );
  }
  const simulator = createSimulator(simulation);
  const server = createServer((incoming, outgoing) => {
    void serveHandlers(simulator.handlers, incoming, outgoing, simulator.fetch);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`;

  return {
    url,
    baseURL: `${url}/v1`,
    simulator,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A host that is none is an option that is wrong; a port that is taken is not, and stays Node's own error. */
function listenError(error: NodeJS.ErrnoException, host: string): Error {
  if (!NO_HOST.has(error.code ?? '')) return error;
  return new SimulatorOptionsError(
    `host is ${show(host)}, which is no address of this machine. Write one such as 127.0.0.1, or 0.0.0.0 for all of them.`,
    { cause: error },
  );
}
