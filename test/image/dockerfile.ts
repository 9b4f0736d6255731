import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Copy, DockerfileParser, type From, type Instruction } from 'dockerfile-ast';
import { z } from 'zod';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

export interface Stage {
  name: string | null;
  image: string;
  instructions: readonly Instruction[];
}

/** The stages of our Dockerfile, in order. */
export function readStages(): Stage[] {
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const instruction of DockerfileParser.parse(read('Dockerfile')).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const from = instruction as From;
      stages.push({ name: from.getBuildStage(), image: from.getImage() ?? '', instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

/** Of one kind, what follows the keyword, as it is meant. */
export function contentsOf({ instructions }: Stage, keyword: string): string[] {
  return instructions.filter((it) => it.getKeyword() === keyword).map((it) => it.getArgumentsContent() ?? '');
}

/** A command that is given as a JSON list, such as that of CMD or of HEALTHCHECK. */
export function commandOf(stage: Stage, keyword: 'CMD' | 'HEALTHCHECK'): string[] {
  const content = contentsOf(stage, keyword).at(-1) ?? '';
  return z.array(z.string()).parse(JSON.parse(content.slice(content.indexOf('['))));
}

/** What is copied, from which stage or from the folder that is built, and where to. */
export function copiesOf({ instructions }: Stage): { from: string | null; sources: string[]; to: string }[] {
  return instructions
    .filter((it) => it.getKeyword() === 'COPY')
    .map((it) => {
      const paths = it.getArguments().map((path) => path.getValue());
      return {
        from: (it as Copy).getFromFlag()?.getValue() ?? null,
        sources: paths.slice(0, -1),
        to: paths.at(-1) ?? '',
      };
    });
}

const PATTERNS = read('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** Whether a file or folder of ours is sent to a builder: the last pattern that fits decides. Ours are plain names, and `*` first. */
export function isSent(path: string): boolean {
  const fits = (name: string) => name === '*' || path === name || path.startsWith(`${name}/`);
  return PATTERNS.reduce((isIn, pattern) => (fits(pattern.replace(/^!/, '')) ? pattern.startsWith('!') : isIn), true);
}
