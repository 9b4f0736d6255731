import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { contentsOf, copiesOf, isSent, ROOT, readStages, type Stage } from './dockerfile.ts';

export interface BuiltFolder {
  /** Stands for `/` of the image; who made it removes it. */
  root: string;
  /** Where the image begins. */
  workingFolder: string;
  /** What ENV sets, with paths below `root`. */
  environment: Record<string, string>;
}

const IS_ROOT = process.getuid?.() === 0;

/**
 * What the Dockerfile makes, in a folder of this machine and with this machine's system in place of the base image: its files are
 * copied, and its commands are run, stage by stage. It knows the instructions that ours has.
 */
export function buildWithoutEngine(): BuiltFolder {
  const root = mkdtempSync(join(tmpdir(), 'coverband-image-'));
  // Others may look in, as into the image.
  chmodSync(root, 0o755);
  const [base, ...built] = readStages();
  if (!base) throw new Error('there are no stages');
  const workdir = contentsOf(base, 'WORKDIR').at(-1) ?? '/';
  const folderOf = (name: string | null) => join(root, 'stages', name ?? 'last');
  for (const stage of built) {
    const folder = folderOf(stage.name);
    mkdirSync(join(folder, workdir), { recursive: true, mode: 0o755 });
    follow(stage, { folder, workdir, folderOf });
  }
  const last = folderOf(null);
  const environment = Object.fromEntries(
    contentsOf(built.at(-1) ?? base, 'ENV')
      .flatMap((content) => content.split(/\s+/))
      .map((pair) => pair.split('=') as [string, string])
      .map(([name, value]) => [name, value.startsWith('/') ? join(last, value) : value]),
  );
  return { root, workingFolder: join(last, workdir), environment };
}

interface Place {
  folder: string;
  workdir: string;
  folderOf(stage: string | null): string;
}

function follow(stage: Stage, { folder, workdir, folderOf }: Place): void {
  const here = join(folder, workdir);
  const copies = copiesOf(stage).values();
  for (const instruction of stage.instructions) {
    if (instruction.getKeyword() === 'RUN') run(instruction.getArgumentsContent() ?? '', here, folder);
    if (instruction.getKeyword() !== 'COPY') continue;
    const { from, sources, to } = copies.next().value ?? { from: null, sources: [], to: '' };
    for (const source of sources) {
      const target = to.endsWith('/') ? join(here, to, basename(source)) : resolve(here, to);
      // Nobody looks at a stage any more once something is taken out of it.
      if (from !== null) renameSync(join(folderOf(from), source), target);
      else copyOurs(source, target);
    }
  }
}

function copyOurs(source: string, target: string): void {
  if (!isSent(source)) throw new Error(`${source} is not sent to a builder`);
  cpSync(join(ROOT, source), target, { recursive: true, filter: (file) => isSent(relative(ROOT, file)) });
}

/** Absolute paths of the image lead into its folder; nobody but root can give files away. */
function run(command: string, cwd: string, folder: string): void {
  const here = command.replaceAll(/(?<=\s)\/(?=[a-z]+$)/g, `${folder}/`).replace(IS_ROOT ? /^$/ : /-o \d+ -g \d+/, '');
  const { status, stderr } = spawnSync('sh', ['-ec', here], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`RUN ${command} ended with ${status}: ${stderr}`);
}
