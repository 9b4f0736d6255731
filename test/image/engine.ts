import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { ROOT } from './dockerfile.ts';

export interface Engine {
  /** Runs a command of it in our folder. Throws with what it said where that fails. */
  run(parameters: readonly string[], limitMs?: number): Promise<string>;
}

const LIMIT_MS = 60_000;
const PULL_LIMIT_MS = 240_000;

/** Docker or Podman, where one works here and has or gets the image that ours begins with; undefined elsewhere. */
export async function findEngine(baseImage: string): Promise<Engine | undefined> {
  for (const program of ['docker', 'podman']) {
    const engine: Engine = { run: (parameters, limitMs = LIMIT_MS) => runProgram(program, parameters, limitMs) };
    const has = (parameters: readonly string[], limitMs?: number) =>
      engine.run(parameters, limitMs).then(
        () => true,
        () => false,
      );
    if (!(await has(['info']))) continue;
    if (await has(['image', 'inspect', baseImage])) return engine;
    if (await has(['pull', baseImage], PULL_LIMIT_MS)) return engine;
  }
  return undefined;
}

async function runProgram(program: string, parameters: readonly string[], limitMs: number): Promise<string> {
  const child = spawn(program, parameters, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(limitMs),
  });
  const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new Error(`${program} ${parameters[0]} ended with ${code}: ${complained.slice(-2_000)}`);
  return said.trim();
}
