import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeFolderIn, dataFolderOf, openDataFolder } from '../src/data-folder.ts';
import { StartError } from '../src/errors.ts';

let base: string;
let folder: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'coverband-data-'));
  folder = join(base, 'data');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const rightsOf = (path: string) => statSync(path).mode & 0o777;

function refusal(): string {
  try {
    openDataFolder(folder);
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  return 'no refusal';
}

// Only where there are users and rights as POSIX has them.
describe.runIf(process.getuid)('the data folder', () => {
  it('is made for its own user alone, with all folders above it that are missing', () => {
    folder = join(base, 'above', 'data');
    openDataFolder(folder);
    expect([folder, join(base, 'above')].map(rightsOf)).toEqual([0o700, 0o700]);
  });

  it('is closed to others where it was open to them, with all that is in it', () => {
    const inside = join(folder, 'files', 'ab');
    mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, 'song'), '');
    for (const path of [folder, inside]) chmodSync(path, 0o777);
    chmodSync(join(inside, 'song'), 0o666);
    openDataFolder(folder);
    expect([folder, inside, join(inside, 'song')].map(rightsOf)).toEqual([0o700, 0o700, 0o600]);
  });

  it('runs nothing that others may have put into it', () => {
    const planted = codeFolderIn(folder, 'bot');
    mkdirSync(planted, { recursive: true });
    chmodSync(folder, 0o770);
    openDataFolder(folder);
    expect(existsSync(planted)).toBe(false);
  });

  it('keeps what was compiled where nobody else could get at it', () => {
    openDataFolder(folder);
    mkdirSync(codeFolderIn(folder, 'bot'), { recursive: true });
    openDataFolder(folder);
    expect(existsSync(codeFolderIn(folder, 'bot'))).toBe(true);
  });

  it('leaves alone what links in it lead to', () => {
    const elsewhere = join(base, 'elsewhere');
    writeFileSync(elsewhere, '');
    chmodSync(elsewhere, 0o644);
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    symlinkSync(elsewhere, join(folder, 'link'));
    openDataFolder(folder);
    expect(rightsOf(elsewhere)).toBe(0o644);
  });

  it('may be a link, and then what it leads to is closed', () => {
    const real = join(base, 'real');
    mkdirSync(real);
    chmodSync(real, 0o755);
    symlinkSync(real, folder);
    openDataFolder(folder);
    expect(rightsOf(real)).toBe(0o700);
  });

  // Giving files away is for root alone.
  it.runIf(process.getuid?.() === 0)('is refused where it belongs to another user', () => {
    mkdirSync(folder);
    chownSync(folder, 4_711, 4_711);
    expect(refusal()).toMatch(/belongs to user 4711 .* runs as user 0/);
  });

  it('is refused where all users can exchange it', () => {
    const above = join(base, 'above');
    folder = join(above, 'data');
    mkdirSync(folder, { recursive: true });
    chmodSync(above, 0o777);
    expect(refusal()).toContain(`${above} is open to all`);
    chmodSync(above, 0o1777);
    expect(refusal()).toBe('no refusal');
  });

  it('is refused in one line where it cannot be made', () => {
    writeFileSync(folder, 'a file');
    expect(refusal()).toMatch(/^DATA_DIR \(.*\) cannot be used \(EEXIST\): [^\n]*$/);
  });
});

describe('where the data will be', () => {
  it('is what the environment says, and data beside the bot without a word', () => {
    expect(dataFolderOf({ DATA_DIR: ' /srv/coverband ' })).toBe('/srv/coverband');
    expect(dataFolderOf({ DATA_DIR: '' })).toBe('data');
  });
});
