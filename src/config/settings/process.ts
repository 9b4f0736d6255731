import { z } from 'zod';
import { defineSetting } from '../setting.ts';
import { text, whole } from '../value-schemas.ts';

/** The bot's process, and what its operator sees of it. */
export const processSettings = {
  SHUTDOWN_WAIT_SECONDS: defineSetting({
    schema: whole(0, 3_600),
    expected: 'a whole number from 0 to 3600',
    about: 'How long a stopping bot waits for requests that cannot be handed to the next run.',
    fallback: '300',
  }),
  LOG_LEVEL: defineSetting({
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    expected: 'one of: trace, debug, info, warn, error, fatal, silent',
    about: 'How much is logged.',
    fallback: 'info',
    part: 'useful',
  }),
  OPERATOR_PORT: defineSetting({
    schema: whole(0, 65_535).optional(),
    expected: 'a port number',
    about: "Port of the operator's endpoints on 127.0.0.1; none is opened while this is empty.",
    part: 'useful',
  }),
  OPERATOR_HOST: defineSetting({
    schema: text.min(1).optional(),
    expected: 'an address of this machine, such as 0.0.0.0',
    about: "Where the operator's endpoints are opened. Empty: 127.0.0.1, for this machine only.",
    part: 'useful',
  }),
  OPERATOR_SECRET: defineSetting({
    schema: text.min(16).optional(),
    expected: 'at least 16 characters',
    about: "Bearer secret of the operator's endpoints; needed with OPERATOR_PORT.",
    secret: true,
    part: 'useful',
  }),
};
