import { openAIError, type ErrorAnswer } from './error-answer.ts';

export function unknownModel(model: string): ErrorAnswer {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return openAIError(404, message, 'invalid_request_error', 'model_not_found');
}

export function unknownPath(method: string, path: string): ErrorAnswer {
  return openAIError(404, `Invalid URL (${method} ${path})`, 'invalid_request_error', null);
}

/** The address is right, the method is not. RFC 9110, section 15.5.6. */
export function wrongMethod(method: string, path: string, allow: string): ErrorAnswer {
  const message = `${method} is not for ${path}. Allowed are: ${allow}.`;
  return openAIError(405, message, 'invalid_request_error', 'method_not_supported');
}

/** No URL can be made of the request line and the Host header. */
export function noAddress(): ErrorAnswer {
  const message = 'The request line and the Host header are no address.';
  return openAIError(400, message, 'invalid_request_error', null);
}

export function unreadableBody(expected = 'JSON'): ErrorAnswer {
  const message = `We could not parse the ${expected} body of your request.`;
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

/** A header that steers the simulation is wrong, or does not fit this request. */
export function wrongSteering(message: string): ErrorAnswer {
  return openAIError(400, message, 'invalid_request_error', 'simulator_options');
}

/** `error-event` was asked for where no stream was. */
export function noStreamToSpoil(): ErrorAnswer {
  return wrongSteering('error-event spoils a stream, and this request asks for none.');
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
