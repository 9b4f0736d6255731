import { outcomeOf } from './outcome.ts';

/** A process that lives the seeds it is given, one after the other. */
process.on('message', async (seeds) => {
  for (const seed of seeds as number[]) process.send?.(await outcomeOf(seed));
});
