/** A status with the body and headers that a real upstream sends with it. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body of the overload, to the letter (article of 2026-02-19). */
const OVERLOADED_BODY: object = {
  error: {
    message:
      'This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.',
    code: 'upstream_error',
    status: 503,
  },
};

/** OpenAI's shape of an error. */
function openAIError(
  status: number,
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): ErrorAnswer {
  return { status, body: { error: { message, type, param, code } } };
}

/** What an upstream answers with a status that is not a success. */
export function errorAnswer(status: number): ErrorAnswer {
  switch (status) {
    case 503:
      return { status, body: OVERLOADED_BODY };
    case 400:
      return openAIError(400, 'Invalid value for a parameter.', 'invalid_request_error', 'invalid_value');
    case 401:
      return openAIError(401, 'Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key');
    case 402:
      return openAIError(402, 'Insufficient balance.', 'insufficient_quota', 'insufficient_balance');
    case 403:
      return openAIError(
        403,
        'You have insufficient permissions for this operation.',
        'permission_error',
        null,
      );
    case 404:
      return openAIError(404, 'The model does not exist.', 'invalid_request_error', 'model_not_found');
    case 429: {
      const message = 'Rate limit reached for requests. Please try again in 20s.';
      return {
        ...openAIError(429, message, 'requests', 'rate_limit_exceeded'),
        headers: { 'retry-after': '20' },
      };
    }
    case 500: {
      const message = 'The server had an error while processing your request. Sorry about that!';
      return openAIError(500, message, 'server_error', null);
    }
    default: {
      const type = status < 500 ? 'invalid_request_error' : 'server_error';
      return openAIError(status, `Simulated status ${status}.`, type, null);
    }
  }
}

export function unknownModel(model: string): ErrorAnswer {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return openAIError(404, message, 'invalid_request_error', 'model_not_found');
}

export function unknownPath(method: string, path: string): ErrorAnswer {
  return openAIError(404, `Invalid URL (${method} ${path})`, 'invalid_request_error', null);
}

export function unreadableBody(): ErrorAnswer {
  const message = 'We could not parse the JSON body of your request.';
  return openAIError(400, message, 'invalid_request_error', null);
}

/** A parameter is missing, or not what it has to be: `expected` reads like "a string". */
export function wrongParameter(param: string, value: unknown, expected: string): ErrorAnswer {
  return value === undefined
    ? openAIError(
        400,
        `Missing required parameter: '${param}'.`,
        'invalid_request_error',
        'missing_required_parameter',
        param,
      )
    : openAIError(
        400,
        `Invalid type for '${param}': expected ${expected}.`,
        'invalid_request_error',
        'invalid_type',
        param,
      );
}

/** A fault of ours: says so, and shows no stack. */
export function simulatorBug(): ErrorAnswer {
  return openAIError(
    500,
    'The simulator itself failed. This is a bug of it.',
    'server_error',
    'simulator_bug',
  );
}
