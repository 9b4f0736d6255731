import { z } from 'zod';
import { defineSetting } from '../setting.ts';
import { whole } from '../value-schemas.ts';

/** Time, for the sandbox. */
export const clockSettings = {
  CLOCK_OFFSET_SECONDS: defineSetting({
    schema: z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
    expected: 'a whole number of seconds',
    about: 'Shifts time; for the sandbox, and refused outside it.',
    fallback: '0',
  }),
  CLOCK_SPEED: defineSetting({
    schema: whole(1, 1_000),
    expected: 'a whole number from 1 to 1000',
    about: 'Seconds that pass in one real second; for the sandbox, and refused outside it.',
    fallback: '1',
  }),
};
